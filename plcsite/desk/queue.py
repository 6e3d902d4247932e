"""The translator's queue: what each entry still needs in each language, by when it stops mattering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from plcsite.dates import When, anchor, begins, zone
from plcsite.desk.papers import Papers
from plcsite.diagnostics import Text, say
from plcsite.kinds import Kind
from plcsite.listing import Clock, withhold
from plcsite.markup.words import plain
from plcsite.model import Entry, State
from plcsite.states import find_counterpart, find_source, write_translates
from plcsite.values import Value, replace

UNPUBLISHED = frozenset({State.MISSING, State.OUTDATED, State.DRAFT})
"""What readers of a language lack; an untracked translation may well be right."""


class Task(Value):
    """What a language needs: `line` is the front matter of the file at `path` once it says what `source` says."""

    language: str
    state: State
    path: str
    line: str
    source: str


class Row(Value):
    """An entry in the queue. `due` is when translating it stops mattering, and `why` what happens then; `held` says why
    it is not published yet, empty where it is."""

    key: str
    kind: str
    title: str
    original: str
    path: str
    states: Mapping[str, State]
    due: datetime | None
    why: Text | None
    held: str
    tasks: tuple[Task, ...]


def make_queue(papers: Papers, language: str = "") -> tuple[Row, ...]:
    """The entries that translators are asked for, in the order of SPEC: those with something to do by their deadlines,
    what is past after what has none, and what is up to date last. With a language, only what is to be done in it."""
    by_key = {entry.key: entry for entry in papers.entries}
    rows = (
        _make_row(entry, by_key, papers, language)
        for entry in papers.entries
        if entry.wanted and not entry.broken and entry.original != language
    )
    return tuple(sorted(rows, key=lambda row: _rank(row, papers.clock.now)))


def find_due(rows: Iterable[Row], clock: Clock, days: int, *, strict: bool) -> tuple[Row, ...]:
    """The rows due between the clock and some days after it, for which readers of a language still wait."""
    counted = UNPUBLISHED | {State.UNTRACKED} if strict else UNPUBLISHED
    last = clock.now + timedelta(days=days)
    return tuple(
        row
        for row in rows
        if row.due and clock.now <= row.due <= last and any(task.state in counted for task in row.tasks)
    )


def fill_edit_url(pattern: str, path: str) -> str:
    """Where a file is edited on the web; empty where the settings don't say."""
    return pattern.replace("{path}", quote(path))


def _make_row(entry: Entry, by_key: Mapping[str, Entry], papers: Papers, language: str) -> Row:
    clock = papers.clock
    due, why = _find_deadline(entry, by_key, papers.library.kinds, clock.timezone)
    held = withhold(entry, clock, clock.phase(entry))
    return Row(
        key=entry.key,
        kind=entry.kind,
        title=plain(entry.first.title),
        original=entry.original,
        path=entry.first.path,
        states=entry.states,
        due=due,
        why=why,
        held=held.reason if held else "",
        tasks=tuple(task for task in list_tasks(entry) if language in ("", task.language)),
    )


def _find_deadline(
    entry: Entry, by_key: Mapping[str, Entry], kinds: Mapping[str, Kind], timezone: str
) -> tuple[datetime | None, Text | None]:
    """When an entry stops mattering, and what happens then; a part stops with what it is a part of."""
    if entry.parent in by_key:
        return _find_deadline(by_key[entry.parent], by_key, kinds, timezone)
    schedule, fresh = entry.traits.schedule, kinds[entry.kind].fresh
    closes = next((at for at, reason in entry.traits.turns if reason == "registration-closes"), None)
    if closes:
        return anchor(closes, zone(timezone)), say("registration closes")
    if schedule:
        return anchor(schedule.begins, zone(timezone)), say("it begins")
    if fresh and entry.date:
        return begins(_add(entry.date, fresh), zone(timezone)), say("{days} days after its date", days=fresh)
    return None, None


def _add(when: When, days: int) -> When:
    return replace(when, day=when.day + timedelta(days=days))


def list_tasks(entry: Entry) -> Iterator[Task]:
    """What each language of an entry needs to say what its original says."""
    for language, state in entry.states.items():
        if language == entry.original or state not in UNPUBLISHED | {State.UNTRACKED}:
            continue
        document = entry.documents.get(language)
        source = find_source(document, entry.documents, entry.original) if document else entry.first
        path = document.path if document else find_counterpart(source, language)
        yield Task(language, state, path, write_translates(source), source.path)


def explain(row: Row) -> Iterator[Text]:
    """Why a row stands in the queue: what each language needs, with the whole line to paste."""
    for task in row.tasks:
        yield say(
            _NEEDS[task.state].template, language=task.language, source=task.source, path=task.path, line=task.line
        )


_NEEDS = {
    State.MISSING: say("{language} is missing: write {path} with the line {line}"),
    State.OUTDATED: say("{language} is outdated: bring it up to {source}, then write in {path} the line {line}"),
    State.UNTRACKED: say("{language} is untracked: if it says what {source} says, write in {path} the line {line}"),
    State.DRAFT: say("{language} is a draft: finish {path} and take out the line draft: true"),
}


def _rank(row: Row, now: datetime) -> tuple[bool, int, float, str]:
    if row.due is None:
        return not row.tasks, 1, 0.0, row.key
    coming = row.due >= now
    moment = row.due.timestamp()
    return not row.tasks, 0 if coming else 2, moment if coming else -moment, row.key
