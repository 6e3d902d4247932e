"""`python -m benchmarks`: measures what is asked for, keeps it, and writes RESULTS.md with its plot.

Each counted run of a generator is followed by one of Hugo in the same case, so that what else happens on the machine
touches both alike.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from benchmarks.cases import CASES, Case, Workshop
from benchmarks.generators import BY_NAME, GENERATORS, Generator
from benchmarks.measure import FailedError, Usage, measure, measure_tree
from benchmarks.preview import measure_preview
from benchmarks.report import describe_machine, draw, write_report
from benchmarks.results import ANCHOR, Row, count_outputs, load, merge, pool, save

T = TypeVar("T")
HERE = Path(__file__).parent
RESULTS, REPORT, PLOT = HERE / "results.json", HERE / "RESULTS.md", HERE / "results.svg"
SMALL = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, saving after each case: a run that is broken off loses little."""
    asked = read_arguments(arguments)
    for missing in [each for each in asked.peers if each.needs and not each.needs.exists()]:
        say(f"{missing.title} isn't installed and is left out; `make bench` installs what it can")
        asked.peers.remove(missing)
    if not asked.report:
        today = datetime.now(UTC).date().isoformat()
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            try:
                for rows in measure_all(asked, Path(folder), today):
                    save(RESULTS, merge(load(RESULTS), rows))
            except FailedError as failed:
                say(str(failed))
                return 1
    known = pool(load(RESULTS))
    PLOT.write_text(draw(known), encoding="utf-8")
    REPORT.write_text(write_report(known, describe_machine()), encoding="utf-8")
    print(f"written: {REPORT.name}, {PLOT.name}")
    return 0


class Asked(argparse.Namespace):
    """What the command line asks for."""

    posts: list[int]
    peers: list[Generator]
    cases: list[Case]
    runs: int
    preview: bool
    report: bool


def read_arguments(arguments: Sequence[str] | None) -> Asked:
    """The choices of a run; all generators and cases unless named."""
    cases = {case.name: case for case in CASES}
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--posts", type=_list_of(int), default=[1000], help="sizes, such as 1000,10000")
    parser.add_argument(
        "--peers", type=_list_of(BY_NAME.__getitem__), default=list(GENERATORS), help=", ".join(BY_NAME)
    )
    parser.add_argument(
        "--cases", type=_list_of(cases.__getitem__), default=list(CASES), help=f"{', '.join(cases)}; none"
    )
    parser.add_argument(
        "--preview", action=argparse.BooleanOptionalAction, default=True, help="how soon edits are seen"
    )
    parser.add_argument("--runs", type=int, default=3, help="counted runs, after one that isn't")
    parser.add_argument("--report", action="store_true", help="measure nothing, write the report again")
    return parser.parse_args(arguments, namespace=Asked())


def _list_of(read: Callable[[str], T]) -> Callable[[str], list[T]]:
    def read_list(text: str) -> list[T]:
        if text == "none":
            return []
        try:
            return [read(word) for word in text.split(",")]
        except (KeyError, ValueError):
            raise argparse.ArgumentTypeError(f"“{text}” names something unknown") from None

    return read_list


# --- measuring -------------------------------------------------------------------------------------------------


def measure_all(asked: Asked, folder: Path, today: str) -> Iterator[list[Row]]:
    """The rows of each case as soon as they are known."""
    versions = {each.name: each.version() for each in asked.peers}
    for posts in asked.posts:
        workshops = {each.name: Workshop(each, folder / f"{each.name}-{posts}", posts) for each in asked.peers}
        for workshop in workshops.values():
            say(f"{posts} posts: writing the site of {workshop.generator.title}")
            workshop.write()
        for case in asked.cases:
            present = [each for each in workshops.values() if case.suits(each.generator)]
            yield measure_case(case, present, asked.runs, versions, today)
        if asked.preview:
            serving = [each for each in workshops.values() if each.generator.serve]
            yield measure_previews(serving, asked.runs, versions, today)
    ours = [each for each in asked.peers if each.name == "plcsite"]
    if ours:
        yield measure_start(ours[0], folder, asked.runs, versions["plcsite"], today)


