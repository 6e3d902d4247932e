"""The command line as editors and CI call it: options, exit codes, what is written where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from plcsite import __version__
from plcsite.cli import VERBS, cli
from tests.conftest import TestSite
from tests.crawl import Crawl

AT = "2026-11-21T12:00"
GOOD = {
    "content/en/news/first.md": "---\ntitle: The first\ndate: 2018-02-27\n---\n[About](../about.md)\n",
    "content/nl/news/first.md": "---\ntitle: Het eerste\n---\n[Over](../about.md)\n",
    "content/en/about.md": "---\ntitle: About\n---\n[First](news/first.md)\n",
}
BROKEN = {"content/en/news/broken.md": "---\ntitel: Broken\ndate: 2018-02-27\n---\n"}
DOUBTFUL = {"content/en/doubtful.md": "---\ntitle: Doubtful\n---\n<form></form>\n"}
WAITING = {
    "content/en/news/draft.md": "---\ntitle: A draft\ndate: 2026-01-01\ndraft: true\n---\n",
    "content/en/news/later.md": "---\ntitle: Later\ndate: 2026-11-22\n---\n",
}


def call(*arguments: str | Path, environment: Mapping[str, str | None] | None = None) -> Result:
    """Runs a command in this process, without the machine's own settings."""
    clean = dict.fromkeys(("SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"))
    done = CliRunner().invoke(cli, [str(each) for each in arguments], env={**clean, **(environment or {})})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def good(site: Callable[..., TestSite]) -> TestSite:
    """A small site without faults."""
    return site(GOOD)


# --- build -----------------------------------------------------------------------------------------------------


def test_a_good_site_is_built_into_public(good: TestSite) -> None:
    """`build` ends 0, says what it wrote on stderr, and nothing on stdout."""
    done = call("build", "--site", good.folder, "--at", AT)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "public" in done.stderr
    assert (good.public / "en/news/first/index.html").is_file()


def test_an_error_ends_with_1_and_leaves_the_old_site(good: TestSite) -> None:
    """With any error nothing is published, and the folder stays as it was, byte for byte."""
    call("build", "--site", good.folder, "--at", AT)
    before = read_tree(good.public)
    good.write({**BROKEN, "content/en/about.md": "---\ntitle: Changed\n---\n"})
    done = call("build", "--site", good.folder, "--at", AT)
    assert done.exit_code == 1
    assert "content/en/news/broken.md:2:1: error[unknown-key]" in done.stderr
    assert read_tree(good.public) == before


def test_what_is_broken_can_be_held_back(good: TestSite) -> None:
    """`--hold-broken` publishes the rest, says at the broken entry's address that it is corrected, and ends 1."""
    good.write(BROKEN)
    done = call("build", "--site", good.folder, "--at", AT, "--hold-broken")
    assert done.exit_code == 1
    assert (good.public / "en/news/first/index.html").is_file()
    assert "being corrected" in good.page("/en/news/broken/")


def test_warnings_fail_a_strict_build_only(good: TestSite) -> None:
    """A warning ends 0, with `--strict` 1 and nothing published; advice never fails."""
    good.write(DOUBTFUL)
    assert call("build", "--site", good.folder, "--at", AT, "--strict").exit_code == 1
    assert not good.public.exists()
    assert call("build", "--site", good.folder, "--at", AT).exit_code == 0


def test_shared_options_stand_before_or_after_the_verb(good: TestSite) -> None:
    """`--site`, `--language`, `-q` mean the same on both sides; the one nearer to the end wins."""
    good.write(BROKEN)
    for arguments in (
        ["--site", good.folder, "--language", "nl", "-q", "build"],
        ["build", "--site", good.folder, "--language", "nl", "-q"],
        [
            "--site",
            good.folder.parent,
            "--language",
            "en",
            "-v",
            "build",
            "-q",
            "--language",
            "nl",
            "--site",
            good.folder,
        ],
    ):
        done = call(*arguments)
        assert done.exit_code == 1
        assert "fout[unknown-key]" in done.stderr
        assert "content/en/news/broken.md" in done.stderr


