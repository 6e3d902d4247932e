"""States of translations: told by the words, and blind to all that is no word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plcsite.model import State
from tests.conftest import TestSite
from tests.looking import lay

Site = Callable[..., TestSite]

ORIGINAL = """\
---
title: Een avond over taal
date: 2018-02-27
summary: Kom luisteren.
---
De zaal gaat open om zeven uur. Er is *koffie* en er zijn [boeken](https://example.org/boeken).

![Een volle zaal](zaal.png "Vorig jaar")
"""
TRANSLATION = (
    "---\ntitle: An evening about language\nslug: evening\ntranslates: {}\nsummary: Come and listen.\n---\nDoors.\n"
)


def state_after(site: Site, change: Callable[[str], str], path: str = "content/nl/news/evening.md") -> State:
    """The state of an English translation that was made of the Dutch original before a change."""
    first = lay(site, {path: ORIGINAL})
    taken = first.entries["news/evening"].documents["nl"].fingerprint
    changed = lay(site, {path: change(ORIGINAL), "content/en/news/evening.md": TRANSLATION.format(f"nl@{taken}")})
    return changed.entries["news/evening"].states["en"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text, id="nothing"),
        pytest.param(lambda text: text.replace(" ", "  ").replace("De zaal", "De\nzaal"), id="white space"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends"),
        pytest.param(lambda text: text.replace("uur.", "uur!").replace("Kom luisteren.", "Kom luisteren…"), id="marks"),
        pytest.param(lambda text: text.replace("*koffie*", "**Koffie**"), id="emphasis and case"),
        pytest.param(lambda text: text.replace("example.org/boeken", "example.com/x"), id="a target"),
        pytest.param(lambda text: text.replace("zaal.png", "foto.png"), id="a picture"),
        pytest.param(lambda text: text + "\n<!-- note 2 -->\n", id="a comment"),
        pytest.param(
            lambda text: text.replace(
                "title: Een avond over taal\ndate: 2018-02-27", "date: 2018-02-27\ntitle: Een avond over taal"
            ),
            id="order of keys",
        ),
    ],
)
def test_what_is_no_word_leaves_a_translation_current(site: Site, change: Callable[[str], str]) -> None:
    """Translators hear of words alone."""
    assert state_after(site, change) is State.CURRENT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("zeven uur", "acht uur"),
        ("over taal", "over talen"),
        ("Kom luisteren", "Kom maar luisteren"),
        ("Een volle zaal", "Een lege zaal"),
        ("Vorig jaar", "Dit jaar"),
        ("boeken]", "bladen]"),
    ],
)
def test_a_word_makes_a_translation_outdated(site: Site, old: str, new: str) -> None:
    """In the title, the summary, a picture's words or the text."""
    assert state_after(site, lambda text: text.replace(old, new)) is State.OUTDATED


def test_a_late_translation_is_new_in_its_own_lists_alone(site: Site) -> None:
    """Readers of that language find it where they look for what is new; elsewhere nothing moves."""
    seen = lay(
        site,
        {
            "content/nl/news/old.md": "---\ntitle: Oud\ndate: 2018-01-01\n---\nWoorden.\n",
            "content/nl/news/new.md": "---\ntitle: Nieuw\ndate: 2019-01-01\n---\nWoorden.\n",
            "content/en/news/old.md": "---\ntitle: Old\ntranslates: nl\ntranslated: 2020-01-01\n---\nWords.\n",
            "content/en/news/new.md": "---\ntitle: New\ntranslates: nl\n---\nWords.\n",
        },
    )
    assert seen.listed("/en/news/") == ["/en/news/old/", "/en/news/new/"]
    assert seen.listed("/nl/nieuws/") == ["/nl/nieuws/new/", "/nl/nieuws/old/"]


def test_a_preview_marks_what_is_out_of_date(site: Site) -> None:
    """In lists, for editors alone."""
    files = {
        "content/nl/news/evening.md": ORIGINAL,
        "content/en/news/evening.md": TRANSLATION.format("nl@0123456789ab"),
    }
    (item,) = lay(site, files, drafts=True).view("/en/news/").groups[0].items
    assert item.marks == ("outdated",)
    (item,) = lay(site, files).view("/en/news/").groups[0].items
    assert item.marks == ()


def test_a_preview_shows_the_line_to_write_on_what_is_out_of_date(site: Site) -> None:
    """Above the page, for editors alone; visitors hear of it by dates."""
    stale = TRANSLATION.format("nl@0123456789ab")
    files = {"content/nl/news/evening.md": ORIGINAL, "content/en/news/evening.md": stale}
    seen = lay(site, files, drafts=True)
    (notice,) = seen.view("/en/news/evening/").notices
    taken = seen.entries["news/evening"].documents["nl"].fingerprint
    assert (notice.kind, notice.lang, notice.line) == ("behind", "nl", f"translates: nl@{taken}")
    assert lay(site, files).view("/en/news/evening/").notices == ()
