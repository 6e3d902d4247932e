"""The output folder is always one whole site, and nothing that plcsite didn't write is lost."""

import errno
import hashlib
import os
import pickle
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plcsite.paths import UnsafePath
from plcsite.stages.publish import OutputTaken, Stage, clean, open_stage, publish
from plcsite.target import MANIFEST, Output, Published, PublishFailed, Refused, read_manifest
from plcsite.trees import exchange_folders, remove_tree
from tests.publishing import WORKSPACE, Files, build, is_tidy, names, read

Exchange = Callable[[Path, Path], bool]

OLD: Files = {"index.html": "old", "en/index.html": "same", "en/feed.xml": "old", "en/gone.html": "gone", "a.css": "1"}
NEW: Files = {"index.html": "new", "en/index.html": "same", "en/feed.xml": "new", "nl/new.html": "new", "a.css": "1"}


PUBLISHER = """
import sys
from pathlib import Path
from plcsite.stages.publish import open_stage, publish
from plcsite.trees import exchange_folders
site, how = Path(sys.argv[1]), sys.argv[2]
exchange = exchange_folders if how == "exchange" else lambda one, other: False
print("ready", flush=True)
for run in range(10_000):
    with open_stage(site / "public", site=site, home=site) as stage:
        outputs = [stage.write(f"{n % 7}/{n}.html", str(run % 2 * (n % 3)).encode()) for n in range(40 + run % 2)]
        publish(stage, outputs, durable=False, exchange=exchange)
"""
EVEN, ODD = ({f"{n % 7}/{n}.html": str(run * (n % 3)) for n in range(40 + run)} for run in (0, 1))


def cannot_exchange(one: Path, other: Path) -> bool:
    """A system without renameat2."""
    return False


@pytest.fixture(params=[exchange_folders, cannot_exchange], ids=["exchange", "two-renames"])
def exchange(request: pytest.FixtureRequest) -> Exchange:
    chosen: Exchange = request.param
    return chosen


def test_the_first_build_makes_the_folder_and_its_parents(tmp_path: Path) -> None:
    with open_stage(tmp_path / "a" / "b", site=tmp_path, home=Path("/home/nobody")) as stage:
        assert publish(stage, [stage.write("x", b"1")]) == Published(2, 0, 0, True)
    assert read(tmp_path / "a" / "b") == {"x": "1"}
    assert names(tmp_path / "a") == {"b", ".b.plcsite"}


def test_a_build_replaces_what_changed_and_removes_what_went(tmp_path: Path, exchange: Exchange) -> None:
    assert build(tmp_path, OLD) == Published(6, 0, 0, True)
    assert build(tmp_path, NEW, exchange=exchange) == Published(4, 2, 1, True)
    assert read(tmp_path / "public") == NEW
    assert names(tmp_path) == {"public"}
    assert names(tmp_path / WORKSPACE) == {"spare", "record"}


def test_a_file_that_stayed_the_same_keeps_its_inode_and_its_time(tmp_path: Path, exchange: Exchange) -> None:
    build(tmp_path, OLD)
    before = {path: (tmp_path / "public" / path).stat() for path in OLD}
    build(tmp_path, NEW, exchange=exchange)
    after = {path: (tmp_path / "public" / path).stat() for path in NEW}
    for path in ("en/index.html", "a.css"):
        assert (after[path].st_ino, after[path].st_mtime_ns) == (before[path].st_ino, before[path].st_mtime_ns)
    assert after["index.html"].st_ino != before["index.html"].st_ino


