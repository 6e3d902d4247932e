"""Weekdays beside dates: wrong ones are found at their place, and nothing else is taken for one."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date

from plcsite.advice.weekdays import check_weekdays, find_slips
from plcsite.diagnostics import Location

DAY = date(2018, 2, 20)

WRONG = (
    ("nl_BE", "maandag 27 februari 2018", "dinsdag"),
    ("nl_BE", "Ma 27 feb. 2018", "Di"),
    ("nl_BE", "ma. 27/2/2018", "di"),
    ("nl_BE", "MAANDAG 27 FEBRUARI 2018", "DINSDAG"),
    ("nl_BE", "maandag, de 27e februari", "dinsdag"),
    ("nl_BE", "op woensdag\n27 februari 2018", "dinsdag"),
    ("nl_BE", "zondag 5 en dinsdag 6 maart 2018", "maandag"),
    ("nl_BE", "zondag 5-7 maart 2018", "maandag"),
    ("nl_BE", "op 27 februari 2018 (maandag)", "dinsdag"),
    ("en_GB", "Monday, February 27, 2018", "Tuesday"),
    ("en_US", "Mon, Feb 27", "Tue"),
    ("en_GB", "27 February 2018, a Monday.", "Tuesday"),
    ("en_GB", "Monday the 27th of February 2018", "Tuesday"),
    ("en_GB", "Monday 2018-02-27", "Tuesday"),
    ("fr_BE", "lundi 27 février 2018", "mardi"),
    ("de_DE", "am Montag, 27. Februar 2018", "Dienstag"),
)

RIGHT = (
    ("nl_BE", "dinsdag 27 februari 2018"),
    ("nl_BE", "op dinsdagen, 26 februari 2018"),
    ("nl_BE", "op maandagen 27 februari 2018"),
    ("nl_BE", "maandag 5 en dinsdag 6 maart 2018"),
    ("nl_BE", "dinsdag 20, woensdag 21 en donderdag 22 februari 2018"),
    ("nl_BE", "maandag 5 maart tot woensdag 7 maart 2018"),
    ("nl_BE", "van zaterdag 26 tot en met maandag 28 februari 2022"),
    ("nl_BE", "maandag om 7.30, 27 februari 2018"),
    ("nl_BE", "maandag of 27 februari 2018"),
    ("nl_BE", "dinsdag 20 jaar geleden, in maart 2018"),
    ("nl_BE", "we doen de was, zo 27 mensen"),
    ("nl_BE", "maandag\n\n27 februari 2018"),
    ("nl_BE", "maandag 5 maart en maandag 19 maart 2018"),
    ("en_GB", "Tuesday, February 27, 2018"),
    ("en_GB", "27 February 2018, a Tuesday."),
    ("en_GB", "Until 27 February 2018. Monday we rest."),
    ("en_GB", "before 27 February 2018, Monday 5 March 2018"),
    ("en_GB", "on 27 February, Monday's soup was cold"),
    ("en_GB", "from Monday to 27 February 2018"),
    ("en_GB", "on a Monday in May 2018"),
    ("en_GB", "Monday 30 February 2018"),
    ("en_GB", "Tuesday 3/4/2018, which is 3 April"),
    ("en_GB", "Sunday 4/3/2018, which the other way is a Tuesday"),
)


@pytest.mark.parametrize(("locale", "text", "right"), WRONG)
def test_a_wrong_weekday_is_found_with_the_right_one_in_its_form(locale: str, text: str, right: str) -> None:
    """Whole or short, before or behind the date, with or without a year, in the letters of the writer."""
    assert [slip.right for slip in find_slips(text, locale, [DAY])] == [right]


@pytest.mark.parametrize(("locale", "text"), RIGHT)
def test_no_other_words_are_taken_for_a_wrong_weekday(locale: str, text: str) -> None:
    """Plurals, ranges, lists, hours and sentences that end between the two give no alarm."""
    assert find_slips(text, locale, [DAY]) == []


@pytest.mark.parametrize("locale", ["en_GB", "en_US", "nl_BE", "fr_BE", "de_DE", "es_ES", "it_IT", "pl_PL", "sv_SE"])
def test_dates_as_a_locale_writes_them_are_right(locale: str) -> None:
    """No full date of CLDR gives an alarm, in any week of a year; moved by a day it does."""
    for number in range(0, 365, 9):
        day = date.fromordinal(date(2026, 1, 1).toordinal() + number)
        assert find_slips(format_date(day, "full", locale), locale, ()) == []
    moved = format_date(date(2026, 3, 3), "full", locale).replace("3", "4", 1)
    assert len(find_slips(moved, locale, ())) == 1


@pytest.mark.parametrize(
    ("text", "days", "count"),
    [
        ("Monday 27 February", (), 0),
        ("Monday 27 February", (DAY,), 1),
        ("Tuesday 27 February", (DAY,), 0),
        ("Monday 27 August", (DAY,), 0),
        ("Wednesday 2 January", (date(2018, 12, 20),), 0),
        ("Tuesday 2 January", (date(2018, 12, 20),), 1),
        ("Wednesday 27 February, and all of 2019", (DAY,), 0),
    ],
)
def test_a_date_without_year_is_judged_only_where_its_year_is_clear(
    text: str, days: tuple[date, ...], count: int
) -> None:
    """The entry's own day tells it, across the turn of a year too; far from that day there is silence."""
    assert len(find_slips(text, "en_GB", days)) == count


def test_what_is_no_prose_is_not_read_and_places_are_exact() -> None:
    """Code, addresses, comments and phrases in another language are passed over; line and column are the source's."""
    slip = "monday 27 february 2018"
    body = "\n".join(
        (
            f"`{slip}` and <!-- {slip} --> and [x](monday-27-february-2018) and https://x.example/{slip}",
            "",
            "```",
            slip,
            "```",
            "",
            f"[{slip}]{{lang=fr}}",
            "",
            f"Come *on* **{slip}**.",
        )
    ).replace(" 27", " 27")
    found = list(check_weekdays(body.replace(f"x.example/{slip}", "x.example/"), Location("a.md", 5), "en_GB", ()))
    assert [(str(each.location), each.code) for each in found] == [("a.md:13:13", "weekday-differs")]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    ["monday ", "monday 5 ", "monday 5 and ", "5 march, ", "1 ", "monday,\n", "`a", "[a](", "<a ", "{a ", "<!--"],
)
def test_hostile_texts_end(piece: str) -> None:
    """A long body, all of beginnings of what is looked for, is read to its end."""
    text = "monday 5 march 2018 " + piece * (200_000 // len(piece))
    assert list(check_weekdays(text, Location("a.md", 1), "en_GB", ())) == []
