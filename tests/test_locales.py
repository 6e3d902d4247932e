"""Dates, numbers and words read as people of a language write them, whatever was asked for before."""

import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcsite import locales
from plcsite.dates import When, parse_when
from plcsite.gettexts import Catalogue, Message, extract, extract_said, read_catalogue, tool_languages, tool_translator
from plcsite.locales import (
    currencies,
    date_block,
    direction,
    format_day,
    format_interval,
    format_number,
    format_price,
    format_size,
    format_time,
    format_when,
    join_list,
    known_locale,
    language_name,
    month_names,
    own_name,
    parse_locale,
    suggest_locale,
    tag,
    weekday_names,
)

NBSP, NNBSP = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def when(text: str) -> When:
    parsed = parse_when(text, month=True)
    assert isinstance(parsed, When), parsed
    return parsed


# --- locales ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nl_XX", "nl-BE", "", "root", "../../etc/passwd", "nl_BE.dat", "NL_be"])
def test_only_names_of_the_fixed_list_reach_babel(name: str) -> None:
    assert not known_locale(name)
    with pytest.raises(KeyError):
        parse_locale(name)


def test_a_locale_spelt_otherwise_or_with_an_unknown_country_gets_the_one_that_was_meant() -> None:
    assert [suggest_locale(name) for name in ("nl-be", "EN_gb", "en_UK", "xx_YY")] == ["nl_BE", "en_GB", "en", ""]


def test_a_locale_has_a_tag_and_a_direction() -> None:
    assert [(tag(name), direction(name)) for name in ("nl_BE", "ar", "zh_Hant_TW")] == [
        ("nl-BE", "ltr"),
        ("ar", "rtl"),
        ("zh-Hant-TW", "ltr"),
    ]


@pytest.mark.parametrize(
    ("code", "locale", "name"),
    [
        ("nl", "en_GB", "Dutch"),
        ("nl", "nl_BE", "Nederlands"),
        ("nl", "fr_BE", "néerlandais"),
        ("vgt", "en_GB", "Flemish Sign Language"),
        ("vgt", "nl_BE", "Vlaamse Gebarentaal"),
        ("vgt", "fr_BE", "vgt"),
        ("xx", "nl_BE", "xx"),
    ],
)
def test_a_language_is_named_in_the_words_of_the_reader_where_anyone_knows_them(
    code: str, locale: str, name: str
) -> None:
    assert language_name(code, locale) == name


def test_a_language_names_itself_as_at_the_start_of_a_line() -> None:
    names = {"nl": "Nederlands", "en_GB": "English", "fr": "Français", "ka": "ქართული", "xx": "Xx"}
    assert {code: own_name(code) for code in names} == names


@pytest.mark.parametrize("order", [("ja_JP", "ar"), ("ar", "ja_JP")])
def test_words_do_not_depend_on_the_locale_that_was_asked_first(order: tuple[str, str]) -> None:
    """Babel shares what it resolves between locales: without a remedy the second speaks the first one's language."""
    script = (
        "import sys; from plcsite.dates import *; from plcsite.locales import *;"
        "print(*(date_block(parse_when('2026-10-21'), name)[1] for name in sys.argv[1:]))"
    )
    shown = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, *order], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    assert shown.split() == [{"ja_JP": "10月", "ar": "أكتوبر"}[name] for name in order]


# --- dates -----------------------------------------------------------------------------------------------------

DAY, HOUR, MONTH = "2018-02-27", "2026-10-21T19:30", "2026-10"


