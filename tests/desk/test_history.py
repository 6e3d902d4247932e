"""Earlier versions of a file, from a repository that nobody trusts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from plcsite.desk.history import Lack, read_history

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
Git = Callable[..., None]


def git(folder: Path, *arguments: str) -> None:
    """Runs git as someone without settings."""
    who = ["-c", "user.name=An Example", "-c", "user.email=an@example.org", "-c", "init.defaultBranch=main"]
    safe = ["-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", "-C", folder, *who, *safe, *arguments], check=True, capture_output=True, env=ENVIRONMENT)


def commit(folder: Path, path: str, data: bytes) -> None:
    """A version of a file."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "A version")


VERSIONS = (
    b"zero\n\nand a line\nthat stays\nas it is\n",
    b"one\n\nand a line\nthat stays\nas it is\n",
    b"two\r\n\nand a line\nthat stays\nas it is",
    b"\n--- three\n+++ x\n@@ -1 +1 @@\ndiff --git a b\n\\ no\n\x01 and\nas it is\n",
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose site lies in a folder, with four versions of a text that was moved once."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init")
    for data in VERSIONS[:2]:
        commit(folder, "site/content/first.md", data)
    git(folder, "mv", "site/content/first.md", "site/content/[a] *.md")
    git(folder, "commit", "--message", "A better name")
    for data in VERSIONS[2:]:
        commit(folder, "site/content/[a] *.md", data)
    return folder


def test_every_version_is_read_byte_for_byte(repository: Path) -> None:
    """The latest first, under the earlier name too, whatever stands in the text."""
    found = read_history(repository / "site", "content/[a] *.md", ENVIRONMENT)
    assert found.lack is Lack.NOTHING
    assert found.versions == VERSIONS[::-1]


def test_no_program_that_a_repository_names_is_run(repository: Path, tmp_path: Path) -> None:
    """Neither its settings and attributes, nor the variables of git, make git run anything."""
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\n")
    trap.chmod(0o755)
    (repository / ".gitattributes").write_text("* diff=trap filter=trap\n")
    for name in (
        "diff.external", "diff.trap.command", "diff.trap.textconv", "core.fsmonitor", "core.pager", "gpg.program",
        "filter.trap.clean", "filter.trap.smudge", "core.sshCommand", "core.alternateRefsCommand", "alias.log",
    ):  # fmt: skip
        git(repository, "config", name, f"!{trap}" if name == "alias.log" else str(trap))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "diff.suppressBlankEmpty", "true")
    environment = {**ENVIRONMENT, "GIT_EXTERNAL_DIFF": str(trap), "GIT_PAGER": str(trap), "GIT_DIR": "/nonexistent"}
    found = read_history(repository / "site", "content/[a] *.md", environment)
    assert found.versions == VERSIONS[::-1]
    assert not (tmp_path / "sprung").exists()


def test_what_is_lacking_is_said(repository: Path, tmp_path: Path) -> None:
    """No git, no repository, no such file, or a clone without its history."""
    git(tmp_path, "clone", "--depth", "1", f"file://{repository}", "shallow")
    shallow = read_history(tmp_path / "shallow/site", "content/[a] *.md", ENVIRONMENT)
    assert (shallow.lack, shallow.versions) == (Lack.SHALLOW, VERSIONS[:2:-1])
    assert read_history(repository, "content/none.md", ENVIRONMENT).lack is Lack.NO_HISTORY
    assert read_history(tmp_path, "x.md", {**ENVIRONMENT, "PATH": str(tmp_path)}).lack is Lack.NO_GIT
