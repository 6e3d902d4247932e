"""The translator's queue: what there is to do, by when it stops mattering, in an order that follows the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plcsite.cache import Cache
from plcsite.desk.papers import Papers, lay_out
from plcsite.desk.queue import Row, find_due, make_queue
from plcsite.examine import Options, Stopwatch
from plcsite.execution import Workshop
from plcsite.model import State
from plcsite.paths import Root
from tests.conftest import NOW, SETTINGS, TestSite
from tests.looking import FRENCH, event, post

Site = Callable[..., TestSite]
ROOT = Path(__file__).resolve().parents[2]


def open_desk(folder: Path, at: datetime = NOW) -> Papers:
    """The papers of the site in a folder, from nothing."""
    workshop = Workshop(Cache(None))
    try:
        return lay_out(Root(folder), Options(at), workshop, Stopwatch(float))
    finally:
        workshop.close()


def queue(made: TestSite, language: str = "", at: datetime = NOW) -> tuple[Row, ...]:
    return make_queue(open_desk(made.folder, at), language)


def keys(rows: tuple[Row, ...]) -> list[str]:
    return [row.key for row in rows]


ORDERED = {
    "content/en/events/soon.md": event("Soon", "2026-12-01T19:00"),
    "content/en/events/closing.md": event("Closing", "2027-03-01T19:00", "registration:", "  closes: 2026-11-30"),
    "content/en/news/fresh.md": post("Fresh", "2026-11-20"),
    "content/en/about.md": "---\ntitle: About\ndate: 2026-11-20\n---\nWords.\n",
    "content/en/news/stale.md": post("Stale", "2026-10-01"),
    "content/en/events/past.md": event("Past", "2026-10-20"),
    "content/en/news/pair.md": post("Pair", "2026-11-20"),
}


def test_the_queue_goes_by_when_a_translation_stops_mattering(site: Site) -> None:
    """What is coming, soonest first; pages; what is past, latest first; what is up to date."""
    made = site(ORDERED)
    line = open_desk(made.folder).by_path["content/en/news/pair.md"][1].fingerprint
    made.write({"content/nl/news/pair.md": f"---\ntitle: Paar\ntranslates: en@{line}\n---\nWoorden.\n"})
    found = ["news/fresh", "events/closing", "events/soon", "about", "events/past", "news/stale", "news/pair"]
    rows = queue(made)
    assert keys(rows) == found
    assert [row.due and row.due.isoformat() for row in rows[:4]] == [
        "2026-11-27T00:00:00+01:00",
        "2026-12-01T00:00:00+01:00",
        "2026-12-01T19:00:00+01:00",
        None,
    ]


def test_the_clock_moves_what_was_due_behind_the_pages(site: Site) -> None:
    """A minute before the deadline it is first, a minute after it comes behind the pages."""
    made = site(
        {
            "content/en/events/x.md": event("X", "2026-12-01T19:00"),
            "content/en/about.md": "---\ntitle: About\n---\nWords.\n",
        }
    )
    begins = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    assert keys(queue(made, at=begins - timedelta(minutes=1))) == ["events/x", "about"]
    assert keys(queue(made, at=begins + timedelta(minutes=1))) == ["about", "events/x"]


def test_a_part_is_due_with_its_event(site: Site) -> None:
    """A talk stops mattering when what it belongs to does."""
    made = site(
        {
            "content/en/events/day/index.md": event("Day", "2027-02-01"),
            "content/en/events/day/talk.md": "---\ntitle: Talk\nstart: 2027-02-01T15:00\n---\nWords.\n",
        }
    )
    assert {row.due.isoformat() for row in queue(made) if row.due} == {"2027-02-01T00:00:00+01:00"}


def test_what_nobody_need_translate_is_not_in_the_queue(site: Site) -> None:
    """Neither what says so, nor what is older than its section's `translate_from`, nor what has errors."""
    made = site(
        {
            "plcsite.toml": SETTINGS + '\n[sections.news]\ntranslate_from = "2026-01-01"\n',
            "content/en/news/old.md": post("Old", "2025-12-31"),
            "content/en/news/new.md": post("New", "2026-01-01"),
            "content/en/news/ours.md": post("Ours", "2026-10-01", "translate: false"),
            "content/en/news/broken.md": post("Broken", "2026-10-01", "colour: red"),
        }
    )
    assert keys(queue(made)) == ["news/new"]


