"""The cache: whatever becomes of its file costs time, never correctness."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plcsite.cache
from plcsite.build import build
from plcsite.cache import FILE, FOLDER, Cache, digest
from plcsite.codes import CODES
from plcsite.diagnostics import Diagnostic, Severity
from plcsite.examine import Stopwatch, Unusable, examine
from plcsite.execution import Workshop
from plcsite.paths import Root
from plcsite.stages.publish import open_stage
from plcsite.target import Output
from tests.conftest import TestSite, make_options
from tests.looking import BARE
from tests.tiny import TINY

Damage = Callable[[Path], object]

ROWS = {digest("row", number): hashlib.sha256(bytes([number])).digest() * (1 + number * 7) for number in range(40)}
GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "init.defaultBranch=main")


@contextmanager
def opened(folder: Path | None) -> Iterator[Cache]:
    """A cache, closed afterwards as a build does."""
    cache = Cache(folder)
    try:
        yield cache
    finally:
        cache.close()


def fill(folder: Path) -> Path:
    """A closed cache with some rows."""
    with opened(folder) as cache:
        for key, value in ROWS.items():
            cache.put(key, value)
    return folder / FOLDER / FILE


def read(folder: Path) -> dict[bytes, bytes | None]:
    """What a later run finds under the keys of those rows."""
    with opened(folder) as cache:
        return {key: cache.get(key) for key in ROWS}


def is_usable(folder: Path) -> bool:
    """Whether what is put can be read again by the same run, as every build needs."""
    with opened(folder) as cache:
        cache.put(b"new", b"value")
        return cache.get(b"new") == b"value"


def test_what_one_run_puts_the_next_run_gets(tmp_path: Path) -> None:
    """The control of all tests below: rows outlive the run."""
    fill(tmp_path)
    assert read(tmp_path) == ROWS


def test_a_closed_cache_is_one_file(tmp_path: Path) -> None:
    """CI can store it as it is."""
    fill(tmp_path)
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [FILE]


def test_values_are_plain_data_that_no_one_can_run(tmp_path: Path) -> None:
    """A dataclass is kept as msgpack; nothing in the file is a pickle."""
    with opened(tmp_path) as cache:
        cache.remember(b"output", Output("en/index.html", "ab", 3))
    assert b"\x80\x04" not in (tmp_path / FOLDER / FILE).read_bytes()
    with opened(tmp_path) as cache:
        assert cache.recall(b"output", Output) == Output("en/index.html", "ab", 3)


def test_a_value_of_another_type_is_a_miss(tmp_path: Path) -> None:
    """What can't be read as its type isn't there."""
    with opened(tmp_path) as cache:
        cache.remember(b"output", ["neither", "nor"])
        assert cache.recall(b"output", Output) is None


# --- damage ----------------------------------------------------------------------------------------------------


def cut(path: Path) -> object:
    return path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwrite_with_text(path: Path) -> object:
    return path.write_text("This is a note about cheese.\n" * 400)


def replace_with_folder(path: Path) -> object:
    path.unlink()
    return path.mkdir()


def replace_cache_folder_with_file(path: Path) -> object:
    path.unlink()
    path.parent.rmdir()
    return path.parent.write_text("not a folder")


def rebuild_as_foreign(path: Path) -> object:
    """A database of someone else's that has a table of our name."""
    path.unlink()
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("CREATE TABLE rows (name TEXT, size INTEGER)")
        return rows.execute("PRAGMA user_version = 1")


def rename_column(path: Path) -> object:
    with closing(sqlite3.connect(path)) as rows:
        return rows.execute("ALTER TABLE rows RENAME COLUMN value TO worth")


def change_types(path: Path) -> object:
    with closing(sqlite3.connect(path, isolation_level=None)) as rows:
        return rows.execute("UPDATE rows SET value = (rowid % 3) || 'text' WHERE rowid % 2; ")


def change_to_numbers(path: Path) -> object:
    with closing(sqlite3.connect(path, isolation_level=None)) as rows:
        return rows.execute("UPDATE rows SET value = 7")


