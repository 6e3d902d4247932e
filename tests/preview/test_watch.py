"""The preview builds once per burst of changes, and never because of its own doing."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plcsite.preview.watch import watch

Calls = list[frozenset[Path]]
CALM = 0.5


@contextmanager
def watching(site: Path) -> Iterator[Calls]:
    calls: Calls = []
    roots = [site / "content", site / "static", site / "plcsite.toml"]
    with watch(roots, calls.append):
        yield calls


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "content" / "en").mkdir(parents=True)
    (tmp_path / "content" / "en" / "a.md").write_text("a")
    (tmp_path / "plcsite.toml").write_text("")
    return tmp_path


def wait_for(calls: Calls, count: int) -> None:
    for _ in range(100):
        if len(calls) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(f"{len(calls)} of {count} calls")


def save_as_vim(path: Path) -> None:
    (path.parent / "4913").write_text("")
    (path.parent / "4913").unlink()
    path.rename(path.with_name(path.name + "~"))
    path.write_text("new")
    path.with_name(path.name + "~").unlink()


def save_by_renaming(path: Path) -> None:
    path.with_name(".new").write_text("new")
    path.with_name(".new").replace(path)


CHANGES: list[Callable[[Path], object]] = [
    lambda site: (site / "content/en/a.md").write_text("b"),
    lambda site: (site / "content/en/new.md").write_text("b"),
    lambda site: (site / "content/en/a.md").unlink(),
    lambda site: (site / "content/en/a.md").rename(site / "content/en/b.md"),
    lambda site: (site / "content/en").rename(site / "content/fr"),
    lambda site: (site / "content/en/a.md").rename(site / "content/en/.a.md"),
    lambda site: save_as_vim(site / "content/en/a.md"),
    lambda site: save_by_renaming(site / "content/en/a.md"),
    lambda site: save_by_renaming(site / "plcsite.toml"),
    lambda site: (site / "static").mkdir(),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_told_once(site: Path, change: Callable[[Path], object]) -> None:
    with watching(site) as calls:
        change(site)
        wait_for(calls, 1)
        time.sleep(0.3)
        assert len(calls) == 1


@pytest.mark.parametrize("save", [save_as_vim, save_by_renaming, lambda path: path.write_text("b")])
def test_the_path_of_a_saved_file_is_told_however_editors_save_it(site: Path, save: Callable[[Path], object]) -> None:
    with watching(site) as calls:
        save(site / "content" / "en" / "a.md")
        wait_for(calls, 1)
        assert calls[0] == {site / "content" / "en" / "a.md"}


def test_a_burst_is_told_once_or_twice(site: Path) -> None:
    with watching(site) as calls:
        for number in range(2000):
            (site / "content" / "en" / f"{number}.md").write_text("x")
        wait_for(calls, 1)
        time.sleep(CALM)
        assert len(calls) <= 2


def test_what_does_not_matter_is_not_told(site: Path) -> None:
    with watching(site) as calls:
        for name in (".a.md.swp", "a.md~", "4913", "#a.md#", ".git/index", "a.md.swx"):
            path = site / "content" / "en" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("x")
            path.unlink()
        (site / "elsewhere").write_text("x")
        (site / "content" / "en" / "a.md").read_text()
        list((site / "content" / "en").iterdir())
        time.sleep(CALM)
        assert calls == []


def test_a_folder_that_comes_later_or_is_replaced_is_watched(site: Path) -> None:
    with watching(site) as calls:
        (site / "static").mkdir()
        wait_for(calls, 1)
        (site / "static" / "x").write_text("x")
        wait_for(calls, 2)
        shutil.copytree(site / "content", site / "other")
        shutil.rmtree(site / "content")
        wait_for(calls, 3)
        (site / "other").rename(site / "content")
        wait_for(calls, 4)
        (site / "content" / "en" / "a.md").write_text("x")
        wait_for(calls, 5)


def test_calls_never_overlap_and_none_is_lost(site: Path) -> None:
    running, overlaps, done = threading.Lock(), [], []

    def build(changed: frozenset[Path]) -> None:
        overlaps.append(not running.acquire(blocking=False))
        done.append((site / "content" / "en" / "a.md").read_text())
        time.sleep(0.2)
        running.release()

    with watch([site / "content"], build):
        for number in range(12):
            (site / "content" / "en" / "a.md").write_text(str(number))
            time.sleep(0.08)
        time.sleep(1)
    assert not any(overlaps)
    assert done[-1] == "11"


def test_watching_ends_with_its_threads(site: Path) -> None:
    before = threading.active_count()
    with watching(site):
        assert threading.active_count() > before
    assert threading.active_count() == before
