"""Many hands: the same results as one, and a worker that dies or hangs costs the item it held and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcsite.cache import Cache
from plcsite.codes import find
from plcsite.diagnostics import Checked, Location, Severity, say
from plcsite.execution import Step, Workshop
from plcsite.workers import Crew, Lost, work

PAIR = Crew(2, threshold=0)
HASTY = Crew(2, threshold=0, patience=0.3)


def square(number: int) -> int:
    """A pure function."""
    return number * number


def collect(function: Callable[[int], object], items: list[int], crew: Crew) -> dict[int, object]:
    """What became of each index; each is answered once."""
    answers = list(work(function, items, crew))
    found = dict(answers)
    assert len(answers) == len(found) == len(items)
    return found


@given(st.lists(st.integers(-9, 9), max_size=9), st.integers(1, 4))
def test_any_number_of_hands_gives_the_same_results(items: list[int], hands: int) -> None:
    """Each index gets what the function makes of its item, whoever did it."""
    assert collect(square, items, Crew(hands, threshold=0)) == {index: item * item for index, item in enumerate(items)}


@pytest.mark.parametrize(
    ("crew", "count", "alone"),
    [(Crew(2), 63, True), (Crew(2), 64, False), (Crew(1), 10_000, True), (Crew(2, threshold=0), 1, True)],
)
def test_few_items_stay_with_the_process_that_asks(crew: Crew, count: int, alone: bool) -> None:
    """Starting processes pays only where there is much to do."""
    answers = {answer for _, answer in work(lambda _: os.getpid(), range(count), crew)}
    assert (answers == {os.getpid()}) == alone


@pytest.mark.parametrize("crew", [Crew(1), PAIR], ids=["alone", "two hands"])
def test_an_exception_comes_through_as_it_was(crew: Crew) -> None:
    """A bug of ours shows itself where the work was asked for, and leaves no worker behind."""

    def stumble(number: int) -> int:
        if number == 3:
            raise LookupError("three")
        return number

    with pytest.raises(LookupError, match="three"):
        collect(stumble, list(range(8)), crew)
    assert not has_children()


def has_children() -> bool:
    """Whether this process has any, dead ones that nobody asked after included."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


DEATHS: dict[str, Callable[[], object]] = {
    "exits": lambda: os._exit(3),
    "exits well": lambda: os._exit(0),
    "is killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "leaves": lambda: sys.exit(1),
}


@pytest.mark.parametrize("die", DEATHS.values(), ids=DEATHS.keys())
@pytest.mark.parametrize("fatal", [{0}, {4}, {9}, {0, 1}, {2, 4, 6}, set(range(10))], ids=str)
def test_a_worker_that_dies_costs_exactly_the_item_it_held(die: Callable[[], object], fatal: set[int]) -> None:
    """All other items are done, those that the dead worker had still to do among them."""

    def risk(number: int) -> int:
        if number in fatal:
            die()
        return square(number)

    expected = {number: Lost(number, hung=False) if number in fatal else square(number) for number in range(10)}
    assert collect(risk, list(range(10)), PAIR) == expected
    assert not has_children()


@pytest.mark.parametrize("stuck", [{0}, {9}, {3, 4}], ids=str)
def test_a_worker_that_hangs_costs_exactly_the_item_it_held(stuck: set[int]) -> None:
    """After the time that the crew is given it is ended, and the rest is done."""

    def wait(number: int) -> int:
        if number in stuck:
            time.sleep(60)
        return square(number)

    expected = {number: Lost(number, hung=True) if number in stuck else square(number) for number in range(10)}
    assert collect(wait, list(range(10)), HASTY) == expected
    assert not has_children()


def test_a_slow_worker_is_waited_for_while_answers_come() -> None:
    """What takes long as a whole is not what hangs."""

    def crawl(number: int) -> int:
        time.sleep(0.06)
        return square(number)

    assert collect(crawl, list(range(14)), HASTY) == {number: square(number) for number in range(14)}


def test_whoever_stops_asking_leaves_no_worker_behind() -> None:
    """The workers of a run that is given up end with it."""
    answers = work(square, range(100), PAIR)
    next(answers)
    answers.close()
    assert not has_children()


INTERRUPTED = """
import os, sys, time
from plcsite.workers import Crew, work

def wait(number):
    os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(60)

try:
    list(work(wait, range(4), Crew(2, threshold=0)))
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_an_interrupted_run_takes_its_workers_with_it() -> None:
    """Control-C reaches the whole group: no process stays, and none of the workers speaks of it."""
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        workers = [int(run.stdout.readline()) for _ in range(2)]
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(10) == 130
        assert run.stderr.read() == ""
        assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []


def make_step(function: Callable[[str], Checked[str]]) -> Step[str, str, str]:
    """A step as the pipeline has them: what is lost becomes a finding at the item's file."""
    return Step(
        "shout",
        function,
        key=lambda item: item,
        settled=b"",
        keep=lambda made: made,
        lost=lambda lost: Checked("", (find("processing-failed", Location(lost.item), say("it was lost")),)),
        gives=lambda item: str,
    )


def test_a_file_that_ends_its_process_is_a_located_error_and_is_tried_again() -> None:
    """One bad file hides no other; what is lost is not remembered as what the file gives."""

    def shout(path: str) -> Checked[str]:
        if path == "bad.md":
            os.kill(os.getpid(), signal.SIGKILL)
        return Checked(path.upper())

    paths = ["a.md", "bad.md", "c.md", "d.md"]
    workshop = Workshop(Cache(None), PAIR)
    try:
        results = workshop.run(make_step(shout), paths)
        assert [result.value for result in results] == ["A.MD", "", "C.MD", "D.MD"]
        (found,) = (diagnostic for result in results for diagnostic in result.diagnostics)
        assert (found.code, found.location.path, found.severity) == ("processing-failed", "bad.md", Severity.ERROR)
        mended = workshop.run(make_step(lambda path: Checked(path.upper())), paths)
        assert [result.value for result in mended] == ["A.MD", "BAD.MD", "C.MD", "D.MD"]
        assert (workshop.tallies["shout"].hits, workshop.tallies["shout"].misses) == (3, 5)
    finally:
        workshop.close()


@pytest.mark.parametrize("crew", [Crew(1), PAIR, Crew(5, threshold=0)], ids=["alone", "two hands", "five"])
def test_results_keep_the_order_of_their_items(crew: Crew) -> None:
    """Whoever is done first, the results stand as asked for."""
    paths = [f"{number:03}.md" for number in range(37)]
    workshop = Workshop(Cache(None), crew)
    try:
        results = workshop.run(make_step(lambda path: Checked(path.upper())), paths)
        assert [result.value for result in results] == [path.upper() for path in paths]
    finally:
        workshop.close()
