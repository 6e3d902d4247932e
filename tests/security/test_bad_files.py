"""Promise (c): one bad file never hangs, crashes or silently vanishes, and hides no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import TestSite

DEEP = 2_000
BAD = {
    "nested lists in front matter": "---\ntitle: " + "[" * DEEP + "\n---\n",
    "nested tables in front matter": "---\ntitle: " + "{a: " * DEEP + "\n---\n",
    "a bomb of anchors": "---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\ntitle: T\n---\n",
    "nested quotes": "---\ntitle: T\n---\n" + ">" * DEEP + " x\n",
    "nested emphasis": "---\ntitle: T\n---\n" + "*" * DEEP + "x\n",
    "brackets that never close": "---\ntitle: T\n---\n" + "[" * DEEP + "\n",
    "parentheses that never close": "---\ntitle: T\n---\n" + "[a](" * DEEP + "\n",
    "tags that never close": "---\ntitle: T\n---\n" + "<div>" * DEEP + "\n",
    "half a tag": "---\ntitle: T\n---\n<a href=" + "x" * 50_000 + "\n",
    "a table of pipes": "---\ntitle: T\n---\n" + "|" * DEEP + "\n" + "-|" * DEEP + "\n",
    "half a surrogate": b"---\ntitle: T\n---\n\xed\xa0\x80\n",
    "bytes of another kind": bytes(range(256)) * 20,
    "nothing but a fence": "---",
    "a title of a megabyte": "---\ntitle: " + "x " * 500_000 + "\n---\n",
    "more than is read": b"x" * 2_100_000,
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_published_or_named_and_hides_no_other(site: Callable[..., TestSite], name: str) -> None:
    """Each kind of bad file ends in time; it is on the site or named, and so is its neighbour's mistake."""
    made = site(
        {
            "content/en/bad.md": BAD[name],
            "content/en/good.md": "---\ntitle: Good\n---\nWords.\n",
            "content/en/wrong.md": "---\ntitle: Wrong\ncolour: red\n---\n",
        }
    )
    found = made.codes()
    assert "unknown-key content/en/wrong.md:3:1" in found
    named = any("content/en/bad.md" in each for each in found)
    made.build(hold_broken=True)
    assert named or (made.public / "en/bad/index.html").is_file()
    assert (made.public / "en/good/index.html").is_file()
    assert not (made.public / "en/wrong").exists() or "Wrong" not in made.page("/en/wrong/")


def test_a_bad_picture_hides_no_other(site: Callable[..., TestSite]) -> None:
    """A picture that is none, or too large to open, is named, whether or not a page shows it."""
    bomb = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00\x00\x00\x00\x00"
    made = site({"content/media/none.jpg": b"words", "content/media/bomb.png": bomb, "content/media/empty.gif": b""})
    assert made.codes() == [
        "bad-picture content/media/bomb.png",
        "bad-picture content/media/empty.gif",
        "bad-picture content/media/none.jpg",
    ]
