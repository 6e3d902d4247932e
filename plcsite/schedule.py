"""When something takes place: from the facts that editors state to a schedule with instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta, tzinfo
from typing import Any

from plcsite.codes import find
from plcsite.dates import Fold, Gap, Precision, When, begins, check_local, end_of, ends, localise, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.model import Schedule, Stated
from plcsite.occurrences import when_over
from plcsite.schema import value_of

LONGEST_NIGHT = timedelta(hours=12)
"""An end that is an hour alone lies on the next day where that is at most this long after the start."""


def read_schedule(start: Stated[Any], stated: Mapping[str, Stated[Any]], timezone: str) -> Checked[Schedule]:
    """The schedule of something that starts at `start`, from its shared facts; `timezone` is the site's."""
    found: list[Diagnostic] = []
    name = value_of(stated, "timezone", timezone)
    tz = zone(name)
    begin = make_local(start.value, tz)
    if value_of(stated, "all_day", False) and begin.precision is Precision.TIME:
        begin = When(begin.day, None, Precision.DAY)
    found += find_clock_changes(start.value, name, start.location)
    end = read_end(begin, stated.get("end"), tz, found)
    if end and "end" in stated:
        found += find_clock_changes(end, name, stated["end"].location)
    status = value_of(stated, "status", "scheduled")
    return Checked(Schedule(begin, end, name, status, begins(begin, tz), when_over(begin, end, tz)), tuple(found))


def make_local(when: When, tz: tzinfo) -> When:
    """A date whose offset is stated, as the clocks of the zone show it; any other as it is."""
    return when if when.offset is None else localise(begins(when, tz), tz)


def read_end(start: When, stated: Stated[Any] | None, tz: tzinfo, found: list[Diagnostic]) -> When | None:
    """The end of something with this start, where one is stated that can be meant."""
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
    end = end_of(start, stated.value) if alone else make_local(stated.value, tz)
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
