"""Dates are read as they were stated, and stand for the same instants on every machine."""

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcsite.agreement import Agreement, compare
from plcsite.dates import (
    Fold,
    Gap,
    Misdated,
    Precision,
    When,
    begins,
    check_local,
    end_of,
    ends,
    isoformat,
    localise,
    parse_end,
    parse_time,
    parse_when,
    suggest_zone,
    zone,
    zone_names,
)

BRUSSELS = zone("Europe/Brussels")
AUCKLAND = zone("Pacific/Auckland")
MONTHS = {"oktober": 10, "october": 10, "oct": 10, "okt": 10, "mei": 5, "août": 8, "février": 2}


def when(text: str) -> When:
    parsed = parse_when(text, month=True)
    assert isinstance(parsed, When), parsed
    return parsed


def misdated(text: str, *, month: bool = False) -> Misdated:
    parsed = parse_when(text, month=month, names=MONTHS)
    assert isinstance(parsed, Misdated), parsed
    return parsed


# --- reading ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10", When(date(2026, 10, 1), None, Precision.MONTH)),
        ("2026-10-21", When(date(2026, 10, 21), None, Precision.DAY)),
        (" 2026-10-21 ", When(date(2026, 10, 21), None, Precision.DAY)),
        ("2028-02-29", When(date(2028, 2, 29), None, Precision.DAY)),
        ("2026-10-21T19:30", When(date(2026, 10, 21), time(19, 30), Precision.TIME)),
        ("2026-10-21 19:30", When(date(2026, 10, 21), time(19, 30), Precision.TIME)),
        ("2026-10-21T19:30:15", When(date(2026, 10, 21), time(19, 30, 15), Precision.TIME)),
        ("2026-10-21T00:00", When(date(2026, 10, 21), time(), Precision.TIME)),
        ("2026-10-21T19:30+02:00", When(date(2026, 10, 21), time(19, 30), Precision.TIME, 120)),
        ("2026-10-21T19:30:00-03:30", When(date(2026, 10, 21), time(19, 30), Precision.TIME, -210)),
        ("2026-10-21T19:30Z", When(date(2026, 10, 21), time(19, 30), Precision.TIME, 0)),
    ],
)
def test_a_date_in_iso_form_is_read_with_its_precision(text: str, expected: When) -> None:
    assert parse_when(text, month=True) == expected


@pytest.mark.parametrize(
    "text", ["2026-10", "2026-10-21", "2026-10-21T19:30", "2026-10-21T19:30:15", "2026-10-21T09:05-03:30"]
)
def test_a_date_prints_as_it_was_stated(text: str) -> None:
    assert str(when(text)) == text


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("21-10-2026", "2026-10-21"),
        ("21/10/2026", "2026-10-21"),
        ("21.10.2026 19:30", "2026-10-21T19:30"),
        ("21/10/26", "2026-10-21"),
        ("10/21/2026", "2026-10-21"),
        ("03-04-2026", "2026-04-03"),
        ("2026/10/21", "2026-10-21"),
        ("20261021", "2026-10-21"),
        ("20261021T193000Z", "2026-10-21T19:30+00:00"),
        ("2026-1-5", "2026-01-05"),
        ("2026–10–21", "2026-10-21"),
        ("21 oktober 2026", "2026-10-21"),
        ("21 OKTOBER 2026", "2026-10-21"),
        ("woensdag 21 oktober 2026", "2026-10-21"),
        ("21. Oktober 2026", "2026-10-21"),
        ("the 21st of October 2026", "2026-10-21"),
        ("October 21, 2026", "2026-10-21"),
        ("Wednesday, October 21st, 2026 at 7:30 pm", "2026-10-21T19:30"),
        ("21 okt. 2026 19u30", "2026-10-21T19:30"),
        ("21-okt-2026", "2026-10-21"),
        ("21 oktober 2026 om 19.30 uur", "2026-10-21T19:30"),
        ("1er février 2026", "2026-02-01"),
        ("21 août 2026 à 20h", "2026-08-21T20:00"),
        ("2026-10-21T9:00", "2026-10-21T09:00"),
        ("2026-10-21, 19:30", "2026-10-21T19:30"),
        ("2026-10-21T19:30:00.000Z", "2026-10-21T19:30+00:00"),
        ("2026-10-21 19:30:00 +0200", "2026-10-21T19:30+02:00"),
        ("2026-10-21T24:00", "2026-10-22T00:00"),
    ],
)
def test_a_date_in_another_order_is_refused_with_the_iso_form_of_what_was_meant(text: str, suggestion: str) -> None:
    assert misdated(text).suggestion == suggestion


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "19:30",
        "oktober",
        "21-23 oktober 2026",
        "21 brumaire 2026",
        "2026",
        "99/99/2026",
        "0" * 500,
        # Too long to be a date, though its beginning could be one.
        "x" * 49 + " 21 oktober 2026 and more",
    ],
)
def test_nothing_is_suggested_where_nobody_can_tell(text: str) -> None:
    assert misdated(text).suggestion == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-02-30", "February 2026 has 28 days"),
        ("2028-02-30", "February 2028 has 29 days"),
        ("2026-10-00", "October 2026 has 31 days"),
        ("2026-13-01", "there is no month 13"),
        ("1826-10-21", "a year lies between 1900 and 2999"),
        ("2026-10-21T24:00", "a day ends at 00:00 of the next"),
        ("2026-10-21T25:00", "there is no hour 25"),
        ("2026-10-21T19:60", "there is no minute or second 60"),
        ("2026-10-21T19:30+19:00", "an offset from UTC lies between -12:00 and +14:00"),
        ("2026-10-21T9:00", "an hour has two digits"),
        ("2026-1-5", "months and days have two digits"),
        ("2026-10", "the day is missing"),
        ("mei 2026", "the day is missing"),
        ("21-10-2026", "a date is written as year, month, day, as in 2026-10-21"),
    ],
)
def test_the_reason_names_what_is_wrong(text: str, reason: str) -> None:
    assert str(misdated(text).reason) == reason


