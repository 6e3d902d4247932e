"""Reading: what lies in a site's folders, and what is refused of it, never in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from plcsite.diagnostics import Checked
from plcsite.nodes import decode
from plcsite.paths import Root
from plcsite.stages.read import LARGEST_SOURCE, Tree, read_tree
from tests.conftest import TestSite

Site = Callable[..., TestSite]


def read(site: Site, files: Mapping[str, str | bytes]) -> Checked[Tree]:
    return read_from(site(files).folder)


def read_from(folder: Path) -> Checked[Tree]:
    root = Root(folder)
    return read_tree(root, lambda path, status: root.digest(path))


def test_sources_vocabularies_media_and_static_files_are_told_apart(site: Site) -> None:
    """By where they lie and what they are called."""
    tree = read(
        site,
        {
            "content/en/news/a.md": "---\ntitle: A\n---\n",
            "content/en/news/a.png": b"png",
            "content/media/b.pdf": b"pdf",
            "content/tags.toml": "",
            "static/CNAME": "plc.example.org",
            "static/.well-known/x.txt": "x",
        },
    )
    assert tree.diagnostics == ()
    assert [source.path for source in tree.value.sources] == ["content/en/news/a.md"]
    assert list(tree.value.vocabularies) == ["content/tags.toml"]
    assert sorted(tree.value.media) == ["content/en/news/a.png", "content/media/b.pdf"]
    assert sorted(tree.value.static) == ["static/.well-known/x.txt", "static/CNAME"]


def test_what_editors_and_systems_leave_behind_is_not_read(site: Site) -> None:
    """Hidden files and folders are nobody's content."""
    tree = read(site, {"content/en/.draft.md": "x", "content/.git/a.md": "x", "static/.DS_Store": "x"}).value
    assert (tree.sources, dict(tree.media), dict(tree.static)) == ((), {}, {})


@pytest.mark.parametrize("name", ["key.pem", "id_rsa", "server.KEY", "site.env"])
def test_a_file_that_may_hold_a_secret_is_refused(site: Site, name: str) -> None:
    """What is copied as it is can't be called back."""
    tree = read(site, {f"static/{name}": "secret"})
    assert [found.code for found in tree.diagnostics] == ["secret-refused"]
    assert tree.value.static == {}


def test_a_file_too_large_to_be_words_is_refused(site: Site) -> None:
    """And the others are read."""
    tree = read(site, {"content/en/a.md": "x" * (LARGEST_SOURCE + 1), "content/en/b.md": "x"})
    assert [(found.code, found.location.path) for found in tree.diagnostics] == [("file-too-large", "content/en/a.md")]
    assert [source.path for source in tree.value.sources] == ["content/en/b.md"]


def test_nothing_is_read_through_a_link_that_leaves_the_site(site: Site, tmp_path: Path) -> None:
    """Content comes from its own folders."""
    outside = tmp_path / "outside.md"
    outside.write_text("secret")
    made = site({"content/en/a.md": "x"})
    (made.folder / "content/en/b.md").symlink_to(outside)
    tree = read_from(made.folder)
    assert b"secret" not in b"".join(source.data for source in tree.value.sources)
    assert tree.diagnostics != ()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\xef\xbb\xbfa", "a"),
        ("é ☕ \u0131".encode(), "é ☕ \u0131"),
    ],
)
def test_text_is_utf8_with_plain_line_ends(data: bytes, text: str) -> None:
    """Whatever wrote it."""
    assert decode(data, "a.md") == Checked(text)


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [(b"a\nb\xe9c", "not-utf8", 2, 2), (b"a\r\nb\x00c", "control-character", 2, 2)],
)
def test_a_byte_that_is_no_text_is_found_at_its_place(data: bytes, code: str, line: int, column: int) -> None:
    """An editor can go there."""
    (found,) = decode(data, "a.md").diagnostics
    assert (found.code, found.location.line, found.location.column) == (code, line, column)
