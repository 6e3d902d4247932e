"""The documentation says what the code does: the reference is the one that the code gives, and the rest holds true."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jinja2.filters import FILTERS
from PIL import Image

from plcsite.cli import VERBS, cli
from plcsite.codes import CODES
from plcsite.formats import find_formats
from plcsite.gettexts import read_catalogue
from plcsite.stages.convert import Request, convert
from plcsite.templates import make_environments
from scripts.write_reference import ADDRESSES, ASLEEP, MARKDOWN, REPORT, SMALLEST, write_reference
from tests.conftest import TestSite

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
GUIDES = ("writing.md", "schrijven.md")
FILE = re.compile(r"^`(content/[^`]+)`:?\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)

CODE = re.compile(r"(`{3,})\w*\n(.*?)^\1$|(?<!`)`([^`\n]+)`", re.MULTILINE | re.DOTALL)

FULL: Mapping[str, str] = {
    "content/en/news/first.md": "---\ntitle: First\ndate: 2025-02-27\ntags: a\nauthors: An\n---\nWords.\n",
    "content/en/news/second.md": "---\ntitle: Second\ndate: 2026-02-27\ntags: a\nauthors: An\n---\nWords.\n",
    "content/en/news/series/third.md": "---\ntitle: Third\ndate: 2026-02-28\n---\n![A cup](/media/cup.png)\n",
    "content/en/news/draft.md": "---\ntitle: Later\ndate: 2026-02-28\ndraft: true\n---\nWords.\n",
    "content/en/news/broken.md": "---\ntitle: Broken\ndate: 2026-02-28\n---\n[gone](gone.md)\n",
    "content/en/events/day/index.md": "---\ntitle: A day\nstart: 2027-05-01\n---\nWords.\n",
    "content/en/events/day/talk.md": "---\ntitle: A talk\n---\nWords.\n",
    "content/nl/events/voorbij.md": "---\ntitle: Voorbij\nstart: 2020-05-01\n---\nWoorden.\n",
    "content/en/about.md": "---\ntitle: About\n---\nWords.\n",
    "static/favicon.ico": "icon",
}


def draw() -> bytes:
    """A small picture."""
    data = BytesIO()
    Image.new("RGB", (4, 3)).save(data, "PNG")
    return data.getvalue()


# --- the reference ---------------------------------------------------------------------------------------------


def test_the_committed_reference_is_the_one_that_the_code_gives() -> None:
    """Whoever adds a key, a code, an option or a field of a view runs `make reference`."""
    assert (ROOT / "docs" / "reference.md").read_text("utf-8") == write_reference()


def test_every_mark_of_what_sleeps_stands_at_something() -> None:
    """A setting that was woken or renamed leaves no stale name among those that nothing obeys."""
    assert write_reference().count("†") == len(ASLEEP) + 1


def test_every_address_of_a_site_fits_a_pattern_of_the_reference(site: Callable[..., TestSite]) -> None:
    """No format puts anything where the reference says nothing, and no pattern stands there in vain."""
    made = site({**FULL, "content/media/cup.png": draw()})
    pages = "\n".join((made.folder / "plcsite.toml").read_text("utf-8").splitlines())
    made.write({"plcsite.toml": pages.replace('timezone = "Europe', 'page_size = 1\ntimezone = "Europe')})
    places = made.examine(hold_broken=True).context.places.listed
    patterns = [(name, pattern, _read_pattern(pattern)) for name, pattern, _ in ADDRESSES]
    matched = set()
    for place in places:
        fitting = {(name, text) for name, text, form in patterns if name == place.format and form(place.address)}
        assert fitting, place.address
        matched |= fitting
    assert matched == {(name, text) for name, text, _ in patterns}
    assert {name for name, _, _ in patterns} == {each.name for each in find_formats()}


def _read_pattern(pattern: str) -> Callable[[str], Any]:
    forms = {"<path>": r".+", "<number>": r"\d+", "<year>": r"\d{4}", "<hash>": r"[0-9a-f]+"}
    escaped = re.sub(r"<\w+>", lambda found: forms.get(found[0], r"[^/]+"), pattern.replace(".", r"\."))
    return re.compile(escaped).fullmatch


def test_the_report_has_the_fields_of_the_reference(site: Callable[..., TestSite], tmp_path: Path) -> None:
    """`--report` writes what the reference explains, and nothing else."""
    made = site({"content/en/about.md": "---\ntitle: About\n---\nWords.\n"})
    report = tmp_path / "report.json"
    done = CliRunner().invoke(cli, ["build", "-q", "--site", str(made.folder), "--report", str(report)])
    assert done.exit_code == 0, done.output
    written = json.loads(report.read_text("utf-8"))
    assert set(_list_fields(written)) == REPORT.keys()


def _list_fields(report: Mapping[str, Any]) -> Iterator[str]:
    for name, value in report.items():
        if name in ("counts", "outputs", "cache"):
            yield from (f"{name}.{inner}" for inner in value)
        else:
            yield name


@pytest.mark.parametrize(("what", "source", "html"), MARKDOWN, ids=[row[0] for row in MARKDOWN])
def test_the_markdown_of_the_reference_is_understood(what: str, source: str, html: str) -> None:
    """Each construct becomes what it is said to be, without a finding."""
    made = convert(Request("example.md", source, 1, "en", "link"))
    assert made.diagnostics == ()
    assert html in "".join(piece for piece in made.value.pieces if isinstance(piece, str))


def test_the_smallest_settings_make_a_site(site: Callable[..., TestSite]) -> None:
    """What the reference calls enough is enough."""
    made = site({"plcsite.toml": SMALLEST})
    assert made.codes() == []
    made.build()
    assert "Our news" in made.page("/en/")


# --- the guides ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GUIDES)
def test_the_files_that_a_guide_shows_are_a_site_without_findings(name: str, site: Callable[..., TestSite]) -> None:
    """An editor may copy any example as it stands."""
    text = (ROOT / "docs" / name).read_text("utf-8")
    files = dict(FILE.findall(text))
    pictures = {f"content{path}": draw() for path in re.findall(r"/media/[\w-]+\.png", text)}
    assert len(files) >= 8
    assert text.count("```markdown\n---\n") == sum(path.endswith(".md") for path in files)
    assert site({**files, **pictures}).codes() == []


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_explains_codes_that_exist(name: str) -> None:
    """A message that was renamed is renamed in the guides too."""
    explained = re.findall(r"^\| `([a-z0-9-]+)` \|", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE)
    assert len(explained) >= 10
    assert [code for code in explained if code not in CODES] == []


@pytest.mark.parametrize(("name", "language"), [("writing.md", "en"), ("schrijven.md", "nl")])
def test_the_message_that_a_guide_shows_is_the_one_that_editors_get(
    name: str, language: str, site: Callable[..., TestSite]
) -> None:
    """Word for word, with the line, the caret and the arrow."""
    text = (ROOT / "docs" / name).read_text("utf-8")
    [shown] = re.findall(r"^```text\n(content/.*?)^```$", text, re.MULTILINE | re.DOTALL)
    path, written = shown.partition(":")[0], re.findall(r"\| (.+)", shown)[0]
    made = site({path: f"---\ntitle: X\n{written}\n---\nWords.\n"})
    done = CliRunner().invoke(cli, ["check", "--site", str(made.folder), "--language", language])
    assert shown in done.output


def test_the_guide_to_themes_names_every_filter() -> None:
    """A designer finds all that templates can do beside Jinja's own."""
    words = read_catalogue(b"", "en_GB")
    own = make_environments({}, {"x": ("en_GB", words)}, {}, "UTC")["x"].filters.keys() - FILTERS.keys()
    text = (ROOT / "docs" / "theming.md").read_text("utf-8")
    assert [name for name in sorted(own) if f"`{name}" not in text] == []


