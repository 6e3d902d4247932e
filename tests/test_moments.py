"""Time: what is held back, over, pinned or expired as of one clock, and when that next changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from plcsite.build import NextChange, find_next_change
from plcsite.moments import moments
from tests.conftest import NOW, TestSite
from tests.looking import Looked, event, lay, post

Site = Callable[..., TestSite]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def see(site: Site, text: str, now: str, path: str = "content/en/events/a.md", **options: object) -> Looked:
    return lay(site, {path: text}, at=at(now), **options)


# --- release ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "held", "released"),
    [
        ("2026-12-01", "2026-11-30T23:59:59+01:00", "2026-12-01T00:00:00+01:00"),
        ("2026-07-01", "2026-06-30T23:59:59+02:00", "2026-07-01T00:00:00+02:00"),
        ("2026-12-01T09:30", "2026-12-01T09:29:59+01:00", "2026-12-01T09:30:00+01:00"),
        ("2026-12-01T09:30Z", "2026-12-01T10:29:59+01:00", "2026-12-01T10:30:00+01:00"),
    ],
)
def test_a_post_is_held_back_until_its_date_in_the_sites_zone(site: Site, date: str, held: str, released: str) -> None:
    """To the second, in summer and winter; a date is the start of that day."""
    path = "content/en/news/a.md"
    before = see(site, post("A", date), held, path)
    assert "/en/news/a/" not in before.addresses
    (withheld,) = before.examined.site.withheld
    assert (withheld.path, withheld.reason, withheld.until) == (path, "scheduled", at(released))
    assert "/en/news/a/" in see(site, post("A", date), released, path).addresses


def test_with_the_future_let_through_scheduled_entries_are_marked(site: Site) -> None:
    """A preview shows what visitors will see later."""
    seen = see(site, post("A", "2027-01-01"), "2026-12-01T00:00:00+01:00", "content/en/news/a.md", future=True)
    view = seen.view("/en/news/a/")
    assert [each.kind for each in view.notices] == ["scheduled"]
    assert not view.head.indexed


def test_an_event_is_held_back_by_its_announcement_not_by_its_day(site: Site) -> None:
    """Coming events are the point of an agenda; a `date` before the day says when to announce it."""
    now = "2026-11-21T12:00:00+01:00"
    assert "/en/events/a/" in see(site, event("A", "2027-06-01"), now).addresses
    announced = event("A", "2027-06-01", "date: 2027-01-01")
    assert "/en/events/a/" not in see(site, announced, now).addresses
    assert "/en/events/a/" in see(site, announced, "2027-01-01T00:00:00+01:00").addresses


def test_a_date_on_the_events_own_day_is_ignored_with_a_warning(site: Site) -> None:
    """It can't be when the event is announced."""
    seen = see(site, event("A", "2027-06-01", "date: 2027-06-01"), "2026-11-21T12:00:00+01:00")
    assert "/en/events/a/" in seen.addresses
    assert seen.codes == ["date-is-start"]


# --- expiry and pins -------------------------------------------------------------------------------------------


def test_an_expired_post_leaves_the_lists_and_keeps_its_page(site: Site) -> None:
    """At the start of the day on which it expires; its page says so."""
    text = post("A", "2026-10-01", "expires: 2026-11-22")
    path = "content/en/news/a.md"
    assert see(site, text, "2026-11-21T23:59:59+01:00", path).listed("/en/news/") == ["/en/news/a/"]
    after = see(site, text, "2026-11-22T00:00:00+01:00", path)
    assert after.listed("/en/news/") == []
    assert after.view("/en/").lead is None
    assert [each.kind for each in after.view("/en/news/a/").notices] == ["expired"]


def test_a_pin_holds_through_its_last_day(site: Site) -> None:
    """The newest post leads again when that day is over."""
    files = {
        "content/en/news/old.md": post("Old", "2026-01-01", "pinned: 2026-11-22"),
        "content/en/news/new.md": post("New", "2026-11-01"),
    }
    leads = {
        now: lay(site, files, at=at(now)).view("/en/").lead.href
        for now in ("2026-11-22T23:59:59+01:00", "2026-11-23T00:00:00+01:00")
    }
    assert list(leads.values()) == ["/en/news/old/", "/en/news/new/"]