def test_a_build_that_changes_nothing_leaves_the_folder_alone(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    before = (tmp_path / "public").stat().st_ino
    assert build(tmp_path, OLD) == Published(0, 6, 0, True)
    assert (tmp_path / "public").stat().st_ino == before


def test_a_published_file_that_someone_edited_is_written_again(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / "public" / "a.css").write_text("2")
    (tmp_path / "public" / "index.html").unlink()
    (tmp_path / "public" / "en" / "feed.xml").unlink()
    (tmp_path / "feed.xml").write_text(OLD["en/feed.xml"])
    (tmp_path / "public" / "en" / "feed.xml").symlink_to("../../feed.xml")
    assert build(tmp_path, OLD).written == 4
    assert read(tmp_path / "public") == OLD
    assert not (tmp_path / "public" / "en" / "feed.xml").is_symlink()


def test_the_manifest_is_the_same_whenever_and_wherever_a_site_is_built(tmp_path: Path) -> None:
    for name in ("one", "other"):
        build(tmp_path / name, OLD, facts={"x": 1})
        os.utime(tmp_path / name / "public" / "a.css", (1, 1))
    build(tmp_path / "other", NEW)
    build(tmp_path / "other", dict(reversed(OLD.items())), facts={"x": 1})
    assert (tmp_path / "one/public" / MANIFEST).read_bytes() == (tmp_path / "other/public" / MANIFEST).read_bytes()
    manifest = read_manifest(tmp_path / "one" / "public")
    assert manifest is not None
    assert manifest.facts == {"x": 1}
    assert manifest.outputs[0] == Output("a.css", hashlib.sha256(b"1").hexdigest(), 1)


def test_facts_that_changed_are_published_even_when_no_file_did(tmp_path: Path) -> None:
    build(tmp_path, OLD, facts={"x": 1})
    assert build(tmp_path, OLD, facts={"x": 2}) == Published(1, 5, 0, True)


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        build(tmp_path, OLD)
        (tmp_path / "source").write_text("x")
        with open_stage(tmp_path / "copy", site=tmp_path, home=tmp_path) as stage:
            publish(stage, [stage.copy("en/x", tmp_path / "source", "0" * 64)])
    finally:
        os.umask(before)
    for folder in (tmp_path / "public", tmp_path / "copy"):
        assert {path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")] if path.is_dir()} == {0o755}
        assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o644}


def test_a_file_is_copied_and_then_linked(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("picture")
    digest = hashlib.sha256(b"picture").hexdigest()
    inodes = set()
    for other in ("1", "2"):
        with open_stage(tmp_path / "public", site=tmp_path, home=tmp_path) as stage:
            outputs = [stage.copy("media/x.jpg", tmp_path / "source", digest), stage.write("y", other.encode())]
            publish(stage, outputs, durable=False)
        inodes.add((tmp_path / "public" / "media" / "x.jpg").stat().st_ino)
    assert len(inodes) == 1
    assert outputs[0] == Output("media/x.jpg", digest, 7)


def test_a_stage_can_be_sent_to_another_process(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    with open_stage(tmp_path / "public", site=tmp_path, home=tmp_path) as stage:
        twin: Stage = pickle.loads(pickle.dumps(stage))  # noqa: S301 - our own
        publish(stage, [twin.write("index.html", b"new")], durable=False)
    assert read(tmp_path / "public") == {"index.html": "new"}


@pytest.mark.parametrize("path", ["../x", "/x", "a/../x", MANIFEST, ".plcsite-stage/x", "con", "a\\b", ""])
def test_an_unsafe_path_is_not_written(tmp_path: Path, path: str) -> None:
    with open_stage(tmp_path / "site" / "public", site=tmp_path, home=tmp_path) as stage, pytest.raises(UnsafePath):
        stage.write(path, b"x")
    assert read(tmp_path) == {}


# --- what others put there ------------------------------------------------------------------------------------


def test_what_others_put_there_stays(tmp_path: Path, exchange: Exchange) -> None:
    build(tmp_path, OLD)
    public = tmp_path / "public"
    (public / "uploads" / "deep").mkdir(parents=True)
    (public / "uploads" / "deep" / "x").write_text("theirs")
    (public / "en" / "stats.txt").write_text("theirs")
    (public / "en" / "latest").symlink_to("nowhere")
    (public / "empty").mkdir(mode=0o500)
    inode = (public / "en" / "stats.txt").stat().st_ino
    build(tmp_path, NEW, exchange=exchange)
    assert read(public) == {**NEW, "uploads/deep/x": "theirs", "en/stats.txt": "theirs"}
    assert (public / "en" / "stats.txt").stat().st_ino == inode
    assert (public / "en" / "latest").readlink() == Path("nowhere")
    assert (public / "empty").stat().st_mode & 0o777 == 0o500


@pytest.mark.parametrize(
    ("theirs", "taken"),
    [("nl/new.html", "nl/new.html"), ("nl", "nl"), ("nl/new.html/x", "nl/new.html"), ("index.html/x", "index.html")],
)
def test_what_others_put_in_the_way_is_an_error(tmp_path: Path, theirs: str, taken: str) -> None:
    build(tmp_path, OLD)
    path = tmp_path / "public" / theirs
    if theirs.startswith("index.html"):
        path.parent.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("theirs")
    before = read(tmp_path / "public")
    with pytest.raises(OutputTaken) as raised:
        build(tmp_path, NEW)
    assert taken in raised.value.paths
    assert read(tmp_path / "public") == before
    assert names(tmp_path) == {"public"}
    assert is_tidy(tmp_path)


def test_a_folder_with_files_and_without_manifest_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "thesis.odt").write_text("x")
    with pytest.raises(Refused):
        build(tmp_path, NEW)
    assert read(tmp_path) == {"public/thesis.odt": "x"}
    assert not (tmp_path / WORKSPACE).exists()


@pytest.mark.parametrize(
    "manifest",
    [
        "", "[]", "{}", "[" * 100_000, '{"plcsite": 2, "outputs": [], "facts": {}}', "\udcff",
        '{"plcsite": 1, "outputs": [["../x", ["0", 1]]], "facts": {}}',
        '{"plcsite": 1, "outputs": [["x"]], "facts": {}}', '{"plcsite": 1, "outputs": 1, "facts": {}}',
    ],
)  # fmt: skip
def test_a_manifest_that_we_could_not_have_written_is_none(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / MANIFEST).write_bytes(manifest.encode("utf-8", "surrogateescape"))
    (tmp_path / "x").write_text("x")
    assert read_manifest(tmp_path / "public") is None
    with pytest.raises(Refused):
        build(tmp_path, NEW)
    with pytest.raises(Refused):
        clean(tmp_path / "public")
    assert (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "target", ["site", ".", "..", "home", "site/content", "site/content/x", "site/themes/a/b", "link", "file", "/"]
)
def test_a_target_that_would_destroy_something_is_refused(tmp_path: Path, target: str) -> None:
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "file").write_text("x")
    sources = [site / "content", site / "themes"]
    with pytest.raises(Refused) as raised:  # noqa: SIM117
        with open_stage(tmp_path / target, site=site, home=tmp_path / "home", sources=sources):
            pass
    assert str(raised.value.message)
    assert str(raised.value.hint)
    assert names(tmp_path) == {"site", "home", "link", "file"}


# --- failing --------------------------------------------------------------------------------------------------


def test_a_build_that_fails_leaves_the_old_site_and_no_trace(tmp_path: Path) -> None:
    build(tmp_path, OLD)

    def interrupt() -> None:
        with open_stage(tmp_path / "public", site=tmp_path, home=tmp_path) as stage:
            stage.write("index.html", b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert read(tmp_path / "public") == OLD
    assert names(tmp_path) == {"public"}
    assert is_tidy(tmp_path)


@pytest.fixture
def small_files_only() -> Iterator[None]:
    """The system refuses to write more than 1,000 bytes to a file."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.usefixtures("small_files_only")
@pytest.mark.parametrize("nth", range(4))
def test_a_disk_that_refuses_the_nth_file_leaves_the_old_site(tmp_path: Path, nth: int) -> None:
    build(tmp_path, OLD)
    files = {path: ("x" * 2000 if number == nth else text) for number, (path, text) in enumerate(NEW.items())}
    with pytest.raises(PublishFailed) as raised:
        build(tmp_path, files)
    assert list(files)[nth] in str(raised.value.message)
    assert os.strerror(errno.EFBIG) in str(raised.value.message)
    assert read(tmp_path / "public") == OLD
    assert names(tmp_path) == {"public"}
    assert is_tidy(tmp_path)


@pytest.mark.usefixtures("small_files_only")
def test_a_disk_that_refuses_the_manifest_leaves_the_old_site(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    with pytest.raises(PublishFailed):
        build(tmp_path, NEW, facts={"x": "x" * 1000})
    assert read(tmp_path / "public") == OLD


def test_a_rename_that_fails_half_way_is_undone(tmp_path: Path) -> None:
    build(tmp_path, OLD)

    def lose_the_stage(one: Path, other: Path) -> bool:
        one.rename(one.with_name("lost"))
        return False

    with pytest.raises(PublishFailed):
        build(tmp_path, NEW, exchange=lose_the_stage)
    assert read(tmp_path / "public") == OLD


def test_a_second_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with open_stage(tmp_path / "public", site=tmp_path, home=tmp_path) as stage:
        outputs = [stage.write("x", b"1")]
        with pytest.raises(Refused, match="another build"):
            build(tmp_path, NEW)
        publish(stage, outputs, durable=False)
    assert read(tmp_path / "public") == {"x": "1"}
    build(tmp_path, NEW)
    assert read(tmp_path / "public") == NEW


def test_of_builds_that_start_at_once_each_publishes_a_whole_site_or_is_refused(tmp_path: Path) -> None:
    script = PUBLISHER.replace("10_000", "20").replace("with open_stage", "with suppress(Refused), open_stage")
    script = "from contextlib import suppress\nfrom plcsite.target import Refused\n" + script
    command = [sys.executable, "-c", script, str(tmp_path), "exchange"]
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(3)]
    assert [process.communicate()[1] for process in processes] == [b"", b"", b""]
    assert read(tmp_path / "public") in (EVEN, ODD)
    assert names(tmp_path) == {"public"}
    assert is_tidy(tmp_path)


def test_a_stage_that_no_running_build_owns_is_removed(tmp_path: Path) -> None:
    leftover = tmp_path / ".public.plcsite" / "new"
    leftover.mkdir(parents=True)
    (leftover / "x").write_text("left")
    (tmp_path / WORKSPACE / "record.new").write_text("left")
    with open_stage(tmp_path / "public", site=tmp_path, home=tmp_path):
        assert names(tmp_path / WORKSPACE) == {"lock", "new"}
    assert not (tmp_path / WORKSPACE).exists()
    build(tmp_path, NEW)
    assert read(tmp_path / "public") == NEW
    assert is_tidy(tmp_path)


def test_a_kill_between_two_renames_is_repaired(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / "public").rename(tmp_path / ".public.plcsite" / "old")
    with open_stage(tmp_path / "public", site=tmp_path, home=tmp_path):
        assert read(tmp_path / "public") == OLD


def kill_at_random_moments(site: Path, how: str, times: int) -> Iterator[None]:
    moments = random.Random(1)
    for _ in range(times):
        process = subprocess.Popen([sys.executable, "-c", PUBLISHER, str(site), how], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moments.uniform(0.01, 0.06))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        yield


@pytest.mark.parametrize("how", ["exchange", "two-renames"])
def test_a_kill_at_any_moment_leaves_one_whole_site(tmp_path: Path, how: str) -> None:
    for _ in kill_at_random_moments(tmp_path, how, 10):
        if how == "exchange" and (tmp_path / "public").exists():
            assert read(tmp_path / "public") in (EVEN, ODD)
        with open_stage(tmp_path / "public", site=tmp_path, home=tmp_path):
            assert read(tmp_path / "public") in ({}, EVEN, ODD)
        assert names(tmp_path) <= {"public"}
        assert is_tidy(tmp_path)


# --- a target that can't be moved ------------------------------------------------------------------------------


@pytest.fixture(params=["rw", "ro"])
def mounted(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A site whose output folder is a mount point, as in a container; its parent can be written, or can't."""
    site = tmp_path / "site"
    public = site / "public"
    commands = [
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(site)],
        ["mkdir", str(public)],
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(public)],
        ["mount", "-o", f"remount,{request.param}", str(site)],
    ]
    site.mkdir()
    if os.geteuid() != 0 or any(subprocess.run(command, capture_output=True).returncode for command in commands):
        pytest.skip("mounting needs more rights than this machine gives")
    yield site
    for folder in (public, site):
        subprocess.run(["umount", str(folder)], check=True)


