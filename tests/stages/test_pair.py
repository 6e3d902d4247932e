"""Pairing: files of one key become one entry, with one original, each fact once, and a state per language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plcsite.diagnostics import Severity
from plcsite.model import State
from tests.conftest import TestSite
from tests.looking import BARE_SETTINGS, FRENCH, event, lay, post, spell

Site = Callable[..., TestSite]


def pair_of(first: str, second: str, languages: tuple[str, str] = ("en", "nl")) -> dict[str, str]:
    return {f"content/{languages[0]}/news/a.md": first, f"content/{languages[1]}/news/a.md": second}


# --- keys ------------------------------------------------------------------------------------------------------


def test_files_of_one_path_are_one_entry_whether_bundles_or_not(site: Site) -> None:
    """A bundle's `index` and the suffix are no part of the key; folders and a date in the name are."""
    seen = lay(
        site,
        {
            "content/en/news/2024/2024-03-01-walk.md": post("Walk", ""),
            "content/nl/news/2024/2024-03-01-walk/index.md": post("Wandeling", ""),
        },
    )
    assert list(seen.entries) == ["news/2024/2024-03-01-walk"]
    assert seen.entries["news/2024/2024-03-01-walk"].documents.keys() == {"en", "nl"}


def test_a_stated_key_joins_files_whose_names_differ(site: Site) -> None:
    """`key:` overrides what the path says."""
    seen = lay(
        site,
        {
            "content/en/news/walk.md": post("Walk"),
            "content/nl/news/wandeling.md": post("Wandeling", "", "key: news/walk"),
        },
    )
    assert list(seen.entries) == ["news/walk"]
    assert "/nl/nieuws/wandeling/" in seen.addresses


def test_two_files_of_one_language_with_one_key_are_refused_by_name(site: Site) -> None:
    """The second is the error, and its message names the first."""
    seen = lay(
        site, {"content/en/news/a.md": post("A"), "content/en/news/b.md": post("B", "2026-10-01", "key: news/a")}
    )
    taken = next(each for each in seen.found if each.code == "key-taken")
    assert taken.location.path == "content/en/news/b.md"
    assert "content/en/news/a.md:1" in str(taken.message)


# --- the original ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [("en", "nl"), ("nl", "en")])
def test_the_language_that_a_translation_names_is_the_original(site: Site, first: str, second: str) -> None:
    """`translates` decides, whichever language is the default and wherever the facts stand."""
    seen = lay(
        site,
        {
            f"content/{first}/events/a.md": event("First", ""),
            f"content/{second}/events/a.md": event("Second", "2026-12-01", f"translates: {first}"),
        },
    )
    assert seen.entries["events/a"].original == first
    assert seen.errors == []


def test_a_named_original_goes_before_one_with_the_facts(site: Site) -> None:
    """Of two files that translate nothing, the one that a third translates is the original."""
    files = {
        "content/en/events/a.md": event("A"),
        "content/nl/events/a.md": event("A", ""),
        "content/fr/events/a.md": event("A", "", "translates: nl"),
    }
    assert lay(site, files, FRENCH).entries["events/a"].original == "nl"


def test_the_only_file_that_translates_nothing_is_the_original(site: Site) -> None:
    """A `translates` that names a language which isn't there leaves the file without one."""
    files = {"content/en/news/a.md": post("A", "2026-10-01", "translates: fr"), "content/nl/news/a.md": post("A", "")}
    seen = lay(site, files, FRENCH)
    assert seen.entries["news/a"].original == "nl"


@pytest.mark.parametrize(("first", "second"), [("en", "nl"), ("nl", "en")])
def test_the_only_file_that_states_a_required_fact_is_the_original(site: Site, first: str, second: str) -> None:
    """A file of words alone, added to an event with its facts, is its translation."""
    files = {f"content/{first}/events/a.md": event("First"), f"content/{second}/events/a.md": event("Second", "")}
    assert lay(site, files).entries["events/a"].original == first


def test_where_all_state_the_facts_the_default_language_is_the_original(site: Site) -> None:
    """Nothing else tells the files apart."""
    files = pair_of(post("A"), post("A"))
    assert lay(site, files).entries["news/a"].original == "en"
    settings = BARE_SETTINGS.replace("[site]", '[site]\ndefault_language = "nl"')
    assert lay(site, {**files, "plcsite.toml": settings}).entries["news/a"].original == "nl"


def test_without_the_default_language_the_first_of_the_settings_is_the_original(site: Site) -> None:
    """The order of the settings is the last word."""
    seen = lay(site, pair_of(post("A"), post("A"), ("fr", "nl")), FRENCH)
    assert seen.entries["news/a"].original == "nl"


