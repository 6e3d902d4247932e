"""Where an entry is shown in a language without a version of its own: one rule for pages, lists, home and switch."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plcsite.listing import PLACES
from tests.conftest import TestSite
from tests.looking import FRENCH, Looked, event, lay, post, spell

Site = Callable[..., TestSite]

# Beside the entry in question, each language has two posts of its own: no list is more foreign than not.
COMPANY = {
    f"content/{language}/news/{name}.md": post(f"{name} in {language}", date, "tags: [school]")
    for language in ("en", "nl")
    for name, date in (("old", "2026-09-01"), ("older", "2026-08-01"))
}
SCHOOL = {"content/tags.toml": '[school]\nen = "School"\nnl = "School"\n'}


def alone(site: Site, policy: str, *lines: str, language: str = "nl") -> Looked:
    """A site with one post that only one language has, under a policy."""
    stated = (f"missing: {policy}", "tags: [school]", "authors: Sara Sample", "pinned: true", *lines)
    return lay(site, {**COMPANY, **SCHOOL, f"content/{language}/news/solo.md": post("Solo", "2026-10-01", *stated)})


@pytest.mark.parametrize(("own", "other", "news"), [("nl", "en", "news"), ("en", "nl", "nieuws")])
def test_by_default_lists_lead_to_the_version_that_exists(site: Site, own: str, other: str, news: str) -> None:
    """`link`: the item is labelled and in its own language; there is no page at this language's address."""
    seen = lay(site, {**COMPANY, f"content/{own}/news/solo.md": post("Solo")})
    there = seen.examined.site.pages["news/solo", own].address
    item = seen.view(f"/{other}/{news}/").groups[0].items[0]
    assert (item.href, item.lang, spell(item.title)) == (there, own, "Solo")
    assert f"/{other}/{news}/solo/" not in seen.addresses


def test_linked_entries_stand_in_every_list_of_the_other_language(site: Site) -> None:
    """Section, archive, tag and home alike."""
    seen = alone(site, "link")
    for address in ("/en/news/", "/en/news/2026/", "/en/tags/school/"):
        assert "/nl/nieuws/solo/" in seen.listed(address), address
    assert seen.view("/en/").lead.href == "/nl/nieuws/solo/"


def test_a_list_that_would_be_more_foreign_than_not_holds_its_own_and_counts_the_others(site: Site) -> None:
    """It ends with how many more there are in which language, and where they are."""
    files = {f"content/nl/news/{name}.md": post(name) for name in "abcd"}
    seen = lay(site, {**files, "content/en/news/own.md": post("Own"), "content/en/news/a.md": post("A", "")})
    assert seen.listed("/en/news/") == ["/en/news/a/", "/en/news/own/"]
    assert [(each.count, each.lang, each.href) for each in seen.view("/en/news/").more] == [(3, "nl", "/nl/nieuws/")]
    assert len(seen.listed("/nl/nieuws/")) == 5


def test_a_term_of_foreign_entries_alone_has_no_list_of_nothing(site: Site) -> None:
    """Readers find the term where its entries are, and its name is text."""
    seen = alone(site, "link")
    assert "/en/people/sara-sample/" not in seen.addresses
    assert seen.view("/en/").lead.authors[0].href == ""
    assert seen.switch("/nl/mensen/sara-sample/")["en"] == ("/en/", False)


def test_half_of_a_list_may_be_foreign(site: Site) -> None:
    """Only more than half turns the items away."""
    seen = lay(site, {"content/nl/news/a.md": post("A"), "content/en/news/b.md": post("B")})
    assert sorted(seen.listed("/en/news/")) == ["/en/news/b/", "/nl/nieuws/a/"]
    assert seen.view("/en/news/").more == ()


def test_the_home_page_counts_what_its_news_and_events_leave_out(site: Site) -> None:
    """It shows this language's own, and leads to the other's lists."""
    files = {f"content/nl/news/{name}.md": post(name) for name in "abc"}
    files |= {f"content/nl/events/{name}.md": event(name) for name in "de"}
    home = lay(site, {**files, "content/en/news/own.md": post("Own")}).view("/en/")
    assert [item.href for item in (home.lead, *home.news)] == ["/en/news/own/"]
    assert home.events == ()
    assert [(each.count, each.href) for each in home.news_more] == [(3, "/nl/nieuws/")]
    assert [(each.count, each.href) for each in home.events_more] == [(2, "/nl/agenda/")]


