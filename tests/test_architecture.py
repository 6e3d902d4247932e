"""The house: floors, homes of dependencies, no language by name, no clock below the command line."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel import Locale

import plcsite
from plcsite.listing import PLACES

PACKAGE = Path(plcsite.__file__).parent

HOUSE = (PACKAGE.parent / "ARCHITECTURE.md").read_text("utf-8")


def read_floors() -> dict[str, int]:
    """The floor of each module and package, from the table in ARCHITECTURE.md: what is written is what holds."""
    floors = {"plcsite": 1, "__main__": 6}
    for floor, modules in re.findall(r"^\| (\d) \|[^|]*\|([^|]*)\|$", HOUSE, re.MULTILINE):
        floors |= {name: int(floor) for name in re.findall(r"`(\w+)(?:\.py|/)`", modules)}
    return floors


# A module stands on the floor of its own name, else of the package it lies in.
FLOOR_OF = read_floors()

# Packages whose files are one thing each: none of them knows another.
SIBLINGS = ("stages", "formats", "kinds", "languages")

HOMES = {
    "anyascii": {"slugs"},
    "babel": {"locales", "gettexts"},
    "click": {"cli"},
    "dateutil": {"recurrence"},
    "frontmatter": {"stages.parse"},
    "jinja2": {"templates"},
    "lingua": {"advice.speech"},
    "markdown": {"markup"},
    "markupsafe": {"templates"},
    "msgspec": {"cache", "target", "values"},
    "nh3": {"markup.sanitiser"},
    "PIL": {"stages.measure"},
    "watchdog": {"preview.watch"},
    "yaml": {"nodes"},
    # Of the standard library, what has one way in: what editors write, and what we wrote ourselves.
    "sqlite3": {"cache"},
    "tomllib": {"nodes", "languages"},
    "zoneinfo": {"dates"},
}

# Names of HTML that are also codes of languages.
HTML = {"br", "hr", "id", "li", "th", "tt"}

LARGEST = 400

CLOCK_AND_SURROUNDINGS = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today"),
    *("os.environ", "os.getenv", "os.getcwd", "Path.cwd", "sys.argv", "sys.stdin", "sys.stdout", "sys.stderr"),
}
MODULES_OF_SURROUNDINGS = {"locale", "logging", "random", "secrets", "time", "uuid"}
TELLTALES = {"breakpoint", "input", "print"}


@cache
def read_modules() -> dict[str, ast.Module]:
    """The syntax of every module, by its name below the package."""
    return {name_of(path): ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "plcsite"


def find_imports(module: ast.Module) -> Iterator[str]:
    """The full names of what a module imports, in functions too."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(module: ast.Module) -> set[str]:
    """The modules of ours that a module imports."""
    known, found = read_modules(), set()
    for name in find_imports(module):
        if name.split(".")[0] != "plcsite":
            continue
        below = name.removeprefix("plcsite").lstrip(".")
        while below and below not in known:
            below = below.rpartition(".")[0]
        found.add(below or "plcsite")
    return found


def floor_of(name: str) -> int:
    return FLOOR_OF.get(package_of(name), 0)


def package_of(name: str) -> str:
    return name.split(".")[0]


def is_in(name: str, home: str) -> bool:
    return name == home or name.startswith(f"{home}.")


def strings(module: ast.Module) -> Iterator[tuple[int, str]]:
    """All text in a module with its line, docstrings left out."""
    documented = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.lineno, node.value


def test_every_module_has_a_floor_in_the_description_of_the_house() -> None:
    """A new module is given its place in ARCHITECTURE.md before it is used, and one that goes leaves it."""
    assert [name for name in read_modules() if not floor_of(name)] == []
    there = {part for path in PACKAGE.rglob("*") for part in (path.name, path.stem)} | {"plcsite"}
    assert FLOOR_OF.keys() - there == set()


def test_imports_go_down_only() -> None:
    """No module knows what stands above it."""
    upward = [
        f"{name} (floor {floor_of(name)}) imports {other} (floor {floor_of(other)})"
        for name, module in read_modules().items()
        for other in sorted(own_imports(module))
        if floor_of(other) > floor_of(name)
    ]
    assert upward == []


def test_no_two_modules_need_each_other() -> None:
    """Imports form no circle, so that every module can be read after those it stands on."""
    waiting = {name: own_imports(module) - {name, "plcsite"} for name, module in read_modules().items()}
    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]
    assert waiting == {}


