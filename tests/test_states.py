"""States of translations: told by the words, and blind to all that is no word."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plcsite.cache import Cache, digest
from plcsite.config import read_config
from plcsite.entries import read_entries
from plcsite.execution import Workshop
from plcsite.fingerprints import read_letters
from plcsite.kinds import find_kinds
from plcsite.model import Entry, Source, State
from plcsite.site import Library
from plcsite.vocabulary import read_vocabularies
from tests.conftest import SETTINGS, TestSite
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


# --- any words at all ------------------------------------------------------------------------------------------

PATHS = ("content/nl/about.md", "content/en/about.md")
WORDS = st.text(string.ascii_letters + string.digits + " éß", max_size=8).map(
    # A number at the start of a line would be the mark of a list, and no word.
    lambda word: f"w{word}"
)
MARKS = st.sampled_from([" ", "  ", ", ", ". ", "\n", "\n\n", "! "])
TEXTS = st.lists(st.tuples(WORDS, MARKS), min_size=1, max_size=6)


def make_entry(*texts: str) -> Entry:
    """An entry of a Dutch original and, where there is a second text, its English translation."""
    kinds = find_kinds()
    config = read_config(SETTINGS, kinds).value
    assert config is not None
    sources = tuple(Source(path, text.encode()) for path, text in zip(PATHS, texts, strict=False))
    digests = {source.path: digest(source.data) for source in sources}
    workshop = Workshop(Cache(None))
    try:
        library = Library(config, kinds, read_vocabularies({}).value)
        return read_entries(sources, {}, digests, library, workshop).fetch().value[0]
    finally:
        workshop.close()


@given(before=TEXTS, after=TEXTS, same=st.booleans())
@example(before=[("a", " ")], after=[("A", "! ")], same=False)
@example(before=[("a", " "), ("b", " ")], after=[("b", " "), ("a", " ")], same=False)
def test_a_translation_is_outdated_exactly_when_letters_or_digits_differ(
    before: list[tuple[str, str]], after: list[tuple[str, str]], same: bool
) -> None:
    """Whatever was written and edited; `same` keeps the words of an edit and changes what stands between them."""
    if same:
        after = [(word, mark) for (word, _), (_, mark) in zip(before, [*after, *before], strict=False)]
    old, new = ("".join(word + mark for word, mark in text) for text in (before, after))
    head = "---\ntitle: About\n---\nWords: "
    taken = make_entry(head + old).first.fingerprint
    entry = make_entry(head + new, f"---\ntitle: About\ntranslates: nl@{taken}\n---\nText.\n")
    expected = State.CURRENT if read_letters(old) == read_letters(new) else State.OUTDATED
    assert entry.states["en"] is expected
