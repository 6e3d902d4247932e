"""`--hold-broken`: what has errors is held back and says so; everything else is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from plcsite.cli import cli

IN_ENGLISH, IN_DUTCH = "This page is being corrected", "Deze pagina wordt verbeterd"
GOOD = {
    "content/en/news/2026-10-20-good.md": "---\ntitle: Good news\n---\nSee [the evening](2026-10-21-evening.md).\n",
    "content/nl/news/2026-10-20-good.md": "---\ntitle: Goed nieuws\n---\nZie [de avond](2026-10-21-evening.md).\n",
}
EVENING = "content/{}/news/2026-10-21-evening.md"
ENGLISH, DUTCH = EVENING.format("en"), EVENING.format("nl")
PAIR = {ENGLISH: "---\ntitle: An evening\n---\nWords.\n", DUTCH: "---\ntitle: Een avond\n---\nWoorden.\n"}

BROKEN = {
    "unknown key": {ENGLISH: "---\ntitle: An evening\nsumary: Words\n---\nWords.\n"},
    "bad date": {DUTCH: "---\ntitle: Een avond\ndate: 21/10/2026\n---\nWoorden.\n"},
    "unclosed front matter": {ENGLISH: "---\ntitle: An evening\n\nWords.\n"},
    "not UTF-8": {DUTCH: b"---\ntitle: Een avond\n---\nCo\xf6rdinatie\n"},
    "broken link": {ENGLISH: "---\ntitle: An evening\n---\nA [night](night.md).\n"},
    "facts that differ": {
        ENGLISH: "---\ntitle: An evening\ndate: 2026-10-21\n---\nWords.\n",
        DUTCH: "---\ntitle: Een avond\ndate: 2026-10-22\n---\nWoorden.\n",
    },
    "key taken": {"content/en/news/2026-10-21-evening/index.md": "---\ntitle: The same evening\n---\nWords.\n"},
    "no original": {
        ENGLISH: "---\ntitle: An evening\ntranslates: nl\n---\nWords.\n",
        DUTCH: "---\ntitle: Een avond\ntranslates: en\n---\nWoorden.\n",
    },
    "broken cover": {ENGLISH: "---\ntitle: An evening\ncover: { image: no.png, alt: People }\n---\nWords.\n"},
}


def build(built: Any, *options: str) -> tuple[int, str]:
    """The exit code of a build that holds back what is broken, and what it says."""
    arguments = ["--site", str(built.folder), "build", "--hold-broken", "--at", "2026-11-21T12:00:00Z", *options]
    result = CliRunner().invoke(cli, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stderr


def find_everywhere(folder: Path, words: str) -> list[str]:
    """The published files that hold some words."""
    pages = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.relative_to(folder).as_posix() for path in pages if words.encode() in path.read_bytes()]


@pytest.mark.parametrize("name", BROKEN)
def test_broken_entry_says_so_at_its_addresses(name: str, site: Callable[..., Any]) -> None:
    """An entry with an error in any file is being corrected in all its languages, each in its own words."""
    built = site({**GOOD, **PAIR, **BROKEN[name]})

    code, _ = build(built)

    assert code == 1
    assert IN_ENGLISH in built.page("/en/news/evening/")
    assert IN_DUTCH in built.page("/nl/nieuws/evening/")
    for words in ("An evening", "Een avond", "Words.", "Woorden."):
        assert find_everywhere(built.public, words) == []


@pytest.mark.parametrize("name", BROKEN)
def test_rest_is_published_without_links_to_the_broken(name: str, site: Callable[..., Any]) -> None:
    """Other pages stand, lists leave the broken entry out, and links to it are their text."""
    built = site({**GOOD, **PAIR, **BROKEN[name]})
    build(built)

    assert "Good news" in built.page("/en/news/")
    assert "See the evening." in built.page("/en/news/good/")
    assert "Zie de avond." in built.page("/nl/nieuws/good/")
    for address in ("/en/", "/en/news/", "/nl/", "/nl/nieuws/", "/en/news/good/", "/nl/nieuws/good/"):
        assert "/evening/" not in built.page(address)


def test_page_that_is_corrected_is_not_indexed(site: Callable[..., Any]) -> None:
    """Search engines keep what they know of a page while it is being corrected."""
    built = site({**PAIR, **BROKEN["unknown key"]})
    build(built)

    assert "noindex" in built.page("/en/news/evening/")


def test_mended_entry_returns(site: Callable[..., Any]) -> None:
    """After the correction the page stands where it stood, and the build is good again."""
    built = site({**GOOD, **PAIR, **BROKEN["unknown key"]})
    build(built)
    built.write(PAIR)

    assert build(built)[0] == 0
    assert "An evening" in built.page("/en/news/evening/")
    assert "/en/news/evening/" in built.page("/en/news/good/")


HIDING = ("draft: true", "date: 2026-12-24")
MISTAKES = {
    "in the text": "---\ntitle: A secret\n{}\n---\nA [night](night.md).\n",
    "in a key": "---\ntitle: A secret\n{}\nsumary: x\n---\nWords.\n",
    "in the YAML": '---\ntitle: "A" secret\n{}\n---\nWords.\n',
    "in the fence": "---\ntitle: A secret\n{}\n\nWords.\n",
}


@pytest.mark.parametrize("line", HIDING)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_unpublished_broken_entry_stays_unseen(mistake: str, line: str, site: Callable[..., Any]) -> None:
    """A draft or a scheduled entry that is broken has no page that would betray it."""
    built = site({**GOOD, "content/en/news/2026-10-22-surprise.md": MISTAKES[mistake].format(line), **PAIR})

    code, _ = build(built)

    assert code == (0 if (mistake, line) == ("in the text", "draft: true") else 1)
    assert find_everywhere(built.public, "surprise") == []
    assert "Good news" in built.page("/en/news/")


FRONTS: Mapping[str, tuple[str, str]] = {
    "home": ("content/en/index.md", "/en/"),
    "section": ("content/en/news/index.md", "/en/news/"),
    "tag": ("content/en/tags/inquiry.md", "/en/tags/inquiry/"),
}


@pytest.mark.parametrize("front", FRONTS)
def test_broken_words_of_a_generated_page_leave_the_page(front: str, site: Callable[..., Any]) -> None:
    """A home page, a section or a tag whose own words are broken is made without them."""
    path, address = FRONTS[front]
    tagged = {"content/en/news/2026-10-22-a.md": "---\ntitle: Tagged news\ntags: inquiry\n---\n"}
    vocabulary = {"content/tags.toml": '[inquiry]\nen = "Inquiry"\n'}
    built = site({**GOOD, **PAIR, **tagged, **vocabulary, path: "---\ntitle: My words\nsumary: x\n---\nMy text.\n"})

    code, _ = build(built)

    assert code == 1
    page = built.page(address)
    assert "Tagged news" in page
    assert "My words" not in page
    assert IN_ENGLISH not in page


def test_broken_event_holds_its_parts(site: Callable[..., Any]) -> None:
    """The programme of an event that is held back is held back with it."""
    built = site(
        {
            **GOOD,
            **PAIR,
            "content/en/events/day/index.md": "---\ntitle: A day\nstart: 2026-12-02T9:00\n---\n",
            "content/en/events/day/talk.md": "---\ntitle: A talk of its own\n---\n",
        }
    )

    code, _ = build(built)

    assert code == 1
    assert IN_ENGLISH in built.page("/en/events/day/")
    assert find_everywhere(built.public, "A talk of its own") == []


def test_menu_leaves_out_a_page_that_is_held(site: Callable[..., Any]) -> None:
    """A broken page that the menu names does not stop the rest."""
    built = site({**GOOD, **PAIR, "content/en/about.md": "---\ntitle: About us\nsumary: x\n---\n"})
    settings = (built.folder / "plcsite.toml").read_text("utf-8")
    built.write({"plcsite.toml": settings.replace('title = "Learning together"', 'title = "L"\nmenu = ["about"]')})

    code, _ = build(built)

    assert code == 1
    assert IN_ENGLISH in built.page("/en/about/")
    assert "/en/about/" not in built.page("/en/news/good/")


def test_broken_picture_is_left_out(site: Callable[..., Any]) -> None:
    """A picture that can't be read stops no page: its words stand in its place."""
    shown = {"content/en/news/2026-10-22-a.md": "---\ntitle: Shown\n---\n![People in a room](room.png)\n"}
    built = site({**GOOD, **PAIR, **shown, "content/en/news/room.png": b"no picture"})

    code, _ = build(built)

    assert code == 1
    assert "People in a room" in built.page("/en/news/a/")


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [("content/tags.toml", "[inquiry\n", 1), ("plcsite.toml", "[site]\n", 2)],
)
def test_broken_settings_and_vocabularies_stop_everything(
    path: str, text: str, code: int, site: Callable[..., Any]
) -> None:
    """What all entries share can't be held back alone."""
    built = site({**GOOD, **PAIR, path: text})

    assert build(built)[0] == code
    assert not built.public.exists()


def test_without_the_option_nothing_is_published(site: Callable[..., Any]) -> None:
    """The negative control: the same site, without the option."""
    built = site({**GOOD, **PAIR, **BROKEN["unknown key"]})
    arguments = ["--site", str(built.folder), "build", "--at", "2026-11-21T12:00:00Z"]

    assert CliRunner().invoke(cli, arguments).exit_code == 1
    assert not built.public.exists()
