"""A build costs what it changes, and neither kills nor other people's hands make it publish anything but the site."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcsite.stages.publish import open_stage, publish
from plcsite.target import MANIFEST, Manifest, Output, PublishFailed, Refused, write_manifest
from plcsite.trees import remove_tree
from tests.publishing import NOBODY, WORKSPACE, Files, build, identify, is_tidy, keep_or_write, names, read

FIRST: Files = {"index.html": "1", "en/index.html": "same", "en/feed.xml": "1", "a/b/gone.html": "gone", "x": "1"}
SECOND: Files = {"index.html": "2", "en/index.html": "same", "en/feed.xml": "2", "nl/new.html": "new", "x/y": "2"}
OLD_TIME = 1_000_000_000 * 10**9


def describe(path: str, text: str) -> Output:
    return Output(path, hashlib.sha256(text.encode()).hexdigest(), len(text.encode()))


def build_by_digest(site: Path, files: Files) -> None:
    with open_stage(site / "public", site=site, home=NOBODY) as stage:
        outputs = [keep_or_write(stage, describe(path, text), text) for path, text in files.items()]
        publish(stage, outputs, durable=False)


def is_intact(site: Path) -> bool:
    with open_stage(site / "public", site=site, home=NOBODY) as stage:
        return stage.intact()


def can_keep(site: Path, path: str, text: str) -> bool:
    with open_stage(site / "public", site=site, home=NOBODY) as stage:
        try:
            return stage.keep(describe(path, text)) == describe(path, text)
        except KeyError:
            return False


# --- keeping --------------------------------------------------------------------------------------------------


def test_an_output_is_kept_by_its_digest_alone(tmp_path: Path) -> None:
    """What is published stays without its bytes being known; anything else has to be written."""
    build(tmp_path, FIRST)
    with open_stage(tmp_path / "public", site=tmp_path, home=NOBODY) as stage:
        kept = stage.keep(describe("en/index.html", "same"))
        for path, text in [("en/index.html", "other"), ("nowhere.html", "1"), ("en/feed.xml", "")]:
            with pytest.raises(KeyError, match=path):
                stage.keep(describe(path, text))
        publish(stage, [kept], durable=False)
    assert read(tmp_path / "public") == {"en/index.html": "same"}


def test_an_output_neither_kept_nor_written_is_our_own_mistake(tmp_path: Path) -> None:
    """A caller can't publish an output that it only describes."""
    build(tmp_path, FIRST)
    with open_stage(tmp_path / "public", site=tmp_path, home=NOBODY) as stage, pytest.raises(ValueError, match="nl"):
        publish(stage, [describe("nl/x.html", "1")], durable=False)
    assert read(tmp_path / "public") == FIRST


def edit(path: Path) -> None:
    path.write_text("SAME")


def replace_text(path: Path, text: str) -> None:
    path.with_name("passing").write_text(text)
    path.with_name("passing").replace(path)


def replace_by_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("tamper", [edit, Path.unlink, replace_by_link, replace_by_folder])
def test_what_somebody_changed_is_not_kept(tmp_path: Path, tamper: Callable[[Path], None]) -> None:
    """A published file that isn't ours any more is noticed, also where its size is the same."""
    build(tmp_path, FIRST)
    assert is_intact(tmp_path)
    tamper(tmp_path / "public" / "en" / "index.html")
    assert not can_keep(tmp_path, "en/index.html", "same")
    assert can_keep(tmp_path, "en/feed.xml", "1")
    assert not is_intact(tmp_path)


def test_what_was_only_touched_or_has_no_record_is_read(tmp_path: Path) -> None:
    """Without a record, or with another time, the digest decides; and what it decided is recorded."""
    build(tmp_path, FIRST)
    os.utime(tmp_path / "public" / "x", ns=(OLD_TIME, OLD_TIME))
    assert is_intact(tmp_path)
    remove_tree(tmp_path / WORKSPACE)
    assert is_intact(tmp_path)
    (tmp_path / WORKSPACE / "record").write_text("[" * 100_000)
    assert is_intact(tmp_path)
    assert json.loads((tmp_path / WORKSPACE / "record").read_bytes())["x"][1] == OLD_TIME


