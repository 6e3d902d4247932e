"""What was measured, kept in a file: a rerun of some cases replaces these and leaves the others as they are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Usage

ANCHOR = "hugo"


@dataclass(frozen=True)
class Outputs:
    """What a build left in its output folder."""

    pages: int
    feeds: int
    other: int
    megabytes: float


@dataclass(frozen=True)
class Row:
    """The counted runs of a generator in a case, each with Hugo's run that followed it; `tree` is in MiB;
    `load` is how many processes wanted a core just then."""

    posts: int
    case: str
    generator: str
    version: str
    date: str
    runs: tuple[Usage, ...]
    pairs: tuple[Usage, ...] = ()
    tree: float | None = None
    outputs: Outputs | None = None
    load: float | None = None

    @property
    def key(self) -> tuple[int, str, str]:
        """What a rerun replaces."""
        return self.posts, self.case, self.generator

    def middle(self, measure: str) -> float:
        """The median of `cpu`, `wall`, `user`, `system` or `peak`."""
        return float(median(getattr(run, measure) for run in self.runs))

    def ratio(self, measure: str) -> float | None:
        """The median of the ratios to Hugo, taken pair by pair; None where Hugo did not run beside it."""
        if not self.pairs:
            return None
        pairs = zip(self.runs, self.pairs, strict=True)
        return float(median(getattr(own, measure) / getattr(hugo, measure) for own, hugo in pairs))


def pool(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows, with all runs of Hugo beside others as its own: each session measured some."""
    rows = tuple(rows)
    beside = {row.key: [run for each in rows if each.key[:2] == row.key[:2] for run in each.pairs] for row in rows}
    return tuple(
        replace(row, runs=tuple(beside[row.key]) or row.runs) if row.generator == ANCHOR else row for row in rows
    )


def count_outputs(folder: Path) -> Outputs:
    """Pages, feeds with sitemaps and calendars, and all other files."""
    kinds: Counter[str] = Counter()
    size = 0
    for path in folder.rglob("*"):
        if path.is_file():
            size += path.stat().st_size
            kinds[_judge(path)] += 1
    return Outputs(kinds["pages"], kinds["feeds"], kinds["other"], size / 1e6)


def _judge(path: Path) -> str:
    if path.name.startswith("."):
        return "other"
    return {".html": "pages", ".xml": "feeds", ".gz": "feeds", ".ics": "feeds", ".json": "feeds"}.get(
        path.suffix, "other"
    )


def merge(old: Iterable[Row], new: Iterable[Row]) -> tuple[Row, ...]:
    """All rows in one order; a new one takes the place of an old one of its key."""
    rows = {row.key: row for row in (*old, *new)}
    return tuple(rows[key] for key in sorted(rows))


def load(path: Path) -> tuple[Row, ...]:
    """The rows of a file, none where it isn't there yet."""
    return tuple(_read_row(each) for each in json.loads(path.read_text("utf-8"))) if path.is_file() else ()


def save(path: Path, rows: Iterable[Row]) -> None:
    """Writes rows, each on a line of its own, so that a rerun changes few."""
    lines = ",\n".join(json.dumps(_round(asdict(row)), ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _round(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _round(each) for key, each in value.items()}
    return [_round(each) for each in value] if isinstance(value, list | tuple) else value


def _read_row(values: dict[str, Any]) -> Row:
    usages = {name: tuple(Usage(**each) for each in values[name]) for name in ("runs", "pairs")}
    outputs = Outputs(**values["outputs"]) if values["outputs"] else None
    return Row(**{**values, **usages, "outputs": outputs})
