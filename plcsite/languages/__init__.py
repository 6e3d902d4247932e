"""What CLDR lacks about a language: one file of data a language, read when it is first needed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _read_all() -> Mapping[str, Mapping[str, Any]]:
    folder = files(__name__)
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return {name.removesuffix(".toml"): tomllib.loads((folder / name).read_text("utf-8")) for name in names}


def read_language(code: str, table: str) -> Mapping[str, Any]:
    """A table of the file of a language, empty where there is none: then the general rule holds.

    `code` is any language tag, from content too; only its first subtag counts and no path is made of it.
    """
    primary = code.replace("_", "-").partition("-")[0].lower()
    found: Mapping[str, Any] = _read_all().get(primary, {}).get(table, {})
    return found


def merge_tables(table: str) -> Mapping[str, Any]:
    """A table of all languages' files in one: for hints, where a word may be of any language."""
    return {word: meaning for file in _read_all().values() for word, meaning in file.get(table, {}).items()}
