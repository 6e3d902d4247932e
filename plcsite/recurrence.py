"""Rules of repetition as values, and the days that they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import takewhile
from typing import Literal

from dateutil import rrule

from plcsite.dates import Precision, When, begins, localise
from plcsite.values import Value

UNITS = ("year", "month", "week", "day")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_STEPS: Mapping[str, Literal[0, 1, 2, 3]] = {"year": 0, "month": 1, "week": 2, "day": 3}
_ALONE = 5_000_000
"""An interval so long that only what lies around the start is left before the end of all calendars."""


class Rule(Value):
    """Every `interval` units (day, week, month, year); as a string, the RRULE of RFC 5545.

    `weekdays` are days of the week (Monday is 0), each with which of them in the month or year (0: each, -1: the
    last); `days` are days of the month (-1: the last). What only an RRULE can say is in `parts`, by name. It ends
    `until` then, or after `count` times, or never.
    """

    unit: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    days: tuple[int, ...] = ()
    parts: tuple[tuple[str, tuple[int, ...]], ...] = ()
    week_start: int = 0
    until: When | None = None
    count: int | None = None

    def __str__(self) -> str:
        listed = {
            "FREQ": FREQUENCIES[UNITS.index(self.unit)],
            "INTERVAL": self.interval if self.interval > 1 else "",
            "BYDAY": ",".join(f"{which or ''}{DAYS[day]}" for which, day in self.weekdays),
            "BYMONTHDAY": ",".join(map(str, self.days)),
            **{name: ",".join(map(str, numbers)) for name, numbers in self.parts},
            "WKST": DAYS[self.week_start] if self.week_start else "",
            "COUNT": self.count or "",
            "UNTIL": f"{_last_moment(self.until, None):%Y%m%dT%H%M%S}" if self.until else "",
        }
        return ";".join(f"{name}={value}" for name, value in listed.items() if value)

    @property
    def ends(self) -> bool:
        """Whether it ends at all."""
        return self.until is not None or self.count is not None


def list_days(rule: Rule, start: When, zone: tzinfo) -> Iterator[date]:
    """The days that a rule gives from a start on, by the clocks of a zone: an hour of the evening stays that hour."""
    first = datetime.combine(start.day, start.time or time())
    moments: Iterator[datetime] = iter(_make(rule, first, rule.interval))
    if rule.until:
        last = _last_moment(rule.until, zone)
        moments = takewhile(lambda moment: moment <= last, moments)
    return (moment.date() for moment in moments)


def meets(rule: Rule, day: date) -> bool:
    """Whether a rule that began on a day would give that day."""
    first = datetime.combine(day, time())
    return next(iter(_make(rule, first, _ALONE)), None) == first


def _make(rule: Rule, first: datetime, interval: int) -> rrule.rrule:
    parts = {name.lower(): list(numbers) for name, numbers in rule.parts}
    return rrule.rrule(
        _STEPS[rule.unit],
        dtstart=first,
        interval=interval,
        count=rule.count,
        wkst=rule.week_start,
        byweekday=[rrule.weekday(day, which or None) for which, day in rule.weekdays] or None,
        bymonthday=list(rule.days) or None,
        **parts,  # type: ignore[arg-type]
    )


def _last_moment(until: When, zone: tzinfo | None) -> datetime:
    """The last moment, by the clocks of a zone, that an end lets through: a day or a month as a whole."""
    if until.precision is not Precision.TIME:
        after = (until.day.replace(day=28) + timedelta(days=4)).replace(day=1)
        after = after if until.precision is Precision.MONTH else until.day + timedelta(days=1)
        return datetime.combine(after, time()) - timedelta(seconds=1)
    if until.offset is not None and zone:
        until = localise(begins(until, zone), zone)
    return datetime.combine(until.day, until.time or time())
