"""Rules of repetition: what editors may write, in words or as an RRULE, and what readers are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from plcsite.dates import Misdated, Precision, When, parse_when
from plcsite.diagnostics import Location, Text, say
from plcsite.languages import merge_tables
from plcsite.nodes import Node, Scalar, Table
from plcsite.recurrence import DAYS, FREQUENCIES, UNITS, Rule
from plcsite.scalars import START, TEXT, read_text
from plcsite.schema import INVALID, Field, Reader, Type, either, list_of, suggest, table_of, value_of
from plcsite.values import Value, replace

LONGEST_INTERVAL, MOST_TIMES = 999, 9_999

# --- words -----------------------------------------------------------------------------------------------------

_WORDS = table_of(
    Field("every", TEXT, "day, week, month or year, with a number in front where it is not each.", required=True),
    Field("on", list_of(TEXT), "Which days: “tuesday”, “second tuesday”, “21”, “last day”."),
    Field("until", START, "The last day or month."),
)
_EXAMPLE = "{every: month, on: second tuesday}"
_SPAN = re.compile(r"(?:(?P<number>[0-9]{1,3})\s+)?(?P<unit>[^\W\d_]+)")
_NTH = re.compile(r"([1-5])(?:\.|[^\W\d_]{1,3})?")


def _read_repeats(node: Node, reader: Reader) -> Any:
    return _read_words(node, reader) if isinstance(node, Table) else _read_rrule(node, reader)


def _read_words(node: Table, reader: Reader) -> Any:
    values = _WORDS.read(node, reader)
    if "every" not in values:
        return INVALID
    every, place = values["every"].value, values["every"].location
    span = _SPAN.fullmatch(every.lower())
    unit = reader.units.get(span["unit"], "") if span else ""
    interval = int(span["number"] or 1) if span else 0
    if not unit or not interval:
        return _refuse(
            place, say("“{text}” is not a number of days, weeks, months or years", text=every), every, reader
        )
    weekdays: list[tuple[int, int]] = []
    days: list[int] = []
    for item in value_of(values, "on", ()):
        read = _read_day(item.value, item.location, unit, reader)
        if read is INVALID:
            return INVALID
        (weekdays if isinstance(read, tuple) else days).append(read)
    return Rule(unit, interval, tuple(weekdays), tuple(days), until=value_of(values, "until"))


def _read_day(text: str, place: Location, unit: str, reader: Reader) -> Any:
    """A day of the week with which of them, or a day of the month, where it goes with the unit."""
    *before, last = text.lower().split() or [""]
    which = _read_which(before[0]) if len(before) == 1 else 0
    weekday = reader.days.get(last.rstrip("."))
    number = int(last) if re.fullmatch(r"[0-9]{1,2}", last) and not before else 0
    if which == -1 and reader.units.get(last) == "day":
        number = -1
    if number not in range(-1, 32) or (weekday is None and not number) or (before and not which):
        meant = suggest(last, reader.days)
        hint = (
            say("did you mean {meant}?", meant=" ".join((*before, meant))) if meant and (which or not before) else None
        )
        message = say("“{text}” is not a day of the week or the month", text=text)
        return reader.refuse("bad-rule", place, message, hint or say("write days as in {example}", example=_EXAMPLE))
    wanted = "month" if number or which else "week"
    if unit in ("month", "week") and unit != wanted:
        message = say("“{text}” does not go with “every: {unit}”", text=text, unit=unit)
        hint = say("write every: {unit}", unit=wanted)
        if wanted == "week":
            hint = say("write every: week, or which of them in the month: first {day}", day=text)
        return reader.refuse("bad-rule", place, message, hint)
    if unit not in ("month", "week"):
        message = say("a rule by the {unit} takes no `on`: its day is that of `start`", unit=unit)
        return reader.refuse("bad-rule", place, message, say("leave `on` out, or write every: {unit}", unit=wanted))
    return number or (which, weekday)


def _read_which(word: str) -> int:
    """Which of the days of a month a word names, -1 for the last; 0 where it names none."""
    known: int = merge_tables("ordinals").get(word, 0)
    digit = _NTH.fullmatch(word)
    return known or (int(digit[1]) if digit else 0)


def _refuse(place: Location, message: Text, text: str, reader: Reader) -> Any:
    meant = _guess(text, reader)
    hint = say("did you mean {meant}?", meant=meant) if meant else say("write it as in {rule}", rule=_EXAMPLE)
    return reader.refuse("bad-rule", place, message, hint)


def _guess(text: str, reader: Reader) -> str:
    """The rule that a text in other words seems to state: “every second tuesday of the month”, “2-weekly”."""
    words = re.findall(r"[^\W\d_]+|[0-9]+", text.lower())
    day = next((word for word in words if word in reader.days), "")
    which = next((word for word in words if _read_which(word) and not word.isdigit()), "")
    if day:
        return f"repeats: {{every: month, on: {which} {day}}}" if which else f"repeats: {{every: week, on: {day}}}"
    unit = next((name for word in words for name, unit in reader.units.items() if word.startswith(name)), "")
    number = next((word for word in words if word.isdigit() and word != "1"), "")
    meant = unit or suggest(words[-1], reader.units) if words else ""
    return f"repeats: {{every: {f'{number} {meant}'.strip()}}}" if meant else ""


# --- RRULE -----------------------------------------------------------------------------------------------------

_RANGES = {
    "INTERVAL": (1, LONGEST_INTERVAL),
    "COUNT": (1, MOST_TIMES),
    "BYMONTHDAY": (-31, 31),
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYSETPOS": (-366, 366),
}
_SINGLE = ("INTERVAL", "COUNT")
_HOURS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_KNOWN = ("FREQ", "UNTIL", "BYDAY", "WKST", *_RANGES)
_BYDAY = re.compile(rf"(?P<which>[+-]?[0-9]{{1,2}})?(?P<day>{'|'.join(DAYS)})")
_UNTIL = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
# RFC 5545, 3.3.10: what a part may stand with.
_ONLY_WITH = {"BYWEEKNO": ("YEARLY",), "BYYEARDAY": ("YEARLY",), "BYMONTHDAY": ("YEARLY", "MONTHLY", "DAILY")}


def _read_rrule(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("a rule"))
    if text is INVALID:
        return INVALID
    if "=" not in text:
        return _refuse(node.location, say("“{text}” is not a rule of repetition", text=text), text, reader)
    values: dict[str, Any] = {}
    places: dict[str, Location] = {}
    for name, value, place in _split_parts(node):
        if name in values:
            message = say("“{name}” stands in this rule twice", name=name)
            return reader.refuse("bad-rule", place, message, say("keep one of the two"))
        read = _read_part(name, value, place, reader)
        if read is INVALID:
            return INVALID
        values[name], places[name] = read, place
    if problem := _contradict(values):
        name, message, hint = problem
        return reader.refuse("bad-rule", places.get(name, node.location), message, hint)
    return _make_rule(values)


def _split_parts(node: Node) -> list[tuple[str, str, Location]]:
    """The parts of an RRULE, each at its own place where the text is written as it is read."""
    assert isinstance(node, Scalar)
    parts, at = [], 0
    for part in node.text.split(";"):
        bare = part.strip().upper()
        name, _, value = bare.removeprefix("RRULE:").partition("=")
        shift = at + len(part) - len(part.lstrip()) if node.plain and node.location.column else 0
        parts += [(name, value, replace(node.location, column=node.location.column + shift))] if bare else []
        at += len(part) + 1
    return parts


def _read_part(name: str, value: str, place: Location, reader: Reader) -> Any:
    read = _PARTS.get(name)
    if name in _HOURS:
        message = say("{name} is not obeyed: the hour is that of `start`", name=name)
        return reader.refuse("bad-rule", place, message, say("leave {name} out", name=name))
    if read is None:
        meant = suggest(name, _KNOWN)
        hint = say("did you mean {meant}?", meant=meant) if meant else say("known are {names}", names=", ".join(_KNOWN))
        return reader.refuse("bad-rule", place, say("a rule has no part “{name}”", name=name), hint)
    found = read(name, value)
    if found is not None:
        return found
    if name == "FREQ":
        hint = say("write one of {choices}", choices=", ".join(FREQUENCIES))
    elif name == "UNTIL":
        hint = say("write a day, as in 20271231, or a time, as in 20271231T235900")
    elif name in ("BYDAY", "WKST"):
        hint = say("write days as in MO,TH or 2TU")
    else:
        low, high = _RANGES[name]
        hint = say("write numbers from {low} to {high}", low=low, high=high)
    return reader.refuse("bad-rule", place, say("{name} can't be “{value}”", name=name, value=value), hint)


def _read_numbers(name: str, value: str) -> Any:
    low, high = _RANGES[name]
    texts = value.split(",")
    numbers = tuple(int(text) for text in texts if re.fullmatch(r"[+-]?[0-9]{1,4}", text))
    fits = len(numbers) == len(texts) and all(number and low <= number <= high for number in numbers)
    if name in _SINGLE:
        return numbers[0] if fits and len(numbers) == 1 else None
    return numbers if fits else None


def _read_byday(name: str, value: str) -> Any:
    found = [_BYDAY.fullmatch(text) for text in value.split(",")]
    days = tuple((int(each["which"] or 0), DAYS.index(each["day"])) for each in found if each)
    return days if len(days) == len(found) and all(abs(which) <= 53 for which, _ in days) else None


def _read_until(name: str, value: str) -> When | None:
    found = _UNTIL.fullmatch(value)
    if not found:
        return None
    year, month, day, hour, minute, second, utc = found.groups()
    clock = f"T{hour}:{minute}:{second}{utc}" if hour else ""
    when = parse_when(f"{year}-{month}-{day}{clock}")
    return None if isinstance(when, Misdated) else when


_PARTS: Mapping[str, Callable[[str, str], Any]] = {
    "FREQ": lambda name, value: value if value in FREQUENCIES else None,
    "UNTIL": _read_until,
    "BYDAY": _read_byday,
    "WKST": lambda name, value: DAYS.index(value) if value in DAYS else None,
    **dict.fromkeys(_RANGES, _read_numbers),
}


def _contradict(values: Mapping[str, Any]) -> tuple[str, Text, Text] | None:
    """The part that can't stand with the others, why, and what to do."""
    frequency = values.get("FREQ")
    if frequency is None:
        return "", say("the rule does not say how often"), say("add FREQ=WEEKLY, or another frequency")
    if "COUNT" in values and "UNTIL" in values:
        return "COUNT", say("a rule ends after a number of times or on a day, not both"), say("keep COUNT or UNTIL")
    for name, others in _ONLY_WITH.items():
        if name in values and frequency not in others:
            message = say("{name} does not go with FREQ={frequency}", name=name, frequency=frequency)
            return name, message, say("write FREQ={frequency}", frequency=others[-1])
    numbered = any(which for which, _ in values.get("BYDAY", ()))
    if numbered and (frequency not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in values):
        message = say("BYDAY with numbers goes with months and years only")
        return "BYDAY", message, say("leave the numbers out, or write FREQ=MONTHLY")
    narrowed = [name for name in values if name.startswith("BY")]
    if "BYSETPOS" in values and len(narrowed) == 1:
        return "BYSETPOS", say("BYSETPOS counts days that another part names"), say("add BYDAY")
    if frequency == "DAILY" and values.get("INTERVAL", 1) > 1 and narrowed:
        message = say("days that are counted off can't be narrowed down by {name}", name=narrowed[0])
        return narrowed[0], message, say("leave INTERVAL out, or the other part")
    return None


