"""Reading stays inside its root, and every name that could mean two things is reported."""

import os
import socket
import unicodedata
from pathlib import Path

import pytest

from plcsite.paths import OutsideRoot, Root, UnsafePath, check_output_path, join


def lay(folder: Path, *paths: str) -> Root:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)
    return Root(folder)


def codes(root: Root, folder: str = "", **options: bool) -> list[tuple[str, str]]:
    return [(found.code, found.location.path) for found in root.walk(folder, **options).diagnostics]


def test_files_come_in_the_order_of_their_code_points_whatever_the_disk_says(tmp_path: Path) -> None:
    root = lay(tmp_path, "b/a.md", "b.md", "a/é.md", "a/z.md", "B.txt")
    assert root.walk().value == ("B.txt", "a/z.md", "a/é.md", "b.md", "b/a.md")
    assert root.walk("a").value == ("a/z.md", "a/é.md")


def test_dotfiles_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    root = lay(tmp_path, "static/.well-known/x", "static/.nojekyll", "static/a")
    assert root.walk("static").value == ("static/a",)
    assert root.walk("static", hidden=True).value == ("static/.nojekyll", "static/.well-known/x", "static/a")


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Root(tmp_path).walk("content") == Root(tmp_path).walk("static")
    assert Root(tmp_path).walk("content").value == ()


def test_a_file_where_a_folder_should_be_is_reported(tmp_path: Path) -> None:
    assert codes(lay(tmp_path, "content"), "content") == [("file-unreadable", "content")]


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("outside.md", "file"),
        ("inside/a.md", "inside"),
        ("../outside", "folder"),
        ("nowhere", "dangling"),
        (".", "loop"),
    ],
)
def test_every_symbolic_link_is_an_error_and_never_read(tmp_path: Path, target: str, kind: str) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    root = lay(tmp_path / "root", "inside/a.md")
    (root.folder / "link").symlink_to(target)
    assert root.walk().value == ("inside/a.md",)
    assert codes(root) == [("symlink-refused", "link")]
    for path in ("link", "link/secret", "link/a.md", "link/inside/a.md"):
        assert not root.exists(path)
        with pytest.raises(OutsideRoot):
            root.read(path)


def test_a_root_folder_that_is_a_link_is_refused_too(tmp_path: Path) -> None:
    root = lay(tmp_path / "site", "real/a.md")
    (root.folder / "content").symlink_to("real")
    assert codes(root, "content") == [("symlink-refused", "content")]


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "a//b", "./a", "a/.", "a\0b", "..", "\udcff"])
def test_a_path_that_leaves_the_root_is_not_opened(tmp_path: Path, path: str) -> None:
    root = lay(tmp_path / "root", "a/b")
    lay(tmp_path, "x")
    for use in (root.read, root.digest, root.stat, root.path):
        with pytest.raises(OutsideRoot):
            use(path)
    assert not root.exists(path)


def test_what_is_read_is_the_file(tmp_path: Path) -> None:
    root = lay(tmp_path, "a/b")
    assert root.read("a/b") == b"a/b"
    assert root.stat("a/b").st_size == 3
    assert root.path("a/b") == tmp_path / "a" / "b"
    assert root.digest("a/b") == "c14cddc033f64b9dea80ea675cf280a015e672516090a5626781153dc68fea11"
    assert root.exists("a/b")
    assert not root.exists("a")
    with pytest.raises(FileNotFoundError):
        root.read("a")


