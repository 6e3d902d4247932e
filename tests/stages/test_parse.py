"""Parsing: a file to a draft, typed values with their places, whatever an editor's program did to the file."""

from __future__ import annotations

from typing import Any

import pytest

from plcsite.diagnostics import Checked, Location
from plcsite.folders import read_address
from plcsite.kinds import find_kinds
from plcsite.model import Draft, Run, Source
from plcsite.stages.parse import Request, parse, stated_kind

KINDS = find_kinds()
CLEAN = "---\ntitle: An evening\ndate: 2026-10-21\ntags: [a, b]\n---\nWords.\n\n    code\n"


def read(text: str | bytes, path: str = "content/en/news/evening.md", kind: str = "post") -> Checked[Draft]:
    data = text.encode() if isinstance(text, str) else text
    return parse(Request(Source(path, data), KINDS[kind], KINDS))


def value(text: str, key: str, **options: str) -> Any:
    """The value of one key of a file in which nothing is wrong."""
    made = read(f"---\ntitle: A\n{text}\n---\nWords.\n", **options)
    assert made.diagnostics == ()
    return made.value.stated[key].value


# --- paths -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "section", "folders", "name", "key", "bundle"),
    [
        ("content/en/news/a.md", "news", (), "a", "news/a", False),
        ("content/en/news/a/index.md", "news", (), "a", "news/a", True),
        ("content/en/news/2018/x/a.md", "news", ("2018", "x"), "a", "news/2018/x/a", False),
        ("content/en/about.md", "", (), "about", "about", False),
        ("content/en/about/index.md", "", (), "about", "about", True),
        ("content/en/index.md", "", (), "index", "index", False),
        ("content/pt-BR/news/a.md", "news", (), "a", "news/a", False),
    ],
)
def test_a_path_says_language_section_folders_and_key(
    path: str, section: str, folders: tuple[str, ...], name: str, key: str, bundle: bool
) -> None:
    """Before any file is opened."""
    address = read_address(path)
    assert address.language == path.split("/")[1]
    assert (address.section, address.folders, address.name, address.bundle) == (section, folders, name, bundle)
    assert address.key == key


@pytest.mark.parametrize(
    ("path", "day", "slug"),
    [
        ("content/en/news/2024-01-18-who-to-call.md", "2024-01-18", "who-to-call"),
        ("content/en/news/2024-01-18-who/index.md", "2024-01-18", "who"),
        ("content/en/news/who-2024-01-18.md", None, "who-2024-01-18"),
        ("content/en/news/2024-01-18.md", None, "2024-01-18"),
        ("content/en/news/I\u0307stanbul ☕.md", None, "istanbul"),
    ],
)
def test_a_files_name_gives_day_and_slug(path: str, day: str | None, slug: str) -> None:
    """A date counts only before further words."""
    draft = read(CLEAN, path).value
    assert (draft.day.isoformat() if draft.day else None) == day
    assert draft.slug == slug


# --- fences ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        CLEAN.encode(),
        b"\xef\xbb\xbf" + CLEAN.encode(),
        CLEAN.replace("\n", "\r\n").encode(),
        CLEAN.replace("\n", "\r").encode(),
        ("\n\n" + CLEAN).encode(),
        CLEAN.replace("---\n", "---  \n").encode(),
    ],
    ids=["clean", "byte order mark", "CRLF", "CR", "blank lines first", "blanks after fences"],
)
def test_a_file_is_the_same_whatever_a_program_did_to_it(data: bytes) -> None:
    """The twin of a clean file has the same values and the same body."""
    clean, made = read(CLEAN), read(data)
    assert made.diagnostics == ()
    assert made.value.body == clean.value.body == "Words.\n\n    code\n"
    assert {key: each.value for key, each in made.value.stated.items()}.keys() == {"title", "date", "tags"}


def test_the_body_starts_where_the_front_matter_ends() -> None:
    """Findings in it are counted in lines of the file; code that comes first keeps its indentation."""
    draft = read("---\ntitle: A\n---\n    code\n\n---\n\nmore\n").value
    assert (draft.line, draft.body) == (4, "    code\n\n---\n\nmore\n")