def test_a_month_is_a_date_only_where_that_is_allowed() -> None:
    assert misdated("oktober 2026", month=True).suggestion == "2026-10"
    assert misdated("oktober 2026").suggestion == ""


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-z:/. +-]{0,30}", fullmatch=True))
def test_any_text_is_read_or_refused_and_every_suggestion_can_be_read(text: str) -> None:
    parsed = parse_when(text, month=True, names=MONTHS)
    if isinstance(parsed, When):
        assert when(str(parsed)) == parsed
    elif parsed.suggestion:
        assert isinstance(parse_when(parsed.suggestion, month=True), When)


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-z:. ]{0,10}", fullmatch=True))
def test_any_text_is_a_time_or_refused_and_every_suggestion_can_be_read(text: str) -> None:
    parsed = parse_time(text)
    if isinstance(parsed, Misdated) and parsed.suggestion:
        assert isinstance(parse_time(parsed.suggestion), time)


@pytest.mark.parametrize(
    ("text", "expected"), [("21:30", time(21, 30)), ("00:00", time()), ("21:30:15", time(21, 30, 15))]
)
def test_an_hour_alone_is_read(text: str, expected: time) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("9:00", "09:00"),
        ("T9:00", "09:00"),
        ("T19:30", "19:30"),
        ("21u30", "21:30"),
        ("21h30", "21:30"),
        ("21u", "21:00"),
        ("20.30 uur", "20:30"),
        ("21.30", "21:30"),
        ("9pm", "21:00"),
        ("12 am", "00:00"),
        ("24:00", "00:00"),
        ("21", ""),
        ("13pm", ""),
        ("25:00", ""),
        ("19:30-21:30", ""),
        ("later", ""),
    ],
)
def test_an_hour_in_another_form_is_refused_with_the_mended_text(text: str, suggestion: str) -> None:
    parsed = parse_time(text)
    assert isinstance(parsed, Misdated)
    assert parsed.suggestion == suggestion


def test_an_end_is_an_hour_alone_or_a_date_and_a_wrong_one_gets_the_better_suggestion() -> None:
    assert parse_end("21:30") == time(21, 30)
    assert parse_end("2026-10-22") == when("2026-10-22")
    assert [
        parsed.suggestion
        for parsed in (parse_end(text, names=MONTHS) for text in ("21u30", "22 okt 2026", "2026-10-22T9:00"))
        if isinstance(parsed, Misdated)
    ] == ["21:30", "2026-10-22", "2026-10-22T09:00"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-10-21T19:30", time(21, 30), "2026-10-21T21:30"),
        ("2026-10-21T22:00", time(2), "2026-10-22T02:00"),
        ("2026-10-21T22:00", time(22), "2026-10-21T22:00"),
        ("2026-12-31T22:00", time(1), "2027-01-01T01:00"),
        ("2026-10-21T19:30+02:00", time(21), "2026-10-21T21:00+02:00"),
        ("2026-10-21", time(21), "2026-10-21T21:00"),
    ],
)
def test_an_hour_alone_ends_the_same_day_or_after_midnight(start: str, end: time, expected: str) -> None:
    assert str(end_of(when(start), end)) == expected


