"""What is known about languages: CLDR through Babel, catalogues of words, and our own data where CLDR has none.

The only home of Babel. Everyone else names a locale by a string, such as those in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any, Literal, get_args

from babel import Locale
from babel.dates import match_skeleton, parse_pattern, tokenize_pattern, untokenize_pattern
from babel.lists import format_list
from babel.localedata import LocaleDataDict, load, locale_identifiers
from babel.numbers import format_currency, format_decimal, list_currencies
from babel.units import format_unit

from plcsite.dates import Precision, When
from plcsite.diagnostics import say
from plcsite.languages import read_language

# --- locales ---------------------------------------------------------------------------------------------------


@cache
def _known() -> frozenset[str]:
    return frozenset(locale_identifiers())


def known_locale(name: str) -> bool:
    """Whether CLDR knows a locale of that name."""
    return name in _known()


class _Locale(Locale):
    """A locale with data of its own.

    Babel writes what it resolves for one locale into data that others inherit, so that words come to depend on which
    locale was asked first (python-babel issue 1234).
    """

    @cached_property
    def _data(self) -> LocaleDataDict:
        data: dict[str | int | None, Any] = dict(deepcopy(load(str(self))).items())
        return LocaleDataDict(data)


@cache
def parse_locale(name: str) -> Locale:
    """The locale of that name; KeyError where CLDR has none.

    Names are compared with a fixed list before Babel sees them, since it looks for a file (CVE-2021-42771).
    """
    if not known_locale(name):
        raise KeyError(name)
    return _Locale.parse(name)


def suggest_locale(name: str) -> str:
    """The locale that was probably meant: spelt otherwise, or without its country; empty where there is none."""
    known = {locale.lower(): locale for locale in _known()}
    spelt = name.strip().replace("-", "_").lower()
    return known.get(spelt) or known.get(spelt.partition("_")[0], "")


def tag(locale: str) -> str:
    """The BCP 47 tag of a locale."""
    return locale.replace("_", "-")


@cache
def direction(locale: str) -> Literal["ltr", "rtl"]:
    """The direction in which a locale is written."""
    return "rtl" if parse_locale(locale).text_direction == "rtl" else "ltr"


@cache
def language_name(code: str, locale: str) -> str:
    """The name of a language in the words of a locale; its code where nobody knows a name."""
    named = read_language(locale, "names").get(code) or parse_locale(locale).languages.get(code)
    return str(named or code)


@cache
def own_name(code: str) -> str:
    """The name of a language (or of a locale's language) in itself, as it stands at the start of a line."""
    name = code.partition("_")[0]
    own = language_name(name, name) if known_locale(name) else name
    return own[:1].title() + own[1:]


# --- dates -----------------------------------------------------------------------------------------------------

Style = Literal["full", "long", "medium", "short", "month", "day-month", "weekday"]

_PATTERNS = {"month": "yMMMM", "day-month": "MMMd"}
_INTERVALS = {"full": "yMMMMEEEEd", "long": "yMMMMd", "medium": "yMMMd", "short": "yMd", "weekday": "EEEE", **_PATTERNS}


@lru_cache(4096)
def format_when(when: When, style: Style, locale: str) -> str:
    """A date in words, with its time where it has one and the style shows a whole date: "21 October 2026, 19:30"."""
    day = format_day(when, style, locale)
    if when.time is None or style in ("month", "day-month", "weekday"):
        return day
    pattern = read_language(locale, "dates").get("at") if style in ("full", "long") else None
    return _join(pattern or parse_locale(locale).datetime_formats[style], day, format_time(when, locale))


@lru_cache(4096)
def format_day(when: When, style: Style, locale: str) -> str:
    """A date in words without its time; of a month, whatever the style, month and year."""
    known = parse_locale(locale)
    _check_style(style)
    if when.precision is Precision.MONTH:
        style = "month"
    if style == "weekday":
        return _apply("cccc", when.day, known)
    if style in _PATTERNS:
        return _apply(known.datetime_skeletons[_PATTERNS[style]].pattern, when.day, known)
    return _apply(known.date_formats[style].pattern, when.day, known)


def format_time(when: When, locale: str) -> str:
    """The time of day of a date at time precision, to the minute; else nothing."""
    known = parse_locale(locale)
    return _apply(known.time_formats["short"].pattern, _local(when), known) if when.time else ""


@lru_cache(4096)
def format_interval(start: When, end: When | None, locale: str, style: Style = "full") -> str:
    """From `start` to `end` in words, as short as the locale has it: "21–23 October 2026"."""
    _check_style(style)
    if end is None or end == start or (end.precision is Precision.DAY and end.day == start.day):
        return format_when(start, style, locale)
    known = parse_locale(locale)
    if start.time and end.time and start.day == end.day:
        hours = _span("hm" if "h" in known.time_formats["short"].pattern else "Hm", start, end, known)
        pattern = known.datetime_formats.get(style) or known.datetime_formats["medium"]
        shown = hours and _join(pattern, format_day(start, style, locale), hours)
    elif start.precision is end.precision is not Precision.TIME:
        shown = _span(_INTERVALS["month" if start.precision is Precision.MONTH else style], start, end, known)
    else:
        shown = ""
    both = (format_when(start, style, locale), format_when(end, style, locale))
    # CLDR sets some of its dashes, and some dates beside them, in thin spaces; words of a sentence have plain ones.
    return (shown or known.interval_formats[None].format(*both)).replace("\N{THIN SPACE}", " ")


def date_block(when: When, locale: str) -> tuple[str, str]:
    """The number of the day (empty where only the month is known) and the short name of the month."""
    known = parse_locale(locale)
    day = "" if when.precision is Precision.MONTH else _apply("d", when.day, known)
    return day, _apply("LLL", when.day, known)


@cache
def month_names(locale: str) -> Mapping[str, int]:
    """The names of the months (January is 1) in a locale, whole and abbreviated, in small letters without dots."""
    return {**_names(parse_locale(locale).months), **read_language(locale, "months")}


@cache
def weekday_names(locale: str) -> Mapping[str, int]:
    """The names of the days (Monday is 0) in a locale, whole and abbreviated, in small letters without dots."""
    return {**_names(parse_locale(locale).days), **read_language(locale, "days")}


@cache
def date_words(locale: str) -> tuple[str, ...]:
    """The words that may stand between the parts of a date: those of CLDR's own, and what else people write."""
    own = re.findall(r"'(\w+)\W*'", parse_locale(locale).date_formats["full"].pattern)
    return (*own, *read_language(locale, "dates").get("fillers", ()))


def weekday_like(written: str, day: int, locale: str) -> str:
    """The name of a day (Monday is 0) in the form in which another day is written: whole or short, in its letters."""
    contexts = parse_locale(locale).days
    tables = [contexts[context][width] for context in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    alike = (names for names in tables if written.lower() in (name.lower().rstrip(".") for name in names.values()))
    name = str(next(alike, tables[0])[day]).rstrip(".")
    if written.isupper():
        return name.upper()
    return name[:1].upper() + name[1:] if written[:1].isupper() else name[:1].lower() + name[1:]


@cache
def unit_names(locale: str) -> Mapping[str, str]:
    """The words of a locale for a day, a week, a month and a year, and for several, in small letters, to those."""
    known, names = parse_locale(locale), dict[str, str]()
    for unit in ("day", "week", "month", "year"):
        # Where data points elsewhere, Babel gives the name of the unit in place of words.
        counted = (format_unit(number, f"duration-{unit}", locale=known) for number in (1, 2, 5))
        words = {re.sub(r"[\d\s]+", "", text).lower() for text in counted} - {f"duration-{unit}"}
        names |= dict.fromkeys(sorted(words), unit)
    return {**names, **read_language(locale, "units")}


def weekday_name(day: int, locale: str) -> str:
    """The name of a day of the week (Monday is 0), as it stands in a sentence."""
    return str(parse_locale(locale).days["format"]["wide"][day])


def _names(contexts: Mapping[str, Mapping[str, Mapping[int, str]]]) -> dict[str, int]:
    return {
        name.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in contexts[context][width].items()
    }


def _check_style(style: str) -> None:
    # Templates are not type-checked, and their mistakes are values or ValueErrors.
    if style not in get_args(Style):
        raise ValueError(say("dates have no style “{style}” but {all}", style=style, all=", ".join(get_args(Style))))


def _local(when: When) -> datetime | date:
    return when.day if when.time is None else datetime.combine(when.day, when.time)


def _apply(pattern: str, moment: date | datetime, locale: Locale) -> str:
    return parse_pattern(pattern).apply(moment, locale)


def _join(pattern: str, day: str, hours: str) -> str:
    """A date and hours, by a pattern of CLDR."""
    return pattern.replace("{1}", day).replace("{0}", hours)


def _span(skeleton: str, start: When, end: When, locale: Locale) -> str:
    """An interval by the locale's patterns (UTS 35, part 4, intervalFormats); empty where it has none that fits."""
    formats = locale.interval_formats
    known = formats.get(match_skeleton(skeleton, formats) or "") or {}
    moments = (_local(start), _local(end))
    for unit in "yMdahHm":
        # A few locales have patterns in three pieces, which no rule explains.
        if len(known.get(unit, ())) == 2 and len({_apply(unit, moment, locale) for moment in moments}) == 2:
            parts = zip(known[unit], moments, strict=True)
            return "".join(_apply(_widen(pattern, skeleton), moment, locale) for pattern, moment in parts)
    return ""


_NAME_FIELDS = {"M": "M", "L": "M", "E": "E", "c": "E"}


def _widen(pattern: str, skeleton: str) -> str:
    """The pattern found with its names as long as the skeleton asks: a match may differ in that (UTS 35, part 4)."""
    wanted = {value[0]: value[1] for _, value in tokenize_pattern(skeleton) if not isinstance(value, str)}

    def widen(unit: str, width: int) -> tuple[str, int]:
        named = unit in "Ec" or (unit in "ML" and width > 2)
        return unit, max(width, wanted.get(_NAME_FIELDS[unit], 0)) if named else width

    return untokenize_pattern(
        (kind, value if isinstance(value, str) else widen(*value)) for kind, value in tokenize_pattern(pattern)
    )


# --- numbers and lists -----------------------------------------------------------------------------------------


def format_number(number: int | Decimal, locale: str) -> str:
    """A number with the separators of a locale."""
    return format_decimal(number, locale=parse_locale(locale))


@cache
def currencies() -> frozenset[str]:
    """The codes of all currencies (ISO 4217)."""
    return frozenset(list_currencies())


def format_price(amount: str, currency: str, locale: str) -> str:
    """A price: `amount` is a decimal number with a point, `currency` an ISO 4217 code."""
    return format_currency(Decimal(amount), currency, locale=parse_locale(locale))


def format_size(size: int, locale: str) -> str:
    """A number of bytes in the unit that suits it (kB = 1000 bytes), from megabytes with a decimal below ten."""
    units = ("kilobyte", "megabyte", "gigabyte")
    amount, unit = Decimal(max(size, min(size * 1000, 1000))) / 1000, 0
    while amount >= Decimal("999.5") and unit < len(units) - 1:
        amount, unit = amount / 1000, unit + 1
    shown = amount.quantize(Decimal("0.1") if unit and amount < 10 else Decimal(1)).normalize()
    return format_unit(shown, f"digital-{units[unit]}", "short", locale=parse_locale(locale))


def join_list(items: Iterable[str], locale: str) -> str:
    """Items as a sentence lists them: "a, b and c"."""
    return format_list(list(items), locale=parse_locale(locale))