def test_a_switch_without_counterpart_says_so_and_leads_to_the_nearest_list(site: Site) -> None:
    """No link leads to a page that isn't there."""
    seen = alone(site, "link")
    assert seen.switch("/nl/nieuws/solo/") == {"en": ("/en/news/", False), "nl": ("/nl/nieuws/solo/", True)}
    assert seen.alternates("/nl/nieuws/solo/") == {}


def test_a_borrowed_page_has_this_languages_frame_and_the_originals_words(site: Site) -> None:
    """`page`: a notice, the words under their own language, canonical to the original, never advertised."""
    seen = alone(site, "page")
    view = seen.view("/en/news/solo/")
    assert (view.head.lang, view.lang, view.body.lang) == ("en", "nl", "nl")
    assert [(each.kind, each.lang, each.href) for each in view.notices] == [("fallback", "nl", "/nl/nieuws/solo/")]
    assert view.head.canonical == "https://plc.example.org/nl/nieuws/solo/"
    assert not view.head.indexed
    assert view.head.alternates == ()
    assert seen.alternates("/nl/nieuws/solo/") == {}


def test_lists_and_switch_lead_to_a_borrowed_page(site: Site) -> None:
    """Readers stay in their language's frame, and the item says whose words it shows."""
    seen = alone(site, "page")
    item = seen.view("/en/").lead
    assert (item.href, item.lang) == ("/en/news/solo/", "nl")
    assert seen.switch("/nl/nieuws/solo/")["en"] == ("/en/news/solo/", True)


def test_a_hidden_entry_is_nowhere_in_the_other_language(site: Site) -> None:
    """`hide`: no page, no item, no term of its own, nothing on the home page, and a switch to the nearest list."""
    seen = alone(site, "hide")
    assert "/en/news/solo/" not in seen.addresses
    assert "/en/people/sara-sample/" not in seen.addresses
    for address in ("/en/news/", "/en/news/2026/", "/en/tags/school/"):
        assert not [href for href in seen.listed(address) if "solo" in href]
        assert seen.view(address).more == ()
    home = seen.view("/en/")
    assert not [item for item in (home.lead, *home.news) if "solo" in item.href]
    assert seen.switch("/nl/nieuws/solo/")["en"] == ("/en/news/", False)


def test_where_a_translation_is_required_its_absence_is_an_error_with_the_path_to_write(site: Site) -> None:
    """`error`: the site isn't published before both versions are there."""
    seen = alone(site, "error")
    assert seen.errors == ["translation-missing content/nl/news/solo.md:1"]
    assert "content/en/news/solo.md" in str(seen.found[0].hint)


def test_nobody_requires_a_translation_that_nobody_need_write(site: Site) -> None:
    """`translate: false` lifts the requirement."""
    assert alone(site, "error", "translate: false").errors == []


def test_the_policy_of_a_section_holds_where_an_entry_states_none(site: Site) -> None:
    """An entry's own `missing` goes before its section's."""
    files = {"content/nl/news/a.md": post("A"), "content/nl/news/b.md": post("B", "2026-10-01", "missing: link")}
    seen = lay(site, files, '\n[sections.news]\nmissing = "page"\n')
    assert "/en/news/a/" in seen.addresses
    assert "/en/news/b/" not in seen.addresses


def test_with_three_languages_each_without_a_version_gets_the_original(site: Site) -> None:
    """The policy holds per language: the translation that exists isn't offered to a third."""
    files = {"content/en/news/a.md": post("A"), "content/nl/news/a.md": post("Aa", "", "translates: en")}
    seen = lay(site, {**files, "content/fr/news/own.md": post("Propre")}, FRENCH)
    assert "/en/news/a/" in seen.listed("/fr/actualites/")
    assert seen.alternates("/en/news/a/").keys() == {"en", "nl", "x-default"}
    assert seen.switch("/en/news/a/")["fr"] == ("/fr/actualites/", False)


@pytest.mark.parametrize(
    ("languages", "default"), [(("nl", "fr"), "nl"), (("fr", "nl"), "fr"), (("fr", "nl", "en"), "en")]
)
def test_x_default_is_the_default_languages_version_else_the_originals(
    site: Site, languages: tuple[str, ...], default: str
) -> None:
    """Where the default language has none, the original speaks for all."""
    original, *others = languages
    files = {f"content/{other}/news/a.md": post("A", "", f"translates: {original}") for other in others}
    seen = lay(site, {**files, f"content/{original}/news/a.md": post("A")}, FRENCH)
    pages = seen.examined.site.pages
    alternates = seen.alternates(pages["news/a", original].address)
    assert alternates.keys() == {*languages, "x-default"}
    assert alternates["x-default"].endswith(pages["news/a", default].address)


