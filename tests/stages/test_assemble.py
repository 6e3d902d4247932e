"""Assembling: what is published, in which lists, with whose words, as of one clock."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import TestSite
from tests.looking import event, lay, post, spell

Site = Callable[..., TestSite]

TAGS = '[inquiry]\nen = "Inquiry"\nnl = "Onderzoek"\n\n[reading]\nen = "Reading"\nnl = "Lezen"\n'
PEOPLE = (
    '[sara]\nname = "Sara Sample"\nrole = { en = "Coordinator", nl = "Coördinator" }\nurl = "https://example.org/s"\n'
)


# --- lists -----------------------------------------------------------------------------------------------------


def test_posts_are_listed_newest_first_and_by_key_within_a_day(site: Site) -> None:
    """An hour counts where it is known; the order never depends on the order of reading."""
    files = {
        "content/en/news/b.md": post("B", "2026-10-01"),
        "content/en/news/a.md": post("A", "2026-10-01"),
        "content/en/news/noon.md": post("Noon", "2026-10-01T12:00"),
        "content/en/news/new.md": post("New", "2026-10-02"),
    }
    assert lay(site, files).listed("/en/news/") == [f"/en/news/{name}/" for name in ("new", "noon", "a", "b")]


def test_the_agenda_gathers_the_events_of_all_sections(site: Site) -> None:
    """It is the first section whose kind takes place at a time; others list their own."""
    files = {
        "content/en/events/a.md": event("A", "2026-12-01"),
        "content/en/courses/b.md": event("B", "2026-12-02"),
        "content/en/about/c.md": event("C", "2026-12-03", "kind: event"),
    }
    seen = lay(site, files, '\n[sections.events]\n\n[sections.courses]\nkind = "event"\n')
    assert seen.listed("/en/events/") == ["/en/events/a/", "/en/courses/b/", "/en/about/c/"]
    assert seen.listed("/en/courses/") == ["/en/courses/b/"]


def test_a_section_may_have_no_list(site: Site) -> None:
    """Its entries have pages, and the section has none of its own."""
    seen = lay(site, {"content/en/news/a.md": post("A")}, "\n[sections.news]\nlist = false\n")
    assert "/en/news/a/" in seen.addresses
    assert "/en/news/" not in seen.addresses


def test_a_section_of_the_settings_has_its_list_before_its_first_entry(site: Site) -> None:
    """A menu may lead there from the first day."""
    seen = lay(site, {}, "\n[sections.news]\n")
    assert seen.listed("/nl/nieuws/") == []
    assert not seen.view("/nl/nieuws/").head.indexed


# --- terms -----------------------------------------------------------------------------------------------------


def test_a_tag_of_the_vocabulary_is_one_term_in_all_languages(site: Site) -> None:
    """Written by id or by any of its names; its pages are each other's counterparts."""
    files = {
        "content/tags.toml": TAGS,
        "content/en/news/a.md": post("A", "2026-10-01", "tags: [inquiry]"),
        "content/nl/news/b.md": post("B", "2026-10-02", "tags: [Onderzoek]"),
        "content/nl/news/c.md": post("C", "2026-10-02", "tags: INQUIRY"),
    }
    seen = lay(site, files)
    assert seen.listed("/nl/onderwerpen/onderzoek/") == ["/nl/nieuws/b/", "/nl/nieuws/c/", "/en/news/a/"]
    assert seen.switch("/nl/onderwerpen/onderzoek/")["en"] == ("/en/tags/inquiry/", True)
    assert seen.alternates("/en/tags/inquiry/").keys() == {"en", "nl", "x-default"}
    assert [(tag.title, tag.href) for tag in seen.view("/nl/nieuws/b/").tags] == [
        ("Onderzoek", "/nl/onderwerpen/onderzoek/")
    ]


def test_free_tags_belong_to_their_language(site: Site) -> None:
    """The same word in two languages makes two lists that are no translation of each other."""
    files = {
        "content/en/news/a.md": post("A", "2026-10-01", "tags: Café"),
        "content/nl/news/b.md": post("B", "2026-10-01", "tags: café"),
    }
    seen = lay(site, files)
    assert seen.listed("/en/tags/cafe/") == ["/en/news/a/"]
    assert seen.listed("/nl/onderwerpen/cafe/") == ["/nl/nieuws/b/"]
    assert seen.alternates("/en/tags/cafe/") == {}
    assert seen.switch("/en/tags/cafe/")["nl"] == ("/nl/onderwerpen/", False)


