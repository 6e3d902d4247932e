"""Events: when and where they take place, who is there, how to register, and what of it contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from plcsite.diagnostics import Severity
from plcsite.model import Schedule
from tests.conftest import TestSite
from tests.looking import Looked, event, lay, spell

Site = Callable[..., TestSite]

PLACES = """\
[town-hall]
name = { en = "Town hall", nl = "Gemeentehuis" }
address = "Marktplein 1"
latitude = 50.85
longitude = 4.35
"""


def see(site: Site, start: str, *lines: str, files: dict[str, str] | None = None) -> Looked:
    return lay(site, {"content/en/events/a.md": event("A", start, *lines), **(files or {})})


def schedule_of(seen: Looked) -> Schedule:
    schedule = seen.entries["events/a"].traits.schedule
    assert schedule is not None
    return schedule


def details_of(seen: Looked) -> Any:
    return seen.view("/en/events/a/").details


# --- when ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "lines", "begins", "ends"),
    [
        ("2026-12-01T19:00", ("end: 21:30",), "2026-12-01T19:00:00+01:00", "2026-12-01T21:30:00+01:00"),
        ("2026-12-01 19:00", (), "2026-12-01T19:00:00+01:00", "2026-12-02T00:00:00+01:00"),
        ("2026-07-01T19:00", ("end: 2026-07-03T12:00",), "2026-07-01T19:00:00+02:00", "2026-07-03T12:00:00+02:00"),
        ("2026-12-01", ("end: 2026-12-03",), "2026-12-01T00:00:00+01:00", "2026-12-04T00:00:00+01:00"),
        ("2026-12-01T19:00", ("all_day: true",), "2026-12-01T00:00:00+01:00", "2026-12-02T00:00:00+01:00"),
        ("2026-12", (), "2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00"),
        ("2026-12-01T19:00", ("timezone: America/New_York",), "2026-12-01T19:00:00-05:00", "2026-12-02T00:00:00-05:00"),
        ("2026-12-01T19:00Z", ("end: 2026-12-01T20:00Z",), "2026-12-01T19:00:00+00:00", "2026-12-01T20:00:00+00:00"),
        ("2026-12-31T22:00", ("end: 02:00",), "2026-12-31T22:00:00+01:00", "2027-01-01T02:00:00+01:00"),
        ("2026-10-24T22:00", ("end: 04:00",), "2026-10-24T22:00:00+02:00", "2026-10-25T04:00:00+01:00"),
    ],
)
def test_an_event_has_an_instant_at_which_it_begins_and_one_at_which_it_is_over(
    site: Site, start: str, lines: tuple[str, ...], begins: str, ends: str
) -> None:
    """In its own zone, across midnight and changes of the clock."""
    schedule = schedule_of(see(site, start, *lines))
    assert [schedule.begins, schedule.ends] == [datetime.fromisoformat(text) for text in (begins, ends)]


@pytest.mark.parametrize(
    ("start", "line", "code"),
    [
        ("2026-12-01T19:00", "end: 2026-11-30", "end-before-start"),
        ("2026-12-01T19:00", "end: 18:59", "end-before-start"),
        ("2026-12-01", "end: 21:00", "bad-date"),
        ("2027-03-28T02:30", "end: 04:00", "hour-missing"),
        ("2026-10-25T02:30", "end: 04:00", "hour-twice"),
    ],
)
def test_hours_that_can_not_be_meant_are_found_at_their_line(site: Site, start: str, line: str, code: str) -> None:
    """With the edit that mends them."""
    (found,) = see(site, start, line).found
    assert found.code == code
    assert found.hint is not None
    assert found.location.line == (3 if code.startswith("hour") else 4)


def test_a_zone_other_than_the_sites_is_shown(site: Site) -> None:
    """Readers can't guess it."""
    seen = see(site, "2026-12-01T19:00", "timezone: America/New_York")
    assert details_of(seen).schedule.foreign_zone
    assert not details_of(see(site, "2026-12-01T19:00")).schedule.foreign_zone


# --- where -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["town-hall", "Town hall", "gemeentehuis", "{name: Gemeentehuis}"])
def test_a_place_of_the_vocabulary_is_written_by_id_or_any_name(site: Site, written: str) -> None:
    """And shown by its name in the reader's language, with a way to find it."""
    nl = {"content/places.toml": PLACES, "content/nl/events/a.md": event("A", "")}
    seen = see(site, "2026-12-01", f"location: {written}", files=nl)
    assert seen.codes == []
    assert spell(seen.view("/nl/agenda/a/").details.venue.name) == "Gemeentehuis"
    venue = details_of(seen).venue
    assert venue.address == "Marktplein 1"
    assert "50.85" in venue.map


