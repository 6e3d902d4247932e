"""Promise (h): visitors' browsers ask no third party for anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.conftest import TestSite
from tests.crawl import Crawl

REMOTE = """\
---
title: Remote
date: 2026-01-01
cover: https://evil.example/cover.png
---
![A](https://evil.example/a.png) ![B](//evil.example/b.png)

<img src="https://evil.example/c.png" srcset="//evil.example/d.png 2x">

<video src="https://evil.example/a.mp4" poster="https://evil.example/p.png"></video>

<audio><source src="//evil.example/a.mp3"></audio> <iframe src="https://evil.example/"></iframe>

<p style="background: url(https://evil.example/e.png)">x</p> <link rel="stylesheet" href="//evil.example/x.css">
<table background="https://evil.example/f.png"><tr><td>x</td></tr></table>

![C][c]

[c]: https:\\\\evil.example\\g.png
"""


def test_no_page_fetches_anything_from_elsewhere(site: Callable[..., TestSite]) -> None:
    """Remote pictures, films, sounds and styles become links or nothing, and say so."""
    made = site({"content/en/news/a.md": REMOTE})
    codes = {each.code for each in made.check()}
    assert {"remote-image", "remote-media"} <= codes
    made.build()
    assert Crawl(made.public).third_parties() == []


def test_the_theme_fetches_nothing_from_elsewhere(site: Callable[..., TestSite]) -> None:
    """Style sheets and scripts name no other host."""
    made = site()
    made.build()
    files = [path for path in (made.public / "assets").rglob("*") if path.suffix in (".css", ".js")]
    assert files
    for path in files:
        text = path.read_text("utf-8")
        assert re.findall(r"(?:url\(|@import|fetch\(|import\()\s*['\"]?(?:https?:)?//", text) == []


def test_remote_pictures_are_shown_where_the_settings_allow_them(site: Callable[..., TestSite]) -> None:
    """`remote_images = "allow"` is the one way out, and the judge above sees it."""
    made = site({"content/en/news/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\n![A](https://evil.example/a.png)\n"})
    made.write({"plcsite.toml": (made.folder / "plcsite.toml").read_text() + '[privacy]\nremote_images = "allow"\n'})
    made.build()
    page = Crawl(made.public).pages["/en/news/a/"]
    assert "https://evil.example/a.png" in page.links


def test_the_judge_sees_what_is_fetched(tmp_path: Path) -> None:
    """Each way to ask another host is found."""
    ways = [
        '<img src="//x.example/a">',
        '<link rel="stylesheet" href="https://x.example/">',
        '<p style="a:url(//x.example)">',
    ]
    for way in ways:
        (tmp_path / "index.html").write_text(way)
        assert len(Crawl(tmp_path).third_parties()) == 1
