"""Sites with one mistake each, and the very words with which a build refuses or warns.

A case is one text file: a sentence, then the files of the site under `=== path`, then `=== exit 1` (or 0, or 2) and
what the terminal shows. After the path may stand `(escaped)`, whose lines are joined and hold \\n, \\xff and so on;
`(base64)`; or `-> target`, a symbolic link. Settings are those of the fixture `site` unless the case has its own.
`pytest tests/test_invalid.py --rewrite` writes what builds say now: read every line of it as an editor would.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from plcsite.cli import cli
from plcsite.codes import CODES

CASES = Path(__file__).parent / "invalid"
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))
HEADER = re.compile(r"^=== (?P<path>.+?)(?: \((?P<form>escaped|base64)\)| -> (?P<target>\S+))?$", re.MULTILINE)
SUMMARY = re.compile(
    r"^(?:errors: \d+, warnings: \d+|public: \d+ files|Nothing was published).*", re.MULTILINE | re.DOTALL
)
EARLIER = """\
site.url = "https://plc.example.org/"
languages.en.title = "Before"
languages.nl.title = "Eerder"
"""
ELSEWHERE = {
    "settings-missing": "below",
    "file-too-large": "below",
    "body-too-large": "below",
    "file-unreadable": "no file is unreadable for root",
    "output-taken": "tests/stages/test_publish.py",
    "template-error": "a theme's mistake, not content's: tests/test_theme.py",
    "missing-word": "a catalogue's mistake, not content's: tests/test_theme.py",
    "build-differs": "a fault of ours: tests/test_incremental.py",
    "processing-failed": "a fault of ours that nobody knows yet: tests/test_execution.py",
    "cache-tracked": "Git's doing, not an editor's: tests/test_cache.py",
    "language-differs": "only `check` asks the models: tests/advice/test_speech.py",
    "markdown-failed": "a fault of the converter that nobody knows yet",
}


@dataclass(frozen=True)
class Case:
    """A site in one text: `head` is everything before what is expected."""

    head: str
    files: Mapping[str, bytes]
    links: Mapping[str, str]
    exit: int
    expected: str

    def write(self, folder: Path) -> None:
        """Lays the site out as files."""
        for path, data in self.files.items():
            target = Path(os.fsdecode(os.fsencode(folder) + b"/" + path.encode("utf-8", "surrogateescape")))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for path, target in self.links.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).symlink_to(target)


def read_case(text: str) -> Case:
    """A case from its text."""
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    headers = list(HEADER.finditer(text))
    head, code, expected = text, 1, ""
    for header, after in zip(headers, [*headers[1:], None], strict=True):
        content = text[header.end() + 1 : after.start() if after else len(text)].rstrip("\n")
        path = header["path"]
        if path.startswith("exit "):
            head, code, expected = text[: header.start()], int(path.removeprefix("exit ")), content
        elif header["target"]:
            links[path] = header["target"]
        elif header["form"] == "escaped":
            files[os.fsdecode(unescape(path))] = unescape(content.replace("\n", ""))
        elif header["form"] == "base64":
            files[path] = base64.b64decode(content)
        else:
            files[path] = f"{content}\n".encode() if content else b""
    return Case(head, files, links, code, expected)


def unescape(text: str) -> bytes:
    """Bytes from text with Python's escapes."""
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


def run_build(folder: Path) -> tuple[int, str]:
    """The exit code of a build and what it says on the terminal, without its summary; a traceback fails."""
    result = CliRunner().invoke(cli, ["--site", str(folder), "build", "--at", "2026-11-21T12:00:00+00:00"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, SUMMARY.sub("", result.stderr).rstrip("\n")


def hash_tree(folder: Path) -> dict[str, str]:
    """Every file of a folder, with a digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree that an earlier build has published."""
    folder = tmp_path_factory.mktemp("earlier")
    (folder / "plcsite.toml").write_text(EARLIER, encoding="utf-8")
    assert run_build(folder)[0] == 0
    return folder / "public"


@pytest.mark.parametrize("name", NAMES)
def test_mistake_is_explained_and_harms_nothing(
    name: str, site: Callable[..., Any], published: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """One mistake gives exactly its findings, place by place and word by word, and an error leaves `public/` alone."""
    file = CASES / f"{name}.txt"
    case = read_case(file.read_text("utf-8"))
    site()
    folder = tmp_path / "site"
    case.write(folder)
    shutil.copytree(published, folder / "public", symlinks=True)
    before = hash_tree(folder / "public")

    code, said = run_build(folder)

    if pytestconfig.getoption("--rewrite"):
        file.write_text(f"{case.head}=== exit {code}\n{said}\n", encoding="utf-8")
        return
    assert said == case.expected
    assert code == case.exit
    if code:
        assert hash_tree(folder / "public") == before


def test_cases_are_many_and_give_every_code() -> None:
    """No diagnostic that content or settings can give is without a site that gives it."""
    texts = [(CASES / f"{name}.txt").read_text("utf-8") for name in NAMES]
    given = {code for text in texts for code in re.findall(r"\[([a-z0-9-]+)\]: ", text)}
    assert len(texts) >= 60
    assert set(CODES) - given == set(ELSEWHERE)


def test_folder_without_settings_is_no_site(tmp_path: Path) -> None:
    """A build somewhere else says so, and how to name the site."""
    code, said = run_build(tmp_path)

    assert code == 2
    assert said.splitlines() == [
        "plcsite.toml: error[settings-missing]: there is no plcsite.toml here",
        "  → go to the folder of a site, or name it with --site",
    ]


TOO_LARGE = {
    "file": ("words " * 400_000, "evening.md: error[file-too-large]: the file is larger than 2 MB"),
    "body": ("words\n\n" * 80_000, "evening.md: error[body-too-large]: the text is longer than 512 kB"),
    "paragraph": ("words " * 12_000, "evening.md:4: error[body-too-large]: a paragraph is longer than 64 kB"),
}


@pytest.mark.parametrize("case", TOO_LARGE)
def test_what_is_too_large_is_refused(case: str, site: Callable[..., Any]) -> None:
    """A file, a text or a paragraph beyond all measure is an error at its place, and takes no time."""
    body, said_first = TOO_LARGE[case]
    built = site({"content/en/news/2026-10-21-evening.md": f"---\ntitle: An evening\n---\n{body}\n"})

    code, said = run_build(built.folder)

    assert code == 1
    assert said_first in said.splitlines()[0]


def test_front_matter_of_thousands_of_values_is_refused(site: Callable[..., Any]) -> None:
    """A list that someone pasted into front matter stops where it has too many values."""
    tags = "".join(f"  - tag {number}\n" for number in range(6_000))
    built = site({"content/en/news/2026-10-21-evening.md": f"---\ntitle: An evening\ntags:\n{tags}---\nWords.\n"})

    code, said = run_build(built.folder)

    assert code == 1
    assert "evening.md:4999:5: error[yaml-too-large]" in said
