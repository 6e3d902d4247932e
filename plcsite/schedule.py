"""When something takes place: from the facts that editors state to a schedule with instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta, tzinfo
from typing import Any

from plcsite.codes import find
from plcsite.dates import Fold, Gap, Precision, When, begins, check_local, end_of, ends, localise, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.model import Schedule, Stated
from plcsite.schema import value_of

LONGEST_NIGHT = timedelta(hours=12)
"""An end that is an hour alone lies on the next day where that is at most this long after the start."""


def read_schedule(start: Stated[Any], stated: Mapping[str, Stated[Any]], timezone: str) -> Checked[Schedule]:
    """The schedule of something that starts at `start`, from its shared facts; `timezone` is the site's."""
    found: list[Diagnostic] = []
    name = value_of(stated, "timezone", timezone)
    tz = zone(name)
    begin = _localise(start.value, tz)
    if value_of(stated, "all_day", False) and begin.precision is Precision.TIME:
        begin = _whole_day(begin)
    found += find_clock_changes(start.value, name, start.location)
    end = _read_end(begin, stated.get("end"), tz, found)
    if end and "end" in stated:
        found += find_clock_changes(end, name, stated["end"].location)
    last = end or (_whole_day(begin) if begin.precision is Precision.TIME else begin)
    repeats = value_of(stated, "repeats")
    until = ends(repeats["until"].value, tz) if isinstance(repeats, Mapping) and "until" in repeats else ends(last, tz)
    status = value_of(stated, "status", "scheduled")
    schedule = Schedule(begin, end, name, status, begins(begin, tz), max(ends(last, tz), until))
    return Checked(schedule, tuple(found))


def _localise(when: When, tz: tzinfo) -> When:
    """A date whose offset is stated, as the clocks of the zone show it; any other as it is."""
    return when if when.offset is None else localise(begins(when, tz), tz)


def _whole_day(when: When) -> When:
    return When(when.day, None, Precision.DAY)


def _read_end(start: When, stated: Stated[Any] | None, tz: tzinfo, found: list[Diagnostic]) -> When | None:
    if stated is None:
        return None
    alone = isinstance(stated.value, time)
    if alone and start.precision is not Precision.TIME:
        found.append(
            find(
                "bad-date",
                stated.location,
                say("an hour of the end, but no hour of the start"),
                say("write the hour in `start` too, or leave `end` out"),
            )
        )
        return None
    end = end_of(start, stated.value) if alone else _localise(stated.value, tz)
    night = alone and end.day > start.day and begins(end, tz) - begins(start, tz) > LONGEST_NIGHT
    if night or (begins(end, tz) < begins(start, tz) and ends(end, tz) <= begins(start, tz)):
        found.append(
            find(
                "end-before-start",
                stated.location,
                say(
                    "the event ends ({end}) before it starts ({start})",
                    end=f"{stated.value:%H:%M}" if alone else str(end),
                    start=str(start),
                ),
                say("write an end after the start; one on another day needs its date"),
            )
        )
        return None
    return end


def find_clock_changes(when: When, name: str, place: Location) -> list[Diagnostic]:
    """Whether the clocks of a zone skip a stated time, or show it twice."""
    match check_local(when, zone(name)):
        case Gap(meant):
            return [
                find(
                    "hour-missing",
                    place,
                    say("the clocks in {zone} skip this hour", zone=name),
                    say("write {meant} if that is meant", meant=str(meant)),
                )
            ]
        case Fold(first, second):
            return [
                find(
                    "hour-twice",
                    place,
                    say("the clocks in {zone} show this hour twice; the first is taken", zone=name),
                    say("write {first} or {second} to say which", first=str(first), second=str(second)),
                )
            ]
    return []