def test_of_two_named_languages_the_facts_and_then_the_order_decide(site: Site) -> None:
    """Two files may each be named by a translation of theirs."""
    german = '\n[languages.de]\nlocale = "de_DE"\ntitle = "Lernen"\n'
    files = {
        "content/en/events/a.md": event("A", ""),
        "content/nl/events/a.md": event("A"),
        "content/fr/events/a.md": event("A", "", "translates: en"),
        "content/de/events/a.md": event("A", "", "translates: nl"),
    }
    assert lay(site, files, FRENCH + german).entries["events/a"].original == "nl"


@pytest.mark.parametrize(
    "files",
    [
        pair_of(post("A", "2026-10-01", "translates: nl"), post("A", "", "translates: en")),
        {"content/en/news/a.md": post("A", "2026-10-01", "translates: nl")},
    ],
    ids=["each names the other", "none is left"],
)
def test_an_entry_without_an_original_is_an_error(site: Site, files: dict[str, str]) -> None:
    """Which files hold the words to translate must be plain."""
    seen = lay(site, files)
    assert [error.split()[0] for error in seen.errors] == ["no-original"]
    assert seen.found[0].location.line == 4


# --- facts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("facts", "words"), [("nl", "en"), ("en", "nl")])
def test_words_added_to_an_event_with_its_facts_make_one_entry_with_both_pages_right(
    site: Site, facts: str, words: str
) -> None:
    """No `translates`, no fact stated twice, no language special."""
    lines = ("end: 21:00", "location: Town hall", "spoken: [nl]", "status: full")
    seen = lay(
        site,
        {
            f"content/{facts}/events/a.md": event("With the facts", "2026-12-01T19:00", *lines),
            f"content/{words}/events/a.md": event("With words alone", ""),
        },
    )
    assert seen.errors == []
    entry = seen.entries["events/a"]
    assert (entry.original, set(entry.documents)) == (facts, {"en", "nl"})
    shown = {language: seen.view(seen.examined.site.pages["events/a", language].address) for language in ("en", "nl")}
    assert spell(shown[facts].title) == "With the facts"
    assert spell(shown[words].title) == "With words alone"
    for view in shown.values():
        assert str(view.details.schedule.start) == "2026-12-01T19:00"
        assert str(view.details.schedule.end) == "2026-12-01T21:00"
        assert (view.details.status, view.details.spoken) == ("full", ("nl",))
        assert spell(view.details.venue.name) == "Town hall"
        assert (view.lang, view.notices) == (None, ())
        assert {each.hreflang for each in view.head.alternates} == {"en", "nl", "x-default"}


def test_equal_facts_in_both_files_are_fine(site: Site) -> None:
    """Also where they are spelt differently: a date and its hour of midnight differ, spaces don't."""
    lines = ("location: Town hall", "spoken: nl, en")
    again = ("location:   Town hall  ", "spoken: [nl, en]")
    files = {
        "content/en/events/a.md": event("A", "2026-12-01", *lines),
        "content/nl/events/a.md": event("A", "2026-12-01", *again),
    }
    assert lay(site, files).codes == []


@pytest.mark.parametrize(("coarse", "fine"), [("nl", "en"), ("en", "nl")])
@pytest.mark.parametrize("start", ["2026-12", "2026-12-01"])
def test_the_finer_of_two_dates_holds_with_a_warning_at_the_coarser(
    site: Site, start: str, coarse: str, fine: str
) -> None:
    """A day beside its hour is no contradiction."""
    seen = lay(
        site,
        {
            f"content/{coarse}/events/a.md": event("A", start),
            f"content/{fine}/events/a.md": event("A", "2026-12-01T19:00"),
        },
    )
    schedule = seen.entries["events/a"].traits.schedule
    assert schedule is not None
    assert str(schedule.start) == "2026-12-01T19:00"
    (warning,) = seen.found
    assert (warning.code, warning.severity) == ("facts-coarser", Severity.WARNING)
    assert (warning.location.path, warning.location.line) == (f"content/{coarse}/events/a.md", 3)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("end: 21:00", "end: 22:00"),
        ("status: full", "status: cancelled"),
        ("spoken: [nl]", "spoken: [en]"),
        ("expires: 2027-01-01", "expires: 2027-01-02"),
        ("pinned: true", "pinned: false"),
        ("location: { name: Hall, address: Street 1 }", "location: { name: Zaal, address: Street 2 }"),
    ],
)
def test_facts_that_differ_are_an_error_naming_both_files_lines_and_values(site: Site, here: str, there: str) -> None:
    """The error stands at the file that isn't the original."""
    files = {
        "content/en/events/a.md": event("A", "2026-12-01T19:00", here),
        "content/nl/events/a.md": event("A", "", there),
    }
    (error,) = [each for each in lay(site, files).found if each.severity is Severity.ERROR]
    assert (error.code, error.location.path, error.location.line) == ("facts-differ", "content/nl/events/a.md", 3)
    assert "content/en/events/a.md:4" in str(error.message)