def test_a_mount_point_is_replaced_file_by_file(mounted: Path) -> None:
    assert build(mounted, {**OLD, "x": "1", "y/z": "2"}) == Published(8, 0, 0, False)
    (mounted / "public" / "theirs").write_text("theirs")
    inode = (mounted / "public" / "a.css").stat().st_ino
    assert build(mounted, {**NEW, "x/z": "1", "y": "2"}) == Published(6, 2, 3, False)
    assert read(mounted / "public") == {**NEW, "x/z": "1", "y": "2", "theirs": "theirs"}
    assert (mounted / "public" / "a.css").stat().st_ino == inode
    assert names(mounted) == {"public"}
    assert not (mounted / WORKSPACE).exists() or names(mounted / WORKSPACE) == {"record"}
    assert names(mounted / "public") == {"index.html", "en", "nl", "a.css", "x", "y", "theirs", MANIFEST}


def test_a_mount_point_that_is_full_keeps_the_old_site(mounted: Path) -> None:
    build(mounted, OLD)
    with pytest.raises(PublishFailed, match=os.strerror(errno.ENOSPC)):
        build(mounted, {**NEW, "large": "x" * 300_000})
    assert read(mounted / "public") == OLD
    build(mounted, NEW)
    assert read(mounted / "public") == NEW