# --- zones -----------------------------------------------------------------------------------------------------


def test_only_names_of_the_iana_list_are_zones() -> None:
    assert zone("Europe/Brussels") is zone("Europe/Brussels")
    assert {"Europe/Brussels", "Pacific/Auckland", "UTC"} <= zone_names()
    for name in ("Europe/Brussel", "europe/brussels", "", "../zones", "/etc/localtime", "Europe"):
        with pytest.raises(KeyError):
            zone(name)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Brussels", "Europe/Brussels"),
        ("europe/brussel", "Europe/Brussels"),
        ("New York", "America/New_York"),
        ("middle earth", ""),
    ],
)
def test_a_misspelt_zone_or_a_city_gets_the_name_that_was_meant(name: str, meant: str) -> None:
    assert suggest_zone(name) == meant


@pytest.fixture
def wrong_system_zones(tmp_path: Path) -> Iterator[None]:
    """A machine whose own zone files say that Brussels keeps the time of Tokyo."""
    tokyo = resources.files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Brussels").write_bytes(tokyo)
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path])
    zone.cache_clear()
    yield
    zoneinfo.reset_tzpath(before)
    zone.cache_clear()


@pytest.mark.usefixtures("wrong_system_zones")
def test_the_zone_files_of_the_machine_have_no_influence() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert noon.astimezone(zoneinfo.ZoneInfo.no_cache("Europe/Brussels")).hour == 21
    assert noon.astimezone(zone("Europe/Brussels")).hour == 14


def test_the_zone_and_locale_of_the_process_have_no_influence() -> None:
    script = (
        "from plcsite.dates import *; from plcsite.locales import *;"
        "at = parse_when('2026-10-21T19:30');"
        "print(isoformat(at, zone('Europe/Brussels')), format_when(at, 'full', 'nl_BE'))"
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "TZ": tz, "LC_ALL": locale, "LANGUAGE": locale, "PYTHONIOENCODING": "utf-8"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for tz, locale in (("Pacific/Auckland", "tr_TR.UTF-8"), ("No/Where", "C"))
    }
    assert shown == {"2026-10-21T19:30:00+02:00 woensdag 21 oktober 2026 om 19:30\n"}


