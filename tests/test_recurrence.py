"""Events that take place again: rules in words and as RRULE, further dates, and what readers see of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcsite.build import find_next_change
from plcsite.dates import Precision, When, begins, zone
from plcsite.diagnostics import Location
from plcsite.languages import merge_tables
from plcsite.locales import unit_names, weekday_names
from plcsite.model import Recurrence, Schedule
from plcsite.nodes import Items, Scalar, Table
from plcsite.occurrences import HORIZON, MOST, list_occurrences, when_over
from plcsite.recurrence import Rule, meets
from plcsite.rules import REPEATS, show_rule
from plcsite.schema import INVALID, Reader
from tests.conftest import TestSite
from tests.looking import Looked, event, lay, spell

Site = Callable[..., TestSite]
HERE = Location("a.md", 1, 1)
ZONES = ("Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland", "UTC")
EVER = datetime(2000, 1, 1, tzinfo=UTC)
LAST = date(2036, 12, 31)


def make_schedule(start: When, name: str, again: Recurrence | None, end: When | None = None) -> Schedule:
    tz = zone(name)
    return Schedule(start, end, name, "scheduled", begins(start, tz), when_over(start, end, tz), again)


# --- an expander of its own ------------------------------------------------------------------------------------


def expand(rule: Rule, first: date, until: date) -> list[date]:
    """The days of a rule by looking at each day of ten years and asking whether it is one."""
    days, day = [], first
    while day <= until and (rule.count is None or len(days) < rule.count):
        if is_due(rule, first, day):
            days.append(day)
        day += timedelta(days=1)
    return days


def is_due(rule: Rule, first: date, day: date) -> bool:
    monday, first_monday = (each - timedelta(days=each.weekday()) for each in (day, first))
    months = (day.year - first.year) * 12 + day.month - first.month
    passed = {
        "day": (day - first).days,
        "week": (monday - first_monday).days // 7,
        "month": months,
        "year": day.year - first.year,
    }[rule.unit]
    if passed % rule.interval:
        return False
    length = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    if rule.unit == "day":
        return True
    if rule.unit == "week":
        return day.weekday() in [weekday for _, weekday in rule.weekdays or ((0, first.weekday()),)]
    if rule.unit == "year":
        return (day.month, day.day) == (first.month, first.day)
    if rule.weekdays:
        names = ((day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1))
        return any(weekday == day.weekday() and which in names for which, weekday in rule.weekdays)
    return any(number in (day.day, day.day - length - 1) for number in rule.days or (first.day,))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule of any kind that words can tell, with an end, a count, or neither."""
    unit = draw(st.sampled_from(("day", "week", "month", "year")))
    weekday = st.integers(0, 6)
    weekdays: list[tuple[int, int]] = []
    days: list[int] = []
    if unit == "week":
        weekdays = [(0, day) for day in draw(st.lists(weekday, max_size=3, unique=True))]
    elif unit == "month" and draw(st.booleans()):
        weekdays = draw(st.lists(st.tuples(st.sampled_from((1, 2, 3, 4, 5, -1)), weekday), max_size=2, unique=True))
    elif unit == "month":
        days = draw(st.lists(st.sampled_from((1, 15, 28, 29, 30, 31, -1)), max_size=2, unique=True))
    until = draw(st.none() | st.dates(date(2027, 1, 1), LAST))
    count = draw(st.none() | st.integers(1, 40)) if until is None else None
    end = When(until, None, Precision.DAY) if until else None
    return Rule(unit, draw(st.integers(1, 4)), tuple(weekdays), tuple(days), until=end, count=count)


@given(rules(), st.dates(date(2026, 12, 1), date(2027, 12, 31)), st.sampled_from(ZONES), st.times())
def test_rules_give_the_days_that_a_look_at_each_day_finds(rule: Rule, after: date, name: str, hour: time) -> None:
    """Over ten years and in five zones, at an hour of the wall that no change of the clock moves."""
    hour = hour.replace(second=0, microsecond=0)
    first = next(day for day in walk(after) if is_due(rule, day, day))
    if rule.until and rule.until.day < first:
        return
    start = When(first, hour, Precision.TIME)
    ends = rule.until.day if rule.until else LAST
    schedule = make_schedule(start, name, Recurrence(rule))
    found = list_occurrences(schedule, datetime(2035, 12, 1, tzinfo=UTC) if not rule.ends else EVER)
    wanted = expand(rule, first, ends)
    wanted = wanted[:MOST] if rule.ends else wanted
    shown = [each.on for each in found if each.on <= ends]
    assert shown == (wanted if rule.ends else wanted[-len(shown) :])
    assert rule.ends or len(shown) in (len(wanted), *range(MOST - 400, MOST + 1)), "the latest, or all of them"
    for each in found:
        local = begins(When(each.on, hour, Precision.TIME), zone(name))
        assert each.begins == local
        assert each.start.time == local.time().replace(tzinfo=None)


