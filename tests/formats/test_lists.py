"""Lists of entries: what a page of one shows, and how each leads on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import TestSite
from tests.looking import BARE_SETTINGS, event, lay, post, spell

Site = Callable[..., TestSite]


def test_an_item_is_a_summary_with_its_facts(site: Site) -> None:
    """What a card shows, and no body."""
    facts = ("summary: In short.", "authors: Sara Sample", "details_follow: true")
    (group,) = lay(site, {"content/en/news/a.md": post("A", "2026-10-01", *facts)}).view("/en/news/").groups
    (item,) = group.items
    assert (item.href, item.lang, spell(item.title), spell(item.summary)) == ("/en/news/a/", None, "A", "In short.")
    assert (str(item.date), item.kicker, item.kind, item.details_follow) == ("2026-10-01", "News", "post", True)
    assert [each.title for each in item.authors] == ["Sara Sample"]


def test_an_item_of_an_agenda_says_when_and_where(site: Site) -> None:
    """And in which language one will be spoken to."""
    facts = ("location: Hall", "online: true", "spoken: [nl, en]", "status: full")
    (group,) = lay(site, {"content/en/events/a.md": event("A", "2026-12-01T19:00", *facts)}).view("/en/events/").groups
    (item,) = group.items
    assert (str(item.schedule.start), item.schedule.status, item.schedule.past) == ("2026-12-01T19:00", "full", False)
    assert (spell(item.where), item.online, item.spoken) == ("Hall", True, ("nl", "en"))


def test_the_two_halves_of_an_agenda_lead_to_each_other(site: Site) -> None:
    """What is coming on one page, what is over on another, each its language's counterpart."""
    files = {"content/en/events/a.md": event("A", "2026-12-01"), "content/en/events/b.md": event("B", "2026-01-01")}
    seen = lay(site, files)
    assert seen.view("/en/events/").past.href == "/en/events/past/"
    assert seen.view("/en/events/past/").upcoming.href == "/en/events/"
    assert seen.switch("/en/events/past/")["nl"] == ("/nl/agenda/voorbij/", True)


def test_an_agenda_is_on_one_page_however_long(site: Site) -> None:
    """It answers what one can go to."""
    files = {f"content/en/events/e{day:02}.md": event(f"E{day}", f"2026-12-{day:02}") for day in range(1, 26)}
    seen = lay(site, files)
    assert len(seen.listed("/en/events/")) == 25
    assert "/en/events/page/2/" not in seen.addresses


def test_the_words_of_a_list_stand_on_its_first_page_only(site: Site) -> None:
    """Further pages are told apart by their number."""
    files = {f"content/en/news/p{day:02}.md": post(f"P{day}", f"2026-10-{day:02}") for day in range(1, 13)}
    words = {"content/en/news/index.md": "---\ntitle: All news\nsummary: In short.\n---\nWords.\n"}
    seen = lay(site, {**files, **words})
    first, second = seen.view("/en/news/"), seen.view("/en/news/page/2/")
    assert first.body.path
    assert spell(first.summary) == "In short."
    assert (second.body, second.summary) == (None, ())
    assert (first.head.title, second.head.title) == ("All news", "All news (2)")


def test_archives_and_terms_say_what_they_belong_to(site: Site) -> None:
    """A year to its section, a tag to all tags."""
    seen = lay(site, {"content/en/news/a.md": post("A", "2018-02-27", "tags: walk")})
    year, term = seen.view("/en/news/2018/"), seen.view("/en/tags/walk/")
    assert (spell(year.title), year.kicker.href, year.shape) == ("News 2018", "/en/news/", "year")
    assert (spell(term.title), term.kicker.href, term.shape) == ("walk", "/en/tags/", "term")


def test_lists_with_nothing_on_them_are_not_for_search_engines(site: Site) -> None:
    """They are there for the menu."""
    seen = lay(site, {"content/en/events/a.md": event("A", "2026-12-01")})
    assert seen.view("/en/events/").head.indexed
    assert not seen.view("/en/events/past/").head.indexed


def test_the_first_and_last_pages_have_no_neighbour_beyond(site: Site) -> None:
    """No link leads to a page that isn't there."""
    files = {f"content/en/news/p{day:02}.md": post(f"P{day}", f"2026-10-{day:02}") for day in range(1, 13)}
    seen = lay(site, files)
    assert (seen.view("/en/news/").pager.newer, seen.view("/en/news/page/2/").pager.older) == ("", "")
    assert lay(site, {"content/en/news/p01.md": post("A")}).view("/nl/nieuws/").pager is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, "1 2 3 … 9"), (3, "1 2 3 4 5 … 9"), (5, "1 … 3 4 5 6 7 … 9"), (9, "1 … 7 8 9")],
)
def test_a_pager_shows_first_last_and_near_pages(site: Site, number: int, shown: str) -> None:
    """Its length doesn't grow with the list, so that long lists don't make every page of theirs long."""
    files = {f"content/en/news/p{day}.md": post(f"P{day}", f"2026-01-{day:02}") for day in range(1, 10)}
    settings = BARE_SETTINGS.replace("[site]", "[site]\npage_size = 1")
    seen = lay(site, {**files, "plcsite.toml": settings})
    address = "/en/news/" if number == 1 else f"/en/news/page/{number}/"
    assert " ".join(page.title for page in seen.view(address).pager.pages) == shown