# --- drafts ----------------------------------------------------------------------------------------------------


def test_a_draft_original_holds_back_the_entry(site: Site) -> None:
    """Its finished translation waits for it, and nothing of either is published."""
    files = {"content/en/news/a.md": post("A", "2026-10-01", "draft: true"), "content/nl/news/a.md": post("Aa", "")}
    seen = lay(site, {**COMPANY, **files})
    assert not [address for address in seen.addresses if address.endswith("/a/")]
    assert [(each.path, each.reason) for each in seen.examined.site.withheld] == [("content/en/news/a.md", "draft")]
    assert {each.listed for each in seen.examined.site.rulings.get(("news/a", "en"), ())} <= {False}


def test_a_draft_translation_holds_back_only_its_language(site: Site) -> None:
    """There the missing policy applies."""
    files = {"content/en/news/a.md": post("A"), "content/nl/news/a.md": post("Aa", "", "draft: true")}
    seen = lay(site, {**COMPANY, **files})
    assert "/en/news/a/" in seen.addresses
    assert "/nl/nieuws/a/" not in seen.addresses
    assert "/en/news/a/" in seen.listed("/nl/nieuws/")
    assert seen.alternates("/en/news/a/") == {}
    assert [(each.path, each.reason) for each in seen.examined.site.withheld] == [("content/nl/news/a.md", "draft")]


def test_a_draft_translation_under_the_page_policy_lends_the_originals_words(site: Site) -> None:
    """None of the draft's words is shown, its title and slug included."""
    files = {
        "content/en/news/a.md": post("A", "2026-10-01", "missing: page"),
        "content/nl/news/a.md": post("Geheim", "", "draft: true", "slug: geheim"),
    }
    seen = lay(site, files)
    assert "/nl/nieuws/geheim/" not in seen.addresses
    assert spell(seen.view("/nl/nieuws/a/").title) == "A"


def test_with_drafts_let_through_all_is_shown_marked_and_unindexed(site: Site) -> None:
    """For editors' eyes only."""
    files = {"content/en/news/a.md": post("A", "2026-10-01", "draft: true"), "content/nl/news/a.md": post("Aa", "")}
    seen = lay(site, files, drafts=True)
    view = seen.view("/en/news/a/")
    assert [each.kind for each in view.notices] == ["draft"]
    assert (view.head.indexed, view.head.preview) == (False, True)
    assert "/nl/nieuws/a/" in seen.addresses


# --- rulings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "lines", "language", "expected"),
    [
        ("news", (), "en", {"page", "list", "feed", "search", "sitemap"}),
        ("news", (), "nl", {"list", "feed"}),
        ("news", ("missing: page",), "nl", {"page", "list", "feed"}),
        ("news", ("missing: hide",), "nl", set()),
        ("news", ("expires: 2026-11-01",), "en", {"page", "search", "sitemap"}),
        ("news", ("draft: true",), "en", set()),
        ("about", (), "en", {"page", "search", "sitemap"}),
    ],
)
def test_every_place_has_one_ruling(
    site: Site, path: str, lines: tuple[str, ...], language: str, expected: set[str]
) -> None:
    """Where an entry is shown is decided once, and names the rule."""
    seen = lay(site, {f"content/en/{path}/a.md": post("A", "2026-10-01", *lines)})
    rulings = seen.examined.site.rulings.get((f"{path}/a", language), ())
    assert {each.place for each in rulings if each.listed} == expected
    if rulings:
        assert tuple(each.place for each in rulings) == PLACES


def test_only_what_takes_place_is_in_calendars(site: Site) -> None:
    """An event has a schedule; it is in feeds only where it is announced by a date."""
    seen = lay(
        site,
        {"content/en/events/a.md": event("A"), "content/en/events/b.md": event("B", "2026-12-02", "date: 2026-10-01")},
    )
    shown = {
        key: {each.place for each in seen.examined.site.rulings[f"events/{key}", "en"] if each.listed} for key in "ab"
    }
    assert "calendar" in shown["a"] & shown["b"]
    assert "feed" in shown["b"] - shown["a"]
