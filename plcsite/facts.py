"""Facts once: what the files of an entry state together, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plcsite.agreement import Agreement, compare
from plcsite.codes import find
from plcsite.dates import When
from plcsite.diagnostics import Checked, Diagnostic, say
from plcsite.model import Stated
from plcsite.schema import value_of
from plcsite.vocabulary import Vocabularies, Vocabulary

_OWN_NAME = ("location", "name")
UNKNOWN = "unknown"
"""What `location` says where the place is not known yet."""


def merge_facts(
    statements: Iterable[Mapping[str, Stated[Any]]], shared: Iterable[str], vocabularies: Vocabularies
) -> Checked[dict[str, Stated[Any]]]:
    """The shared facts of an entry, each once, from what each of its files states, the original's first.

    The first to state a fact holds, unless another states a date more finely; two that differ are an error.
    """
    found: list[Diagnostic] = []
    facts: dict[str, Stated[Any]] = {}
    names = tuple(shared)
    for stated in statements:
        for name in names:
            if name in stated:
                first = facts.get(name)
                facts[name] = _agree(name, first, stated[name], vocabularies, found) if first else stated[name]
    return Checked(facts, tuple(found))


def _agree(
    name: str, first: Stated[Any], second: Stated[Any], vocabularies: Vocabularies, found: list[Diagnostic]
) -> Stated[Any]:
    """One of two statements of a fact: equal ones are fine, the finer date holds, different ones are an error."""
    agreement = _compare(name, first.value, second.value, vocabularies)
    if agreement is Agreement.EQUAL:
        return first
    if agreement in (Agreement.FINER, Agreement.COARSER):
        coarse, fine = (second, first) if agreement is Agreement.FINER else (first, second)
        found.append(
            find(
                "facts-coarser",
                coarse.location,
                say(
                    "`{key}` is {coarse} here and {fine} at {place}; the finer one holds",
                    key=name,
                    coarse=_show(coarse.value),
                    fine=_show(fine.value),
                    place=fine.location.short,
                ),
                say("remove this line: the fact is stated there"),
            )
        )
        return fine
    key, there, here = _narrow(name, first, second)
    found.append(
        find(
            "facts-differ",
            here.location,
            say(
                "`{key}` is {here} here and {there} at {place}",
                key=key,
                here=_show(here.value),
                there=_show(there.value),
                place=there.location.short,
            ),
            say("keep the right one, and remove the other line: a fact of an entry is stated once"),
        )
    )
    return first


def _narrow(name: str, first: Stated[Any], second: Stated[Any]) -> tuple[str, Stated[Any], Stated[Any]]:
    """The first line in which two tables differ; two values as they are."""
    if isinstance(first.value, Mapping) and isinstance(second.value, Mapping):
        for key, there in first.value.items():
            here = second.value.get(key)
            if here and (name, key) != _OWN_NAME and _bare(here) != _bare(there):
                return _narrow(f"{name}.{key}", there, here)
    return name, first, second


def _compare(name: str, first: Any, second: Any, vocabularies: Vocabularies) -> Agreement:
    if isinstance(first, When) and isinstance(second, When):
        return compare(first, second)
    if name == _OWN_NAME[0]:
        first, second = (_unnamed(value, vocabularies) for value in (first, second))
        if first is None or second is None:
            return Agreement.EQUAL
    elif name == "tags":
        first, second = (_ids(value, vocabularies.tags) for value in (first, second))
    elif name in ("authors", "speakers", "organiser", "sponsors"):
        first, second = (_ids(value, vocabularies.people) for value in (first, second))
    return Agreement.EQUAL if _bare(first) == _bare(second) else Agreement.DIFFERENT


def _bare(value: Any) -> Any:
    """A value without the places in it, so that equal statements at different places are equal."""
    if isinstance(value, Stated):
        return _bare(value.value)
    if isinstance(value, tuple):
        return tuple(_bare(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _bare(item) for key, item in value.items()}
    return value


def _unnamed(value: Any, vocabularies: Vocabularies) -> Any:
    """A location without its own name, which each language may word itself; None where a free name is all there is."""
    if isinstance(value, Mapping):
        rest = {key: item for key, item in value.items() if key != _OWN_NAME[1]}
        return rest or _unnamed(value_of(value, "name", ""), vocabularies)
    return vocabularies.places.find(value) or (value if value.lower() == UNKNOWN else None)


def _ids(value: Any, vocabulary: Vocabulary[Any]) -> Any:
    return tuple(vocabulary.find(item) or item if isinstance(item, str) else item for item in _bare(value))


def _show(value: Any) -> str:
    """A value as an editor would write it."""
    value = _bare(value)
    if isinstance(value, tuple):
        return ", ".join(_show(item) for item in value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    return f"“{value}”"