def test_documents_link_to_files_that_exist() -> None:
    """No link between the documents, or from them to a file of the repository, is broken."""
    links = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)#\s]+)[^)]*\)(?!`)")
    prose = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
    found = [(doc, target) for doc in DOCUMENTS for target in links.findall(prose.sub("", doc.read_text("utf-8")))]
    local = [(doc, target) for doc, target in found if "://" not in target]
    assert len(local) > 10
    assert [(doc.name, target) for doc, target in local if not (doc.parent / target).exists()] == []


def test_documents_show_commands_that_exist() -> None:
    """Every verb in an example is one of the command line's."""
    shown = {
        (document.name, verb)
        for document in DOCUMENTS
        for _, *either in CODE.findall(document.read_text("utf-8"))
        for verb in re.findall(r"^(?:\.venv/bin/)?plcsite ([a-z]+)", "".join(either), re.MULTILINE)
    }
    assert {verb for _, verb in shown} >= {"build", "check", "serve"}
    assert [each for each in sorted(shown) if each[1] not in VERBS] == []


def test_the_architecture_knows_every_module() -> None:
    """Whoever adds a module says in ARCHITECTURE.md on which floor it lives."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    package = ROOT / "plcsite"
    names = [path.name for path in package.glob("*.py") if not path.name.startswith("__")]
    names += [f"{path.parent.name}/" for path in package.glob("*/__init__.py")]
    assert [name for name in sorted(names) if name not in text] == []


def test_the_architecture_says_why_each_dependency_is_there() -> None:
    """Whoever adds a dependency gives its reason, and whoever removes one takes the row away."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ours = (*project["dependencies"], *project["optional-dependencies"]["lint"])
    needed = {re.split(r"[>=\[]", line)[0] for line in ours}
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## Dependencies")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| ([a-z][\w-]*) \|", text, re.MULTILINE)) - {"package"} == needed


def test_every_promise_names_tests_that_exist() -> None:
    """A test that was renamed or removed takes no promise with it unseen."""
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    defined = {
        name
        for path in ROOT.glob("tests/**/test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)
    }
    parts = re.split(r"^\*\*\(([a-i])\)", text, flags=re.MULTILINE)
    promises = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(promises) == list("abcdefghi")
    assert [letter for letter, promise in promises.items() if "`test_" not in promise] == []
    assert sorted(set(re.findall(r"`(test_\w+)`", text)) - defined) == []
