"""Promise (g): drafts and scheduled items appear in no output; what is hidden in a language, in none of that one's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
from PIL import Image

from tests.conftest import SETTINGS, TestSite
from tests.crawl import find_bytes

WORD = "zqsecretqz"


def make_picture() -> bytes:
    """A picture that no other test has the bytes of."""
    stream = BytesIO()
    Image.new("RGB", (9, 7), "#123456").save(stream, "PNG")
    return stream.getvalue()


WAITS: Mapping[str, Mapping[str, str | bytes]] = {
    "a draft": {
        "content/en/news/a.md": f"---\ntitle: {WORD}\ndate: 2026-01-01\ndraft: true\ntags: {WORD}\n---\n{WORD}\n"
    },
    "a scheduled post": {
        "content/en/news/a.md": f"---\ntitle: {WORD}\ndate: 2026-11-22\nauthors: {WORD}\naliases: /{WORD}/\n---\n"
    },
    "an announcement of later": {
        "content/en/events/a.md": f"---\ntitle: {WORD}\nstart: 2027-05-01\ndate: 2026-12-01\nlocation: {WORD}\n---\n"
    },
    "a draft translation": {
        "content/en/events/a.md": "---\ntitle: A\nstart: 2027-05-01\nlocation: Hall\n---\n",
        "content/nl/events/a.md": f"---\ntitle: {WORD}\ndraft: true\nslug: {WORD}\n"
        f"location: {WORD}\naliases: /{WORD}/\n---\n",
    },
    "a draft of words for a section": {
        "content/en/news/index.md": "---\ntitle: News\n---\n",
        "content/nl/news/index.md": f"---\ntitle: {WORD}\nsummary: {WORD}\ndraft: true\n---\n{WORD}\n",
        "content/nl/news/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\n",
    },
    "a draft of words for the home page": {
        "content/en/index.md": "---\ntitle: Home\n---\n",
        "content/nl/index.md": f"---\ntitle: {WORD}\ndraft: true\n---\n{WORD}\n",
    },
    "a part of a draft": {
        "content/en/events/a/index.md": "---\ntitle: A\nstart: 2027-05-01\ndraft: true\n---\n",
        "content/en/events/a/part.md": f"---\ntitle: {WORD}\nspeakers: {WORD}\n---\n{WORD}\n",
    },
    "a link to a draft": {
        "content/en/news/a.md": f"---\ntitle: A\ndate: 2026-01-01\nslug: {WORD}\ndraft: true\n---\n",
        "content/en/b.md": "---\ntitle: B\n---\n[A](news/a.md) [again](/news/a.md)\n",
    },
}


@pytest.mark.parametrize("name", WAITS)
def test_what_waits_is_in_no_output(site: Callable[..., TestSite], name: str) -> None:
    """Not a word of it is in any byte or name, and a build that shows all has them: the judge isn't blind."""
    made = site(WAITS[name])
    made.build()
    assert find_bytes(made.public, WORD) == []
    shutil.rmtree(made.public)
    made.build(drafts=True, future=True)
    assert find_bytes(made.public, WORD) != []


@pytest.mark.parametrize("state", ["draft: true", "date: 2026-11-22"])
def test_pictures_of_what_waits_are_not_published(site: Callable[..., TestSite], state: str) -> None:
    """Covers, pictures and files that only a draft or a scheduled post uses stay."""
    date = "" if state.startswith("date") else "date: 2026-01-01\n"
    made = site(
        {
            "content/en/news/a/index.md": f"---\ntitle: A\n{date}{state}\ncover: c.png\n---\n![p](p.png) [f](f.txt)\n",
            "content/en/news/a/c.png": make_picture(),
            "content/en/news/a/p.png": make_picture() + b"\0",
            "content/en/news/a/f.txt": WORD,
        }
    )
    made.build()
    assert not (made.public / "media").exists()


def test_the_cover_of_a_draft_translation_is_not_published(site: Callable[..., TestSite]) -> None:
    """A translator who tries a picture changes nothing for readers yet."""
    made = site(
        {
            "content/en/news/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\n",
            "content/nl/news/a/index.md": "---\ntitle: A\ndraft: true\ncover: c.png\n---\n![p](c.png)\n",
            "content/nl/news/a/c.png": make_picture(),
        }
    )
    made.build()
    assert not (made.public / "media").exists()


def test_what_is_hidden_is_in_none_of_that_languages_outputs(site: Callable[..., TestSite]) -> None:
    """Under `missing = "hide"` no list, term, programme or link of the other language knows of it."""
    made = site(
        {
            "plcsite.toml": SETTINGS + '[sections.news]\nmissing = "hide"\n',
            "content/en/news/a.md": f"---\ntitle: {WORD}\ndate: 2026-01-01\ntags: {WORD}\nauthors: {WORD}\n---\n",
            "content/en/events/e/index.md": "---\ntitle: E\nstart: 2027-01-01\nmissing: page\n---\n[A](/news/a.md)",
            "content/en/events/e/part.md": f"---\ntitle: {WORD}\nmissing: hide\n---\n",
            "content/nl/about.md": "---\ntitle: Over\n---\n[zie](../en/news/a.md)\n",
        }
    )
    made.build()
    assert find_bytes(made.public / "nl", WORD) == []
    assert find_bytes(made.public / "en", WORD) != []


def test_the_manifest_knows_nothing_of_what_waits(site: Callable[..., TestSite]) -> None:
    """The list of outputs is public too."""
    made = site(WAITS["a draft"])
    made.build()
    manifest = next(made.public.glob(".plcsite*")).read_text("utf-8")
    assert "en/index.html" in manifest
    assert WORD not in manifest
    assert "content/en/news/a.md" not in manifest