def test_a_place_may_be_named_in_each_language(site: Site) -> None:
    """The name of a place is a word; its address is a fact."""
    files = {
        "content/en/events/a.md": event("A", "2026-12-01", "location: { name: Town hall, address: Markt 1 }"),
        "content/nl/events/a.md": event("A", "", "location: { name: Gemeentehuis }"),
    }
    seen = lay(site, files)
    assert seen.codes == []
    assert spell(seen.view("/en/events/a/").details.venue.name) == "Town hall"
    assert spell(seen.view("/nl/agenda/a/").details.venue.name) == "Gemeentehuis"
    assert seen.view("/nl/agenda/a/").details.venue.address == "Markt 1"


def test_a_required_fact_that_no_file_states_is_missing_once(site: Site) -> None:
    """It is looked for in the entry, and asked for in the original."""
    seen = lay(site, pair_of(post("A", ""), post("A", "")))
    assert seen.errors == ["missing-key content/en/news/a.md:1"]


def test_the_date_in_a_files_name_is_a_posts_date_and_an_events_day(site: Site) -> None:
    """The name is read in whichever language has it, and gives no time of day."""
    seen = lay(
        site,
        {
            "content/en/news/2024-01-18-call.md": post("Call", ""),
            "content/nl/events/2026-12-24-eve.md": event("Eve", ""),
        },
    )
    assert seen.errors == []
    assert str(seen.entries["news/2024-01-18-call"].date) == "2024-01-18"
    schedule = seen.entries["events/2026-12-24-eve"].traits.schedule
    assert schedule is not None
    assert str(schedule.start) == "2026-12-24"


def test_a_moved_event_keeps_its_files_name_and_that_is_advice(site: Site) -> None:
    """What is stated holds."""
    seen = lay(site, {"content/en/events/2026-12-24-eve.md": event("Eve", "2027-01-05")})
    schedule = seen.entries["events/2026-12-24-eve"].traits.schedule
    assert schedule is not None
    assert str(schedule.start) == "2027-01-05"
    assert [(each.code, each.severity) for each in seen.found] == [("name-date-differs", Severity.ADVICE)]


def test_tags_are_shared_where_there_is_a_vocabulary_and_own_where_there_is_none(site: Site) -> None:
    """Ids are the same in all languages; free words are each language's own."""
    files = pair_of(post("A", "2026-10-01", "tags: Inquiry"), post("A", ""))
    free = lay(site, files).entries["news/a"]
    assert {language: document.tags for language, document in free.documents.items()} == {"en": ("Inquiry",), "nl": ()}
    shared = lay(site, {**files, "content/tags.toml": '[inquiry]\nen = "Inquiry"\nnl = "Onderzoek"\n'})
    assert shared.entries["news/a"].documents["nl"].tags == ("inquiry",)


# --- states ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "states"),
    [
        ({"en": post("A"), "nl": post("A", "")}, {"en": State.ORIGINAL, "nl": State.UNTRACKED}),
        ({"nl": post("A")}, {"en": State.MISSING, "nl": State.ORIGINAL}),
        ({"nl": post("A", "2026-10-01", "translate: false")}, {"en": State.UNWANTED, "nl": State.ORIGINAL}),
        ({"en": post("A"), "nl": post("A", "", "draft: true")}, {"en": State.ORIGINAL, "nl": State.DRAFT}),
    ],
    ids=["pair", "missing", "unwanted", "draft"],
)
def test_each_language_of_an_entry_has_a_state(site: Site, files: dict[str, str], states: dict[str, State]) -> None:
    """How a language stands to the original, for translators."""
    seen = lay(site, {f"content/{language}/news/a.md": text for language, text in files.items()})
    assert seen.entries["news/a"].states == states


def test_a_section_that_nobody_need_translate_wants_nothing(site: Site) -> None:
    """`translate = false` of a section holds for its entries."""
    seen = lay(site, {"content/en/news/a.md": post("A")}, "\n[sections.news]\ntranslate = false\n")
    assert seen.entries["news/a"].states["nl"] is State.UNWANTED
