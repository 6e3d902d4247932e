"""Beginning a translation: a file that states no fact twice, and whose guide never reaches a reader."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from plcsite.desk.start import hide, quote_text, start
from plcsite.gettexts import tool_translator
from plcsite.nodes import Scalar, read_yaml
from plcsite.stages.convert import Request, convert
from tests.conftest import SETTINGS, TestSite
from tests.desk.test_queue import open_desk
from tests.looking import FRENCH

Site = Callable[..., TestSite]

ORIGINAL = """\
---
title: "Open: a day"
summary: Come and see.
start: 2027-03-06T10:00
location: The town hall
status_note: Bring boots.
tags: [garden]
cover:
  image: /media/garden.png
  alt: A garden
draft: false
aliases: /old/
---
Words -- and > more.

--> an arrow

```html
<!-- a comment -->
```
"""


def begin(made: TestSite, path: str, target: str) -> str:
    """What would be written at a path."""
    papers = open_desk(made.folder)
    entry, source = papers.by_path[path]
    return start(
        (made.folder / path).read_bytes(),
        entry,
        source,
        target,
        papers.library.kinds[entry.kind],
        shared_tags=papers.library.vocabularies.tags.exists,
        translate=tool_translator("nl"),
    )


def test_a_translation_begins_with_words_and_no_facts(site: Site) -> None:
    """What each language words itself stands there; the rest is named by the file that states it."""
    made = site({"content/en/events/day/index.md": ORIGINAL})
    text = begin(made, "content/en/events/day/index.md", "content/nl/events/day/index.md")
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    stated = read_yaml(front, "").value
    assert stated is not None
    assert list(stated.values) == ["title", "summary", "status_note", "tags", "cover", "translates", "draft"]
    assert "garden.png" not in text
    assert "# Gegevens" in front
    assert "content/en/events/day/index.md" in front
    assert body.startswith("\n<!-- ")
    made.write({"content/nl/events/day/index.md": text})
    (entry, document) = open_desk(made.folder).by_path["content/nl/events/day/index.md"]
    assert not entry.broken
    assert document.body.count == 0
    assert document.translates is not None
    assert document.translates.fingerprint == entry.first.fingerprint


def test_a_key_of_its_own_is_said_again_and_a_part_stays_a_part(site: Site) -> None:
    """What joins the files is stated where the path doesn't do it."""
    made = site(
        {
            "plcsite.toml": SETTINGS + FRENCH,
            "content/nl/news/herfst.md": "---\ntitle: Herfst\ndate: 2026-10-01\nkey: news/autumn\nslug: h\n---\nJa.\n",
            "content/nl/events/dag/index.md": "---\ntitle: Dag\nstart: 2027-01-01\n---\n",
            "content/nl/events/dag/praatje.md": "---\ntitle: Praatje\nroom: Serre\n---\nJa.\n",
        }
    )
    named = begin(made, "content/nl/news/herfst.md", "content/fr/news/herfst.md")
    assert "\nkey: news/autumn\n" in named
    assert "slug" not in named
    part = begin(made, "content/nl/events/dag/praatje.md", "content/fr/events/dag/praatje.md")
    assert "Serre" not in part
    made.write({"content/fr/events/dag/praatje.md": part, "content/fr/news/herfst.md": named})
    papers = open_desk(made.folder)
    assert sorted(papers.by_path["content/fr/events/dag/praatje.md"][0].documents) == ["fr", "nl"]
    assert sorted(papers.by_path["content/fr/news/herfst.md"][0].documents) == ["fr", "nl"]


PIECES = st.sampled_from(["--", ">", "!", "-", "<!--", "```", "\n", "\n\n", "words ", "&", "<p>", "    ", "]]>", "<?"])


@given(body=st.lists(PIECES | st.text(max_size=4), max_size=20).map("".join))
@example(body="a --\n> b")
@example(body="```\n-->\n```\n<script>")
@example(body="-- !>")
def test_nothing_in_a_text_ends_the_guide_early(body: str) -> None:
    """Whatever the original says, the body of a translation that was only begun has no words and no findings."""
    made = convert(Request("x.md", "\n" + "\n".join(hide("Guide", _decode(body))) + "\n", 1, "en", "link"))
    assert made.value.body.count == 0
    assert made.value.pieces == ()
    assert made.diagnostics == ()


def _decode(text: str) -> str:
    """Without what no file gives: control characters, and what is not Unicode."""
    kept = text.encode("utf-8", "ignore").decode().replace("\r", "\n")
    return "".join(each for each in kept if each in "\t\n" or (ord(each) >= 32 and ord(each) != 127))


@given(text=st.text(max_size=30).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
@example(text="null")
@example(text="a: b # c")
@example(text="\u2028\ufeff\x85")
def test_any_text_is_written_so_that_yaml_reads_it_again(text: str) -> None:
    """Quotes where they are needed, and none where they are not."""
    read = read_yaml(f"key: {quote_text(text)}", "")
    assert read.diagnostics == ()
    assert read.value is not None
    node = read.value.values["key"]
    assert isinstance(node, Scalar)
    assert node.text == text
