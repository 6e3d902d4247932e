"""Names in front matter to people: by the vocabulary where there is one, free where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Severity, say
from plcsite.model import Person, Stated, name_in
from plcsite.schema import value_of
from plcsite.slugs import slugify
from plcsite.vocabulary import Vocabulary


def find_people(
    stated: Stated[Any] | None, people: Vocabulary[Person], *, free: bool = False
) -> Checked[tuple[Person, ...]]:
    """The people a key names. A name the vocabulary lacks is a warning, or advice where guests are usual (`free`)."""
    found: list[Diagnostic] = []
    listed: list[Person] = []
    for item in stated.value if stated else ():
        written = item.value
        table: Mapping[str, Stated[Any]] = (
            written if isinstance(written, Mapping) else {"name": Stated(written, item.location)}
        )
        name = value_of(table, "name", "")
        id = people.find(name)
        if id:
            listed.append(people.terms[id])
            continue
        role = value_of(table, "role", ())
        roles = {"": "".join(run.text for run in role)} if role else {}
        listed.append(Person("", {"": name}, roles, value_of(table, "url", "")))
        if people.exists and "role" not in table and "url" not in table:
            meant = people.suggest(name)
            found.append(
                find(
                    "unknown-name",
                    item.location,
                    say("{path} has no person “{name}”", path=people.path, name=name),
                    say("did you mean {meant}?", meant=meant) if meant else None,
                    severity=Severity.ADVICE if free and not meant else None,
                )
            )
    return Checked(tuple(listed), tuple(found))


def person_id(person: Person) -> str:
    """The id of a person's page: theirs in the vocabulary, else their name as a slug."""
    return person.id or slugify(name_in(person.names, ""))
