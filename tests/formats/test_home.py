"""The pages that stand for a whole site: `/`, the home pages, and what is shown where nothing is."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import TestSite
from tests.looking import FRENCH, event, lay, post

Site = Callable[..., TestSite]


def test_the_root_offers_every_language_in_itself(site: Site) -> None:
    """With its own title and tagline; x-default of all home pages."""
    seen = lay(site, {}, FRENCH)
    choices = seen.view("/").choices
    assert [(each.lang, each.name, each.title, each.href) for each in choices] == [
        ("en", "English", "Learning together", "/en/"),
        ("nl", "Nederlands", "Samen leren", "/nl/"),
        ("fr", "Français", "Apprendre ensemble", "/fr/"),
    ]
    homes = {code: f"https://plc.example.org/{code}/" for code in ("en", "nl", "fr")}
    assert seen.alternates("/") == {**homes, "x-default": "https://plc.example.org/"}
    assert seen.alternates("/en/") == seen.alternates("/fr/") == seen.alternates("/")
    assert {code: exact for code, (_, exact) in seen.switch("/nl/").items()} == {"en": True, "nl": True, "fr": True}


def test_a_home_page_shows_the_latest_news_and_the_next_events(site: Site) -> None:
    """A lead, eight more, five events."""
    files = {f"content/en/news/p{day:02}.md": post(f"P{day}", f"2026-10-{day:02}") for day in range(1, 13)}
    files |= {f"content/en/events/e{day}.md": event(f"E{day}", f"2026-12-0{day}") for day in range(1, 8)}
    home = lay(site, files).view("/en/")
    assert home.lead.href == "/en/news/p12/"
    assert [item.href for item in home.news] == [f"/en/news/p{day:02}/" for day in range(11, 3, -1)]
    assert [item.href for item in home.events] == [f"/en/events/e{day}/" for day in range(1, 6)]


def test_a_site_without_a_single_file_has_its_home_pages(site: Site) -> None:
    """The smallest site that works: an address and two languages."""
    seen = lay(site, {})
    home = seen.view("/nl/")
    assert (home.lead, home.news, home.events, home.news_all, home.events_all) == (None, (), (), None, None)
    assert seen.codes == []


def test_what_isnt_there_is_regretted_in_every_language(site: Site) -> None:
    """Hosts show /404.html for anything; each language has its own as well."""
    seen = lay(site, {"content/en/news/a.md": post("A")}, FRENCH)
    assert [each.lang for each in seen.view("/404.html").apologies] == ["en", "nl", "fr"]
    for language in ("en", "nl", "fr"):
        (apology,) = seen.view(f"/{language}/404.html").apologies
        assert (apology.lang, apology.reason) == (language, "not-found")
        assert apology.links[0].href == f"/{language}/"
    assert not seen.view("/404.html").head.indexed


def test_an_entry_held_back_for_its_errors_apologises_at_its_addresses(site: Site) -> None:
    """In each of its languages; the rest of the site is published."""
    files = {
        "content/en/news/broken.md": post("Broken", "2026-10-01", body="[x](missing.md)"),
        "content/nl/news/broken.md": post("Stuk", "", "slug: stuk"),
        "content/en/news/good.md": post("Good"),
    }
    seen = lay(site, files, hold_broken=True)
    for address, language in (("/en/news/broken/", "en"), ("/nl/nieuws/stuk/", "nl")):
        (apology,) = seen.view(address).apologies
        assert (apology.lang, apology.reason) == (language, "correcting")
        assert not seen.view(address).head.indexed
    assert seen.listed("/en/news/") == ["/en/news/good/"]
    assert [error.split()[0] for error in seen.errors] == ["broken-link"]


def test_drafts_and_scheduled_entries_do_not_apologise(site: Site) -> None:
    """Nobody should learn that they are there."""
    files = {
        "content/en/news/a.md": post("A", "2026-10-01", "draft: true", body="[x](missing.md)"),
        "content/en/news/b.md": post("B", "2027-10-01", "order: many"),
    }
    assert not [each for each in lay(site, files, hold_broken=True).addresses if each.endswith(("/a/", "/b/"))]


def test_the_pages_of_what_is_not_found_are_each_others_counterparts(site: Site) -> None:
    """Each language's own leads to the other's; the one for everybody belongs to none, and leads home."""
    seen = lay(site, {"content/en/about.md": "---\ntitle: About\n---\nWords.\n"})
    assert seen.switch("/en/404.html")["nl"] == ("/nl/404.html", True)
    assert seen.switch("/404.html") == {"en": ("/en/", True), "nl": ("/nl/", True)}
    assert not any(each.current for each in seen.view("/404.html").head.switch)