@pytest.mark.parametrize(
    ("text", "style", "english", "dutch", "french"),
    [
        (DAY, "full", "Tuesday, 27 February 2018", "dinsdag 27 februari 2018", "mardi 27 février 2018"),
        (DAY, "long", "27 February 2018", "27 februari 2018", "27 février 2018"),
        (DAY, "medium", "27 Feb 2018", "27 feb 2018", "27 févr. 2018"),
        (DAY, "short", "27/02/2018", "27/02/2018", "27/02/18"),
        (DAY, "month", "February 2018", "februari 2018", "février 2018"),
        (DAY, "day-month", "27 Feb", "27 feb", "27 févr."),
        (DAY, "weekday", "Tuesday", "dinsdag", "mardi"),
        (
            HOUR,
            "full",
            "Wednesday, 21 October 2026, 19:30",
            "woensdag 21 oktober 2026 om 19:30",
            "mercredi 21 octobre 2026, 19:30",
        ),
        (HOUR, "long", "21 October 2026, 19:30", "21 oktober 2026 om 19:30", "21 octobre 2026, 19:30"),
        (HOUR, "short", "21/10/2026, 19:30", "21/10/2026, 19:30", "21/10/26 19:30"),
        (HOUR, "day-month", "21 Oct", "21 okt", "21 oct."),
        (MONTH, "full", "October 2026", "oktober 2026", "octobre 2026"),
        (MONTH, "day-month", "October 2026", "oktober 2026", "octobre 2026"),
    ],
)
def test_a_date_reads_as_in_cldr_with_no_more_precision_than_it_has(
    text: str, style: locales.Style, english: str, dutch: str, french: str
) -> None:
    shown = [format_when(when(text), style, locale) for locale in ("en_GB", "nl_BE", "fr_BE")]
    assert shown == [english, dutch, french]


@pytest.mark.parametrize(
    ("start", "end", "style", "english", "dutch"),
    [
        ("2026-10-21", "2026-10-23", "long", "21–23 October 2026", "21–23 oktober 2026"),
        ("2026-10-30", "2026-11-02", "long", "30 October – 2 November 2026", "30 oktober – 2 november 2026"),
        ("2026-12-30", "2027-01-02", "medium", "30 Dec 2026 – 2 Jan 2027", "30 dec 2026 – 2 jan 2027"),
        (
            "2026-10-21",
            "2026-10-23",
            "full",
            "Wednesday 21 October – Friday 23 October 2026",
            "woensdag 21 – vrijdag 23 oktober 2026",
        ),
        (
            "2026-10-21T19:30",
            "2026-10-21T21:30",
            "full",
            "Wednesday, 21 October 2026, 19:30–21:30",
            "woensdag 21 oktober 2026, 19:30–21:30",
        ),
        (
            "2026-10-21T09:30",
            "2026-10-21T16:00",
            "day-month",
            "21 Oct, 09:30–16:00",
            "21 okt, 09:30–16:00",
        ),
        (
            "2026-10-21T22:00",
            "2026-10-22T02:00",
            "full",
            "Wednesday, 21 October 2026, 22:00 – Thursday, 22 October 2026, 02:00",
            "woensdag 21 oktober 2026 om 22:00 – donderdag 22 oktober 2026 om 02:00",
        ),
        (
            "2026-10-21T19:30",
            "2026-10-23",
            "long",
            "21 October 2026, 19:30 – 23 October 2026",
            "21 oktober 2026 om 19:30 – 23 oktober 2026",
        ),
        ("2026-10", "2026-11", "full", "October – November 2026", "oktober–november 2026"),
        ("2026-12", "2027-01", "full", "December 2026 – January 2027", "december 2026 – januari 2027"),
        ("2026-10-21", "2026-11", "long", "21 October 2026 – November 2026", "21 oktober 2026 – november 2026"),
        # One date is no interval.
        ("2026-10-21", "2026-10-21", "long", "21 October 2026", "21 oktober 2026"),
        ("2026-10-21T19:30", "2026-10-21", "long", "21 October 2026, 19:30", "21 oktober 2026 om 19:30"),
        ("2026-10", "2026-10", "long", "October 2026", "oktober 2026"),
    ],
)
def test_an_interval_says_once_what_its_ends_share(
    start: str, end: str, style: locales.Style, english: str, dutch: str
) -> None:
    shown = [format_interval(when(start), when(end), locale, style) for locale in ("en_GB", "nl_BE")]
    assert shown == [english, dutch]


