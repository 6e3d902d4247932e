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
