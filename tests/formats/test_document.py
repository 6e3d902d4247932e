"""The page of an entry: its own version or the original's, and everything around the words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import TestSite
from tests.looking import lay, post, spell

Site = Callable[..., TestSite]


def test_a_page_carries_its_words_and_facts(site: Site) -> None:
    """Words of this language, facts of the entry."""
    facts = ("subtitle: Below", "summary: In short.", "updated: 2026-10-05", "authors: Sara Sample", "tags: walk")
    seen = lay(site, {"content/en/news/a.md": post("A title", "2026-10-01", *facts)})
    view = seen.view("/en/news/a/")
    assert [spell(words) for words in (view.title, view.subtitle, view.summary)] == ["A title", "Below", "In short."]
    assert (str(view.date), str(view.updated), view.kind) == ("2026-10-01", "2026-10-05", "post")
    assert [(each.name, each.href) for each in view.authors] == [("Sara Sample", "/en/people/sara-sample/")]
    assert [(each.title, each.href) for each in view.tags] == [("walk", "/en/tags/walk/")]
    assert (view.kicker.title, view.kicker.href) == ("News", "/en/news/")
    assert view.head.canonical == "https://plc.example.org/en/news/a/"


def test_without_a_summary_search_engines_and_lists_get_the_first_words(site: Site) -> None:
    """The page itself doesn't say them twice."""
    seen = lay(site, {"content/en/news/a.md": post("A", body="First words.\n\nMore.")})
    view = seen.view("/en/news/a/")
    assert (view.summary, view.head.description) == ((), "First words.")
    assert spell(seen.view("/en/").lead.summary) == "First words."


@pytest.mark.parametrize(("count", "minutes"), [(1, 1), (220, 1), (221, 2), (1000, 5)])
def test_reading_time_is_counted_in_whole_minutes(site: Site, count: int, minutes: int) -> None:
    """At least one."""
    seen = lay(site, {"content/en/news/a.md": post("A", body="word " * count)})
    assert seen.view("/en/news/a/").minutes == minutes


@pytest.mark.parametrize(
    ("lines", "outdated"),
    [
        ((), True),
        (("updated: 2026-10-02",), True),
        (("translated: 2026-10-02",), True),
        (("updated: 2026-10-09",), False),
        (("translated: 2026-10-09",), False),
        (("updated: 2026-10-02", "translated: 2026-10-09"), True),
    ],
)
def test_a_translation_older_than_its_original_says_so(site: Site, lines: tuple[str, ...], outdated: bool) -> None:
    """By `updated`, else `translated`, else the entry's date, against the original's `updated`."""
    files = {
        "content/en/news/a.md": post("A", "2026-10-01", "updated: 2026-10-08"),
        "content/nl/news/a.md": post("A", "", "translates: en", *lines),
    }
    seen = lay(site, files)
    notices = seen.view("/nl/nieuws/a/").notices
    assert [(each.kind, each.lang, each.href) for each in notices] == [("outdated", "en", "/en/news/a/")] * outdated
    assert seen.view("/en/news/a/").notices == ()


def test_no_translation_is_outdated_by_an_original_that_never_changed(site: Site) -> None:
    """However old it is."""
    files = {
        "content/en/news/a.md": post("A", "2026-10-01"),
        "content/nl/news/a.md": post("A", "", "translates: en", "updated: 2020-01-01"),
    }
    assert lay(site, files).view("/nl/nieuws/a/").notices == ()


def test_a_table_of_contents_leads_to_the_headings(site: Site) -> None:
    """Where it is asked for."""
    body = "## First\n\nA.\n\n### Second\n\nB."
    files = {"content/en/a.md": post("A", "", "toc: true", body=body), "content/en/b.md": post("B", "", body=body)}
    seen = lay(site, files)
    contents = seen.view("/en/a/").contents
    assert [(each.level, spell(each.title)) for each in contents] == [(2, "First"), (3, "Second")]
    anchors = seen.entries["a"].documents["en"].body.anchors
    assert [each.href.removeprefix("#") for each in contents] == list(anchors)
    assert seen.view("/en/b/").contents == ()


def test_the_entries_of_a_series_name_each_other_in_order(site: Site) -> None:
    """By `order`, with this one marked, and each in the reader's language where it can be."""
    files = {
        "content/en/news/b.md": post("B", "2026-10-01", "series: Walks", "order: 2"),
        "content/en/news/a.md": post("A", "2026-10-02", "series: Walks", "order: 1"),
        "content/nl/news/c.md": post("C", "2026-10-03", "series: Walks", "order: 3"),
        "content/en/news/d.md": post("D", "2026-10-03", "series: Alone"),
    }
    seen = lay(site, files)
    series = seen.view("/en/news/b/").series
    assert [(each.title, each.hreflang, each.current) for each in series] == [
        ("A", None, False),
        ("B", None, True),
        ("C", "nl", False),
    ]
    assert seen.view("/en/news/d/").series == ()


def test_the_latest_of_the_section_stand_below_without_this_one(site: Site) -> None:
    """Three of them, and the way to all."""
    files = {f"content/en/news/p{day}.md": post(f"P{day}", f"2026-10-0{day}") for day in range(1, 6)}
    view = lay(site, files).view("/en/news/p4/")
    assert [item.href for item in view.recent] == ["/en/news/p5/", "/en/news/p3/", "/en/news/p2/"]
    assert view.all.href == "/en/news/"


def test_a_file_in_another_language_than_its_folder_is_marked(site: Site) -> None:
    """Its page keeps the folder's frame, and isn't offered as a version in the folder's language."""
    files = {
        "content/en/news/a.md": post("Een titel", "2026-10-01", "language: nl"),
        "content/nl/news/a.md": post("Een titel", ""),
    }
    seen = lay(site, files)
    view = seen.view("/en/news/a/")
    assert (view.head.lang, view.lang, view.body.lang) == ("en", "nl", "nl")
    assert view.head.alternates == ()


def test_further_reading_says_language_type_and_size(site: Site) -> None:
    """Addresses and files alike."""
    files = {
        "content/media/study.pdf": b"12345",
        "content/en/a.md": post(
            "A",
            "",
            "resources:",
            "  - {title: A study, file: ../media/study.pdf}",
            "  - {title: Onderzoek, url: https://example.org/, lang: nl}",
        ),
    }
    study, other = lay(site, files).view("/en/a/").resources
    assert (spell(study.title), study.kind, study.size) == ("A study", "PDF", 5)
    assert study.href.startswith("/media/study.")
    assert (other.href, other.lang) == ("https://example.org/", "nl")


def test_sharing_asks_nothing_of_anyone_until_a_link_is_followed(site: Site) -> None:
    """Each carries the full address, escaped."""
    share = lay(site, {"content/en/news/a.md": post("A & B")}).view("/en/news/a/").share
    assert all("https%3A%2F%2Fplc.example.org%2Fen%2Fnews%2Fa%2F" in each.href for each in share)
    assert any("A%20%26%20B" in each.href for each in share)
