"""When something that has a schedule takes place: once, or as often as its rule and its further dates say."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice

from plcsite.dates import Gap, Precision, When, begins, check_local, ends, zone
from plcsite.model import Occurrence, Recurrence, Schedule
from plcsite.recurrence import list_days
from plcsite.values import replace

HORIZON = 12
"""How many months of a rule without end are shown, from its first date that is not over yet."""
MOST = 1_000
"""How many dates of a rule are shown: of one with an end the first, else the latest."""


def list_occurrences(schedule: Schedule, now: datetime) -> tuple[Occurrence, ...]:
    """Each time that it takes place, cancelled ones included, in order.

    A rule without end goes as far as the horizon, which moves on when an occurrence is over, and not with the clock:
    so nothing changes between the instants at which occurrences end.
    """
    again = schedule.recurrence
    if again is None:
        assert schedule.ends is not None
        start, end = schedule.start, schedule.end
        return (Occurrence(start.day, start, end, schedule.status, schedule.begins, schedule.ends),)
    tz = zone(schedule.zone)
    shown: deque[Occurrence] = deque(maxlen=MOST)
    horizon: date | None = None
    for start in list_starts(schedule):
        if horizon and start.day > horizon:
            break
        occurrence = _take_place(start, schedule, again, tz)
        if occurrence is None:
            continue
        shown.append(occurrence)
        if horizon is None and again.rule and not again.rule.ends and occurrence.ends > now:
            horizon = _add_months(start.day, HORIZON)
    known = {each.begins for each in shown}
    further = (_take_place(start, schedule, again, tz) for start in list_further(schedule, again))
    beside = [each for each in further if each and each.begins not in known]
    return tuple(sorted((*shown, *beside), key=lambda each: (each.begins, each.on)))


def list_starts(schedule: Schedule) -> Iterator[When]:
    """Its starts by its rule, as announced; of a rule that ends, no more than are shown."""
    start, rule = schedule.start, schedule.recurrence.rule if schedule.recurrence else None
    if rule is None:
        return iter((start,))
    days = list_days(rule, start, zone(schedule.zone))
    starts = (move(start, start, day) for day in days)
    return islice(starts, MOST) if rule.ends else starts


def list_further(schedule: Schedule, again: Recurrence) -> tuple[When, ...]:
    """Its starts beside its rule: a day alone has the hour of the others."""
    return tuple(move(schedule.start, schedule.start, each.day) if each.time is None else each for each in again.also)


def is_named(by: When, start: When) -> bool:
    """Whether a date that an editor wrote means something with this start."""
    return by.day == start.day and (by.time is None or by.time == start.time)


def move(when: When, origin: When, day: date) -> When:
    """The same clock on another day, as far off as this is from its origin."""
    return when if day == origin.day else replace(when, day=when.day + (day - origin.day), offset=None)


def when_over(start: When, end: When | None, tz: tzinfo) -> datetime:
    """When something is over: at its end, else when its day or its month is; never before it begins."""
    last = end or (When(start.day, None, Precision.DAY) if start.precision is Precision.TIME else start)
    return max(ends(last, tz), begins(start, tz))


def _take_place(announced: When, schedule: Schedule, again: Recurrence, tz: tzinfo) -> Occurrence | None:
    if any(is_named(each, announced) for each in again.skipped):
        return None
    change = next((each for each in again.changes if is_named(each.on, announced)), None)
    start = _settle(change.start if change and change.start else announced, tz)
    end = change.end if change else None
    if end is None and schedule.end and start.precision is schedule.start.precision:
        end = _settle(move(schedule.end, schedule.start, start.day), tz)
        end = end if ends(end, tz) > begins(start, tz) else None
    off = any(is_named(each, announced) for each in again.cancelled)
    status = "cancelled" if off else schedule.status
    return Occurrence(announced.day, start, end, status, begins(start, tz), when_over(start, end, tz), change)


def _settle(when: When, tz: tzinfo) -> When:
    """An hour that the clocks skip on that day as they show it."""
    change = check_local(when, tz)
    return change.meant if isinstance(change, Gap) else when


def _add_months(day: date, months: int) -> date:
    """The last day of the same month, so many months on."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)