def test_drafts_and_what_is_scheduled_are_shown_as_such(site: Site) -> None:
    """Translators work ahead."""
    made = site(
        {
            "content/en/news/draft.md": post("Draft", "2026-10-01", "draft: true"),
            "content/en/news/later.md": post("Later", "2027-01-01"),
            "content/en/news/out.md": post("Out", "2026-10-01"),
        }
    )
    assert {row.key: row.held for row in queue(made)} == {
        "news/draft": "draft",
        "news/later": "scheduled",
        "news/out": "",
    }


def test_each_language_has_its_own_state_and_its_own_queue(site: Site) -> None:
    """With a Dutch original and three languages, every translation is told from the version that it names."""
    first = site(
        {
            "plcsite.toml": SETTINGS + FRENCH,
            "content/nl/news/a.md": post("Aap", "2026-11-20", body="Een aap."),
        }
    )
    taken = open_desk(first.folder).by_path["content/nl/news/a.md"][1].fingerprint
    first.write({"content/en/news/a.md": f"---\ntitle: Ape\ntranslates: nl@{taken}\n---\nAn ape.\n"})
    (row,) = queue(first)
    assert row.original == "nl"
    assert row.states == {"en": State.CURRENT, "nl": State.ORIGINAL, "fr": State.MISSING}
    assert [(task.language, task.path, task.line) for task in row.tasks] == [
        ("fr", "content/fr/news/a.md", f"translates: nl@{taken}")
    ]
    first.write({"content/nl/news/a.md": post("Aap", "2026-11-20", body="Twee apen.")})
    (row,) = queue(first)
    assert [task.language for task in row.tasks] == ["en", "fr"]
    assert [task.language for task in queue(first, "fr")[0].tasks] == ["fr"]
    assert queue(first, "nl") == ()


@pytest.mark.parametrize(
    ("days", "strict", "found"),
    [
        (9, False, []),
        (10, False, ["events/missing"]),
        (10, True, ["events/missing", "events/untracked"]),
        (11, False, ["events/missing", "events/outdated"]),
    ],
)
def test_what_is_due_lies_between_the_clock_and_some_days_after(
    site: Site, days: int, strict: bool, found: list[str]
) -> None:
    """Missing and outdated count; what is untracked only if asked for; neither the past nor what has no deadline."""
    made = site(
        {
            "content/en/events/missing.md": event("A", "2026-12-01T12:00"),
            "content/en/events/untracked.md": event("B", "2026-12-01T12:00"),
            "content/nl/events/untracked.md": "---\ntitle: B\n---\nWoorden.\n",
            "content/en/events/outdated.md": event("C", "2026-12-02T12:00"),
            "content/nl/events/outdated.md": "---\ntitle: C\ntranslates: en@000000000000\n---\nWoorden.\n",
            "content/en/events/past.md": event("D", "2026-11-21T11:00"),
            "content/en/about.md": "---\ntitle: About\n---\nWords.\n",
        }
    )
    papers = open_desk(made.folder, datetime(2026, 11, 21, 11, 0, tzinfo=UTC))
    assert keys(find_due(make_queue(papers), papers.clock, days, strict=strict)) == found


def test_a_draft_of_a_translation_is_waited_for(site: Site) -> None:
    """Readers miss what nobody has finished, so that beginning a translation doesn't silence the gate."""
    made = site(
        {
            "content/en/events/x.md": event("X", "2026-12-01"),
            "content/nl/events/x.md": "---\ntitle: X\ntranslates: en\ndraft: true\n---\n",
        }
    )
    papers = open_desk(made.folder)
    assert keys(find_due(make_queue(papers), papers.clock, 14, strict=False)) == ["events/x"]


def test_the_first_site_has_the_queue_that_the_rules_give() -> None:
    """The site in this repository, at a fixed moment: its groups, and in each its order."""
    at = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    papers = open_desk(ROOT, at)
    rows = make_queue(papers)
    groups = [(not row.tasks, 1 if row.due is None else 0 if row.due >= papers.clock.now else 2) for row in rows]
    assert groups == sorted(groups)
    coming = [row.due for row in rows if row.due and row.due >= papers.clock.now and row.tasks]
    past = [row.due for row in rows if row.due and row.due < papers.clock.now and row.tasks]
    assert coming == sorted(coming)
    assert past == sorted(past, reverse=True)
    assert {row.key for row in rows} == {entry.key for entry in papers.entries if entry.wanted}
    by_key = {row.key: row for row in rows}
    assert by_key["events/webinar"].states == {"en": State.MISSING, "nl": State.ORIGINAL}
    assert by_key["news/taking-part"].states == {"en": State.ORIGINAL, "nl": State.OUTDATED}
    assert [row.key for row in rows if row.states["en"] is State.MISSING] == ["events/webinar", "news/leuven-report"]