def test_a_recorded_file_is_not_read_again(tmp_path: Path) -> None:
    """Size and time are believed, which is what makes a build with nothing changed fast."""
    build(tmp_path, FIRST)
    path = tmp_path / "public" / "en" / "index.html"
    os.utime(path, ns=(OLD_TIME, OLD_TIME))
    assert is_intact(tmp_path)
    path.write_text("SAME")
    os.utime(path, ns=(OLD_TIME, OLD_TIME))
    assert is_intact(tmp_path)


def test_a_change_in_the_same_tick_as_the_record_is_noticed(tmp_path: Path) -> None:
    """A file as young as the record may have been changed after it, without another time."""
    build(tmp_path, FIRST)
    path, record = tmp_path / "public" / "en" / "index.html", tmp_path / WORKSPACE / "record"
    os.utime(path, ns=(OLD_TIME, OLD_TIME))
    assert is_intact(tmp_path)
    path.write_text("SAME")
    for each in (path, record):
        os.utime(each, ns=(OLD_TIME, OLD_TIME))
    assert not is_intact(tmp_path)


def test_where_nothing_is_published_nothing_is_intact(tmp_path: Path) -> None:
    """A build must not end early because there is nothing that could have changed."""
    assert not is_intact(tmp_path)
    build(tmp_path, FIRST)
    remove_tree(tmp_path / "public")
    assert not is_intact(tmp_path)


# --- the spare ------------------------------------------------------------------------------------------------


def test_a_file_stays_one_file_through_many_builds(tmp_path: Path) -> None:
    """Inode and time of an untouched file are the same whichever of the two trees is live."""
    build(tmp_path, FIRST)
    before = identify(tmp_path / "public")["en/index.html"]
    for files in (SECOND, FIRST, SECOND, {**SECOND, "z": "1"}):
        build_by_digest(tmp_path, files)
        assert read(tmp_path / "public") == files
        assert identify(tmp_path / "public")["en/index.html"] == before


def test_a_file_that_was_mended_stays_mended(tmp_path: Path) -> None:
    """The tree that was live when somebody edited it comes back with the next build but one."""
    for files in (FIRST, SECOND):
        build(tmp_path, files)
    (tmp_path / "public" / "en" / "index.html").write_text("SAME")
    for number in "123":
        build_by_digest(tmp_path, {**SECOND, "z": number})
        assert read(tmp_path / "public") == {**SECOND, "z": number}


def edit_spare(spare: Path) -> None:
    replace_text(spare / "en" / "index.html", "SAME")


def empty_spare(spare: Path) -> None:
    remove_tree(spare / "en")


def confuse_spare(spare: Path) -> None:
    """Folders where files should be, files where folders should be, and links."""
    replace_by_folder(spare / "en" / "index.html")
    (spare / "en" / "index.html" / "junk").write_text("junk")
    remove_tree(spare / "nl")
    (spare / "nl").write_text("junk")
    remove_tree(spare / "x")
    (spare / "x").symlink_to("/")


def unmark_spare(spare: Path) -> None:
    (spare / MANIFEST).unlink()


def replace_spare(spare: Path) -> None:
    remove_tree(spare)
    spare.write_text("junk")