def test_the_nearest_site_upward_is_built(good: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of the site, its settings are found; paths given start at the current folder."""
    here = good.folder / "content/en"
    monkeypatch.chdir(here)
    assert call("build", "--at", AT, "--output", "../../../elsewhere/deep", "--report", "report.json").exit_code == 0
    assert (good.folder.parent / "elsewhere/deep/en/index.html").is_file()
    assert (here / "report.json").is_file()


@pytest.mark.parametrize("output", [".", "..", "content", "content/en/x", "static", "themes/x", "/", "~"])
def test_folders_that_must_stay_are_refused_as_output(
    good: TestSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output: str
) -> None:
    """The project, what is above it, its sources and home are no output folders: exit 2, nothing touched."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    good.write({"static/x.txt": "x", "themes/x.txt": "x"})
    monkeypatch.chdir(good.folder)
    before = read_tree(tmp_path)
    done = call("build", "--at", AT, "--output", str(Path(output).expanduser()))
    assert done.exit_code == 2
    assert "error:" in done.stderr
    assert read_tree(tmp_path) == before


def test_a_folder_with_foreign_files_is_refused_as_output(good: TestSite, tmp_path: Path) -> None:
    """A folder that has files and no manifest of ours is never written to."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/mine.jpg").write_text("x")
    done = call("build", "--site", good.folder, "--at", AT, "--output", tmp_path / "photos")
    assert done.exit_code == 2
    assert read_tree(tmp_path / "photos") == {"mine.jpg": b"x"}


def test_another_address_moves_the_whole_site(good: TestSite) -> None:
    """With `--url` every link, canonical address and alternate lies below its path."""
    assert call("build", "--site", good.folder, "--at", AT, "--url", "https://example.org/sub/dir").exit_code == 0
    crawl = Crawl(good.public, "https://example.org/sub/dir/")
    assert crawl.broken() == []
    assert crawl.pages["/en/news/first/"].canonical == "https://example.org/sub/dir/en/news/first/"
    assert Crawl(good.public, "https://example.org/").broken() != []


@pytest.mark.parametrize(
    "url", ["example.org", "javascript:alert(1)", "https://example.org/?a=b", 'https://x.org/"<', ""]
)
def test_an_address_that_is_none_is_wrong_usage(good: TestSite, url: str) -> None:
    """`--url` is as strict as the setting it stands for."""
    done = call("build", "--site", good.folder, "--at", AT, "--url", url)
    assert (done.exit_code, good.public.exists()) == (2, False)
    assert "--url" in done.stderr


def test_drafts_never_replace_a_published_site(good: TestSite) -> None:
    """A build with drafts or future is refused over a published one, names another folder, and is noindex there."""
    good.write(WAITING)
    call("build", "--site", good.folder, "--at", AT)
    for option in ("--drafts", "--future"):
        done = call("build", "--site", good.folder, "--at", AT, option)
        assert done.exit_code == 2
        assert "--output public-preview" in done.stderr
    preview = good.folder / "public-preview"
    assert call("build", "--site", good.folder, "--at", AT, "--drafts", "--output", preview).exit_code == 0
    assert "A draft" in (preview / "en/news/draft/index.html").read_text("utf-8")
    assert all("noindex" in path.read_text("utf-8") for path in preview.rglob("*.html"))
    assert not (preview / "en/news/later").exists()


# --- time ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-11-22", True),
        ("2026-11-22T00:00", True),
        ("2026-11-21 23:59:59", False),
        ("2026-11-21T23:00Z", True),
        ("2026-11-21T22:59:59Z", False),
        ("2026-11-22T00:00+01:00", True),
        ("2026-11-22T00:00+02:00", False),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_a_moment_without_offset_is_the_sites(good: TestSite, at: str, shown: bool, zone: str) -> None:
    """A post of the 22nd appears at midnight in the site's zone, whatever zone the machine is in."""
    good.write(WAITING)
    assert call("build", "--site", good.folder, "--at", at, environment={"TZ": zone}).exit_code == 0
    assert (good.public / "en/news/later/index.html").exists() == shown


def test_the_environment_sets_the_clock_and_the_option_overrules_it(good: TestSite) -> None:
    """SOURCE_DATE_EPOCH is the moment of the build, unless `--at` is given; the report tells it in the site's time."""
    report = good.folder / "r.json"
    environment = {"SOURCE_DATE_EPOCH": "1792584000"}
    call("build", "--site", good.folder, "--report", report, environment=environment)
    assert json.loads(report.read_text())["at"] == "2026-10-21T14:00:00+02:00"
    call("build", "--site", good.folder, "--report", report, "--at", AT, environment=environment)
    assert json.loads(report.read_text())["at"] == "2026-11-21T12:00:00+01:00"


@pytest.mark.parametrize("at", ["", "soon", "2026-13-01", "9999-12-31T23:59", "0001-01-01", "21-10-2026"])
def test_a_moment_that_is_none_is_wrong_usage(good: TestSite, at: str) -> None:
    """Exit 2, and an example of how to write it."""
    done = call("build", "--site", good.folder, "--at", at)
    assert done.exit_code == 2
    assert "2026-10-21T19:30" in done.stderr


@pytest.mark.parametrize("epoch", ["soon", "²", "9" * 30, "-99999999999"])
def test_a_clock_of_the_environment_that_is_none_is_wrong_usage(good: TestSite, epoch: str) -> None:
    """A build that was meant to be reproducible never silently takes the machine's time."""
    assert call("build", "--site", good.folder, environment={"SOURCE_DATE_EPOCH": epoch}).exit_code == 2


# --- report ----------------------------------------------------------------------------------------------------


def test_the_report_says_what_was_built_and_what_waits(good: TestSite) -> None:
    """Counts, outputs, what is withheld until when, the next change, findings: as CI reads them."""
    good.write({**WAITING, **DOUBTFUL})
    path = good.folder / "new/folder/report.json"
    call("build", "--site", good.folder, "--at", AT, "--report", path)
    report = json.loads(path.read_text("utf-8"))
    assert report["counts"]["documents"] == {"en": 5, "nl": 1}
    assert report["outputs"]["written"] == len(read_tree(good.public))
    assert {(each["path"], each["reason"], each["until"]) for each in report["withheld"]} == {
        ("content/en/news/draft.md", "draft", None),
        ("content/en/news/later.md", "scheduled", "2026-11-22T00:00:00+01:00"),
    }
    assert report["next_change"]["at"] == "2026-11-22T00:00:00+01:00"
    assert report["next_change"]["path"] == "content/en/news/later.md"
    assert [(each["code"], each["path"], each["line"]) for each in report["diagnostics"]] == [
        ("removed-html", "content/en/doubtful.md", 4)
    ]


def test_a_build_without_changes_reports_the_same(good: TestSite) -> None:
    """What is remembered is told again, as of the new clock and in the site's time."""
    good.write(WAITING)
    paths = [good.folder / "first.json", good.folder / "second.json"]
    reports = []
    for path, at in zip(paths, (AT, "2026-11-21T13:00"), strict=True):
        call("build", "--site", good.folder, "--at", at, "--report", path)
        reports.append(json.loads(path.read_text("utf-8")))
    assert [each["at"] for each in reports] == ["2026-11-21T12:00:00+01:00", "2026-11-21T13:00:00+01:00"]
    for key in ("next_change", "counts", "withheld", "diagnostics", "translations"):
        assert reports[0][key] == reports[1][key]


def test_a_report_is_written_of_a_build_that_fails(good: TestSite) -> None:
    """CI reads the errors from it; a path where none can be written is wrong usage, not a traceback."""
    good.write(BROKEN)
    path = good.folder / "report.json"
    call("build", "--site", good.folder, "--at", AT, "--report", path)
    assert [each["severity"] for each in json.loads(path.read_text())["diagnostics"]] == ["error"]
    assert call("build", "--site", good.folder, "--at", AT, "--report", "/dev/null/report.json").exit_code == 2


# --- check, clean, version -------------------------------------------------------------------------------------


def test_check_writes_nothing_and_prints_findings_on_stdout(good: TestSite) -> None:
    """Text or JSON, the same objects as in the report; exit 1 with an error, 0 without."""
    good.write(DOUBTFUL)
    before = read_tree(good.folder)
    assert call("check", "--site", good.folder, "--at", AT).exit_code == 0
    good.write(BROKEN)
    done = call("check", "--site", good.folder, "--at", AT, "--format", "json")
    assert done.exit_code == 1
    assert [(each["severity"], each["code"]) for each in json.loads(done.stdout)] == [
        ("warning", "removed-html"),
        ("error", "unknown-key"),
    ]
    text = call("check", "--site", good.folder, "--at", AT).stdout
    assert "content/en/news/broken.md:2:1: error[unknown-key]" in text
    assert "2 | titel: Broken\n      ^\n" in text
    (good.folder / "content/en/news/broken.md").unlink()
    assert read_tree(good.folder) == before


def test_a_folder_without_settings_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verb that needs a site says where to name it, and ends 2."""
    monkeypatch.chdir(tmp_path)
    for verb in ("build", "check", "serve"):
        done = call(verb)
        assert done.exit_code == 2
        assert "--site" in done.output


def test_clean_removes_only_what_was_written(good: TestSite) -> None:
    """Files of others stay, and a folder that isn't ours is refused."""
    call("build", "--site", good.folder, "--at", AT)
    (good.public / "en/mine.txt").write_text("x")
    assert call("clean", "--site", good.folder).exit_code == 0
    assert read_tree(good.public) == {"en/mine.txt": b"x"}
    assert call("clean", "--site", good.folder).exit_code == 2
    assert call("clean", "--site", good.folder, "--output", good.folder / "content").exit_code == 2
    assert call("clean", "--site", good.folder, "--output", good.folder / "nowhere").exit_code == 0


def test_wrong_usage_ends_with_2(good: TestSite) -> None:
    """Unknown verbs and options, and values that can't be."""
    for arguments in (
        ["bild"],
        ["build", "--nope"],
        ["build", "--jobs", "0"],
        ["build", "--site", "/nowhere"],
    ):
        assert call(*arguments).exit_code == 2


def test_colours_are_for_terminals(good: TestSite) -> None:
    """What isn't a terminal gets plain text, whatever TERM says; control characters never reach it."""
    good.write({"content/en/a\x1b[31m.md": "---\ntitel: x\n---\n"})
    done = call("check", "--site", good.folder, "--at", AT, environment={"TERM": "xterm-256color"})
    assert "\x1b" not in done.output
    assert "\\u{1b}" in done.output


# --- as a program ----------------------------------------------------------------------------------------------


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `python -m plcsite` as a program of its own."""
    command = [sys.executable, "-m", "plcsite", *map(str, arguments)]
    return subprocess.run(
        command, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, encoding="utf-8"
    )


def test_the_program_says_its_version() -> None:
    """On stdout, before any site is looked for."""
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"plcsite {__version__} ")


def test_a_bare_environment_is_enough(good: TestSite) -> None:
    """No locale, no home, an ASCII terminal: the same findings, no traceback."""
    good.write({"content/en/é.md": "---\ntitel: é\n---\n"})
    done = run("check", "--site", good.folder, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 1
    assert "error[unknown-key]" in done.stdout
    assert "Traceback" not in done.stderr


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder and its bytes, but for what builds remember."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".plcsite" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_commands_says_what_each_says_of_itself(verb: str) -> None:
    """`plcsite --help` imports no command, so its lines are held against the commands' own."""
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    assert (command.help or "").partition("\n\n")[0].replace("\n", " ") == VERBS[verb]
    assert VERBS[verb] in " ".join(CliRunner().invoke(cli, ["--help"]).output.split())
