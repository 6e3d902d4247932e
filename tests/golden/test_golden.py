"""Whole sites with their expected output, byte for byte: nothing changes for visitors or designers unnoticed.

`pytest tests/golden --rewrite` writes down what builds give now: read the difference before it is kept.
"""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from plcsite.diagnostics import Severity
from plcsite.formats import absent, choice, document, home, lists, terms
from plcsite.values import Value, fields
from tests.conftest import TestSite

HERE = Path(__file__).parent
SITES = sorted(path.parent.name for path in HERE.glob("*/site"))

# What only the program sees of a view: a body's digest names it in the store, its fillings stand in the body.
UNSEEN = {"BodyView": {"path", "fillings"}}


@pytest.mark.parametrize("name", SITES)
def test_a_site_gives_its_expected_output(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Every published file, and every finding, is as written down."""
    made = TestSite(tmp_path / "site")
    shutil.copytree(HERE / name / "site", made.folder)
    built, _ = made.build()
    assert built.diagnostics == ()
    tree = {
        path.relative_to(made.public).as_posix(): path.read_bytes()
        for path in made.public.rglob("*")
        if path.is_file() and not path.name.startswith(".plcsite")
    }
    found = [f"{each.severity} {each.code} {each.location}: {each.message}\n" for each in made.check()]
    assert not [line for line in found if line.startswith(Severity.ERROR)]
    tree["../findings.txt"] = "".join(found).encode()
    expected = HERE / name / "expected"
    if pytestconfig.getoption("--rewrite"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, data in tree.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(data)
        return
    known = {path.relative_to(expected).as_posix(): path for path in expected.rglob("*") if path.is_file()}
    known["../findings.txt"] = expected.parent / "findings.txt"
    assert sorted(tree) == sorted(known)
    for path, data in sorted(tree.items()):
        if path.endswith((".html", ".txt", ".css")):
            assert data.decode() == known[path].read_text("utf-8"), path
        else:
            assert data == known[path].read_bytes(), path


def test_the_golden_theme_shows_every_field_of_every_view() -> None:
    """What designers can rely on is all there: a field that is added is shown here too, and so stands in the files."""
    shown = "".join(path.read_text("utf-8") for path in (HERE / "bilingual/site/themes").rglob("*.html"))
    modules = [absent, choice, document, home, lists, terms, import_module("plcsite.views")]
    modules += [import_module(f"plcsite.{name}") for name in ("kinds.event", "kinds.part", "registration", "rules")]
    missing = [
        f"{view.__name__}.{field.name}"
        for module in modules
        for view in find_views(module)
        for field in fields(view)
        if field.name not in shown and field.name not in UNSEEN.get(view.__name__, ())
    ]
    assert missing == []


def find_views(module: ModuleType) -> list[type]:
    """The views that a module defines; what is not a view is not seen by templates."""
    others = {"Stretch", "Event", "Part", "Registration", "Price"}
    return [
        value
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, Value)
        and value.__module__ == module.__name__
        and name not in others
    ]