def measure_case(
    case: Case, workshops: Sequence[Workshop], runs: int, versions: dict[str, str], today: str
) -> list[Row]:
    """One case for all generators, each beside Hugo."""
    anchor = next((each for each in workshops if each.generator.name == ANCHOR), None)
    others = [each for each in workshops if each is not anchor]
    anchored: list[Usage] = []
    rows: list[Row] = []

    def make_row(workshop: Workshop, counted: Sequence[Usage], pairs: Sequence[Usage], tree: float | None) -> Row:
        name = workshop.generator.name
        outputs = count_outputs(workshop.folder / workshop.generator.output)
        return Row(
            workshop.count,
            case.name,
            name,
            versions[name],
            today,
            tuple(counted),
            tuple(pairs),
            tree,
            outputs,
            os.getloadavg()[0],
        )

    tree = warm_up(case, anchor) if anchor else None
    for workshop in others:
        its_tree = warm_up(case, workshop)
        counted, pairs = [], []
        for run in range(runs):
            counted.append(run_once(case, workshop, run))
            if anchor:
                pairs.append(run_once(case, anchor, len(anchored) + run))
        anchored += pairs
        rows.append(make_row(workshop, counted, pairs, its_tree))
        tell(rows[-1])
    if anchor:
        alone = anchored or [run_once(case, anchor, run) for run in range(runs)]
        rows.append(make_row(anchor, alone, (), tree))
        tell(rows[-1])
    return rows


def warm_up(case: Case, workshop: Workshop) -> float | None:
    """The run that isn't counted; it brings the site up to date and is the one whose memory is watched."""
    if case.name != "cold":
        workshop.build()
    case.prepare(workshop, 1)
    return measure_tree(workshop.generator.command(), workshop.folder)


def run_once(case: Case, workshop: Workshop, run: int) -> Usage:
    """A counted run; each edits to other words than any before it, so that no cache has seen them."""
    case.prepare(workshop, run + 2)
    return measure(workshop.generator.command(), workshop.folder)


def measure_previews(workshops: Sequence[Workshop], runs: int, versions: dict[str, str], today: str) -> list[Row]:
    """How soon each generator's preview shows an edit, one generator after the other: they would disturb each other."""
    rows = []
    for workshop in workshops:
        name = workshop.generator.name
        for edit, counted in measure_preview(workshop, max(runs, 5)).items():
            load = os.getloadavg()[0]
            rows.append(Row(workshop.count, edit, name, versions[name], today, counted, load=load))
            say(f"{workshop.count:6} {edit:14} {name:10} {rows[-1].middle('wall'):8.3f} s until it is seen")
    return rows


def measure_start(generator: Generator, folder: Path, runs: int, version: str, today: str) -> list[Row]:
    """How long the command line takes to say something, and to find that nothing changed in a small site."""
    workshop = Workshop(generator, folder / "small", SMALL)
    workshop.write()
    workshop.build()
    program = generator.command()[:-1]
    commands = {"version": (*program, "--version"), "help": (*program, "--help"), "same": generator.command()}
    rows = []
    for name, command in commands.items():
        measure(command, workshop.folder)
        counted = tuple(measure(command, workshop.folder) for _ in range(max(runs, 5)))
        posts = SMALL if name == "same" else 0
        rows.append(Row(posts, name, generator.name, version, today, counted))
        tell(rows[-1])
    return rows


def say(text: str) -> None:
    """Tells what is going on, beside the results."""
    print(text, file=sys.stderr, flush=True)


def tell(row: Row) -> None:
    """A line per row as it comes."""
    ratio = row.ratio("cpu")
    beside = f", {ratio:.2f} of Hugo's" if ratio is not None else ""
    say(f"{row.posts:6} {row.case:10} {row.generator:10} {row.middle('cpu'):8.2f} s of CPU{beside}")


if __name__ == "__main__":
    sys.exit(main())