def test_a_person_has_a_page_with_all_they_wrote_or_spoke_at(site: Site) -> None:
    """Authors, speakers and organisers, once each; the speakers of a part too."""
    files = {
        "content/people.toml": PEOPLE,
        "content/en/news/a.md": post("A", "2026-10-01", "author: sara"),
        "content/en/events/b/index.md": event("B", "2026-12-01", "speakers: Sara Sample", "organiser: sara"),
        "content/en/events/b/talk.md": post("Talk", "", "speakers: sara"),
    }
    seen = lay(site, files)
    view = seen.view("/en/people/sara-sample/")
    assert sorted(seen.listed("/en/people/sara-sample/")) == ["/en/events/b/", "/en/events/b/talk/", "/en/news/a/"]
    assert (spell(view.title), spell(view.role), view.url) == ("Sara Sample", "Coordinator", "https://example.org/s")
    assert [each.href for each in seen.view("/en/news/a/").authors] == ["/en/people/sara-sample/"]


def test_guests_outside_the_vocabulary_have_a_name_and_no_page(site: Site) -> None:
    """Where people are listed by id, a free name leads to its own address or nowhere."""
    speakers = "speakers: [{name: A Guest, url: https://example.org/g}, Another]"
    seen = lay(site, {"content/people.toml": PEOPLE, "content/en/events/b.md": event("B", "2026-12-01", speakers)})
    assert [each.href for each in seen.view("/en/events/b/").details.speakers] == ["https://example.org/g", ""]
    assert not [address for address in seen.addresses if address.startswith("/en/people/")]


def test_all_terms_stand_on_one_page_in_the_order_of_their_names(site: Site) -> None:
    """Each with the number of its entries in this language."""
    files = {
        "content/tags.toml": TAGS,
        "content/nl/news/a.md": post("A", "2026-10-01", "tags: [inquiry, reading]"),
        "content/nl/news/b.md": post("B", "2026-10-01", "tags: [inquiry]"),
    }
    terms = lay(site, files).view("/nl/onderwerpen/").terms
    assert [(each.title, each.count) for each in terms] == [("Lezen", 1), ("Onderzoek", 2)]


# --- words of generated pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("news/index.md", "/nl/nieuws/"),
        ("tags/index.md", "/nl/onderwerpen/"),
        ("people/index.md", "/nl/mensen/"),
        ("tags/inquiry.md", "/nl/onderwerpen/woorden/"),
        ("people/sara.md", "/nl/mensen/sara-sample/"),
    ],
)
def test_a_file_gives_its_words_to_the_generated_page(site: Site, path: str, address: str) -> None:
    """Title, summary and body; it has no page of its own and is in no list."""
    files = {
        "content/tags.toml": TAGS.replace("Onderzoek", "Woorden"),
        "content/people.toml": PEOPLE,
        "content/nl/news/a.md": post("A", "2026-10-01", "tags: [inquiry]", "authors: sara"),
        f"content/nl/{path}": "---\ntitle: Woorden\nsummary: In het kort.\n---\nMeer *woorden*.\n",
    }
    seen = lay(site, files)
    assert seen.errors == []
    view = seen.view(address)
    assert (spell(view.title), spell(view.summary)) == ("Woorden", "In het kort.")
    assert view.body.path
    assert view.head.description == "In het kort."
    assert "content/nl/" + path not in {
        place.source for place in seen.examined.context.places.listed if place.subject.startswith("entry:")
    }


def test_the_home_page_takes_the_words_of_its_languages_index(site: Site) -> None:
    """One language may have them and the other not."""
    seen = lay(site, {"content/nl/index.md": "---\ntitle: Welkom\n---\nDag.\n"})
    assert spell(seen.view("/nl/").title) == "Welkom"
    assert seen.view("/nl/").body.path
    assert (seen.view("/en/").title, seen.view("/en/").body) == ((), None)


