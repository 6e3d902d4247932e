"""The harness of the speed comparison: what it counts, and how it counts."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.cases import CASES, Case, Workshop
from benchmarks.corpus import make_posts
from benchmarks.generators import BY_NAME, GENERATORS, Generator
from benchmarks.measure import FailedError, Usage, measure, measure_tree
from benchmarks.preview import measure_preview
from benchmarks.report import draw, write_report
from benchmarks.results import Outputs, Row, count_outputs, load, merge, pool, save
from tests.conftest import TestSite

PLCSITE = BY_NAME["plcsite"]


def use(cpu: float, wall: float = 1.0, peak: float = 100.0) -> Usage:
    """A run of so much CPU."""
    return Usage(wall, cpu, 0.0, peak)


def make_row(generator: str = "plcsite", case: str = "cold", posts: int = 1000, **values: object) -> Row:
    """A row with two runs, each twice as long as Hugo's."""
    given = {"runs": (use(2.0), use(4.0)), "pairs": (use(1.0), use(2.0)), **values}
    return Row(posts, case, generator, "1.0", "2026-11-21", **given)  # type: ignore[arg-type]


# --- the corpus ------------------------------------------------------------------------------------------------


def test_the_corpus_is_the_same_everywhere() -> None:
    """A seed gives the same bytes on every machine and in every version of Python that we know of."""
    text = "".join(f"{post.title}{post.day}{post.tags}{post.author}{post.body}" for post in make_posts(40))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "1149eb47aed6596d"


def test_a_larger_corpus_begins_with_the_smaller() -> None:
    """More posts are added; those there were stay as they are."""
    assert list(make_posts(60))[:20] == list(make_posts(20))


def test_the_corpus_is_pairs_of_three_kilobytes() -> None:
    """Each number comes once per language, with the same facts; bodies have the size that the report states."""
    posts = list(make_posts(200))
    assert Counter(post.language for post in posts) == {"en": 100, "nl": 100}
    facts = {(post.number, post.day, post.tags, post.author) for post in posts}
    assert len(facts) == 100
    assert 2500 < sum(len(post.body) for post in posts) / 200 < 3500


# --- arithmetic ------------------------------------------------------------------------------------------------


def test_ratios_are_taken_pair_by_pair() -> None:
    """A slow moment that slows both runs of a pair leaves the ratio alone; a ratio of medians would not."""
    row = make_row(runs=(use(1.0), use(9.0), use(2.0)), pairs=(use(2.0), use(3.0), use(1.0)))
    assert row.middle("cpu") == 2.0
    assert row.ratio("cpu") == 2.0
    assert Usage(1.0, 0.25, 0.5, 1.0).cpu == 0.75


def test_without_hugo_there_is_no_ratio() -> None:
    """A run alone claims nothing about Hugo."""
    assert make_row(pairs=()).ratio("cpu") is None


def test_a_run_and_its_pair_come_together() -> None:
    """A row whose runs and pairs differ in number is a bug, not a ratio of some of them."""
    with pytest.raises(ValueError, match="zip"):
        make_row(pairs=(use(1.0),)).ratio("cpu")


def test_a_rerun_replaces_its_rows_and_keeps_the_others(tmp_path: Path) -> None:
    """What is kept is read back as it was; a second measurement of a case takes the first one's place."""
    file = tmp_path / "results.json"
    first = [make_row(), make_row("hugo", outputs=Outputs(3, 2, 1, 0.5)), make_row(case="same", tree=50.0)]
    save(file, merge(load(file), first))
    again = make_row(runs=(use(7.0),), pairs=(use(7.0),))
    save(file, merge(load(file), [again]))
    assert set(load(file)) == {again, *first[1:]}


def test_hugo_is_shown_by_all_its_runs() -> None:
    """The row of Hugo is the median over all its runs beside others, not over the last session's alone."""
    rows = pool(
        [make_row(), make_row("eleventy", pairs=(use(9.0), use(9.0))), make_row("hugo", pairs=(), runs=(use(9.0),))]
    )
    assert [run.cpu for run in rows[2].runs] == [1.0, 2.0, 9.0, 9.0]
    assert pool([make_row("hugo", pairs=(), runs=(use(5.0),))])[0].middle("cpu") == 5.0


# --- measuring -------------------------------------------------------------------------------------------------


def test_a_run_is_measured_with_its_children(tmp_path: Path) -> None:
    """The work and the memory of a child that the program waited for are its own."""
    child = "x = b'1' * 250_000_000\nfor _ in range(1_500_000): pass"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    idle = measure((sys.executable, "-c", "pass"), tmp_path)
    busy = measure((sys.executable, "-c", program), tmp_path)
    assert busy.cpu > idle.cpu
    assert busy.peak > 240


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells a tree's memory")
def test_a_tree_is_weighed_whole(tmp_path: Path) -> None:
    """Two children that live at once weigh together, not just the larger."""
    child = "x = bytearray(b'1' * 40_000_000); import time; time.sleep(0.4)"
    program = f"""
import subprocess, sys
children = [subprocess.Popen([sys.executable, "-c", {child!r}]) for _ in range(2)]
[each.wait() for each in children]
"""
    assert (measure_tree((sys.executable, "-c", program), tmp_path) or 0) > 80


def test_a_run_that_fails_is_no_measurement(tmp_path: Path) -> None:
    """A generator that ends badly stops the comparison, with its last words."""
    with pytest.raises(FailedError, match="no such theme"):
        measure((sys.executable, "-c", "raise SystemExit('no such theme')"), tmp_path)