@pytest.mark.parametrize("damage", [edit_spare, empty_spare, confuse_spare, unmark_spare, replace_spare, remove_tree])
def test_whatever_the_spare_holds_only_the_site_is_published(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """What lies in the workspace can be lost or changed without harm."""
    for files in (SECOND, FIRST):
        build(tmp_path, files)
    before = identify(tmp_path / "public")["en/index.html"]
    damage(tmp_path / WORKSPACE / "spare")
    build(tmp_path, SECOND)
    assert read(tmp_path / "public") == SECOND
    assert identify(tmp_path / "public")["en/index.html"] == before
    assert identify(tmp_path / "public").keys() == {*SECOND, MANIFEST}


@pytest.mark.parametrize("name", [".", "spare", "record", "new", "old"])
def test_no_link_leads_out_of_the_workspace(tmp_path: Path, name: str) -> None:
    """A checked-out repository can't make a build remove or write files elsewhere by a link in our place."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    site.mkdir()
    for folder in ("", "spare", "new", "old"):
        (elsewhere / folder).mkdir()
        (elsewhere / folder / "theirs").write_text("theirs")
    if name == ".":
        build(site, FIRST)
        remove_tree(site / WORKSPACE)
    else:
        (site / WORKSPACE).mkdir()
    (site / WORKSPACE / name if name != "." else site / WORKSPACE).symlink_to(elsewhere)
    before = read(elsewhere)
    for files in (FIRST, SECOND, FIRST):
        build(site, files)
        assert read(site / "public") == files
        assert read(elsewhere) == before


# --- other people's files -------------------------------------------------------------------------------------


def test_the_files_of_others_are_as_they_left_them(tmp_path: Path) -> None:
    """A file of theirs that was added, replaced or removed between builds never comes back as it was."""
    public = tmp_path / "public"
    for files in (FIRST, SECOND):
        build(tmp_path, files)
    (public / "uploads" / "deep").mkdir(parents=True)
    (public / "uploads" / "deep" / "photo").write_text("1")
    (public / "en" / "stats").write_text("1")
    for files in (FIRST, SECOND):
        build(tmp_path, files)
    replace_text(public / "en" / "stats", "2")
    remove_tree(public / "uploads")
    for files in (FIRST, SECOND, FIRST):
        build(tmp_path, files)
        assert read(public) == {**files, "en/stats": "2"}
        assert not (public / "uploads").exists()


@pytest.fixture
def nobodys() -> Iterator[Path]:
    """A site of a user without any rights, as whom the test runs."""
    if os.geteuid() != 0:
        pytest.skip("needs to become another user")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


@contextmanager
def as_root() -> Iterator[None]:
    os.seteuid(0)
    yield
    os.seteuid(65534)


def test_a_closed_folder_of_others_is_carried_whatever_changes_in_it(nobodys: Path) -> None:
    """A folder that nobody may write to keeps its rights and its newest content through many builds."""
    public = nobodys / "public"
    build(nobodys, FIRST)
    (public / "closed").mkdir()
    for number, files in enumerate([SECOND, FIRST, SECOND, FIRST]):
        (public / "closed").chmod(0o700)
        (public / "closed" / f"{number}").write_text("theirs")
        (public / "closed" / f"{number - 1}").unlink(missing_ok=True)
        (public / "closed").chmod(0o500)
        build(nobodys, files)
        assert read(public) == {**files, f"closed/{number}": "theirs"}
        assert (public / "closed").stat().st_mode & 0o777 == 0o500
    (public / "closed").chmod(0o700)
    remove_tree(public / "closed")
    for files in (SECOND, FIRST, SECOND):
        build(nobodys, files)
        assert read(public) == files


def test_where_hard_links_are_refused_files_are_copied(nobodys: Path) -> None:
    """A system that lets nobody link other people's files still gets every byte and time."""
    build(nobodys, FIRST)
    theirs = nobodys / "public" / "en" / "theirs"
    with as_root():
        theirs.write_text("theirs")
        os.chown(nobodys / "public" / "en" / "index.html", 0, 0)
    try:
        os.link(theirs, nobodys / "linked")
        pytest.skip("this system lets everyone link")
    except PermissionError:
        pass
    before = identify(nobodys / "public")
    for files in (SECOND, FIRST, SECOND):
        build_by_digest(nobodys, files)
        assert read(nobodys / "public") == {**files, "en/theirs": "theirs"}
        after = identify(nobodys / "public")
        for path in ("en/index.html", "en/theirs"):
            assert after[path][1] == before[path][1]


# --- calls and kills ------------------------------------------------------------------------------------------

# Publishes the files it is given, one site a line, each in a child. At its n-th call that touches a file system the
# child kills itself; else it says how many there were.
KILLABLE = """
import json, os, signal, sys
from pathlib import Path
from plcsite.stages.publish import open_stage, publish
from plcsite.trees import exchange_folders
TOUCHING = {"open", "ctypes.dlsym"}.union(f"os.{name}" for name in "mkdir rename link remove rmdir chmod utime".split())
exchange = exchange_folders if sys.argv[1] == "exchange" else lambda one, other: False
for line in sys.stdin:
    site, files, fatal = json.loads(line)
    answer, tell = os.pipe()
    child = os.fork()
    if not child:
        calls = 0
        def count(event, arguments):
            global calls
            if event in TOUCHING:
                calls += 1
                if calls == fatal:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
        with open_stage(Path(site, "public"), site=Path(site), home=Path(site)) as stage:
            outputs = [stage.write(path, text.encode()) for path, text in files.items()]
            publish(stage, outputs, durable=False, exchange=exchange)
        os.write(tell, str(calls).encode())
        os._exit(0)
    os.close(tell)
    status = os.waitpid(child, 0)[1]
    print(os.read(answer, 20).decode() or -status, flush=True)
    os.close(answer)
"""


@contextmanager
def publish_elsewhere(how: str = "exchange") -> Iterator[Callable[[Path, Files, int], int]]:
    """Publishes in another process, which is killed at its n-th call; gives the number of calls, or -9."""
    with subprocess.Popen([sys.executable, "-c", KILLABLE, how], stdin=-1, stdout=-1, text=True) as process:
        into, out = process.stdin, process.stdout
        assert into
        assert out

        def ask(site: Path, files: Files, fatal: int) -> int:
            print(json.dumps([str(site), files, fatal]), file=into, flush=True)
            return int(out.readline())

        yield ask


def test_a_build_touches_as_many_files_as_it_changes(tmp_path: Path) -> None:
    """The number of calls that touch the disk doesn't grow with the site."""
    calls = []
    with publish_elsewhere() as publish_counted:
        for size in (10, 100):
            site = tmp_path / str(size)
            files = {f"{number}/index.html": "same" for number in range(size)}
            for number in "123":
                last = publish_counted(site, {**files, "a.css": number}, 0)
            calls.append(last)
    assert calls[0] == calls[1] < 50


def make_version(version: int) -> Files:
    """A site that differs from its other versions in content, and in what is a file and what a folder."""
    chance = random.Random(version)
    files = {f"{number % 5}/{number}/index.html": str(chance.randrange(2)) for number in range(30)}
    for number in chance.sample(range(30), 3):
        text = files.pop(f"{number % 5}/{number}/index.html")
        files |= {f"{number % 5}/{number}": text} if number % 2 else {}
    return files


@pytest.mark.parametrize("how", ["exchange", "two-renames"])
def test_a_kill_at_any_call_leaves_one_whole_site(tmp_path: Path, how: str) -> None:
    """After each kill the folder is the old site or the new one, and what neither changes was never touched."""
    public = tmp_path / "public"
    theirs = {"theirs": "theirs", "1/theirs": "theirs", "uploads/deep/theirs": "theirs"}
    chance = random.Random(how)
    kills, live = 0, make_version(0)
    with publish_elsewhere(how) as publish_killed:
        calls = publish_killed(tmp_path, live, 0)
        for path, text in theirs.items():
            (public / path).parent.mkdir(parents=True, exist_ok=True)
            (public / path).write_text(text)
        for version in range(1, 240 if os.environ.get("PLCSITE_CI") else 60):
            before, new = identify(public), make_version(version)
            done = publish_killed(tmp_path, new, chance.randrange(1, calls + 1) if version % 10 else 0)
            if done < 0:
                assert done == -signal.SIGKILL
                kills += 1
            else:
                calls = done
            if not public.exists():
                # Between two renames; any command that opens the folder repairs it.
                assert how == "two-renames"
                assert is_intact(tmp_path)
            now, after = read(public), identify(public)
            assert now in ([new | theirs] if done > 0 else [live | theirs, new | theirs])
            same = [path for path, text in (live | theirs).items() if now.get(path) == text]
            assert [after[path] for path in same] == [before[path] for path in same]
            live = new if now == new | theirs else live
    assert kills > (150 if os.environ.get("PLCSITE_CI") else 30)
    build(tmp_path, live)
    assert read(public) == live | theirs
    assert is_tidy(tmp_path)


# --- everything in any order ----------------------------------------------------------------------------------

PATHS = ["index.html", "a", "a/b", "a/b/c.html", "en/index.html", "en/x.xml", "b.css"]
THEIRS = ["theirs", "en/theirs", "c/theirs", "a/b/theirs", "b.css.gz"]
TEXTS = st.sampled_from(["1", "2", "longer"])


def drop_nested(files: Mapping[str, str]) -> Files:
    """Those files that can lie beside each other: no file where another needs a folder."""
    return {path: text for path, text in files.items() if not any(other.startswith(f"{path}/") for other in files)}


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, text)