@pytest.mark.parametrize("mounted", ["rw"], indirect=True)
def test_a_replacement_that_ended_half_way_leaves_nothing_unknown(mounted: Path) -> None:
    build(mounted, OLD)

    def stand_in_the_way(one: Path, other: Path) -> bool:
        (other / "nl").write_text("")
        return False

    with pytest.raises(PublishFailed):
        build(mounted, {"b.css": "2", "nl/x.html": "3"}, exchange=stand_in_the_way)
    assert read(mounted / "public") == {**OLD, "b.css": "2", "nl": ""}
    (mounted / "public" / "nl").unlink()
    build(mounted, OLD)
    assert read(mounted / "public") == OLD


def test_a_kill_during_a_replacement_is_mended_by_the_next_build(mounted: Path) -> None:
    for _ in kill_at_random_moments(mounted, "exchange", 5):
        build(mounted, OLD)
        assert read(mounted / "public") == OLD
        assert names(mounted / "public") == {"index.html", "en", "a.css", MANIFEST}


# --- clean ----------------------------------------------------------------------------------------------------


def test_clean_removes_what_we_wrote_and_nothing_else(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    public = tmp_path / "public"
    (public / "en" / "stats.txt").write_text("theirs")
    (public / "empty").mkdir()
    assert clean(public) == 6
    assert read(public) == {"en/stats.txt": "theirs"}
    assert names(public) == {"en", "empty"}


def test_clean_leaves_nothing_where_all_was_ours(tmp_path: Path) -> None:
    for files in (OLD, NEW):
        build(tmp_path, files)
    clean(tmp_path / "public")
    assert list(tmp_path.iterdir()) == []


def test_clean_removes_the_workspace_of_a_site_that_is_gone(tmp_path: Path) -> None:
    for files in (OLD, NEW):
        build(tmp_path, files)
    remove_tree(tmp_path / "public")
    assert clean(tmp_path / "public") == 0
    assert list(tmp_path.iterdir()) == []


def test_clean_goes_through_no_link(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / "public" / "en").rename(tmp_path / "elsewhere")
    (tmp_path / "public" / "en").symlink_to("../elsewhere")
    clean(tmp_path / "public")
    assert (tmp_path / "elsewhere" / "index.html").exists()


def test_clean_refuses_a_folder_without_manifest(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    with pytest.raises(Refused):
        clean(tmp_path / "public")
    assert clean(tmp_path / "nowhere" / "public") == 0
    assert names(tmp_path) == {"public"}