def test_values_know_their_places() -> None:
    """Line and column from one."""
    stated = read(CLEAN).value.stated
    assert stated["date"].location == Location("content/en/news/evening.md", 3, 7)
    assert [item.location.column for item in stated["tags"].value] == [8, 11]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "file-empty", 1),
        ("  \n\n", "file-empty", 1),
        ("Just words.\n", "front-matter-missing", 1),
        ("---\ntitle: A\n\nWords.\n", "front-matter-unclosed", 1),
        ("---\n- title\n---\n", "front-matter-not-keys", 2),
    ],
)
def test_front_matter_that_is_not_there_is_an_error_never_silence(text: str, code: str, line: int) -> None:
    """A draft comes of it all the same, marked as broken."""
    made = read(text)
    (found,) = made.diagnostics
    assert (found.code, found.location.line) == (code, line)
    assert found.hint is not None
    assert made.value.broken


# --- values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "key", "expected"),
    [
        ("summary: no", "summary", (Run("no"),)),
        ("summary: 010", "summary", (Run("010"),)),
        ("summary: 12:30", "summary", (Run("12:30"),)),
        ("summary: ~ tilde", "summary", (Run("~ tilde"),)),
        ("series: 2026-10-21", "series", "2026-10-21"),
        ("order: 12", "order", 12),
        ("draft: TRUE", "draft", True),
        ("pinned: false", "pinned", False),
    ],
)
def test_yamls_surprises_never_bite(line: str, key: str, expected: object) -> None:
    """Values are read as text and converted by what the key may hold."""
    assert value(line, key) == expected


def test_words_in_another_language_are_runs_of_it() -> None:
    """In titles and summaries, with the typography of each."""
    assert value("summary: Wij doen [better together]{lang=en} graag", "summary", path="content/nl/news/a.md") == (
        Run("Wij doen "),
        Run("better together", "en"),
        Run(" graag"),
    )


@pytest.mark.parametrize("written", ["tags: [a, b]", "tags: a, b", "tag: [a, b]", "tags:\n  - a\n  - b"])
def test_a_list_may_be_written_in_every_usual_way(written: str) -> None:
    """One, a list, or names with commas, in the singular or plural key."""
    assert [item.value for item in value(written, "tags")] == ["a", "b"]


def test_a_single_value_stands_for_a_list_of_one() -> None:
    """Also where the list holds tables."""
    assert [item.value for item in value("authors: Sara", "authors")] == ["Sara"]
    (person,) = value("author: {name: Sara, role: teacher}", "authors")
    assert person.value["name"].value == "Sara"


@pytest.mark.parametrize("empty", ["summary:", "summary: ~", "summary: null"])
def test_an_empty_value_is_no_value(empty: str) -> None:
    """Web forms write keys that nobody filled in."""
    made = read(f"---\ntitle: A\n{empty}\n---\n")
    assert "summary" not in made.value.stated
    assert made.diagnostics == ()


def test_a_kinds_own_keys_are_known_to_its_files_only() -> None:
    """An event's key in a post is a mistake."""
    text = "---\ntitle: A\nstart: 2026-10-21\n---\n"
    assert read(text, "content/en/events/a.md", "event").diagnostics == ()
    assert [each.code for each in read(text).diagnostics] == ["unknown-key"]


def test_all_mistakes_of_a_file_are_found_at_once() -> None:
    """One never hides another."""
    text = "---\ntitel: A\ndate: 21/10/2026\ndraft: yes\norder: many\n---\n"
    found = [(each.code, each.location.line) for each in read(text, "content/nl/news/a.md").diagnostics]
    assert found == [("unknown-key", 2), ("bad-date", 3), ("bad-value", 4), ("bad-value", 5)]


def test_a_language_of_its_own_holds_for_the_words_of_a_file() -> None:
    """The folder still says whose site it is on."""
    draft = read("---\ntitle: Een titel\nlanguage: nl\n---\nWoorden.\n").value
    assert (draft.language, draft.speech) == ("en", "nl")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("---\ntitle: A\nkind: event\n---\n", "event"),
        ("---\r\nkind: 'page'\r\n---\r\n", "page"),
        ("---\ntitle: A\n---\nkind: event\n", ""),
        ("no front matter\nkind: event\n", ""),
    ],
)
def test_the_kind_that_a_file_states_is_known_before_it_is_read(text: str, kind: str) -> None:
    """Only the front matter counts."""
    assert stated_kind(Source("content/en/a.md", text.encode())) == kind