@pytest.mark.parametrize("package", SIBLINGS)
def test_files_that_are_one_thing_each_do_not_know_each_other(package: str) -> None:
    """A stage, format or kind can be removed, or replaced, by touching its own file."""
    acquainted = [
        f"{name} imports {other}"
        for name, module in read_modules().items()
        for other in own_imports(module)
        if name != package and is_in(name, package) and other not in (name, package) and is_in(other, package)
    ]
    assert acquainted == []


def test_nothing_but_the_pipeline_and_the_preview_knows_stages() -> None:
    """What several stages share lies below them; only the command line opens the place where outputs are staged."""
    knowing = {
        name
        for name, module in read_modules().items()
        for other in own_imports(module)
        if is_in(other, "stages.") or (other.startswith("stages.") and not is_in(name, "stages"))
    }
    assert {package_of(name) for name in knowing} <= {"build", "cli", "clusters", "entries", "examine", "making"}


def test_formats_and_shared_rooms_know_no_kind_by_name() -> None:
    """Formats ask for traits: the name of a kind stands in its own file alone."""
    # “page” is also a place where entries are shown, and a word of addresses.
    kinds = {name.rpartition(".")[2] for name in read_modules() if is_in(name, "kinds")} - {"kinds", *PLACES}
    naming = [
        f"{name}:{line} “{text}”"
        for name, module in read_modules().items()
        for line, text in strings(module)
        if text in kinds and floor_of(name) in (3, 4, 5) and not is_in(name, "kinds")
    ]
    assert naming == []


def test_every_dependency_has_one_home() -> None:
    """Replacing a library touches one file."""
    guests = {name: set() for name in HOMES}
    for name, module in read_modules().items():
        for imported in find_imports(module):
            top = imported.split(".")[0]
            if top in HOMES or (top not in sys.stdlib_module_names and top != "plcsite"):
                guests.setdefault(top, set()).add(name)
    strays = {
        top: found
        for top, names in guests.items()
        if (found := {name for name in names if not any(is_in(name, home) for home in HOMES.get(top, ()))})
    }
    assert strays == {}
    assert [top for top, names in guests.items() if not names] == [], "no longer used: take it off the list"


def test_the_code_names_no_language() -> None:
    """What is true of one language alone is data: no code of ISO 639-1 and no language's name stands in the code."""
    english = Locale("en")
    codes = {code for code in english.languages if len(code) == 2} - HTML
    data = [path.stem for path in (PACKAGE / "languages").glob("*.toml")]
    names = {Locale(code).languages[other].casefold() for code in data for other in (*data, "fr", "de")}
    named = [
        f"{name}:{line} “{text}”"
        for name, module in read_modules().items()
        for line, text in strings(module)
        if text in codes or names & set(text.casefold().replace(",", " ").split())
    ]
    assert named == []
    assert len(codes) > 100, "the list of codes is there"


def test_below_the_command_line_there_is_no_clock_and_no_environment() -> None:
    """Time, surroundings and printing enter in one place, so that the same inputs give the same bytes."""
    guilty = []
    for name, module in read_modules().items():
        if floor_of(name) > 5:
            continue
        guilty += [
            f"{name} imports {top}" for top in find_imports(module) if top.split(".")[0] in MODULES_OF_SURROUNDINGS
        ]
        for node in ast.walk(module):
            spelled = ast.unparse(node) if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if spelled in CLOCK_AND_SURROUNDINGS or (isinstance(node, ast.Name) and spelled in TELLTALES):
                guilty.append(f"{name}:{node.lineno} {spelled}")
    assert guilty == []


def test_the_functions_that_find_faults_see_them() -> None:
    """A test of the tests above: each of their questions has an answer for code that breaks the rule."""
    guilty = ast.parse('"""Docs."""\nimport plcsite.stages.pair\nfrom plcsite.formats import lists\nx = "nl"\n')
    assert own_imports(guilty) == {"stages.pair", "formats.lists"}
    assert list(strings(guilty)) == [(4, "nl")]
    assert floor_of("stages.pair") > floor_of("formats.lists") > floor_of("model")


@pytest.mark.filterwarnings("default")
def test_modules_stay_small() -> None:
    """A module that has grown beyond what one reads at a sitting is a warning, not a failure."""
    for path in sorted(PACKAGE.rglob("*.py")):
        count = len(path.read_text("utf-8").splitlines())
        if count > LARGEST:
            warnings.warn(f"{name_of(path)} has {count} lines, more than {LARGEST}", stacklevel=1)