def test_outputs_are_counted_by_what_they_are(tmp_path: Path) -> None:
    """Feeds and sitemaps stand apart from pages; a manifest of the generator's is neither."""
    for name in ("a/index.html", "404.html", "feed.xml", "calendar.ics", "style.css", ".manifest.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"12345")
    assert count_outputs(tmp_path) == Outputs(2, 2, 2, 0.00003)


# --- sites and edits -------------------------------------------------------------------------------------------


def test_our_site_of_the_corpus_is_without_findings(site: Callable[..., TestSite]) -> None:
    """The plain theme fits our views, and what is measured is a build that publishes."""
    made = site()
    PLCSITE.write(made.folder, make_posts(12))
    made.build()
    assert made.check() == ()
    assert "/nl/news/post-00000/" in made.addresses()
    assert '<a href="/nl/news/post-00000/" lang="nl" hreflang="nl">Nederlands</a>' in made.page("/en/news/post-00000/")


@pytest.mark.parametrize(
    "generator", [each for each in GENERATORS if each.name != "eleventy"], ids=lambda each: each.name
)
@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name in ("body", "title", "newest", "template")], ids=lambda case: case.name
)
def test_every_run_edits_to_words_of_its_own(case: Case, generator: Generator, tmp_path: Path) -> None:
    """No two runs of a case leave the same sources, so that no cache can know the second; only one file changes."""
    workshop = Workshop(generator, tmp_path, 12)
    workshop.write()
    seen = [read_all(tmp_path)]
    for run in (1, 2, 3):
        case.prepare(workshop, run)
        seen.append(read_all(tmp_path))
    for before, after in pairwise(seen):
        assert sum(before[path] != after[path] for path in before) == 1
    assert len({tuple(files.values()) for files in seen}) == 4


def test_a_fresh_clone_has_the_same_bytes_in_new_files(tmp_path: Path) -> None:
    """The cache stays and the output goes; no source keeps its inode or time."""
    workshop = Workshop(PLCSITE, tmp_path, 12)
    workshop.write()
    for name in ("public/index.html", ".plcsite/cache"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    post = next((tmp_path / "content").rglob("post-00001.md"))
    before, old = read_all(tmp_path / "content"), tmp_path / "old.md"
    old.hardlink_to(post)
    next(case for case in CASES if case.name == "restored").prepare(workshop, 1)
    assert read_all(tmp_path / "content") == before
    assert not old.samefile(post)
    assert not (tmp_path / "public").exists()
    assert (tmp_path / ".plcsite/cache").exists()


def test_what_is_forgotten_is_moved_aside(tmp_path: Path) -> None:
    """Nothing is deleted before a run, and the site has it no more, however often."""
    workshop = Workshop(PLCSITE, tmp_path / "site", 12)
    for _ in range(2):
        (workshop.folder / "public").mkdir(parents=True)
        (workshop.folder / "public" / "index.html").write_text("x")
        workshop.forget("public", "absent")
        assert not (workshop.folder / "public").exists()
    assert len(list(tmp_path.glob("aside-*/tree/index.html"))) == 2


def test_an_edit_is_seen_in_a_preview(tmp_path: Path) -> None:
    """Each kind of edit is made in a site that is being served, and timed until its page has the new words."""
    workshop = Workshop(PLCSITE, tmp_path / "site", 8)
    workshop.write()
    measured = measure_preview(workshop, 1, quiet=0.1)
    assert {edit: len(runs) for edit, runs in measured.items()} == {"preview-body": 1, "preview-title": 1}
    rows = [make_row(case=edit, runs=runs, pairs=()) for edit, runs in measured.items()]
    assert "| 1,000 | one title edited | plcsite | 1 |" in write_report(rows, "2 cores")


def read_all(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the report ------------------------------------------------------------------------------------------------


def test_the_table_has_medians_and_ratios() -> None:
    """A row of the table reads as it was measured, and names what the case is."""
    page = write_report([make_row(outputs=Outputs(1234, 5, 6, 7.89)), make_row("hugo", pairs=())], "2 cores")
    assert (
        "| cold: no output, no cache | plcsite | 2 | 3.00 | 2.00 | 1.00 | 1.00 | 100 | 1.00 |  | 1234 | 5 | 6 | 7.9 |"
        in page
    )
    assert "| cold: no output, no cache | Hugo | 2 | 3.00 |  | 1.00 |  | 100 |  |" in page
    assert "2 cores" in page


def test_the_plot_is_drawn_to_scale() -> None:
    """Bars are as long as their seconds; one that would flatten the others is cut and says so."""
    rows = [
        make_row("hugo", pairs=(), runs=(use(10.0),)),
        make_row(runs=(use(20.0),), pairs=(use(10.0),)),
        make_row("nikola", runs=(use(900.0),), pairs=(use(10.0),)),
    ]
    drawing = ElementTree.fromstring(draw(rows))
    bars = [float(each.get("width", "0")) for each in drawing.iter() if each.tag.endswith("rect") and each.get("x")]
    words = [each.text for each in drawing.iter() if each.tag.endswith("text")]
    assert bars[0] == pytest.approx(2 * bars[1], rel=0.01)
    assert bars[2] == pytest.approx(3 * bars[1], rel=0.01)
    assert "900.00 (bar cut)" in words


def test_nothing_measured_gives_a_page_all_the_same() -> None:
    """A report before the first run has no tables and no numbers."""
    assert "measured" in write_report([], "2 cores")
    ElementTree.fromstring(draw([]))