def test_an_interval_follows_a_locale_with_a_clock_of_twelve_hours() -> None:
    evening, later = when("2026-10-21T19:30"), when("2026-10-21T21:30")
    morning = when("2026-10-21T10:00")
    assert format_interval(evening, later, "en_US", "medium") == f"Oct 21, 2026, 7:30 – 9:30{NNBSP}PM"
    assert format_interval(morning, later, "en_US", "medium") == f"Oct 21, 2026, 10:00{NNBSP}AM – 9:30{NNBSP}PM"


@pytest.mark.parametrize("locale", ["pl_PL", "uk", "ab", "ca_ES", "yo_BJ", "de_DE", "ar", "ja_JP"])
@pytest.mark.parametrize("style", ["full", "long", "medium", "short", "month", "day-month", "weekday"])
def test_every_style_has_an_interval_in_any_locale(locale: str, style: locales.Style) -> None:
    days = [when(text) for text in ("2026-10-21", "2026-10-23", "2026-12-01", "2027-01-02")]
    for end in days[1:]:
        assert re.fullmatch(r"[^{}]+", format_interval(days[0], end, locale, style))


def test_without_an_end_only_the_start_is_shown() -> None:
    assert format_interval(when(HOUR), None, "en_GB") == "Wednesday, 21 October 2026, 19:30"


def test_the_parts_of_a_date_can_be_shown_alone() -> None:
    assert format_day(when(HOUR), "long", "nl_BE") == "21 oktober 2026"
    assert format_time(when(HOUR), "nl_BE") == "19:30"
    assert format_time(when(DAY), "nl_BE") == ""
    assert date_block(when(HOUR), "nl_BE") == ("21", "okt")
    assert date_block(when(MONTH), "en_GB") == ("", "Oct")


def test_a_misspelt_style_is_refused_with_those_there_are() -> None:
    for show in (
        lambda: format_when(when(DAY), "ful", "nl_BE"),  # type: ignore[arg-type]
        lambda: format_interval(when(DAY), when("2018-03-01"), "nl_BE", "ful"),  # type: ignore[arg-type]
    ):
        with pytest.raises(ValueError, match="“ful” but full, long"):
            show()


def test_names_of_months_and_days_are_recognised_whole_and_abbreviated() -> None:
    assert {name: month_names("nl_BE")[name] for name in ("maart", "mrt", "sept", "december")} == {
        "maart": 3,
        "mrt": 3,
        "sept": 9,
        "december": 12,
    }
    assert (month_names("fr_BE")["août"], month_names("fr_BE")["févr"], month_names("en_GB")["sep"]) == (8, 2, 9)
    assert [
        weekday_names(locale)[name] for locale, name in (("en_GB", "monday"), ("nl_BE", "zo"), ("fr_BE", "mer"))
    ] == [
        0,
        6,
        2,
    ]


# --- numbers and lists -----------------------------------------------------------------------------------------


def test_numbers_prices_and_lists_follow_the_locale() -> None:
    assert [format_number(1234567, locale) for locale in ("en_GB", "nl_BE")] == ["1,234,567", "1.234.567"]
    assert [format_price("12.5", "EUR", locale) for locale in ("en_GB", "nl_BE", "fr_BE")] == [
        "€12.50",
        f"€{NBSP}12,50",
        f"12,50{NBSP}€",
    ]
    assert [join_list(["a", "b", "c"], locale) for locale in ("en_GB", "nl_BE", "fr_BE")] == [
        "a, b and c",
        "a, b en c",
        "a, b et c",
    ]
    assert (join_list([], "nl_BE"), join_list(["a"], "nl_BE"), join_list(["{0}", "b"], "nl_BE")) == (
        "",
        "a",
        "{0} en b",
    )
    assert {"EUR", "GBP"} <= currencies()


