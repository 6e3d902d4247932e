"""From what editors state of further dates to a schedule that takes place more than once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from itertools import islice
from typing import Any

from plcsite.codes import find
from plcsite.dates import Precision, When, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, Text, say
from plcsite.model import Change, Recurrence, Schedule, Stated, Venue
from plcsite.occurrences import MOST, is_named, list_further, list_occurrences, list_starts, move
from plcsite.recurrence import Rule, list_days, meets
from plcsite.schedule import find_clock_changes, make_local, read_end
from plcsite.schema import value_of
from plcsite.values import replace

KEYS = ("repeats", "also_on", "skip", "cancelled_on", "changes")
_AROUND = 32
"""Within how many days of a start that its rule misses another is looked for."""
_FARTHEST = 50_000
"""Among how many dates of a rule without end a stated one is looked for: more than a century of days."""


def read_recurrence(
    schedule: Schedule,
    start: Location,
    stated: Mapping[str, Stated[Any]],
    find_venue: Callable[[Stated[Any]], Venue],
) -> Checked[Schedule]:
    """A schedule that takes place once, with all its further dates. `start` is where its first is stated."""
    named = [stated[key] for key in KEYS if key in stated]
    if not named:
        return Checked(schedule)
    if schedule.start.precision is Precision.MONTH:
        message = say("only the month of the start is known, and further dates need its day")
        hint = say("write the day in `start`, or leave this out for now")
        return Checked(schedule, (find("bad-rule", named[0].location, message, hint),))
    found: list[Diagnostic] = []
    tz = zone(schedule.zone)
    rule = _check_rule(stated["repeats"], schedule, start, found) if "repeats" in stated else None
    dates = {key: value_of(stated, key, ()) for key in KEYS[1:]}
    for each in dates["also_on"]:
        found += find_clock_changes(each.value, schedule.zone, each.location)
    again = Recurrence(
        rule,
        tuple(make_local(each.value, tz) for each in dates["also_on"]),
        tuple(make_local(each.value, tz) for each in dates["skip"]),
        tuple(make_local(each.value, tz) for each in dates["cancelled_on"]),
    )
    schedule = replace(schedule, recurrence=again)
    changed = tuple(
        _read_change(each.value, schedule, find_venue, found) for each in dates["changes"] if "on" in each.value
    )
    asked = [
        *dates["skip"],
        *dates["cancelled_on"],
        *(each.value["on"] for each in dates["changes"] if "on" in each.value),
    ]
    found += _find_strangers(asked, schedule, again)
    schedule = replace(schedule, recurrence=replace(again, changes=changed))
    if rule and not rule.ends:
        return Checked(replace(schedule, ends=None), tuple(found))
    occurrences = list_occurrences(schedule, schedule.begins)
    if not occurrences:
        message = say("every date is skipped, so none is left")
        found.append(find("bad-rule", stated["skip"].location, message, say("leave a date, or make this a draft")))
        return Checked(replace(schedule, recurrence=None), tuple(found))
    return Checked(replace(schedule, ends=max(each.ends for each in occurrences)), tuple(found))


def _check_rule(stated: Stated[Any], schedule: Schedule, start: Location, found: list[Diagnostic]) -> Rule | None:
    """The rule, if it gives the start, which is always the first date."""
    rule: Rule = stated.value
    day, tz = schedule.start.day, zone(schedule.zone)
    endless = replace(rule, until=None, count=None)
    if not meets(endless, day):
        around = (day + timedelta(days=shift) for far in range(1, _AROUND) for shift in (-far, far))
        nearest = next((other for other in around if meets(endless, other)), None)
        hint = say("leave the rule out, or write days that there are")
        if nearest:
            moved = replace(schedule.start, day=nearest, offset=None)
            hint = say("write start: {start}, and a first date of another kind in `also_on`", start=str(moved))
        message = say("the rule at {place} does not give this day", place=stated.location.short)
        found.append(find("start-off-rule", start, message, hint))
        return None
    if next(list_days(rule, schedule.start, tz), None) is None:
        message = say("the rule ends ({until}) before the start ({start})", until=str(rule.until), start=str(day))
        found.append(find("end-before-start", stated.location, message, say("write a later day in `until`")))
        return None
    if rule.ends:
        days = list(islice(list_days(rule, schedule.start, tz), MOST + 1))
        if len(days) > MOST:
            message = say(
                "the rule gives more than {count} dates; what follows {day} is left out",
                count=MOST,
                day=str(days[MOST - 1]),
            )
            found.append(find("rule-too-long", stated.location, message, say("write an earlier end, or none")))
    return rule


def _read_change(
    table: Mapping[str, Stated[Any]],
    schedule: Schedule,
    find_venue: Callable[[Stated[Any]], Venue],
    found: list[Diagnostic],
) -> Change:
    tz = zone(schedule.zone)
    on = make_local(table["on"].value, tz)
    start = end = None
    if "start" in table:
        written = table["start"].value
        start = When(on.day, written, Precision.TIME) if isinstance(written, time) else make_local(written, tz)
        found += find_clock_changes(start, schedule.zone, table["start"].location)
    if "end" in table:
        origin = start or move(schedule.start, schedule.start, on.day)
        end = read_end(origin, table["end"], tz, found)
    page, titled = table.get("page"), table.get("title")
    names = titled.value if titled else {}
    if titled and "" in names:
        # A name in one language alone is in that of the file that states it.
        names = {titled.location.path.split("/")[1]: names[""]}
    venue = find_venue(table["location"]) if "location" in table else None
    return Change(on, start, end, names, venue, page.value if page else "", (page or table["on"]).location)


def _find_strangers(asked: list[Stated[Any]], schedule: Schedule, again: Recurrence) -> list[Diagnostic]:
    """The dates that name no occurrence, each with the nearest that there are."""
    if not asked:
        return []
    tz = zone(schedule.zone)
    last = max(each.value.day for each in asked)
    known = list(list_further(schedule, again))
    for start in islice(list_starts(schedule), _FARTHEST):
        known.append(start)
        if start.day > last:
            break
    known.sort(key=lambda when: (when.day, when.time or time()))
    found = []
    for each in asked:
        if not any(is_named(make_local(each.value, tz), start) for start in known):
            message = say("it does not take place on {day}", day=str(each.value))
            found.append(find("no-occurrence", each.location, message, _name_nearest(each.value.day, known)))
    return found


def _name_nearest(day: date, known: list[When]) -> Text:
    before = [start for start in known if start.day <= day][-1:]
    after = [start for start in known if start.day > day][:1]
    near = [str(start.day) for start in (*before, *after)]
    if len(near) == 2:
        return say("the nearest dates are {before} and {after}", before=near[0], after=near[1])
    return say("the nearest date is {day}", day=near[0])