# --- past and upcoming -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "lines", "over"),
    [
        ("2026-12-01T19:00", ("end: 21:00",), "2026-12-01T21:00:00+01:00"),
        ("2026-12-01T19:00", (), "2026-12-02T00:00:00+01:00"),
        ("2026-12-01", (), "2026-12-02T00:00:00+01:00"),
        ("2026-12-01", ("end: 2026-12-03",), "2026-12-04T00:00:00+01:00"),
        ("2026-12-01", ("timezone: America/New_York",), "2026-12-02T06:00:00+01:00"),
        ("2026-12-01T22:00", ("end: 01:00",), "2026-12-02T01:00:00+01:00"),
        ("2026-12", (), "2027-01-01T00:00:00+01:00"),
        ("2026-06", (), "2026-07-01T00:00:00+02:00"),
    ],
)
def test_an_event_is_upcoming_until_it_is_over_to_the_second(
    site: Site, start: str, lines: tuple[str, ...], over: str
) -> None:
    """Until its end; without one until its day, or month, is over in its own zone."""
    text, end = event("A", start, *lines), at(over)
    before = see(site, text, end.replace(microsecond=0).isoformat()).entries["events/a"].traits.schedule
    assert before is not None
    assert before.ends == end
    last = datetime.fromtimestamp(end.timestamp() - 1, UTC).isoformat()
    assert see(site, text, last).listed("/en/events/") == ["/en/events/a/"]
    after = see(site, text, over)
    assert (after.listed("/en/events/"), after.listed("/en/events/past/")) == ([], ["/en/events/a/"])


def test_the_agenda_runs_forward_and_the_past_backward(site: Site) -> None:
    """What comes first is asked for first; of the past, what was last."""
    days = {"may": "2026-05-01", "june": "2026-06-01", "december": "2026-12-01", "january": "2027-01-01"}
    seen = lay(site, {f"content/en/events/{name}.md": event(name, day) for name, day in days.items()})
    assert seen.listed("/en/events/") == ["/en/events/december/", "/en/events/january/"]
    assert seen.listed("/en/events/past/") == ["/en/events/june/", "/en/events/may/"]
    assert [str(group.day) for group in seen.view("/en/events/").groups] == ["2026-12-01", "2027-01-01"]
    assert [str(group.day) for group in seen.view("/en/events/past/").groups] == ["2026-01-01"]


def test_registration_turns_from_soon_to_open_to_closed(site: Site) -> None:
    """Through the last day that is stated."""
    text = event("A", "2026-12-20", "registration: {url: https://example.org/r, opens: 2026-12-01, closes: 2026-12-10}")
    states = {
        now: see(site, text, now).view("/en/events/a/").details.registration.state
        for now in (
            "2026-11-30T23:59:59+01:00",
            "2026-12-01T00:00:00+01:00",
            "2026-12-10T23:59:59+01:00",
            "2026-12-11T00:00:00+01:00",
        )
    }
    assert list(states.values()) == ["soon", "open", "open", "closed"]


# --- the next change -------------------------------------------------------------------------------------------


def test_every_instant_at_which_an_entry_changes_is_known_in_order(site: Site) -> None:
    """What a build shows is a look-up in this list."""
    text = event(
        "A",
        "2026-12-20T19:00",
        "date: 2026-11-01",
        "expires: 2027-02-01",
        "pinned: 2026-12-05",
        "registration: {url: https://example.org/r, opens: 2026-12-01, closes: 2026-12-10}",
    )
    entry = see(site, text, "2026-11-21T12:00:00+01:00").entries["events/a"]
    assert [(each.at.date().isoformat(), each.reason) for each in moments(entry, "Europe/Brussels", NOW)] == [
        ("2026-11-01", "released"),
        ("2026-12-01", "registration-opens"),
        ("2026-12-06", "pinned"),
        ("2026-12-11", "registration-closes"),
        ("2026-12-21", "past"),
        ("2027-02-01", "expires"),
    ]


def test_the_next_change_is_the_earliest_after_the_clock_with_its_file(site: Site) -> None:
    """No output differs before it; drafts change nothing."""
    files = {
        "content/en/news/later.md": post("Later", "2027-01-01"),
        "content/nl/events/evening.md": event("Avond", "2026-12-01T19:00", "end: 21:00"),
        "content/en/news/draft.md": post("Draft", "2026-11-25", "draft: true"),
    }
    seen = lay(site, files)
    assert find_next_change(seen.examined, seen.clock.now) == NextChange(
        datetime.fromisoformat("2026-12-01T21:00:00+01:00"), "past", "content/nl/events/evening.md"
    )


def test_a_site_in_which_nothing_waits_has_no_next_change(site: Site) -> None:
    """There is nothing to build again for."""
    seen = lay(site, {"content/en/news/a.md": post("A")})
    assert find_next_change(seen.examined, seen.clock.now) is None