def _make_rule(values: Mapping[str, Any]) -> Rule:
    unit = UNITS[FREQUENCIES.index(values["FREQ"])]
    weekdays: tuple[tuple[int, int], ...] = values.get("BYDAY", ())
    rest = {name: values[name] for name in ("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYSETPOS") if name in values}
    # Some calendars say “the second of the Tuesdays” for “the second Tuesday”.
    one_of_one = len(weekdays) == len(rest.get("BYSETPOS", ())) == 1 and not weekdays[0][0]
    if unit == "month" and one_of_one and "BYMONTHDAY" not in values:
        weekdays = ((rest.pop("BYSETPOS")[0], weekdays[0][1]),)
    return Rule(
        unit,
        values.get("INTERVAL", 1),
        weekdays,
        values.get("BYMONTHDAY", ()),
        tuple(rest.items()),
        values.get("WKST", 0),
        values.get("UNTIL"),
        values.get("COUNT"),
    )


_EITHER = either(TEXT, _WORDS)
REPEATS = Type(_EITHER.words, _read_repeats, _EITHER.json, _EITHER.fields, Rule)


# --- what readers are told -------------------------------------------------------------------------------------


class RuleView(Value):
    """A rule to be put into words: every `interval` units (`unit` is day, week, month or year).

    `weekdays` are days of the week, for the filter `weekday`, each with which of them in the month (0: each, -1: the
    last); `days` are days of the month (-1: the last); `day` is that of the year. `count` is 0 where it isn't counted.
    """

    unit: str
    interval: int
    weekdays: tuple[tuple[int, int], ...]
    days: tuple[int, ...]
    day: When
    until: When | None
    count: int


def show_rule(rule: Rule, start: date) -> RuleView | None:
    """A rule as it can be said in words; None where only its dates can tell it."""
    weekdays, days = rule.weekdays, rule.days
    plain = {
        "day": not weekdays and not days,
        "week": not days,
        "month": not (weekdays and days) and all(-1 <= which <= 5 and which for which, _ in weekdays),
        "year": not weekdays and not days,
    }
    if rule.parts or not plain[rule.unit] or (min(days, default=1) < 0 and days != (-1,)):
        return None
    if rule.unit == "week":
        weekdays = tuple(sorted(weekdays)) or ((0, start.weekday()),)
    if rule.unit == "month" and not weekdays:
        days = days or (start.day,)
    until = When(rule.until.day, None, Precision.DAY) if rule.until and rule.until.time else rule.until
    on = When(start, None, Precision.DAY)
    return RuleView(rule.unit, rule.interval, weekdays, days, on, until, rule.count or 0)