def walk(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)


# --- what editors write ----------------------------------------------------------------------------------------


def read(written: str | dict[str, str | list[str]]) -> Any:
    """A rule as it is read on a site in English, Dutch and French."""
    locales = ("en_GB", "nl_BE", "fr_BE")
    days = {name: number for each in locales for name, number in weekday_names(each).items()}
    units = {name: unit for each in locales for name, unit in unit_names(each).items()}
    reader = Reader("en", days, units)
    if isinstance(written, str):
        return REPEATS.read(Scalar(written, HERE), reader)
    nodes = {
        key: Items(tuple(Scalar(each, HERE) for each in value), HERE)
        if isinstance(value, list)
        else Scalar(value, HERE)
        for key, value in written.items()
    }
    rule = REPEATS.read(Table(dict(nodes), dict.fromkeys(nodes, HERE), HERE), reader)
    assert rule is INVALID or not reader.found
    return rule


@pytest.mark.parametrize(
    ("written", "rrule"),
    [
        ({"every": "month", "on": "second tuesday"}, "FREQ=MONTHLY;BYDAY=2TU"),
        ({"every": "maand", "on": "tweede dinsdag"}, "FREQ=MONTHLY;BYDAY=2TU"),
        ({"every": "mois", "on": "2e mardi"}, "FREQ=MONTHLY;BYDAY=2TU"),
        ({"every": "month", "on": "last friday"}, "FREQ=MONTHLY;BYDAY=-1FR"),
        ({"every": "month", "on": "21"}, "FREQ=MONTHLY;BYMONTHDAY=21"),
        ({"every": "maand", "on": "laatste dag"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ({"every": "2 weeks"}, "FREQ=WEEKLY;INTERVAL=2"),
        ({"every": "3 dagen"}, "FREQ=DAILY;INTERVAL=3"),
        ({"every": "week", "on": ["monday", "do."]}, "FREQ=WEEKLY;BYDAY=MO,TH"),
        ({"every": "jaar", "until": "2030-02"}, "FREQ=YEARLY;UNTIL=20300228T235959"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "FREQ=MONTHLY;BYDAY=2TU"),
        ("rrule:freq=weekly;count=4;wkst=su", "FREQ=WEEKLY;WKST=SU;COUNT=4"),
        ("FREQ=YEARLY;BYMONTH=10;BYDAY=1MO,-1FR", "FREQ=YEARLY;BYDAY=1MO,-1FR;BYMONTH=10"),
    ],
)
def test_a_rule_means_the_same_in_words_of_any_language_and_as_rrule(
    written: str | dict[str, str | list[str]], rrule: str
) -> None:
    """Units and days from CLDR, ordinals from our data or as digits."""
    assert str(read(written)) == rrule


def test_ordinals_are_data() -> None:
    """Each names one of the days of a month."""
    assert set(merge_tables("ordinals").values()) == {1, 2, 3, 4, 5, -1}


def test_only_rules_that_words_can_tell_are_put_into_words() -> None:
    """Of others the dates speak."""
    day = date(2026, 12, 8)
    assert show_rule(read("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"), day) is None
    assert show_rule(read("FREQ=MONTHLY;BYMONTHDAY=-2"), day) is None
    shown = show_rule(read("FREQ=WEEKLY"), day)
    assert shown is not None
    assert shown.weekdays == ((0, 1),)


# --- a schedule ------------------------------------------------------------------------------------------------


def test_an_evening_keeps_its_hour_through_the_change_of_the_clock(site: Site) -> None:
    """Its end too; an hour that the clocks skip is the one they show instead."""
    seen = lay(
        site,
        {
            "content/en/events/a.md": event(
                "A", "2027-03-14T19:00", "end: 21:00", "repeats: {every: week, until: 2027-04}"
            )
        },
    )
    found = seen.examined.site.occurrences["events/a"]
    assert [each.begins.isoformat() for each in found[1:3]] == [
        "2027-03-21T19:00:00+01:00",
        "2027-03-28T19:00:00+02:00",
    ]
    assert found[2].ends.isoformat() == "2027-03-28T21:00:00+02:00"
    night = make_schedule(
        When(date(2027, 3, 27), time(2, 30), Precision.TIME), "Europe/Brussels", Recurrence(Rule("day", count=2))
    )
    assert [str(each.start) for each in list_occurrences(night, EVER)] == ["2027-03-27T02:30", "2027-03-28T03:30"]


SERIES = """\
---
title: A circle
start: 2026-12-08T19:30
end: 21:30
repeats: {every: month, on: second tuesday, until: 2027-05}
also_on: [2026-12-22, 2026-12-29T15:00]
skip: 2027-01-12
cancelled_on: 2027-02-09
changes:
  - on: 2027-03-09
    start: 20:00
    location: The garden
    title: {en: The guest, nl: De gast}
  - on: 2027-04-13
    page: special.md
---
Words.
"""
SPECIAL = event("Special", "2027-04-13T18:00", "end: 22:00")


def see(site: Site, now: str = "2026-12-01T12:00:00+01:00", **files: str) -> Looked:
    return lay(
        site,
        {"content/en/events/circle.md": SERIES, "content/en/events/special.md": SPECIAL, **files},
        at=datetime.fromisoformat(now),
    )


def test_the_agenda_lists_each_time_and_the_event_has_one_page(site: Site) -> None:
    """Skipped ones are gone, cancelled ones marked, changed ones as they are, one with a page of its own under that."""
    seen = see(site)
    assert seen.errors == []
    items = [item for group in seen.view("/en/events/").groups for item in group.items]
    assert [(item.schedule.ends[:16], spell(item.title), item.schedule.status) for item in items] == [
        ("2026-12-08T21:30", "A circle", "scheduled"),
        ("2026-12-22T21:30", "A circle", "scheduled"),
        ("2026-12-29T21:30", "A circle", "scheduled"),
        ("2027-02-09T21:30", "A circle", "cancelled"),
        ("2027-03-09T21:30", "The guest", "scheduled"),
        ("2027-04-13T22:00", "Special", "scheduled"),
        ("2027-05-11T21:30", "A circle", "scheduled"),
    ]
    assert spell(items[4].where) == "The garden"
    assert {item.href for item in items} == {"/en/events/circle/", "/en/events/special/"}
    assert [str(group.day)[:7] for group in seen.view("/en/events/").groups] == [
        "2026-12",
        "2027-02",
        "2027-03",
        "2027-04",
        "2027-05",
    ]
    dutch = [item for group in seen.view("/nl/agenda/").groups for item in group.items]
    assert dutch == [], "all would be foreign"


def test_the_page_lists_what_is_to_come_and_home_what_is_next(site: Site) -> None:
    """With what differs; home names each event once."""
    seen = see(site, "2027-02-01T12:00:00+01:00")
    details = seen.view("/en/events/circle/").details
    assert str(details.schedule.start) == "2027-02-09T19:30"
    assert details.over == "2027-05-11T21:30:00+02:00"
    assert [
        (str(each.schedule.start), each.schedule.status, spell(each.title), each.href) for each in details.occurrences
    ] == [
        ("2027-02-09T19:30", "cancelled", "", ""),
        ("2027-03-09T20:00", "scheduled", "The guest", ""),
        ("2027-04-13T19:30", "scheduled", "", "/en/events/special/"),
        ("2027-05-11T19:30", "scheduled", "", ""),
    ]
    assert [item.href for item in seen.view("/en/").events] == ["/en/events/circle/", "/en/events/special/"]


def test_each_time_leaves_what_is_coming_at_its_end(site: Site) -> None:
    """The end of each is the next change, seen from both of its sides."""
    end = datetime.fromisoformat("2026-12-22T21:30:00+01:00")
    before = see(site, (end - timedelta(seconds=1)).isoformat())
    after = see(site, end.isoformat())
    coming = find_next_change(before.examined, before.clock.now)
    assert coming is not None
    assert (coming.at, coming.path) == (end, "content/en/events/circle.md")
    assert len(before.listed("/en/events/")) == len(after.listed("/en/events/")) + 1
    assert len(before.listed("/en/events/past/")) == len(after.listed("/en/events/past/")) - 1
    following = find_next_change(after.examined, end)
    assert following is not None
    assert following.at.isoformat() == "2026-12-29T21:30:00+01:00"


@given(st.integers(0, 900), st.sampled_from(("{every: day}", "{every: 3 weeks}", "{every: month, on: last day}")))
def test_a_rule_without_end_shows_the_same_until_an_occurrence_is_over(hours: int, written: str) -> None:
    """The horizon moves with the dates and not with the clock."""
    rule = {
        "{every: day}": Rule("day"),
        "{every: 3 weeks}": Rule("week", 3),
        "{every: month, on: last day}": Rule("month", days=(-1,)),
    }[written]
    start = When(date(2026, 11, 30), time(19, 30), Precision.TIME)
    schedule = make_schedule(
        start, "Europe/Brussels", Recurrence(rule, skipped=(When(date(2026, 12, 21), None, Precision.DAY),))
    )
    now = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hours)
    shown = list_occurrences(schedule, now)
    turn = min(each.ends for each in shown if each.ends > now)
    assert list_occurrences(schedule, turn - timedelta(seconds=1)) == shown
    later = list_occurrences(schedule, turn)
    assert later[: len(shown)] == shown
    first = next(each for each in shown if each.ends > now)
    assert (shown[-1].on - first.on).days <= 366 + 31
    assert HORIZON == 12


def test_a_page_of_its_own_that_is_not_published_replaces_nothing(site: Site) -> None:
    """The date stands for itself until then."""
    draft = event("Special", "2027-04-13T18:00", "draft: true")
    seen = see(site, **{"content/en/events/special.md": draft})
    assert seen.codes == ["link-withheld"]
    assert seen.listed("/en/events/") == ["/en/events/circle/"] * 7


def test_a_start_is_a_day_of_its_rule() -> None:
    """Whether it is one is known without going through the years."""
    assert meets(Rule("month", weekdays=((2, 1),)), date(2026, 12, 8))
    assert not meets(Rule("month", weekdays=((2, 1),)), date(2026, 12, 9))
    assert not meets(Rule("day", parts=(("BYMONTH", (2,)),), days=(30,)), date(2026, 12, 9))


@pytest.mark.parametrize(
    ("written", "english", "dutch"),
    [
        (
            "{every: month, on: second tuesday, until: 2027-06}",
            "every second Tuesday of the month until June 2027",
            "elke tweede dinsdag van de maand tot juni 2027",
        ),
        (
            "{every: month, on: [second tuesday, last friday]}",
            "every second Tuesday of the month and every last Friday of the month",
            "elke tweede dinsdag van de maand en elke laatste vrijdag van de maand",
        ),
        ("{every: week}", "every Tuesday", "elke dinsdag"),
        (
            "{every: 2 weken, on: [dinsdag, donderdag]}",
            "every 2 weeks on Tuesday and Thursday",
            "om de 2 weken op dinsdag en donderdag",
        ),
        ("FREQ=DAILY;COUNT=5", "every day, 5 times", "elke dag, 5 keer"),
        ("{every: year}", "every year on 8 Dec", "elk jaar op 8 dec"),
        ("{every: month}", "every month on day 8", "elke maand op dag 8"),
    ],
)
def test_the_rule_stands_on_the_page_in_the_words_of_its_readers(
    site: Site, written: str, english: str, dutch: str
) -> None:
    """Dates and days come from CLDR, the rest are whole sentences of the theme."""
    text = event("A", "2026-12-08T19:30", "end: 21:30", f"repeats: {written}")
    made = site({"content/en/events/a.md": text, "content/nl/events/a.md": event("Een", "", "translates: en")})
    made.build()
    for path, words in (("en/events/a", english), ("nl/agenda/a", dutch)):
        page = (made.public / path / "index.html").read_text("utf-8")
        assert f'<span class="rule">{words}</span>' in page