SITES = st.dictionaries(st.sampled_from(PATHS), TEXTS, min_size=1).map(drop_nested)
STEPS = st.one_of(
    SITES,
    SITES,
    st.tuples(st.sampled_from(["edit", "put", "touch", "delete", "link"]), st.sampled_from(PATHS), TEXTS),
    st.tuples(st.sampled_from(["put", "delete"]), st.sampled_from(THEIRS), TEXTS),
    st.tuples(st.just("lose"), st.sampled_from(["public", WORKSPACE, f"{WORKSPACE}/record", f"public/{MANIFEST}"])),
    st.tuples(st.just("lose"), st.sampled_from([f"{WORKSPACE}/spare", f"{WORKSPACE}/spare/en"])),
)


def tamper(site: Path, how: str, path: str, text: str = "") -> None:
    """What others may do to a site between two builds."""
    target = site / "public" / path
    if how == "lose":
        remove_tree(site / path)
    elif how == "put" and path in THEIRS and not any(parent.is_file() for parent in target.parents):
        put(target, text)
    elif target.is_file() and how == "delete":
        target.unlink()
        while not any(target.parent.iterdir()):
            target = target.parent
            target.rmdir()
    elif target.is_file() and how == "touch":
        os.utime(target, ns=(OLD_TIME, OLD_TIME))
    elif target.is_file() and how == "link":
        target.unlink()
        (site / "elsewhere").write_text(text)
        target.symlink_to(site / "elsewhere")
    elif target.is_file():
        {"edit": Path.write_text, "put": put}[how](target, text)


