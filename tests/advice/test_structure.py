"""One text by itself, and the entries of one day beside each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import TestSite

Site = Callable[..., TestSite]
EN, NL = "content/en/news/2026-10-21-evening.md", "content/nl/news/2026-10-21-avond.md"


def post(title: str, body: str = "") -> str:
    return f"---\ntitle: {title}\n---\n{body}\n"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("## A\n\n### B\n\n## C", ""),
        ("# A\n\n## B", ""),
        ("### A", f"{EN}:4"),
        ("A\n-\n\n#### B", f"{EN}:7"),
        ("```\n# no heading\n```\n\n## A\n\n#### B", f"{EN}:10"),
        ("<h2>A</h2>\n\n#### B", EN),
    ],
)
def test_the_first_heading_that_skips_a_level_is_found(site: Site, body: str, place: str) -> None:
    """The page's title is level one; a heading that can't be told from other lines has its file as place."""
    assert site({EN: post("An evening", body)}).codes() == ([f"heading-skipped {place}"] if place else [])


@pytest.mark.parametrize(
    ("text", "vague"), [("here", True), ("Click here!", True), ("hier", False), ("the plan", False)]
)
def test_a_link_must_say_where_it_leads(site: Site, text: str, vague: bool) -> None:
    """By the words of the language of the file, whatever letters and marks stand around."""
    codes = site({EN: post("An evening", f"Words [{text}](https://plan.example/).")}).codes()
    assert codes == ([f"vague-link {EN}:4:{len(text) + 10}"] if vague else [])


EVENT = "content/en/events/evening.md"


@pytest.mark.parametrize(
    ("text", "keys", "start"),
    [
        ("Doors open at 19:30.", "", "2026-12-09T19:30"),
        ("Soup from 7 p.m. on", "", "2026-12-09T19:00"),
        ("We begin at 19 h", "", "2026-12-09T19:00"),
        ("It takes 2 hours.", "", ""),
        ("In proportions of 16:9 or 3.30 euro", "", ""),
        ("`19:30` and https://x.example/19:30", "", ""),
        ("Doors open at 19:30.", "all_day: true\n", ""),
        ("Doors open at 19:30.", "end: 2026-12-10\n", ""),
    ],
)
def test_an_hour_in_the_text_of_a_day_is_found(site: Site, text: str, keys: str, start: str) -> None:
    """With the line to write; lengths of time, proportions, code and events of several days give no alarm."""
    found = site({EVENT: f"---\ntitle: An evening\nstart: 2026-12-09\n{keys}---\n{text}\n"}).check()
    assert [str(each.hint) for each in found] == ([f"if it begins then, write start: {start}"] if start else [])


def test_dutch_hours_are_read_and_said_once(site: Site) -> None:
    """In whichever file it stands first, by the words of that file's language."""
    files = {
        EVENT: "---\ntitle: An evening\nstart: 2026-12-09\n---\nWords.\n",
        EVENT.replace("/en/", "/nl/"): "---\ntitle: Een avond\n---\nEr is soep om 19u30, en na 2 uur koffie.\n",
    }
    assert site(files).codes() == ["hour-in-text content/nl/events/evening.md:4:15"]


def test_headings_that_name_two_languages_open_two_texts(site: Site) -> None:
    """The languages' own names, as people write them above each half."""
    assert site({EN: post("An evening", "## English\n\nA\n\n## Nederlands\n\nB")}).codes() == [
        f"languages-mixed {EN}:8"
    ]
    assert site({EN: post("An evening", "## English\n\nA\n\n## Dutch\n\nB")}).codes() == []


# --- entries that look like one --------------------------------------------------------------------------------

LINK = "[the plan](https://plan.example/2026)"


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (post("An evening", LINK), post("Een avond", LINK), True),
        (post("Webinar inquiry 2026"), post("Webinar inquiry"), True),
        (post("An evening"), post("Een avond"), False),
        (post("Webinar inquiry"), post("Webinar wiskunde"), False),
    ],
)
def test_entries_of_one_day_that_share_what_they_show_look_like_one(
    site: Site, first: str, second: str, found: bool
) -> None:
    """Links, pictures or names in common; the day alone says nothing. The line to paste stands in the hint."""
    second_path = "content/nl/news/2026-10-21-samen.md"
    first_path = "content/en/news/2026-10-21-together.md"
    made = site({first_path: first, second_path: second})
    said = [(each.code, str(each.location), str(each.hint)) for each in made.check()]
    hint = "if it is, add the line key: news/2026-10-21-together"
    assert said == ([("looks-paired", f"{second_path}:1", hint)] if found else [])


def test_entries_of_other_days_or_with_both_languages_are_no_twins(site: Site) -> None:
    """What is paired is no candidate, nor what happened on another day."""
    files = {
        EN: post("An evening", LINK),
        EN.replace("/en/", "/nl/"): post("Een avond", LINK),
        NL: post("Nog een avond", LINK),
        "content/en/news/2026-10-22-second.md": post("A second evening", LINK),
    }
    assert site(files).codes() == []


def test_each_look_alike_is_said_once(site: Site) -> None:
    """Of three that look alike only one of each language is named."""
    third = NL.replace("avond", "nacht")
    made = site({EN: post("An evening", LINK), NL: post("Een avond", LINK), third: post("Een nacht", LINK)})
    assert [code.split()[0] for code in made.codes()] == ["looks-paired"]


def test_a_wanted_absence_is_no_missing_half(site: Site) -> None:
    """What need not be translated is not looked for."""
    alone = "---\ntitle: An evening\ntranslate: false\n---\n" + LINK
    assert site({EN: alone, NL: post("Een avond", LINK)}).codes() == []
