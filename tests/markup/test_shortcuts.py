"""Shortcuts change nothing: HTML is the same as from the plain library with the same extensions."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.etree.ElementTree import Element, SubElement

import pytest
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import SimpleTagInlineProcessor

from plcsite.markup.markdown import make_converter, render_markdown
from plcsite.markup.shortcuts import BLOCKS, PATTERNS, TREES, Shortcuts

ROOT = Path(__file__).parents[2]

FRAGMENTS = (
    # Marks of every construct, alone and in pairs, so that they meet half-way and inside one another.
    *(
        "word ",
        "Two words, ",
        "é",
        "日本",
        "W ",
        "1",
        " ",
        "  ",
        "    ",
        "\t",
        "\u00a0",
        "\u2028",
        "\n",
        "\n\n",
        "\r\n",
    ),
    *("*", "**", "***", "_", "__", "*a b* **c**", "**s *e* x**", "_em_", "a_b_c", "*a*b*", "~~", "~~gone~~"),
    *("`", "``", "`c*o*de`", "\\", "\\*", "\\`", "\\\n", "  \n", "\x02", "\x03", "&amp;", "&#39;", "&", "<", ">", "%"),
    *("[", "]", "(", ")", "{", "}", "](", "![", "[t](a.md)", '[t](<a b> "c")', "![x](y.png)", "[w]{lang=en}", "{.x}"),
    *(
        "{: #y}",
        " {.h}\n",
        "[r]",
        "[t][r]",
        "![i][r]",
        "\n[r]: s.md\n",
        "[^1]",
        "\n[^1]: note\n",
        "[^1]: again\n    more\n",
    ),
    *("<https://e.org>", "https://e.org/a?b=1&c=2", "<a@b.org>", "a@b.org", "<b>", "</b>", "<br>", "<!-- c -->"),
    *("<div>", "</div>\n", "<p>\n", "</p>", "<script>x</script>", "<img src=a.png>", "<!DOCTYPE x>", "<?php ?>"),
    *("\n# ", "\n## H\n", "#", "\n---\n", "\n===\n", "\n* * *\n", "\n> ", "> > ", "\n- ", "\n* ", "+ ", "\n1. ", "3) "),
    *(
        "\n    - ",
        "\n  - ",
        "- [x] ",
        "[!NOTE]\n",
        "\n!!! note\n    ",
        '!!! tip "T"\n    ',
        "\n```\n",
        "```py\n",
        "\n~~~\n",
    ),
    *("|", "\n| a | b |\n|---|:-:|\n| c | d |\n", "a | b\n--|--\n", "\nTerm\n: What it is\n", ": ", ":   "),
    *("\n*[W]: Word\n", "*[W]: ", "///Footnotes Go Here///", "-- who", "...", "'", '"', "--", "klzzwxh:0000"),
)


@pytest.fixture(scope="module")
def plain() -> Markdown:
    """The library with our extensions, and nothing to hurry it."""
    return make_converter("en")


def list_random_texts(count: int) -> Iterator[str]:
    """Fragments in random order; many texts are made of a few kinds only, so that these meet often."""
    random = Random(7)
    for _ in range(count):
        fragments = random.sample(FRAGMENTS, random.choice((4, 8, 15, len(FRAGMENTS))))
        yield "".join(random.choice(fragments) for _ in range(random.choice((2, 5, 10, 20, 40))))


def test_documents_are_the_same_with_and_without_shortcuts(plain):
    """Whole files, as people write them."""
    documents = [path.read_text("utf-8") for path in (*ROOT.glob("content/**/*.md"), *ROOT.glob("*.md"))]
    assert len(documents) > 20
    for text in documents:
        assert render_markdown(text, "en") == plain.reset().convert(text)


def test_fragments_are_the_same_with_and_without_shortcuts(plain):
    """Texts that nobody would write, where constructs begin and don't end, or end in one another."""
    for text in list_random_texts(1500):
        assert render_markdown(text, "en") == plain.reset().convert(text), text


@pytest.mark.parametrize(
    "text",
    [
        "a\\\r\nb",
        "a\t\nb",
        "]\x02: x",
        "x\\<script>y</script>",
        'x !!! tip "T"\n    ',
        "a\n    \nb",
        "_em__em_*\n_em___\\*\\*__<img src=a.png><img src=a.png></p></p>\\*</p></p>_em_</p>\\*",
        "*a\u00a0b*c **d**\n**e**",
        "- *a\n  b*\n\n  ***c***",
        "`a` *[W]* `W`\n\n*[W]: Word",
        '[*a* `b`](c "d") <https://e/`f`>',
    ],
)
def test_a_text_that_once_differed_or_might_is_the_same(plain, text):
    """Signs that come about only while a text is prepared, placeholders cut in two, emphasis at every border."""
    assert render_markdown(text, "en") == plain.reset().convert(text)


class Shout(BlockProcessor):
    """`% words`: a block that nobody knows."""

    def test(self, parent: Element, block: str) -> bool:
        return block.startswith("%")

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "h1").text = blocks.pop(0)[1:]


class Shy(SimpleTagInlineProcessor):
    """`^words^`: a pattern that nobody knows, and that has no place in a link."""

    ANCESTOR_EXCLUDES = ("a",)


class Unknown(Extension):
    """A block and a pattern of which the shortcuts know nothing."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.parser.blockprocessors.register(Shout(md.parser), "shout", 45)
        md.inlinePatterns.register(Shy(r"()\^(.+?)\^", "sup"), "shy", 50)


def test_steps_of_which_shortcuts_know_nothing_are_taken_for_every_text():
    """Another extension, or a later library, costs speed and never changes what becomes of a text."""
    plain, quick = make_converter("en", Unknown()), make_converter("en", Unknown(), Shortcuts())
    for text in ("% loud", "so^up^", "*[a ^b^](c)* ^d^", *list_random_texts(300)):
        assert quick.reset().convert(text) == plain.reset().convert(text)
    assert quick.convert("% loud [a ^b^](c)\n\n^d^") == '<h1> loud <a href="c">a ^b^</a></h1>\n<p><sup>d</sup></p>'


def test_a_text_of_words_meets_only_the_steps_that_every_text_needs():
    """What makes shortcuts worth their while: no pattern is tried, and a block is asked for by few processors."""
    quick = make_converter("en", Shortcuts())
    quick.convert("Only words.")
    assert quick.treeprocessors["inline"].patterns == ()
    assert len(list(quick.parser.blockprocessors)) == 8
    assert "attr_list" not in quick.treeprocessors
    quick.reset().convert("[A link](a.md), and no definition that another could refer to.")
    assert [type(pattern).__name__ for pattern, _ in quick.treeprocessors["inline"].patterns] == ["LinkInlineProcessor"]


def test_every_row_of_signs_names_a_step_of_the_library(plain):
    """A step that the library renames would lose its row, and with it the speed, without a word."""
    assert {plain.parser.blockprocessors.get_index_for_name(name) for name in BLOCKS} == set(range(len(BLOCKS)))
    assert all(name in plain.treeprocessors for name in TREES)
    assert {plain.inlinePatterns.get_index_for_name(name) for name in PATTERNS} == set(range(len(plain.inlinePatterns)))