def list_theirs(public: Path) -> Files:
    return {path: (public / path).read_text() for path in THEIRS if (public / path).is_file()}


def read_sound(public: Path, live: Files) -> dict[str, tuple[int, int]]:
    """Which published files still are what was published, and what identifies them."""
    if not public.exists():
        return {}
    now, identities = read(public), identify(public)
    sound = [path for path, text in live.items() if now.get(path) == text and not (public / path).is_symlink()]
    return {path: identities[path] for path in sound}


@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_between_builds_the_site_is_as_if_published_from_nothing(steps: list[object]) -> None:
    """Sites published one after another into one folder that others tamper with, each compared with a fresh one."""
    with tempfile.TemporaryDirectory() as folder:
        site, public = Path(folder), Path(folder, "public")
        live: Files = {}
        for step in steps:
            if isinstance(step, tuple):
                tamper(site, *step)
                continue
            assert isinstance(step, dict)
            theirs, before = list_theirs(public), read_sound(public, live)
            if public.exists() and names(public) and not (public / MANIFEST).exists():
                with pytest.raises(Refused):
                    build_by_digest(site, step)
                remove_tree(public)
                theirs, before = {}, {}
            taken = {path for path in step if any(other.startswith(f"{path}/") for other in theirs)}
            if taken:
                with pytest.raises(PublishFailed):
                    build_by_digest(site, step)
                continue
            build_by_digest(site, step)
            after = identify(public)
            assert read(public) == step | theirs
            assert not any(path.is_symlink() for path in public.rglob("*"))
            outputs = tuple(describe(path, step[path]) for path in sorted(step))
            assert (public / MANIFEST).read_bytes() == write_manifest(Manifest(outputs))
            kept = [path for path in before if step.get(path) == live[path]]
            assert [after[path] for path in kept] == [before[path] for path in kept]
            assert is_intact(site)
            live = step
