"""The preview as a process: it builds, builds again when a file changes, keeps the last good site, ends when told."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

PREVIEW = """
import sys
from pathlib import Path
from plcsite.diagnostics import Diagnostic, Location, Severity, say
from plcsite.preview import Outcome, preview
site = Path(sys.argv[1])
def find(text):
    return tuple(Diagnostic(s, "bad", Location("a.md", 1), say("{what}", what=text)) for s in Severity)
def build(changed):
    text = (site / "content" / "a.md").read_text()
    if "wrong" in text:
        return Outcome(None, find(text))
    names = " ".join(path.name for path in changed)
    rest = [(), find("later"), find("later")] if "mistake" in text else ()
    return Outcome({"index.html": text.encode(), "changed.txt": names.encode()}, rest=rest)
preview(build, watched=[site / "content"], port=0, announce=lambda text: print(text, flush=True))
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("first")
    return tmp_path


@pytest.fixture
def running(site: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-c", PREVIEW, str(site)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
    yield process, url
    process.kill()
    process.communicate()


def read(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            text: str = answer.read().decode()
            return text
    except urllib.error.HTTPError as error:
        with error:
            return ""


def wait_until(url: str, word: str) -> str:
    for _ in range(100):
        if word in (text := read(url)):
            return text
        time.sleep(0.05)
    raise AssertionError(f"{word!r} didn't come at {url}")


def test_a_change_is_built_and_a_mistake_leaves_the_last_good_site(
    site: Path, running: tuple[subprocess.Popen[str], str]
) -> None:
    url = running[1]
    wait_until(url, "first")
    (site / "content" / "a.md").write_text("second")
    wait_until(url, "second")
    (site / "content" / "a.md").write_text("wrong")
    found = json.loads(wait_until(f"{url}__plcsite__/problems.json", "wrong"))
    assert found == [{"severity": "error", "code": "bad", "place": "a.md:1", "message": "wrong", "hint": ""}]
    assert "second" in read(url)
    (site / "content" / "a.md").write_text("third")
    wait_until(url, "third")
    assert read(f"{url}changed.txt") == "a.md"
    assert read(f"{url}__plcsite__/problems.json") == "[]"


def test_what_is_found_after_the_site_is_shown_comes_to_the_panel(
    site: Path, running: tuple[subprocess.Popen[str], str]
) -> None:
    url = running[1]
    (site / "content" / "a.md").write_text("mistake")
    wait_until(url, "mistake")
    assert "later" in wait_until(f"{url}__plcsite__/problems.json", "later")
    (site / "content" / "a.md").write_text("third")
    wait_until(url, "third")
    assert read(f"{url}__plcsite__/problems.json") == "[]"


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second(running: tuple[subprocess.Popen[str], str], sent: signal.Signals) -> None:
    process, url = running
    wait_until(url, "first")
    began = time.monotonic()
    process.send_signal(sent)
    _, errors = process.communicate(timeout=5)
    assert time.monotonic() - began < 1
    assert errors.strip().endswith("KeyboardInterrupt")