# --- instants --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "zone_name", "begin", "end"),
    [
        ("2026-10-21", "Europe/Brussels", "2026-10-21T00:00:00+02:00", "2026-10-22T00:00:00+02:00"),
        ("2026-10-21T19:30", "Europe/Brussels", "2026-10-21T19:30:00+02:00", "2026-10-21T19:30:00+02:00"),
        ("2026-10", "Europe/Brussels", "2026-10-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00"),
        ("2026-12", "Europe/Brussels", "2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00"),
        # The clocks change.
        ("2026-03-29", "Europe/Brussels", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"),
        ("2026-10-25", "Europe/Brussels", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"),
        ("2026-09-27", "Pacific/Auckland", "2026-09-27T00:00:00+12:00", "2026-09-28T00:00:00+13:00"),
        ("2026-04-05", "Pacific/Auckland", "2026-04-05T00:00:00+13:00", "2026-04-06T00:00:00+12:00"),
        # An hour that is skipped, and one that comes twice.
        ("2026-03-29T02:30", "Europe/Brussels", "2026-03-29T03:30:00+02:00", "2026-03-29T03:30:00+02:00"),
        ("2026-10-25T02:30", "Europe/Brussels", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:30+01:00", "Europe/Brussels", "2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
        # A stated offset decides, and is shown on the clocks of the zone.
        ("2026-10-21T19:30Z", "Europe/Brussels", "2026-10-21T21:30:00+02:00", "2026-10-21T21:30:00+02:00"),
        # Days without a midnight, and a day that never was.
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"),
        ("2011-12-30", "Pacific/Apia", "2011-12-31T00:00:00+14:00", "2011-12-31T00:00:00+14:00"),
        # RFC 3339 has no seconds in offsets.
        ("1930-05-05", "Africa/Monrovia", "1930-05-05T00:00:00-00:45", "1930-05-06T00:00:00-00:45"),
    ],
)
def test_a_date_stands_for_an_instant_on_the_clocks_of_its_zone(
    text: str, zone_name: str, begin: str, end: str
) -> None:
    assert begins(when(text), zone(zone_name)).isoformat() == begin
    assert ends(when(text), zone(zone_name)).isoformat() == end


def test_instants_of_one_zone_compare_by_time_and_not_by_clock() -> None:
    first, second = begins(when("2026-10-25T02:45"), BRUSSELS), begins(when("2026-10-25T02:15+01:00"), BRUSSELS)
    assert first < second
    assert second - first == timedelta(minutes=30)


def test_an_instant_is_shown_on_the_clocks_of_a_zone() -> None:
    instant = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert str(localise(instant, BRUSSELS)) == "2026-10-25T02:30+01:00"
    assert str(localise(instant, AUCKLAND)) == "2026-10-25T14:30+13:00"
    assert begins(localise(instant, BRUSSELS), BRUSSELS) == instant


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-10", "2026-10"), ("2026-10-21", "2026-10-21"), ("2026-01-21T19:30", "2026-01-21T19:30:00+01:00")],
)
def test_machines_read_a_date_with_the_precision_it_has(text: str, expected: str) -> None:
    assert isoformat(when(text), BRUSSELS) == expected


def test_a_skipped_hour_is_a_gap_that_tells_the_hour_meant() -> None:
    assert check_local(when("2026-03-29T02:30"), BRUSSELS) == Gap(when("2026-03-29T03:30"))
    assert check_local(when("2026-09-27T02:00"), AUCKLAND) == Gap(when("2026-09-27T03:00"))


def test_an_hour_that_comes_twice_is_a_fold_that_tells_both() -> None:
    twice = Fold(when("2026-10-25T02:30+02:00"), when("2026-10-25T02:30+01:00"))
    assert check_local(when("2026-10-25T02:30"), BRUSSELS) == twice
    assert check_local(when("2026-04-05T02:30"), AUCKLAND) == Fold(
        when("2026-04-05T02:30+13:00"), when("2026-04-05T02:30+12:00")
    )


@pytest.mark.parametrize(
    "text",
    ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T03:00", "2026-10-25T02:30+01:00", "2026-10-25", "2026-03"],
)
def test_all_other_times_exist_once(text: str) -> None:
    assert check_local(when(text), BRUSSELS) is None


# --- comparing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "agreement"),
    [
        ("2026-10-21", "2026-10-21", Agreement.EQUAL),
        ("2026-10-21T19:30:00", "2026-10-21T19:30", Agreement.EQUAL),
        ("2026-10-21T19:30+02:00", "2026-10-21T17:30Z", Agreement.EQUAL),
        ("2026-10-21T19:30", "2026-10-21", Agreement.FINER),
        ("2026-10-21T19:30", "2026-10", Agreement.FINER),
        ("2026-10-01", "2026-10", Agreement.FINER),
        ("2026-10-21T19:30+02:00", "2026-10-21T19:30", Agreement.FINER),
        ("2026-10-21", "2026-10-21T00:00", Agreement.COARSER),
        ("2026-10", "2026-10-21", Agreement.COARSER),
        ("2026-10-21", "2026-10-22", Agreement.DIFFERENT),
        ("2026-10-21T19:30", "2026-10-21T20:00", Agreement.DIFFERENT),
        ("2026-10-21T19:30", "2026-10-22", Agreement.DIFFERENT),
        ("2026-10", "2026-11-21", Agreement.DIFFERENT),
        ("2026-10-21T19:30+02:00", "2026-10-21T19:30+01:00", Agreement.DIFFERENT),
    ],
)
def test_two_statements_agree_unless_they_contradict_each_other(a: str, b: str, agreement: Agreement) -> None:
    mirrored = {Agreement.FINER: Agreement.COARSER, Agreement.COARSER: Agreement.FINER}
    assert compare(when(a), when(b)) is agreement
    assert compare(when(b), when(a)) is mirrored.get(agreement, agreement)
