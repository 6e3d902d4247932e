"""Splitting a file that holds two languages: where it is sure, and with nothing lost."""

from __future__ import annotations

import pytest

from plcsite.config import Language
from plcsite.desk.split import Halves, Unsure, split

TWO = {code: Language(code, locale, code) for code, locale in (("en", "en_GB"), ("nl", "nl_BE"))}
THREE = {**TWO, "fr": Language("fr", "fr_BE", "fr")}
FRONT = "---\ntitle: An evening\ndate: 2026-01-01\n---\n"


@pytest.mark.parametrize(
    ("body", "own", "other"),
    [
        ("# English\n\nWords.\n\n# Nederlands\n\nWoorden.\n", "\nWords.\n\n", "Woorden.\n"),
        ("## Dutch\nWoorden.\n\n## **English**\nWords.\n", "Words.\n", "Woorden.\n\n"),
        ("Words.\n\n### Néerlandais ###\nWoorden.\n", "Words.\n\n", "Woorden.\n"),
        ("Words.\n\n```\n# Nederlands\n```\n\n# Nederlands\nX\n", "Words.\n\n```\n# Nederlands\n```\n\n", "X\n"),
    ],
)
def test_headings_that_name_languages_part_them(body: str, own: str, other: str) -> None:
    """In either order, in any language's words, and not in code; the heading itself is no longer needed."""
    made = split(FRONT + body, "en", "An evening", THREE)
    assert isinstance(made, Halves)
    assert (made.language, made.own) == ("nl", FRONT + own)
    assert made.other == f"---\ntitle: An evening\ntranslates: en\n---\n\n{other}"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_editor_may_say_where_and_which(end: str) -> None:
    """With a line, or a rule and the second language; the line ends stay those of the file."""
    text = (FRONT + "Words.\n\n---\n\nWoorden.\n").replace("\n", end)
    for options in ({"second": "nl"}, {"at_line": 7}, {"at_line": 8, "second": "nl"}):
        made = split(text, "en", "An evening", TWO, **options)
        assert isinstance(made, Halves), options
        assert (made.dropped, made.begins) == (("---",), options.get("at_line", 7))
        assert made.own == (FRONT + "Words.\n\n").replace("\n", end)
        assert made.other.endswith(f"---{end}{end}Woorden.{end}")


def test_the_language_of_the_folder_may_come_second() -> None:
    """What precedes the line is then the other language's."""
    made = split(FRONT + "Woorden.\n\n***\nWords.\n", "en", "An evening", TWO, at_line=7, second="en", key="news/a")
    assert isinstance(made, Halves)
    assert made.own == FRONT + "Words.\n"
    assert made.other == "---\ntitle: An evening\ntranslates: en\nkey: news/a\n---\n\nWoorden.\n\n"


@pytest.mark.parametrize(
    ("body", "options"),
    [
        ("Words.\n", {}),
        ("Words.\n\n---\n\nWoorden.\n", {}),
        ("Words.\n\n***\n\nA\n\n***\n\nWoorden.\n", {"second": "nl"}),
        ("Words\n---\nWoorden.\n", {"second": "nl"}),
        ("Intro.\n\n# English\nWords.\n\n# Dutch\nWoorden.\n", {}),
        ("# English\nWords.\n\n# English\nMore.\n", {}),
        ("# English\n\n# Dutch\nWoorden.\n", {}),
        ("# French\nMots.\n\n# Dutch\nWoorden.\n", {}),
        ("Words.\n\nWoorden.\n", {"at_line": 99}),
        ("Words.\n\nWoorden.\n", {"at_line": 7}),
    ],
)
def test_what_is_not_sure_is_left_alone(body: str, options: dict[str, object]) -> None:
    """With three languages a line alone doesn't say enough; a line below words may be a heading."""
    assert isinstance(split(FRONT + body, "en", "An evening", THREE, **options), Unsure)  # type: ignore[arg-type]
