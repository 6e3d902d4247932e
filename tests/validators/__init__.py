"""Judges of what the site generator wrote, none of them ours: each returns what it found wrong, or an empty list.

A judge that isn't installed skips the test and says what is missing; under `PLCSITE_CI` the test fails instead, so that
no skip hides there. A folder without a single page raises: a judge that was given nothing has judged nothing.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from html5lib.constants import E as HTML5LIB_MESSAGES

HERE = Path(__file__).parent
VNU_JAR = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"

HOW_TO_GET = {
    "chromium": "install Debian's chromium",
    "java": "install Debian's default-jre-headless",
    "lychee": "it comes with the extra `test`",
    "node": "install Debian's nodejs",
    "vnu": "run `npm ci --ignore-scripts` in tests/validators",
}


def require(tool: str) -> Path:
    """The path of a tool; without it the test is skipped with a reason, or fails where PLCSITE_CI is set."""
    path = _find(tool)
    if path is None:
        reason = f"{tool} is missing: {HOW_TO_GET[tool]}"
        if os.environ.get("PLCSITE_CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return path


def _find(tool: str) -> Path | None:
    if tool == "vnu":
        return VNU_JAR if VNU_JAR.is_file() else None
    # The environment's own programs first: it need not be activated.
    beside_python = str(Path(sys.executable).parent)
    found = shutil.which(tool, path=beside_python) or shutil.which(tool)
    return Path(found) if found else None


def nu_errors(folder: Path) -> list[str]:
    """What the Nu HTML checker holds against the pages below a folder, as `path:line:column: message`."""
    java, jar = require("java"), require("vnu")
    root = _with_pages(folder)
    # A deep stack is the checker's own demand; the quick compiler halves the time, which is mostly start-up.
    command = [str(java), "-Xss4m", "-XX:TieredStopAtLevel=1", "-jar", str(jar)]
    options = ["--errors-only", "--skip-non-html", "--format", "json", "--stdout"]
    messages = json.loads(_run([*command, *options, str(root)], good=(0, 1)))["messages"]
    return sorted(
        f"{_below(message.get('url', ''), root)}:{message.get('lastLine', 0)}:{message.get('firstColumn', 0)}: "
        f"{message['message']}"
        for message in messages
    )


def lychee_errors(folder: Path, url: str = "") -> list[str]:
    """The broken links and missing fragments of the pages below a folder, as `path:line:column: address: message`.

    `url` is the address the folder is served at: its path prefix is where root-relative links start, and links that
    spell it out are followed too. Other sites are never asked.
    """
    lychee = require("lychee")
    _with_pages(folder)
    prefix = urlsplit(url).path.strip("/")
    with tempfile.TemporaryDirectory() as temporary:
        # The site stands in an otherwise empty tree, so that a link that climbs out of it meets nothing.
        root = Path(temporary).resolve() / "root"
        site = root / prefix
        site.parent.mkdir(parents=True, exist_ok=True)
        site.symlink_to(folder.resolve(), target_is_directory=True)
        options = ["--offline", "--include-fragments", "--no-progress", "--no-ignore", "--hidden", "--format", "json"]
        options += ["--extensions", "html", "--index-files", "index.html", "--root-dir", str(root)]
        if url:
            options += ["--remap", f"^{re.escape(url.rstrip('/'))}(/|$) {site.as_uri()}/"]
        report = json.loads(_run([str(lychee), *options, str(site)], good=(0, 2)))
    return sorted(
        f"{_below(page, site)}:{_place(error)}: {_below(error['url'], site)}: {error['status']['text']}"
        for page, errors in report["error_map"].items()
        for error in errors
    )


def html5lib_errors(text: str) -> list[str]:
    """Where a page departs from the syntax of HTML, as `line:column: message`: unclosed tags, stray ends."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    return [
        f"{line}:{column}: {HTML5LIB_MESSAGES.get(code, code) % values}"
        for (line, column), code, values in parser.errors
    ]


def _with_pages(folder: Path) -> Path:
    if next(folder.rglob("*.html"), None) is None:
        raise ValueError(f"no pages to judge in {folder}")
    return folder.resolve()


def _run(command: list[str], good: tuple[int, ...]) -> str:
    """What a judge printed. Any other exit code means that it could not judge, which is no verdict."""
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    if done.returncode not in good or not done.stdout:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.strip() or 'no word of why'}")
    return done.stdout


def _below(address: str, root: Path) -> str:
    """An address or path without the root it lies under."""
    path = unquote(address).removeprefix("file:").removeprefix("//")
    return path.removeprefix(f"{root}/") if path.startswith(f"{root}/") else address


def _place(error: dict[str, dict[str, int]]) -> str:
    span = error.get("span", {})
    return f"{span.get('line', 0)}:{span.get('column', 0)}"