def test_words_in_one_language_are_not_lent_to_another(site: Site) -> None:
    """The other language's page is titled by its own settings."""
    files = {"content/en/news/index.md": "---\ntitle: All our news\n---\nX.\n", "content/en/news/a.md": post("A")}
    seen = lay(site, files)
    assert spell(seen.view("/en/news/").title) == "All our news"
    assert spell(seen.view("/nl/nieuws/").title) == "Nieuws"


def test_a_draft_of_words_is_not_shown(site: Site) -> None:
    """The generated page is there without them."""
    files = {
        "content/en/news/index.md": "---\ntitle: Not yet\ndraft: true\n---\nX.\n",
        "content/en/news/a.md": post("A"),
    }
    seen = lay(site, files)
    assert spell(seen.view("/en/news/").title) == "News"
    assert seen.view("/en/news/").body is None


# --- programme -------------------------------------------------------------------------------------------------

DAY = {
    "content/en/events/day/index.md": event("Day", "2026-12-01"),
    "content/en/events/day/b.md": post("B", "", "start: 2026-12-01T10:00"),
    "content/en/events/day/a.md": post("A", "", "start: 2026-12-01T11:00"),
    "content/en/events/day/later/z.md": post("Z", "", "order: 1"),
    "content/en/events/day/later/y.md": post("Y", "", "order: 2"),
}


def test_the_parts_of_an_event_are_listed_on_its_page_and_nowhere_else(site: Site) -> None:
    """By start, then order, then title; in whichever folder below the event's bundle."""
    seen = lay(site, DAY)
    parts = [item.href for item in seen.view("/en/events/day/").parts]
    assert parts == [f"/en/events/day/{name}/" for name in "bazy"]
    assert seen.listed("/en/events/") == ["/en/events/day/"]
    assert [item.href for item in seen.view("/en/").events] == ["/en/events/day/"]
    assert seen.view(parts[0]).kicker.title == "Day"


def test_the_parts_of_what_is_withheld_are_withheld(site: Site) -> None:
    """A programme appears with its event."""
    seen = lay(site, {**DAY, "content/en/events/day/index.md": event("Day", "2026-12-01", "draft: true")})
    assert not [address for address in seen.addresses if "/day/" in address]
    assert {each.reason for each in seen.examined.site.withheld} == {"draft", "parent"}


# --- home ------------------------------------------------------------------------------------------------------


def test_the_home_page_leads_with_what_is_pinned_then_the_newest(site: Site) -> None:
    """Coming events stand beside the news, soonest first; what is over doesn't."""
    files = {
        "content/en/news/pinned.md": post("Pinned", "2020-01-01", "pinned: true"),
        "content/en/news/new.md": post("New", "2026-11-01"),
        "content/en/news/old.md": post("Old", "2026-01-01"),
        "content/en/events/late.md": event("Late", "2027-01-01"),
        "content/en/events/soon.md": event("Soon", "2026-12-01"),
        "content/en/events/past.md": event("Past", "2026-01-01"),
    }
    home = lay(site, files).view("/en/")
    assert home.lead.href == "/en/news/pinned/"
    assert home.lead.pinned
    assert [item.href for item in home.news] == ["/en/news/new/", "/en/news/old/"]
    assert [item.href for item in home.events] == ["/en/events/soon/", "/en/events/late/"]
    assert (home.news_all.href, home.events_all.href) == ("/en/news/", "/en/events/")


def test_what_is_withheld_is_known_with_its_reason(site: Site) -> None:
    """Drafts, what is scheduled, and files with errors, each by its file."""
    files = {
        "content/en/news/draft.md": post("A", "2026-10-01", "draft: true"),
        "content/en/news/later.md": post("B", "2027-01-01"),
        "content/en/news/broken.md": post("C", "2026-13-01"),
        "content/en/news/good.md": post("D"),
        "content/nl/news/good.md": post("D", "", "draft: true"),
    }
    withheld = {each.path: each.reason for each in lay(site, files).examined.site.withheld}
    assert withheld == {
        "content/en/news/draft.md": "draft",
        "content/en/news/later.md": "scheduled",
        "content/en/news/broken.md": "broken",
        "content/nl/news/good.md": "draft",
    }
