"""The translator's queue, and what changed, for machines and for the step summary of an automatic build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plcsite.desk.diff import Change
from plcsite.desk.queue import Row, Task, explain, fill_edit_url
from plcsite.desk.versions import Compared
from plcsite.diagnostics import Text, Translate, say
from plcsite.model import State

STATES: Mapping[State, Text] = {
    State.ORIGINAL: say("original"),
    State.CURRENT: say("current"),
    State.OUTDATED: say("outdated"),
    State.UNTRACKED: say("untracked"),
    State.DRAFT: say("draft"),
    State.MISSING: say("missing"),
    State.UNWANTED: say("unwanted"),
}
HELD: Mapping[str, Text] = {"draft": say("draft"), "scheduled": say("scheduled")}


def show_row(row: Row, translate: Translate) -> dict[str, Any]:
    """A row of the queue as `translations --format json` says it."""
    return {
        "key": row.key,
        "kind": row.kind,
        "title": row.title,
        "original": {"language": row.original, "path": row.path},
        "states": {language: str(state) for language, state in row.states.items()},
        "due": row.due.isoformat() if row.due else None,
        "reason": give_reason(row, translate),
    }


def give_reason(row: Row, translate: Translate) -> str:
    """Why a row stands where it stands: what there is to do, by when, and whether anyone can read it yet."""
    said = list(explain(row)) or [say("there is nothing to translate")]
    if row.held:
        said.append(HELD[row.held])
    if row.why and row.due:
        said.append(say("{date}: {event}", date=row.due.date().isoformat(), event=row.why))
    return "; ".join(each.render(translate) for each in said)


def show_compared(compared: Compared, translate: Translate) -> dict[str, Any]:
    """What changed since a translation was made, as `translations diff --format json` says it."""
    return {
        "path": compared.path,
        "state": str(compared.state),
        "original": compared.source,
        "fingerprint": compared.stated or None,
        "found": compared.changes is not None,
        "needs": compared.needs.render(translate) if compared.needs else None,
        "changes": [_show_change(change) for change in compared.changes or ()],
        "line": compared.line,
    }


def _show_change(change: Change) -> dict[str, Any]:
    return {
        "place": change.place,
        "before": change.before,
        "after": change.after,
        "words": [{"mark": str(mark), "text": text} for mark, text in change.words],
    }


def write_table(rows: Iterable[Row], languages: Iterable[str], edit_url: str, translate: Translate) -> Iterator[str]:
    """The queue as lines of Markdown, each file with a link to where it is edited on the web."""
    codes = tuple(languages)
    due, kind, title, todo = (each.render(translate) for each in (say("due"), say("kind"), say("title"), say("to do")))
    heads = [due, kind, title, *codes, todo]
    yield _write_row(heads)
    yield _write_row("---" for _ in heads)
    for row in rows:
        tasks = {task.language: task for task in row.tasks}
        held = f" ({HELD[row.held].render(translate)})" if row.held else ""
        name = _link(_escape(row.title), row.path, edit_url) + held
        cells = (_write_state(code, row, tasks.get(code), edit_url, translate) for code in codes)
        lines = "<br>".join(_write_task(task) for task in row.tasks)
        yield _write_row((row.due.date().isoformat() if row.due else "", row.kind, name, *cells, lines))


def _write_state(code: str, row: Row, task: Task | None, edit_url: str, translate: Translate) -> str:
    word = STATES[row.states[code]].render(translate)
    exists = task is not None and task.state is not State.MISSING
    return _link(word, task.path, edit_url) if task and exists else word


def _write_task(task: Task) -> str:
    return f"`{task.path}`: `{task.line}`"


def _link(shown: str, path: str, edit_url: str) -> str:
    address = fill_edit_url(edit_url, path)
    return f"[{shown}](<{address}>)" if address else shown


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|&~#!])", r"\\\1", " ".join(text.split()))


def _write_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