@pytest.mark.parametrize(
    ("size", "english", "dutch"),
    [
        (0, "0 kB", "0 kB"),
        (1, "1 kB", "1 kB"),
        (999, "1 kB", "1 kB"),
        (1000, "1 kB", "1 kB"),
        (248_000, "248 kB", "248 kB"),
        (999_499, "999 kB", "999 kB"),
        (999_500, "1 MB", "1 MB"),
        (2_430_000, "2.4 MB", "2,4 MB"),
        (12_345_678, "12 MB", "12 MB"),
        (10_000_000, "10 MB", "10 MB"),
        (5_000_000_000_000, "5,000 GB", "5.000 GB"),
    ],
)
def test_a_size_is_in_the_unit_that_suits_it(size: int, english: str, dutch: str) -> None:
    assert (format_size(size, "en_GB"), format_size(size, "nl_BE")) == (english, dutch)


# --- catalogues ------------------------------------------------------------------------------------------------

PO = """
msgid "Read on"
msgstr "Lees verder"

msgid "%(count)s evening"
msgid_plural "%(count)s evenings"
msgstr[0] "één avond"
msgstr[1] "%(count)s avonden"

msgctxt "month"
msgid "May"
msgstr "mei"

#, fuzzy
msgid "Fuzzy"
msgstr "Wollig"

msgid "Empty"
msgstr ""

msgid "One form of %(count)s"
msgid_plural "Many forms of %(count)s"
msgstr[0] "Eén vorm"
msgstr[1] ""

msgid "Hello %(name)s"
msgstr "Dag %(naam)s"

msgid "Bye %(name)s"
msgstr "Dag"

msgid "All of it"
msgstr "100 %"
"""


def catalogue() -> Catalogue:
    return read_catalogue(PO.encode(), "nl_BE")


def message(id: str, plural: str | None = None, context: str | None = None) -> Message:
    return Message(id, plural, context, "base.html", 1)


def test_a_catalogue_gives_words_by_context_and_by_the_plural_rule_of_its_language() -> None:
    words = catalogue()
    assert words.gettext("Read on") == "Lees verder"
    assert words.pgettext("month", "May") == "mei"
    assert words.gettext("May") == "May"
    evenings = ("%(count)s evening", "%(count)s evenings")
    assert [words.ngettext(*evenings, number) for number in (0, 1, 2)] == [
        "%(count)s avonden",
        "één avond",
        "%(count)s avonden",
    ]
    assert words.npgettext("month", "one", "many", 2) == "many"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (message("Read on"), None),
        (message("%(count)s evening", "%(count)s evenings"), None),
        (message("May", context="month"), None),
        (message("May"), "it is not there"),
        (message("Absent"), "it is not there"),
        (message("Fuzzy"), "its translation is marked as fuzzy"),
        (message("Empty"), "its translation is empty"),
        (message("One form of %(count)s", "Many forms of %(count)s"), "its translation is empty"),
        (message("Read on", "Read all"), "it needs 2 plural forms"),
        (message("Hello %(name)s"), "its placeholders are not those of the original"),
        (message("Bye %(name)s"), "its placeholders are not those of the original"),
        (message("All of it"), "its placeholders are not those of the original"),
    ],
)
def test_a_catalogue_tells_why_it_has_no_words_for_a_message(asked: Message, reason: str | None) -> None:
    fault = catalogue().fault(asked)
    assert (fault and str(fault)) == reason
    assert catalogue().missing([asked]) == ((asked,) if reason else ())


def test_a_fuzzy_translation_is_not_shown() -> None:
    assert catalogue().gettext("Fuzzy") == "Fuzzy"


def test_the_digest_stands_for_the_words_and_the_locale() -> None:
    assert catalogue().digest == catalogue().digest
    assert (
        len({catalogue().digest, read_catalogue(PO.encode(), "nl_NL").digest, read_catalogue(b"", "nl_BE").digest}) == 3
    )