def test_a_place_outside_the_vocabulary_is_a_warning_with_the_one_meant(site: Site) -> None:
    """It is shown as it is written."""
    seen = see(site, "2026-12-01", "location: Twon hall", files={"content/places.toml": PLACES})
    (found,) = seen.found
    assert (found.code, found.severity) == ("unknown-name", Severity.WARNING)
    assert "own hall" in str(found.hint)
    assert spell(details_of(seen).venue.name) == "Twon hall"


def test_an_unknown_place_is_said_to_be_unknown(site: Site) -> None:
    """Which is not the same as having none."""
    assert details_of(see(site, "2026-12-01", "location: unknown")).venue_unknown
    assert not details_of(see(site, "2026-12-01")).venue_unknown


@pytest.mark.parametrize(
    ("lines", "online", "href", "place"),
    [
        (("online: true",), True, "", False),
        (("online: https://example.org/room",), True, "https://example.org/room", False),
        (("online: true", "location: Hall"), True, "", True),
        (("location: Hall", "status: moved-online"), True, "", True),
        (("location: Hall",), False, "", True),
    ],
)
def test_an_event_is_online_somewhere_or_both(
    site: Site, lines: tuple[str, ...], online: bool, href: str, place: bool
) -> None:
    """With `location` it is hybrid."""
    seen = see(site, "2026-12-01", *lines)
    details = details_of(seen)
    assert (details.online, details.online_href, details.venue is not None) == (online, href, place)
    assert seen.entries["events/a"].traits.online == online


# --- who and how -----------------------------------------------------------------------------------------------


def test_spoken_and_interpreted_languages_are_codes_sign_languages_too(site: Site) -> None:
    """In a list or with commas."""
    details = details_of(see(site, "2026-12-01", "spoken: nl, en", "interpreted: [vgt]"))
    assert (details.spoken, details.interpreted) == (("nl", "en"), ("vgt",))


@pytest.mark.parametrize(
    ("written", "prices"),
    [
        ("free", [("", "0", "")]),
        ("5 EUR", [("", "5", "EUR")]),
        ("€ 5,50", [("", "5.50", "EUR")]),
        ("£5", [("", "5", "GBP")]),
        (
            "[{for: Members, amount: free}, {for: Guests, amount: 5 EUR}]",
            [("Members", "0", ""), ("Guests", "5", "EUR")],
        ),
    ],
)
def test_a_price_is_free_an_amount_or_one_for_each_audience(
    site: Site, written: str, prices: list[tuple[str, str, str]]
) -> None:
    """As editors write money."""
    seen = see(site, "2026-12-01", "registration:", "  url: https://example.org/r", f"  price: {written}")
    assert seen.codes == []
    shown = details_of(seen).registration.prices
    assert [(each.audience, each.amount, each.currency) for each in shown] == prices


@pytest.mark.parametrize(
    ("written", "href"),
    [("https://example.org/r", "https://example.org/r"), ("{mail: a@example.org}", "mailto:a@example.org")],
)
def test_registration_is_an_address_or_a_mail(site: Site, written: str, href: str) -> None:
    """Open unless it says otherwise."""
    registration = details_of(see(site, "2026-12-01", f"registration: {written}")).registration
    assert (registration.href, registration.state) == (href, "open")


def test_a_cancelled_event_keeps_its_page_and_place_in_the_agenda(site: Site) -> None:
    """People who meant to come must find out."""
    seen = see(site, "2026-12-01", "status: cancelled", "status_note: The hall is flooded.")
    assert seen.listed("/en/events/") == ["/en/events/a/"]
    details = details_of(seen)
    assert (details.status, spell(details.status_note)) == ("cancelled", "The hall is flooded.")
    assert seen.view("/en/events/").groups[0].items[0].schedule.status == "cancelled"


def test_a_programmes_event_is_known_on_its_parts(site: Site) -> None:
    """A part states start, room and speakers, and is no event of its own."""
    part = "---\ntitle: Talk\nstart: 2026-12-01T10:00\nroom: Room 1\nspeakers: Sara\n---\nWords.\n"
    seen = lay(site, {"content/en/events/a/index.md": event("A", "2026-12-01"), "content/en/events/a/talk.md": part})
    assert seen.codes == []
    view = seen.view("/en/events/a/talk/")
    assert (view.kind, view.details.room, str(view.details.start)) == ("part", "Room 1", "2026-12-01T10:00")
    assert [each.title for each in view.details.speakers] == ["Sara"]
    assert seen.entries["events/a/talk"].traits.schedule is None
