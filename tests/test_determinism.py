"""Promise (e): the same inputs give the same bytes, whatever the machine, its settings and the order of its folders."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import SETTINGS

AT = "2026-11-21T12:00"
ROOT = Path(__file__).parents[1]
PROGRAM = "import os, sys; os.umask(int(sys.argv.pop(1), 8)); from plcsite.cli import main; main()"

TAGS = ("one", "two", "three", "four", "five", "six")
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}
OTHER = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland", "LANG": "tr_TR.UTF-8", "LANGUAGE": "nl"}


def make_picture() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 30), "#345678").save(stream, "PNG")
    return stream.getvalue()


def rich_site() -> dict[str, bytes]:
    """A small site with something of everything."""
    files: dict[str, str | bytes] = {
        "plcsite.toml": SETTINGS.replace("[site]", "[site]\npage_size = 2"),
        "content/people.toml": '[an]\nname = "An"\nrole = { en = "Chair", nl = "Voorzitter" }\npicture = "an.png"\n',
        "content/tags.toml": "".join(f'[{tag}]\nen = "{tag.title()}"\n' for tag in TAGS),
        "content/places.toml": '[hall]\nname = { en = "Hall", nl = "Zaal" }\n',
        "content/media/an.png": make_picture(),
        "content/en/news/bundle/index.md": "---\ntitle: Bundle\ndate: 2026-01-01\ncover: p.png\n---\n![P](p.png)\n",
        "content/nl/news/bundle/index.md": "---\ntitle: Bundel\ncover: { alt: Een plaatje }\n---\n",
        "content/nl/news/bundle/p.png": make_picture() + b"\0",
        "content/en/events/day/index.md": "---\ntitle: Day\nstart: 2027-01-01T10:00\nlocation: hall\n---\n",
        "content/nl/events/day/talk.md": "---\ntitle: Lezing\nspeakers: [an, Guest]\n---\n",
        "content/nl/events/past.md": "---\ntitle: Voorbij\nstart: 2026-01-01\nspoken: [nl, en]\n---\n",
        "static/.well-known/x.txt": "x",
        "static/robots.txt": "User-agent: *\n",
    }
    for number in range(6):
        facts = f"date: 2026-01-0{number + 1}\nauthors: [an, Somebody]\ntags: [{', '.join(TAGS)}]\n"
        files[f"content/en/news/post-{number}.md"] = f"---\ntitle: Post {number}\n{facts}---\n> “Words” *{number}*.\n"
        files[f"content/nl/news/post-{number}.md"] = f"---\ntitle: Bericht {number}\n---\n[A](post-0.md) 's avonds\n"
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}


def write(folder: Path, files: Mapping[str, bytes], order: Iterable[str]) -> Path:
    """The files, made in an order, which is the order in which some file systems list them."""
    for path in order:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[path])
    return folder


def build(
    site: Path, output: Path, environment: Mapping[str, str], umask: str = "022", *options: str
) -> dict[str, tuple[bytes, int]]:
    """Builds in a process of its own; every path of the published tree with its bytes and rights."""
    program = [sys.executable, "-c", PROGRAM, umask]
    command = [*program, "build", "-q", "--site", str(site), "--output", str(output), "--at", AT, *options]
    clean = {"PATH": os.environ["PATH"], **environment}
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(output).as_posix(): (path.read_bytes() if path.is_file() else b"", path.stat().st_mode)
        for path in output.rglob("*")
    }


def test_a_site_is_the_same_on_any_machine(tmp_path: Path) -> None:
    """Hash seed, zone, locale, umask, folder order, workers, cache and the site's own path leave no trace."""
    files = rich_site()
    shuffled = random.Random(7).sample(sorted(files), len(files))
    first = build(
        write(tmp_path / "a", files, sorted(files)), tmp_path / "a/public", PLAIN, "022", "--jobs", "1", "--no-cache"
    )
    second = build(write(tmp_path / "b/c d", files, shuffled), tmp_path / "out", OTHER, "077", "--jobs", "2")
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []


def test_other_content_gives_other_bytes(tmp_path: Path) -> None:
    """The comparison above sees a single letter."""
    files = rich_site()
    first = build(write(tmp_path / "a", files, files), tmp_path / "out-a", PLAIN)
    files["content/en/news/post-0.md"] += b"x"
    second = build(write(tmp_path / "b", files, files), tmp_path / "out-b", PLAIN)
    assert "en/news/post-0/index.html" in [path for path in first if first[path] != second[path]]


@pytest.mark.slow
def test_the_first_site_is_the_same_twice(tmp_path: Path) -> None:
    """The site in this repository, built by two machines."""
    first = build(ROOT, tmp_path / "a", PLAIN, "022", "--no-cache", "--jobs", "2")
    second = build(ROOT, tmp_path / "b", OTHER, "077", "--no-cache", "--jobs", "1")
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