def test_a_decomposed_name_is_found_by_its_composed_path(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Café.md")
    root = lay(tmp_path, f"é/{name}".replace("é", unicodedata.normalize("NFD", "é"), 1))
    assert root.walk().value == ("é/Café.md",)
    assert b"Caf" in root.read("é/Café.md")
    assert root.path("é/Café.md").exists()


def test_names_that_look_the_same_are_a_clash(tmp_path: Path) -> None:
    root = lay(tmp_path, "Café.md", unicodedata.normalize("NFD", "Café.md"), "Post.md", "post.md", "News/a", "news/a")
    assert codes(root) == [("name-clash", "Café.md"), ("name-clash", "news"), ("name-clash", "post.md")]
    assert root.walk().value.count("Café.md") == 1


def test_a_name_that_is_not_utf8_is_reported_and_hides_nothing(tmp_path: Path) -> None:
    root = lay(tmp_path, "a.md")
    os.close(os.open(os.fsencode(tmp_path) + b"/caf\xe9.md", os.O_CREAT | os.O_WRONLY))
    assert root.walk().value == ("a.md",)
    assert codes(root) == [("name-unreadable", "caf\\xe9.md")]


def test_what_is_neither_file_nor_folder_is_reported_and_never_waited_for(tmp_path: Path) -> None:
    root = lay(tmp_path, "a.md")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(tmp_path, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{here}/socket")
        os.close(here)
    assert codes(root) == [("file-unreadable", "pipe"), ("file-unreadable", "socket")]
    with pytest.raises(FileNotFoundError):
        root.read("pipe")


def test_a_file_is_written_in_one_step_and_keeps_its_name_and_permissions(tmp_path: Path) -> None:
    """Spelled as on the disk; what a killed run left behind is in nobody's way."""
    name = unicodedata.normalize("NFD", "café.md")
    root = lay(tmp_path, f"a/{name}")
    (tmp_path / "a" / name).chmod(0o600)
    (tmp_path / "a" / f".{name}.new").write_text("half")
    root.write("a/café.md", b"new")
    assert [each.name for each in (tmp_path / "a").iterdir()] == [name]
    assert (tmp_path / "a" / name).read_bytes() == b"new"
    assert (tmp_path / "a" / name).stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileNotFoundError):
        root.write("a/none.md", b"new")


def test_a_file_is_created_with_its_folders_and_never_replaced(tmp_path: Path) -> None:
    """Nor is anything created through a link, or outside the root."""
    root = lay(tmp_path / "site", "x.md")
    root.create("a/b/c.md", b"new")
    assert (tmp_path / "site/a/b/c.md").read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        root.create("x.md", b"new")
    (tmp_path / "site/link").symlink_to(tmp_path)
    (tmp_path / "site/l.md").symlink_to(tmp_path / "y.md")
    for path in ("link/y.md", "link/deep/y.md", "../y.md"):
        with pytest.raises(OutsideRoot):
            root.create(path, b"new")
    with pytest.raises(FileExistsError):
        root.create("l.md", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_reading_leaves_no_file_open(tmp_path: Path) -> None:
    root = lay(tmp_path, "a/b")
    before = len(list(Path("/proc/self/fd").iterdir()))
    root.walk()
    root.read("a/b")
    root.exists("a/c/d")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("../events/x.md", "content/en/events/x.md"),
        ("x.md", "content/en/news/x.md"),
        ("./x//y.md", "content/en/news/x/y.md"),
        ("../../..", ""),
        ("../../../../x", None),
        ("../../../../content/en/news/x", None),
        ("/x", None),
        ("a\0b", None),
    ],
)
def test_a_link_is_resolved_against_the_folder_of_its_file(relative: str, expected: str | None) -> None:
    assert join("content/en/news/a.md", relative) == expected


@pytest.mark.parametrize(
    "path",
    [".nojekyll", "_headers", "en/nieuws/café/index.html", ".well-known/x", "console/aux-post", "a.b/c", "x" * 200],
)
def test_a_plain_output_path_passes(path: str) -> None:
    assert check_output_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\\b", "..\\a", "a\0b", "a\nb", "a\x7f",
        "C:/a", "c:a", "a./b", "a /b", "a.", "con", "CON", "a/nul.html", "Com1.txt", "lpt9/x", "aux .x", "conin$",
        "x" * 201, "é" * 101, "\udcff",
    ],
)  # fmt: skip
def test_an_output_path_that_some_host_or_disk_can_not_hold_is_refused(path: str) -> None:
    with pytest.raises(UnsafePath) as raised:
        check_output_path(path)
    assert str(raised.value.reason)
