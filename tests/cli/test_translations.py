"""`plcsite translations` as translators, editors and CI call it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from plcsite.cli import cli
from tests.conftest import SETTINGS, TestSite
from tests.desk.test_history import ENVIRONMENT, commit, git
from tests.looking import event, post

Site = Callable[..., TestSite]
AT = "2026-11-21T12:00"
DUTCH = "content/nl/news/avond.md"
ENGLISH = "content/en/news/avond.md"
ORIGINAL = """\
---
title: Een avond
date: 2026-11-20
---
De deuren gaan open om zeven uur. Er is koffie, en er zijn boeken.

Breng een [bladzijde](https://example.org/) mee.
"""


def call(*arguments: str | Path, environment: Mapping[str, str | None] | None = None) -> Result:
    """Runs a command in this process, without the machine's own settings."""
    clean = dict.fromkeys(("SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"))
    done = CliRunner().invoke(cli, [str(each) for each in arguments], env={**clean, **(environment or {})})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def ask(made: TestSite, *arguments: str) -> Any:
    """What `translations … --format json` prints."""
    done = call("translations", "--site", made.folder, *arguments, "--format", "json", "--at", AT)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def run(made: TestSite, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """Calls a sub-verb in the site's folder."""
    monkeypatch.chdir(made.folder)
    return call("translations", *arguments, "--at", AT)


@pytest.fixture
def pair(site: Site, monkeypatch: pytest.MonkeyPatch) -> TestSite:
    """A Dutch original and its English translation, up to date."""
    made = site({DUTCH: ORIGINAL})
    assert run(made, monkeypatch, "start", DUTCH, "en").exit_code == 0
    text = (made.folder / ENGLISH).read_text("utf-8")
    return made.write({ENGLISH: text.replace("draft: true\n", "")})


# --- the queue -------------------------------------------------------------------------------------------------

QUEUED = {
    "content/en/events/talk.md": event("Talk | *one*", "2026-12-01T19:00"),
    "content/en/news/b.md": post("B", "2026-10-01"),
    "content/nl/news/b.md": "---\ntitle: B\n---\nWoorden.\n",
}


def test_the_queue_for_machines_has_the_fields_of_the_reference(site: Site) -> None:
    """Every row says what, in which state, by when, and why, with the whole line to paste."""
    first, second = ask(site(QUEUED))
    reason = first.pop("reason")
    assert first == {
        "key": "events/talk",
        "kind": "event",
        "title": "Talk | *one*",
        "original": {"language": "en", "path": "content/en/events/talk.md"},
        "states": {"en": "original", "nl": "missing"},
        "due": "2026-12-01T19:00:00+01:00",
    }
    assert "translates: en@" in reason
    assert "content/nl/events/talk.md" in reason
    assert second["states"] == {"en": "original", "nl": "untracked"}
    assert "translates: en@" in second["reason"]


def test_the_queue_for_people_fits_a_terminal(site: Site) -> None:
    """A line a row in eighty columns, the line to paste below it, no colours where nobody sees them."""
    made = site({**QUEUED, "content/en/news/long.md": post("Long words " * 20)})
    done = call("translations", "--site", made.folder, "--at", AT)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["due", "kind", "title", "en", "nl"]
    assert lines[1].split() == ["2026-12-01", "event", "Talk", "|", "*one*", "original", "missing"]
    assert lines[2] == "  → content/nl/events/talk.md"
    assert lines[3].startswith("    translates: en@")
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in done.stdout
    assert "ontbreekt" in call("translations", "--site", made.folder, "--at", AT, "--language", "nl").stdout


def test_colours_are_for_terminals_that_want_them(site: Site) -> None:
    """With NO_COLOR a terminal gets none either."""
    made = site(QUEUED)
    for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        arguments = ["translations", "--site", str(made.folder), "--at", AT]
        done = CliRunner().invoke(cli, arguments, color=True, env={"NO_COLOR": None, **environment})
        assert ("\x1b" in click.unstyle(done.stdout)) is False
        assert ("\x1b" in done.stdout) is coloured


def test_the_queue_for_a_step_summary_leads_to_the_web_editor(site: Site) -> None:
    """A table of Markdown; what a title holds doesn't break it."""
    edit = SETTINGS.replace("[site]", '[site]\nedit_url = "https://git.example.org/edit/main/{path}"')
    made = site({**QUEUED, "plcsite.toml": edit, "content/en/news/b b.md": post("C", "2026-09-01")})
    done = call("translations", "--site", made.folder, "--at", AT, "--format", "markdown")
    rows = done.stdout.splitlines()
    assert rows[0] == "| due | kind | title | en | nl | to do |"
    there = "https://git.example.org/edit/main/content/en/events/talk.md"
    assert f"| [Talk \\| \\*one\\*](<{there}>) | original | missing |" in rows[2]
    assert "`translates: en@" in rows[2]
    assert "[untracked](<https://git.example.org/edit/main/content/nl/news/b.md>)" in rows[3]
    assert "content/en/news/b%20b.md" in rows[4]


def test_the_gate_ends_with_1_only_for_what_is_due(site: Site) -> None:
    """CI hears of what readers will miss, by name; untracked translations count with `--strict`."""
    made = site(
        {**QUEUED, "content/en/news/c.md": post("C", "2026-11-20"), "content/nl/news/c.md": "---\ntitle: C\n---\n"}
    )
    where = ("translations", "--site", made.folder, "--at", AT)
    assert call(*where, "--due", "9").exit_code == 0
    assert call(*where, "--due", "9", "--strict").exit_code == 1
    done = call(*where, "--due", "11")
    assert done.exit_code == 1
    assert "content/en/events/talk.md" in done.stderr
    assert call(*where, "--due", "11", "--lang", "en").exit_code == 0
    assert call(*where, "--lang", "fr").exit_code == 2


def test_what_is_up_to_date_is_counted_and_shown_on_request(pair: TestSite) -> None:
    """People see what there is to do; machines see all."""
    assert [row["states"] for row in ask(pair)] == [{"en": "current", "nl": "original"}]
    quiet = call("translations", "--site", pair.folder, "--at", AT)
    assert (quiet.stdout, quiet.stderr) == ("", "To do: 0; up to date: 1.\n")
    assert "current" in call("translations", "-v", "--site", pair.folder, "--at", AT).stdout


def test_broken_content_leaves_a_queue_that_says_so(site: Site) -> None:
    """One bad file never hides the others, and unusable settings end with 2."""
    made = site({**QUEUED, "content/en/news/bad.md": post("Bad", "2026-10-01", "colour: red")})
    done = call("translations", "--site", made.folder, "--at", AT)
    assert done.exit_code == 0
    assert "Left out because of errors: 1" in done.stderr
    assert "Talk" in done.stdout
    made.write({"plcsite.toml": "[site]\n"})
    assert call("translations", "--site", made.folder, "--at", AT).exit_code == 2


def test_options_stand_before_or_after_every_verb(pair: TestSite) -> None:
    """What stands nearer to the end wins."""
    path = pair.folder / ENGLISH
    for arguments in (
        ["--site", pair.folder, "--language", "nl", "translations", "--at", AT, "diff", path],
        ["translations", "--site", pair.folder, "diff", path, "--language", "nl", "--at", AT],
        ["--language", "en", "translations", "--at", "nonsense", "diff", "--language", "nl", "--site", pair.folder,
         "--at", AT, path],
    ):  # fmt: skip
        done = call(*arguments)
        assert (done.exit_code, "geen woord" in done.stdout) == (0, True), done.stderr


# --- start -----------------------------------------------------------------------------------------------------


def test_a_translation_is_begun_and_never_overwritten(pair: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that is there stays, byte for byte; its state was `draft` until the line went."""
    before = (pair.folder / ENGLISH).read_bytes()
    assert b"Gegevens" not in before
    assert b"# Facts such as dates" in before
    done = run(pair, monkeypatch, "start", DUTCH, "en")
    assert (done.exit_code, (pair.folder / ENGLISH).read_bytes()) == (2, before)
    assert ENGLISH in done.stderr
    assert run(pair, monkeypatch, "start", DUTCH, "fr").exit_code == 2
    assert run(pair, monkeypatch, "start", "content/nl/news/none.md", "en").exit_code == 2
    assert run(pair, monkeypatch, "start", "../../etc/passwd", "en").exit_code == 2


def test_what_is_begun_is_published_nowhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the draft nor its guide: not a word of it leaves the repository."""
    made = site({DUTCH: ORIGINAL})
    monkeypatch.chdir(made.folder / "content")
    done = call("translations", "start", "nl/news/avond.md", "en", "--at", AT)
    assert (done.exit_code, done.stdout) == (0, f"{ENGLISH}\n")
    assert call("build", "--at", AT).exit_code == 0
    assert not (made.public / "en/news/avond").exists()
    assert ask(made)[0]["states"] == {"en": "draft", "nl": "original"}


def test_a_folder_that_leads_elsewhere_is_not_written_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link in the place of a folder is refused with a message."""
    made = site({"content/en/about.md": "---\ntitle: About\n---\nWords.\n"})
    (made.folder / "elsewhere").mkdir()
    (made.folder / "content/nl").symlink_to(made.folder / "elsewhere")
    done = run(made, monkeypatch, "start", "content/en/about.md", "nl")
    assert (done.exit_code, "symbolic link" in done.stderr) == (1, True)
    assert list((made.folder / "elsewhere").iterdir()) == []


# --- diff ------------------------------------------------------------------------------------------------------


@pytest.fixture
def history(pair: TestSite) -> TestSite:
    """The pair in a repository, its original edited and committed since."""
    git(pair.folder, "init")
    (pair.folder / ".gitignore").write_text(".plcsite/\n")
    commit(pair.folder, DUTCH, ORIGINAL.encode())
    commit(pair.folder, DUTCH, ORIGINAL.replace("koffie,", "thee,").replace("example.org", "example.com").encode())
    return pair


def test_a_diff_names_exactly_the_sentence_and_the_words(history: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the translation and for the original alike, in a terminal and for machines."""
    for path in (ENGLISH, DUTCH):
        monkeypatch.chdir(history.folder)
        (found,) = ask(history, "diff", path)
        assert (found["path"], found["state"], found["found"], found["needs"]) == (ENGLISH, "outdated", True, None)
        assert found["changes"] == [
            {
                "place": "body",
                "before": "Er is koffie, en er zijn boeken.",
                "after": "Er is thee, en er zijn boeken.",
                "words": [
                    {"mark": "same", "text": "Er is"},
                    {"mark": "removed", "text": "koffie,"},
                    {"mark": "added", "text": "thee,"},
                    {"mark": "same", "text": "en er zijn boeken."},
                ],
            }
        ]
        done = run(history, monkeypatch, "diff", path)
        assert "Er is [-koffie,-] {+thee,+} en er zijn boeken." in done.stdout
        assert "deuren" not in done.stdout
        assert f"    {found['line']}\n" in done.stdout


def test_what_is_no_word_is_no_change(history: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only words make an original differ from what was translated."""
    text = ORIGINAL.replace("mee.", "mee!").replace("\n", "\r\n").replace("example.org", "example.net")
    history.write({DUTCH: text.encode()})
    assert [row["states"]["en"] for row in ask(history)] == ["current"]
    monkeypatch.chdir(history.folder)
    assert ask(history, "diff", ENGLISH)[0]["changes"] == []


def test_a_shallow_clone_knows_the_state_and_says_what_it_lacks(
    history: TestSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Fingerprints need no history; only the old text does."""
    git(tmp_path, "clone", "--depth", "1", f"file://{history.folder}", "clone")
    made = TestSite(tmp_path / "clone")
    monkeypatch.chdir(made.folder)
    (found,) = ask(made, "diff", ENGLISH)
    assert (found["state"], found["found"], found["changes"]) == ("outdated", False, [])
    assert "git fetch --unshallow" in found["needs"]
    git(made.folder, "fetch", "--unshallow")
    assert ask(made, "diff", ENGLISH)[0]["found"] is True


def test_without_history_or_fingerprint_the_state_is_named(pair: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not being able to compare is no error."""
    pair.write({DUTCH: ORIGINAL.replace("koffie", "thee")})
    done = run(pair, monkeypatch, "diff", ENGLISH)
    assert done.exit_code == 0
    assert "outdated" in done.stdout
    assert "no history" in done.stdout
    pair.write({ENGLISH: "---\ntitle: An evening\ntranslates: nl\n---\nDoors.\n"})
    done = run(pair, monkeypatch, "diff", ENGLISH)
    assert (done.exit_code, "untracked" in done.stdout, "translates: nl@" in done.stdout) == (0, True, True)


# --- accept ----------------------------------------------------------------------------------------------------


def test_what_is_accepted_is_current(pair: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line changes, and the command says which; a second time it changes nothing."""
    pair.write({DUTCH: ORIGINAL.replace("koffie", "thee")})
    before = (pair.folder / ENGLISH).read_text("utf-8")
    (pair.folder / ENGLISH).chmod(0o664)
    done = run(pair, monkeypatch, "accept", ENGLISH)
    after = (pair.folder / ENGLISH).read_text("utf-8")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{ENGLISH}: translates: nl@")
    changed = set(after.splitlines()) - set(before.splitlines())
    assert {line.partition("@")[0] for line in changed} == {"translates: nl"}
    assert (pair.folder / ENGLISH).stat().st_mode & 0o777 == 0o664
    assert [row["states"]["en"] for row in ask(pair)] == ["current"]
    assert "nothing" in run(pair, monkeypatch, "accept", "--all").stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["accept", DUTCH], "is the original"),
        (["accept", DUTCH, ENGLISH], "is the original"),
        (["accept"], "--all"),
        (["accept", "--untracked"], "--all"),
        (["accept", "--all", ENGLISH], "--all"),
        (["accept", "plcsite.toml"], "is not a text"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_nothing_is_written(
    pair: TestSite, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    """Wrong usage ends with 2."""
    before = (pair.folder / ENGLISH).read_bytes()
    pair.write({DUTCH: ORIGINAL.replace("koffie", "thee")})
    done = run(pair, monkeypatch, *arguments)
    assert (done.exit_code, words in done.stderr) == (2, True), done.stderr
    assert (pair.folder / ENGLISH).read_bytes() == before


def test_a_file_written_too_oddly_is_left_to_its_editor(pair: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line to write is said, and the end is 1."""
    text = "---\ntitle: An evening\ntranslates: >\n  nl\n---\nDoors.\n"
    pair.write({ENGLISH: text})
    done = run(pair, monkeypatch, "accept", ENGLISH)
    assert (done.exit_code, (pair.folder / ENGLISH).read_text()) == (1, text)
    assert "translates: nl@" in done.stderr


def test_a_migrated_site_is_stamped_in_one_go(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """65 untracked pairs hold nothing up; once accepted all are current, their bodies as they were."""
    files: dict[str, str | bytes] = {}
    for number in range(65):
        end = "\r\n" if number % 2 else "\n"
        body = f"Tekst {number}.{end}{end}---{end}translates: niet dit{end}"
        files[f"content/en/news/{number}.md"] = post(f"Post {number}", "2026-11-20", body=f"Text {number}.")
        files[f"content/nl/news/{number}.md"] = f"---{end}title: Bericht {number}{end}---{end}{body}".encode()
    made = site(files)
    assert call("translations", "--site", made.folder, "--at", AT, "--due", "30").exit_code == 0
    assert run(made, monkeypatch, "accept", "--all").exit_code == 0
    assert {row["states"]["nl"] for row in ask(made)} == {"untracked"}
    assert run(made, monkeypatch, "accept", "--all", "--untracked").stdout.count("\n") == 65
    assert {row["states"]["nl"] for row in ask(made)} == {"current"}
    for path, before in files.items():
        if isinstance(before, bytes):
            after = (made.folder / path).read_bytes()
            assert after.split(b"---", 2)[2] == before.split(b"---", 2)[2]


# --- split -----------------------------------------------------------------------------------------------------


def test_a_file_of_two_languages_becomes_two(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written before it is sure, and `--dry-run` writes nothing at all."""
    path, other = "content/en/news/both.md", "content/nl/news/both.md"
    made = site({path: post("Both", body="Words.\n\n---\n\nWoorden.")})
    before = (made.folder / path).read_text()
    for arguments in ([], ["--lang", "nl", "--dry-run"], ["--lang", "fr"]):
        done = run(made, monkeypatch, "split", path, *arguments)
        assert done.exit_code == (0 if "--dry-run" in arguments else 2)
        assert ((made.folder / path).read_text(), (made.folder / other).exists()) == (before, False)
    done = run(made, monkeypatch, "split", path, "--lang", "nl")
    assert done.stdout == f"{path}\n{other}\n"
    assert (made.folder / path).read_text().endswith("---\nWords.\n\n")
    assert (made.folder / other).read_text() == "---\ntitle: Both\ntranslates: en\n---\n\nWoorden.\n"
    assert run(made, monkeypatch, "split", path, "--at-line", "6").exit_code == 2
    assert [row["states"] for row in ask(made)] == [{"en": "original", "nl": "untracked"}]


def test_the_environment_of_git_is_not_used(history: TestSite) -> None:
    """A hook that calls plcsite sets variables of git that would lead it elsewhere."""
    done = call(
        "translations", "diff", history.folder / ENGLISH, "--site", history.folder, "--at", AT,
        environment={"GIT_DIR": "/nonexistent", **ENVIRONMENT},
    )  # fmt: skip
    assert "koffie" in done.stdout
