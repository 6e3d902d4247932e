"""Files that editors can't see the difference of: each gives the very page of its clean twin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

FILE = "content/en/events/evening.md"
CLEAN = """\
---
title: An evening of inquiry
start: 2026-12-02T19:30
end: "21:30"
tags: [Inquiry, Reading]
summary: >
  Words on
  two lines.
---

    code that comes first

A paragraph, and
a [link](#then).

## Then

- one
- two
"""

TWINS: dict[str, bytes] = {
    "byte order mark": b"\xef\xbb\xbf" + CLEAN.encode(),
    "CRLF": CLEAN.replace("\n", "\r\n").encode(),
    "lone CR": CLEAN.replace("\n", "\r").encode(),
    "mixed line ends": CLEAN.replace("\n", "\r\n", 5).encode(),
    "byte order mark and CRLF": b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode(),
    "spaces after the fences": CLEAN.replace("---\n", "---  \t\n").encode(),
    "blank lines before": f"\n \n\t\n{CLEAN}".encode(),
    "byte order mark and blank lines": b"\xef\xbb\xbf\n\n" + CLEAN.encode(),
    "blank lines inside": CLEAN.replace("end:", "\n\nend:").encode(),
    "comments": CLEAN.replace("end:", "# from the minutes\nend:").encode(),
    "no line end": CLEAN.rstrip("\n").encode(),
    "blank lines after": f"{CLEAN}\n\n\n".encode(),
    "keys in quotes": CLEAN.replace("title:", '"title":').encode(),
    "list over lines": CLEAN.replace("[Inquiry, Reading]", "\n  - Inquiry\n  - Reading").encode(),
    "list with commas": CLEAN.replace("[Inquiry, Reading]", "Inquiry, Reading").encode(),
    "one spelling of the key": CLEAN.replace("tags:", "tag:").encode(),
    "hour without quotes": CLEAN.replace('"21:30"', "21:30").encode(),
    "space for T": CLEAN.replace("12-02T19", "12-02 19").encode(),
    "keys left open": CLEAN.replace("end:", "location:\nonline: ~\nend:").encode(),
    "what is the default anyway": CLEAN.replace("tags:", "toc: False\ntags:").encode(),
}


def publish(site: Callable[..., Any], data: bytes) -> dict[str, bytes]:
    """Every file of the published site, by path."""
    built = site({FILE: data})
    assert [found for found in built.check() if found.severity != "advice"] == []
    built.build()
    return {
        path.relative_to(built.public).as_posix(): path.read_bytes()
        for path in sorted(built.public.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.parametrize("name", TWINS)
def test_twin_gives_the_same_pages(name: str, site: Callable[..., Any]) -> None:
    """Marks, line ends, blank lines and the ways of writing one fact leave no trace in any page."""
    clean = publish(site, CLEAN.encode())
    assert "en/events/evening/index.html" in clean

    assert publish(site, TWINS[name]) == clean


def test_text_that_looks_like_front_matter_is_text(site: Callable[..., Any]) -> None:
    """A rule and a line `kind: event` in the text of a post make no event of it."""
    built = site({"content/en/news/2026-10-21-a.md": "---\ntitle: A\n---\nWords.\n\n---\n\nkind: event\n"})

    assert built.check() == ()
    built.build()

    assert "kind: event" in built.page("/en/news/a/")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_kind_is_found_whatever_the_line_ends(end: str, site: Callable[..., Any]) -> None:
    """`kind:` decides how a file is read before the file is read, in any line ends."""
    text = "---\ntitle: A\nkind: event\nstart: 2026-12-02\n---\nWords.\n"
    built = site({"content/en/news/a.md": text.replace("\n", end).encode()})

    assert built.check() == ()