def shuffle(path: Path) -> object:
    """Every value under another's key."""
    with closing(sqlite3.connect(path, isolation_level=None)) as rows:
        keys = [key for (key,) in rows.execute("SELECT key FROM rows ORDER BY key").fetchall()]
        values = [value for (value,) in rows.execute("SELECT value FROM rows ORDER BY key").fetchall()]
        pairs = list(zip(values[1:] + values[:1], keys, strict=True))
        return rows.executemany("UPDATE rows SET value = ? WHERE key = ?", pairs)


def leave_a_foreign_journal(path: Path) -> object:
    return path.with_name(f"{FILE}-journal").write_bytes(os.urandom(4096))


DAMAGES = (
    cut,
    overwrite_with_text,
    replace_with_folder,
    replace_cache_folder_with_file,
    rebuild_as_foreign,
    rename_column,
    change_types,
    change_to_numbers,
    shuffle,
    leave_a_foreign_journal,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_cache_gives_no_wrong_value_and_serves_on(damage: Damage, tmp_path: Path) -> None:
    """Each row is right or missing, and the run keeps what it makes, in memory if need be."""
    damage(fill(tmp_path))
    found = read(tmp_path)
    assert {key for key, value in found.items() if value not in (None, ROWS[key])} == set()
    assert is_usable(tmp_path)


@pytest.mark.parametrize("damage", [cut, overwrite_with_text, rename_column], ids=lambda damage: damage.__name__)
def test_a_damaged_cache_is_begun_again(damage: Damage, tmp_path: Path) -> None:
    """It costs time once: the runs after that find what was put."""
    damage(fill(tmp_path))
    read(tmp_path)
    fill(tmp_path)
    assert read(tmp_path) == ROWS


def test_a_cache_of_another_format_is_begun_again(tmp_path: Path) -> None:
    """What another version of the tool wrote is not read."""
    with closing(sqlite3.connect(fill(tmp_path))) as rows:
        rows.execute("PRAGMA user_version = 99")
    assert set(read(tmp_path).values()) == {None}
    fill(tmp_path)
    assert read(tmp_path) == ROWS


@pytest.fixture(scope="module")
def sound() -> bytes:
    """The bytes of a closed cache."""
    with tempfile.TemporaryDirectory() as folder:
        return fill(Path(folder)).read_bytes()


# Headers and the pages of the index, the first 8 kB, are where a flip does most.
@given(place=st.one_of(st.integers(0, 10**6), st.integers(0, 8_300)), flip=st.integers(1, 255))
def test_a_flipped_byte_anywhere_gives_no_wrong_value(sound: bytes, place: int, flip: int) -> None:
    """Wherever the disk or a transfer erred: a row is right or missing, and new rows can be kept."""
    offset = place % len(sound)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FOLDER / FILE
        path.parent.mkdir()
        path.write_bytes(sound[:offset] + bytes([sound[offset] ^ flip]) + sound[offset + 1 :])
        found = read(Path(folder))
        assert {key for key, value in found.items() if value not in (None, ROWS[key])} == set()
        assert is_usable(Path(folder))


@pytest.mark.parametrize("flip", [0x01, 0xFF])
def test_a_flipped_byte_in_the_description_of_the_tables_gives_no_wrong_value(
    flip: int, sound: bytes, tmp_path: Path
) -> None:
    """At the end of the first page SQLite keeps text of its own, which it quotes when it complains."""
    path = tmp_path / FOLDER / FILE
    path.parent.mkdir()
    for offset in range(sound.index(b"CREATE TABLE") - 60, 4096):
        path.write_bytes(sound[:offset] + bytes([sound[offset] ^ flip]) + sound[offset + 1 :])
        assert {key for key, value in read(tmp_path).items() if value not in (None, ROWS[key])} == set()
        assert is_usable(tmp_path)


# --- not ours to write -----------------------------------------------------------------------------------------


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """While another process writes to the cache."""
    code = (
        "import sqlite3, sys; rows = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "rows.execute('BEGIN EXCLUSIVE'); rows.execute('CREATE TABLE busy (x)');"
        "print('locked', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        try:
            yield
        finally:
            other.communicate("")


@pytest.mark.parametrize("name", ["site", "100% a site? #1 %41"])
def test_a_cache_that_another_run_writes_is_read_and_left_alone(name: str, tmp_path: Path) -> None:
    """Both runs end well, and the file stays what it was, whatever the name of the site's folder."""
    folder = tmp_path / name
    folder.mkdir()
    path = fill(folder)
    before = path.read_bytes(), path.stat().st_ino
    with locked(path):
        with opened(folder) as cache:
            assert {key: cache.get(key) for key in ROWS} == ROWS
            cache.put(b"new", b"value")
            assert cache.get(b"new") == b"value"
            cache.prune()
        assert (path.read_bytes(), path.stat().st_ino) == before
    assert read(folder) == ROWS


def test_a_cache_that_can_only_be_read_is_read(tmp_path: Path) -> None:
    """Where rights forbid writing (for root they don't), rows are found, and new ones last as long as the run."""
    path = fill(tmp_path)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert read(tmp_path) == ROWS
        assert is_usable(tmp_path)
    finally:
        path.parent.chmod(0o755)


def test_a_cache_that_another_run_has_just_begun_is_left_alone(tmp_path: Path) -> None:
    """An empty file under a lock is the start of someone's cache, not damage."""
    path = tmp_path / FOLDER / FILE
    path.parent.mkdir()
    path.touch()
    inode = path.stat().st_ino
    with locked(path):
        assert set(read(tmp_path).values()) == {None}
        assert is_usable(tmp_path)
        assert path.stat().st_ino == inode


@pytest.mark.parametrize("linked", [FOLDER, f"{FOLDER}/{FILE}"])
def test_a_cache_is_never_reached_through_a_link(linked: str, tmp_path: Path) -> None:
    """A repository can hold links: they must neither lead our writing elsewhere nor bring in rows made elsewhere."""
    (tmp_path / "other").mkdir()
    other = fill(tmp_path / "other")
    before = other.read_bytes()
    site = tmp_path / "site"
    (site / linked).parent.mkdir(parents=True)
    (site / linked).symlink_to(other.parent if linked == FOLDER else other)
    assert set(read(site).values()) == {None}
    assert is_usable(site)
    assert other.read_bytes() == before


def test_a_site_that_cannot_be_written_has_a_cache_of_its_own_for_the_run(tmp_path: Path) -> None:
    """No folder can be made where the site isn't a folder; the run does without, and leaves nothing."""
    (tmp_path / "site").write_text("a file")
    assert is_usable(tmp_path / "site")
    assert set(read(tmp_path / "site").values()) == {None}


def test_a_worker_that_finds_damage_leaves_the_file_to_its_parent(tmp_path: Path) -> None:
    """A forked process must neither undo what its parent has put nor take the file away."""
    path = fill(tmp_path)
    rename_column(path)
    with opened(tmp_path) as cache:
        child = os.fork()
        if not child:
            cache.get(next(iter(ROWS)))
            os._exit(0 if path.exists() else 1)
        assert os.waitpid(child, 0)[1] == 0


# --- pruning ---------------------------------------------------------------------------------------------------


def test_pruning_keeps_what_was_of_use_and_lets_go_of_the_rest(tmp_path: Path) -> None:
    """Rows that the run got, put or touched stay; thousands that nobody asked for go."""
    with opened(tmp_path) as cache:
        for number in range(2_500):
            cache.put(b"stale %d" % number, b"x")
        cache.put(b"got", b"1")
        cache.put(b"touched", b"2")
    with opened(tmp_path) as cache:
        cache.get(b"got")
        cache.touch(b"touched")
        cache.put(b"put", b"3")
        cache.prune()
    with opened(tmp_path) as cache:
        assert [cache.get(key) for key in (b"got", b"touched", b"put")] == [b"1", b"2", b"3"]
        assert cache.get(b"stale 7") is None


def test_a_few_stale_rows_stay_for_whoever_goes_back(tmp_path: Path) -> None:
    """An edit that is undone finds its rows again."""
    with opened(tmp_path) as cache:
        cache.put(b"before the edit", b"1")
    with opened(tmp_path) as cache:
        cache.put(b"after the edit", b"2")
        cache.prune()
    with opened(tmp_path) as cache:
        assert cache.get(b"before the edit") == b"1"


# --- with a site -----------------------------------------------------------------------------------------------


FILES = {**BARE, "content/en/about.md": "---\ntitle: About\n---\nWords.\n"}


def run(made: TestSite) -> Workshop:
    """Examines a site with the cache in its folder."""
    workshop = Workshop(Cache(made.folder))
    try:
        examine(Root(made.folder), make_options(), workshop, Stopwatch(float))
    finally:
        workshop.close()
    return workshop


def test_rows_that_other_code_made_are_not_used(
    site: Callable[..., TestSite], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an update of the tool everything is parsed and converted anew."""
    made = site(FILES)
    run(made)
    assert {name: tally.misses for name, tally in run(made).tallies.items()} == {"parse": 0, "convert": 0, "measure": 0}
    updated = tmp_path / "updated"
    updated.mkdir()
    (updated / "cache.py").write_text("another version")
    plcsite.cache.digest_code.cache_clear()
    monkeypatch.setattr(plcsite.cache, "__file__", str(updated / "cache.py"))
    try:
        assert {name: run(made).tallies[name].misses for name in ("parse",)} == {"parse": 1}
        assert run(made).tallies["convert"].misses == 0
    finally:
        plcsite.cache.digest_code.cache_clear()


def check_tracked(folder: Path, made: TestSite) -> list[Diagnostic]:
    """What is found in a site after everything in `folder` was added to a repository there."""
    subprocess.run([*GIT, "init", "-q", str(folder)], check=True, env=_quiet(folder))
    subprocess.run([*GIT, "-C", str(folder), "add", "-f", "."], check=True, env=_quiet(folder))
    return [found for found in made.check() if found.code == "cache-tracked"]


def _quiet(home: Path) -> dict[str, str]:
    """Surroundings without anyone's settings."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}


@pytest.mark.parametrize("above", [False, True], ids=["site is the repository", "site lies inside it"])
def test_a_cache_that_git_tracks_is_refused(above: bool, site: Callable[..., TestSite]) -> None:
    """Rows that come with the content would be pages that nobody sanitised."""
    made = site(FILES)
    fill(made.folder)
    (found,) = check_tracked(made.folder.parent if above else made.folder, made)
    assert found.severity is Severity.ERROR
    assert found.location.path == f"{FOLDER}/{FILE}"


def test_that_git_tracks_the_cache_can_not_be_allowed() -> None:
    """Whoever can commit a cache can commit settings too."""
    assert CODES["cache-tracked"].fixed


@pytest.mark.parametrize("name", [f"notes{FOLDER}/a.txt", f"{FOLDER}.md", f"docs/{FOLDER}/a.txt"])
def test_what_only_looks_like_the_cache_may_be_tracked(name: str, site: Callable[..., TestSite]) -> None:
    """A path that ends or begins like the cache's folder is another path."""
    made = site({**FILES, name: "words"})
    assert check_tracked(made.folder, made) == []


def test_a_cache_that_git_ignores_is_fine(site: Callable[..., TestSite]) -> None:
    """The control of the tests above."""
    made = site({**FILES, ".gitignore": f"{FOLDER}/\n"})
    fill(made.folder)
    subprocess.run([*GIT, "init", "-q", str(made.folder)], check=True, env=_quiet(made.folder))
    subprocess.run([*GIT, "-C", str(made.folder), "add", "."], check=True, env=_quiet(made.folder))
    assert made.codes() == []


def test_a_build_of_which_nothing_changed_still_sees_that_git_tracks_the_cache(site: Callable[..., TestSite]) -> None:
    """Being over early skips work, never a refusal."""
    made = site(TINY)

    def attempt() -> list[str]:
        workshop = Workshop(Cache(made.folder))
        stage = lambda: open_stage(made.public, site=made.folder, home=Path.home())  # noqa: E731
        try:
            root, watch = Root(made.folder), Stopwatch(float)
            return [
                found.code for found in build(root, make_options(), stage, workshop, watch, durable=False).diagnostics
            ]
        except Unusable as unusable:
            return [found.code for found in unusable.diagnostics]
        finally:
            workshop.close()

    assert attempt() == []
    assert len(check_tracked(made.folder, made)) == 1
    assert "cache-tracked" in attempt()
