"""No body hangs or crashes a build: it converts in time, or is refused with an error that says why."""

import os
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from markdown.blockprocessors import ParagraphProcessor

from plcsite.markup import guards, pieces
from plcsite.stages import convert as stage
from tests.markup.conversion import convert_text, find, render

SLOW = {
    "brackets": "[" * 3000,
    "brackets with text": "[a " * 3000,
    "closed brackets": "[a] " * 3000,
    "pictures": ("![" * 90 + "\n\n") * 100,
    "unfinished tags": "<a " * 5000,
    "unfinished comments": "<!--" * 5000,
    "declarations": "<![" * 5000,
    "abbreviations": "".join(f"*[A{number}]: x\n" for number in range(2000)) + "A1",
    "allowed abbreviations": "".join(f"*[A{n}]: x\n" for n in range(200)) + "\n" + "A1 word " * 5000,
    "deep list": "".join("  " * depth + "- a\n" for depth in range(200)),
    "deep list of four": "".join("    " * depth + "- a\n" for depth in range(60)),
    "deep quotation": ">" * 200 + " x",
    "deep tags": "<i>x" * 60000,
    "deep divisions": "<div>\n\n" * 5000,
    "emphasis": "*a **b _c __d " * 3000,
    "stars": "*" * 199 + "a" + "*" * 199,
    "backticks": "".join("`" * length + " " for length in range(199)) + "x" * 10000,
    "backslashes": "\\" * 100000,
    "headings": "# a {: x\n" * 5000,
    "underlined headings": "a\n=\n\n" * 3000,
    "rules": "***\n" * 990,
    "definitions": "a\n: b\n" * 400,
    "footnotes": "[^1]" * 3000 + "\n\n[^1]: x",
    "references": "".join(f"[{number}]: x\n\n" for number in range(1000)) + "[1] " * 1000,
    "links": "[a](b.md) " * 5000,
    "addresses": "a.b@" * 20000 + "https://" * 1000,
    "quotes": "\"'a " * 15000,
    "fences": "```\n\n" * 5000,
    "attribute lists": "{: " * 10000,
    "videos": "<video>" * 9000,
    "blank": "\n" * 400000,
    "one long word": "a" * 60000,
    "wide table": "|a" * 1000 + "\n" + "|-" * 1000 + "\n" + "|b" * 1000,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_body_takes_long(name):
    """Five seconds of processor are far above what any of these takes, and far below what they once took."""
    start = process_time()
    checked = convert_text(SLOW[name])
    assert process_time() - start < 5
    assert all(found.hint for found in checked.diagnostics)


@pytest.mark.parametrize(
    ("markdown", "code", "line"),
    [
        ("a" * 600_000, "body-too-large", ""),
        ("é " * 200_000, "body-too-large", ""),
        ("ok\n\n" + "a " * 40_000, "body-too-large", ":12"),
        ("ok\n\n" + "a\n" * 1500, "body-too-large", ":12"),
        ("ok\n\n" + "[" * 101, "too-nested", ":12"),
        ("ok\n" + ">" * 101 + " x", "too-nested", ":11"),
        ("".join("  " * depth + "- a\n" for depth in range(200)), "too-nested", ":110"),
        ("<b " * 200, "too-nested", ":10"),
        ("x\n" + "`" * 300, "too-nested", ":11"),
        ("<i>x" * 300, "too-nested", ""),
        ("".join(f"*[A{number}]: x\n" for number in range(201)), "body-too-large", ":210"),
        ("[^1]" * 1001, "body-too-large", ""),
    ],
)
def test_what_is_too_much_is_refused_at_its_place(markdown, code, line):
    assert find(markdown) == [(code, line)]
    assert convert_text(markdown).value.pieces == ()


def test_a_sign_too_often_in_a_row_is_found_wherever_it_stands():
    """The guard looks at samples of a text first."""
    for offset in range(guards.REPEATED):
        assert guards.find_excess("a" * offset + "!" * (guards.REPEATED + 1) + "b") is not None


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](b) " * 150,
        "-" * 500,
        "=" * 500,
        "a" * 5000,
        "- a\n" * 900,
        "| a | b |\n|---|---|\n" + "| c | d |\n" * 500,
        "> > > x",
    ],
)
def test_what_people_write_is_not_too_much(markdown):
    assert guards.find_excess(markdown) is None


def test_a_failure_of_the_library_is_an_error_of_that_file(monkeypatch):
    def fail(*_: str) -> str:
        raise RecursionError

    monkeypatch.setattr(stage, "render_markdown", fail)
    assert find("text") == [("markdown-failed", "")]


def test_a_failure_leaves_nothing_behind_for_the_next_text(monkeypatch):
    """The library fails in the middle of a list; it must not take the next text for a part of that list."""
    before = convert_text("one\n\ntwo")
    run = ParagraphProcessor.run

    def fail(self, parent, blocks):
        if "fail" in blocks[0]:
            raise RecursionError
        return run(self, parent, blocks)

    monkeypatch.setattr(ParagraphProcessor, "run", fail)
    assert find("- a\n- fail") == [("markdown-failed", "")]
    assert convert_text("one\n\ntwo") == before


def test_elements_nest_as_deep_as_anyone_writes():
    depth = pieces.DEEPEST - 10
    assert render("<b>" * depth + "x" + "</b>" * depth).count("<b>") == depth


def test_the_same_text_gives_the_same_pieces_under_any_hash_seed():
    """Sets and dictionaries of strings must not reach the output in their own order."""
    program = (
        "from plcsite.stages.convert import Request, convert\n"
        "text = '# A {.x .y lang=nl}\\n\\n[a](b){.c #d title=e} x[^1]\\n\\n[^1]: y\\n\\n"
        "<video src=a loop controls muted></video>\\n\\n<b onclick=x style=y>z</b>'\n"
        "print(convert(Request('x.md', text, 1, 'en', 'link')))\n"
    )
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