def test_no_bytes_give_a_catalogue_that_gives_back_what_it_is_asked() -> None:
    nothing = read_catalogue(b"", "nl_BE")
    assert (nothing.gettext("May"), nothing.ngettext("one", "many", 2), nothing.mistake) == ("May", "many", None)


@pytest.mark.parametrize(
    ("po", "line"),
    [
        (b'msgid "a"\nmsgstr "b"\ngarbage\n', 3),
        (b'msgid "a"\nmsgstr "\xff"\n', 2),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"\n', 1),
        (b'msgid ""\nmsgstr "Plural-Forms: nplurals=two; plural=n;\\n"\n', 1),
        (b'msgid "a"\nmsgid_plural "b"\nmsgstr[x] "c"\n', 1),
    ],
)
def test_a_catalogue_that_cannot_be_read_says_where_and_holds_nothing(
    po: bytes, line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = read_catalogue(po, "nl_BE")
    assert broken.mistake is not None
    assert broken.mistake.line == line
    assert broken.gettext("a") == "a"
    assert capsys.readouterr() == ("", "")


@given(st.binary(max_size=60) | st.text('msgidctr_plural[]0 "\\\n#~,:', max_size=60).map(str.encode))
def test_no_bytes_break_the_reader_of_catalogues(po: bytes) -> None:
    assert read_catalogue(po, "nl_BE").gettext("any") is not None


def test_the_messages_of_templates_are_found_once_with_their_first_place() -> None:
    templates = {
        "b.html": '{{ _("Read on") }}{{ pgettext("month", "May") }}',
        "a.html": (
            '<p title="{{ gettext("Search") }}">\n{{ _("Read on") }}\n'
            "{% trans count=items|length %}\n  One evening\n{% pluralize %}\n  {{ count }} evenings\n{% endtrans %}</p>"
        ),
    }
    assert extract(templates) == (
        Message("Search", None, None, "a.html", 1),
        Message("Read on", None, None, "a.html", 2),
        Message("One evening", "%(count)s evenings", None, "a.html", 3),
        Message("May", None, "month", "b.html", 1),
    )


# --- the tool's own words --------------------------------------------------------------------------------------


def test_the_tool_speaks_as_written_where_it_has_no_catalogue() -> None:
    assert tool_translator("xx")("there is no hour {hour}") == "there is no hour {hour}"
    assert tool_translator("../nl")("the day is missing") == "the day is missing"


def test_every_catalogue_of_the_tool_has_words_for_all_that_it_says() -> None:
    package = Path(locales.__file__).parent
    said = extract_said({str(path): path.read_text("utf-8") for path in package.rglob("*.py")})
    assert Message("the day is missing", None, None, str(package / "dates.py"), 0) in [replace(m, line=0) for m in said]
    for language in tool_languages():
        words = read_catalogue((package / "catalogues" / f"{language}.po").read_bytes(), language)
        assert [(message, str(words.fault(message))) for message in words.missing(said)] == []


# --- data of languages -----------------------------------------------------------------------------------------


def test_what_the_files_of_languages_say_fits_what_reads_it() -> None:
    folder = Path(str(resources.files("plcsite").joinpath("languages")))
    for file in folder.glob("*.toml"):
        data = tomllib.loads(file.read_text("utf-8"))
        assert known_locale(file.stem)
        assert sorted(re.findall(r"{.}", data.get("dates", {}).get("at", "{1}{0}"))) == ["{0}", "{1}"], file.name
        assert set(data.get("months", {}).values()) <= set(range(1, 13)), file.name
        assert set(data.get("days", {}).values()) <= set(range(7)), file.name
        assert set(data.get("units", {}).values()) <= {"day", "week", "month", "year"}, file.name
        assert set(data.get("ordinals", {}).values()) <= {1, 2, 3, 4, 5, -1}, file.name
