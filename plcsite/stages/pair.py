"""Third stage: documents of one key become one entry: its original, its facts once, the state of each language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from plcsite.codes import find
from plcsite.config import Config, default_section
from plcsite.dates import Agreement, Precision, When, compare
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.keys import KEYS
from plcsite.kinds import Facts, Kind
from plcsite.model import Body, Cover, Document, Draft, Entry, Resource, State, Stated
from plcsite.people import find_people
from plcsite.schema import value_of
from plcsite.site import Library
from plcsite.vocabulary import Vocabularies, Vocabulary

UNKNOWN = "unknown"
EMPTY_BODY = Body("", (), (), (), 0, ())


def pair(drafts: Iterable[Draft], bodies: Mapping[str, Body], library: Library) -> Checked[tuple[Entry, ...]]:
    """The entries, by key in order. `bodies` are the converted bodies by path of their file."""
    found: list[Diagnostic] = []
    by_key: dict[str, dict[str, Draft]] = defaultdict(dict)
    for draft in sorted(drafts, key=lambda draft: draft.path):
        taken = by_key[draft.key].get(draft.language)
        if taken:
            found.append(
                find(
                    "key-taken",
                    Location(draft.path, 1),
                    say(
                        "{path} has the same key, “{key}”, in the same language",
                        path=Location(taken.path, 1).short,
                        key=draft.key,
                    ),
                    say("rename one of the two, or give it a `key:` of its own"),
                )
            )
            continue
        by_key[draft.key][draft.language] = draft
    entries = []
    for key in sorted(by_key):
        entry = _make_entry(key, by_key[key], _find_parent(key, by_key, library), bodies, library)
        found += entry.diagnostics
        if entry.value:
            entries.append(entry.value)
    return Checked(tuple(entries), tuple(found))


def kinds_by_key(
    stated: Iterable[tuple[str, str, str, bool]], config: Config, kinds: Mapping[str, Kind]
) -> dict[str, str]:
    """The kind of each key, from (key, section, stated kind, bundle) of all files, before anything is typed.

    A kind stated in any file holds for the entry; below a bundle its kind decides; else the section does.
    """
    listed = sorted(stated)
    kind_of: dict[str, str] = {}
    bundles = {key for key, _, _, bundle in listed if bundle}
    for key, section, kind, _ in listed:
        if kind in kinds:
            kind_of[key] = kind
        elif key not in kind_of:
            above = next((kind_of[up] for up in _ancestors(key) if up in bundles and up in kind_of), "")
            below = kinds[above].below if above else ""
            kind_of[key] = below or (config.sections.get(section) or default_section(section, kinds)).kind
    return kind_of


def _ancestors(key: str) -> list[str]:
    parts = key.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]


def _find_parent(key: str, by_key: Mapping[str, Mapping[str, Draft]], library: Library) -> str:
    """The entry whose bundle a part lies in; empty for what stands on its own."""
    kind = next(iter(by_key[key].values())).kind
    for up in _ancestors(key):
        for draft in by_key.get(up, {}).values():
            if draft.bundle and library.kinds[draft.kind].below == kind:
                return up
    return ""


def _make_entry(
    key: str, drafts: Mapping[str, Draft], parent: str, bodies: Mapping[str, Body], library: Library
) -> Checked[Entry | None]:
    config = library.config
    any_draft = next(iter(drafts.values()))
    kind = library.kinds[any_draft.kind]
    section = config.sections.get(any_draft.section) or default_section(any_draft.section, library.kinds)
    found: list[Diagnostic] = []
    original = _find_original(key, drafts, kind, config, found)
    ordered = {language: drafts[language] for language in (original, *config.languages) if language in drafts}
    facts = _merge(ordered, original, kind, library.vocabularies, found)
    named = _named(ordered, facts, kind, found)
    wording = {language: draft.stated for language, draft in ordered.items()}
    reading = kind.read(
        Facts(facts, wording, named, config.timezone, library.vocabularies, config.kinds.get(kind.name, {}))
    )
    found += reading.diagnostics
    authors = find_people(facts.get("authors"), library.vocabularies.people)
    found += authors.diagnostics
    broken = any(draft.broken for draft in ordered.values())
    if not broken:
        found += _missing(kind, facts, named, ordered[original])
    tags = _find_tags(facts.get("tags"), library.vocabularies.tags, found)
    documents = {
        language: _make_document(draft, facts, bodies.get(draft.path, EMPTY_BODY), library, tags, found)
        for language, draft in ordered.items()
    }
    wanted = value_of(facts, "translate", section.translate)
    entry = Entry(
        key=key,
        section=any_draft.section,
        kind=kind.name,
        parent=parent,
        original=original,
        documents=documents,
        states={language: _state(language, documents, original, wanted) for language in config.languages},
        date=reading.value.traits.dated,
        expires=value_of(facts, "expires"),
        updated=max(
            (doc.updated for doc in documents.values() if doc.updated), key=lambda when: when.day, default=None
        ),
        authors=authors.value,
        tags=tags if library.vocabularies.tags.exists else (),
        pinned=value_of(facts, "pinned", False),
        series=value_of(facts, "series", ""),
        order=value_of(facts, "order"),
        policy=value_of(facts, "missing", section.missing),
        details_follow=value_of(facts, "details_follow", False),
        traits=reading.value.traits,
        details=reading.value.details,
        facts=facts,
        broken=broken,
    )
    return Checked(entry, tuple(found))


# --- the original ----------------------------------------------------------------------------------------------


def _find_original(key: str, drafts: Mapping[str, Draft], kind: Kind, config: Config, found: list[Diagnostic]) -> str:
    """The language of the original by the stated rule: named, then alone, then with the facts, then in order."""
    translating = {
        language: draft.stated["translates"] for language, draft in drafts.items() if "translates" in draft.stated
    }
    order = [language for language in (config.default_language, *config.languages) if language in drafts]
    left = [language for language in dict.fromkeys(order) if language not in translating]
    if not left:
        stated = next(iter(translating.values()))
        there = ", ".join(Location(draft.path, 1).short for draft in drafts.values())
        found.append(
            find(
                "no-original",
                stated.location,
                say(
                    "this translates “{named}”, and no file of this entry is an original; its files: {files}",
                    named=stated.value.language,
                    files=there,
                ),
                say("remove the line from the file that was written first"),
            )
        )
        return order[0]
    named = {stated.value.language for stated in translating.values()}
    candidates = [language for language in left if language in named] or left
    for fact in kind.required:
        stating = [language for language in candidates if fact in drafts[language].stated]
        if len(stating) == 1:
            return stating[0]
    return candidates[0]


# --- facts -----------------------------------------------------------------------------------------------------


def _merge(
    drafts: Mapping[str, Draft], original: str, kind: Kind, vocabularies: Vocabularies, found: list[Diagnostic]
) -> dict[str, Stated]:
    """The shared facts, each once: the original's where it states them, else another file's; the finer date holds."""
    shared = [item.name for item in (*KEYS, *kind.fields) if item.shared]
    if vocabularies.tags.exists:
        shared.append("tags")
    shared += kind.shares
    facts: dict[str, Stated] = {}
    for draft in drafts.values():
        for name in shared:
            stated = draft.stated.get(name)
            if stated is None:
                continue
            if name not in facts:
                facts[name] = stated
                continue
            facts[name] = _agree(name, facts[name], stated, vocabularies, found)
    return facts


def _agree(name: str, first: Stated, second: Stated, vocabularies: Vocabularies, found: list[Diagnostic]) -> Stated:
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
    found.append(
        find(
            "facts-differ",
            second.location,
            say(
                "`{key}` is {here} here and {there} at {place}",
                key=name,
                here=_show(second.value),
                there=_show(first.value),
                place=first.location.short,
            ),
            say("keep the right one, and remove the other line: a fact of an entry is stated once"),
        )
    )
    return first


def _compare(name: str, first: Any, second: Any, vocabularies: Vocabularies) -> Agreement:
    if isinstance(first, When) and isinstance(second, When):
        return compare(first, second)
    if name == "location":
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
    """A location without its name, which each language may word itself; None where a free name is all there is."""
    if isinstance(value, Mapping):
        rest = {key: item for key, item in value.items() if key != "name"}
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


def _named(
    drafts: Mapping[str, Draft], facts: Mapping[str, Stated], kind: Kind, found: list[Diagnostic]
) -> When | None:
    """The date in the files' names; a stated date that differs from it holds, and is advice."""
    named = [(draft, draft.day) for draft in drafts.values() if draft.day]
    if not named:
        return None
    draft, day = named[0]
    key = kind.day
    if key in facts and facts[key].value.day != day and facts[key].value.precision is not Precision.MONTH:
        found.append(
            find(
                "name-date-differs",
                facts[key].location,
                say(
                    "the name of {path} says {named}, and `{key}` says {stated}; `{key}` holds",
                    path=draft.path,
                    named=day.isoformat(),
                    key=key,
                    stated=str(facts[key].value),
                ),
                say("leave the file’s name as it is: it is the entry’s key"),
            )
        )
    return When(day, None, Precision.DAY)


def _missing(kind: Kind, facts: Mapping[str, Stated], named: When | None, original: Draft) -> list[Diagnostic]:
    absent = [name for name in kind.required if name not in facts and not (named and name == kind.day)]
    return [
        find(
            "missing-key",
            Location(original.path, 1),
            say("“{key}” is missing; no file of this entry states it", key=name),
            say("add a line {key}: 2026-10-21 with the right day", key=name),
        )
        for name in absent
    ]


def _find_tags(stated: Stated | None, tags: Vocabulary[Any], found: list[Diagnostic]) -> tuple[str, ...]:
    """Ids of a vocabulary's tags; a name it lacks stays as it is, with a warning."""
    listed: list[str] = []
    for item in stated.value if stated else ():
        id = tags.find(item.value)
        if not id:
            meant = tags.suggest(item.value)
            found.append(
                find(
                    "unknown-name",
                    item.location,
                    say("{path} has no tag “{name}”", path=tags.path, name=item.value),
                    say("did you mean {meant}?", meant=meant) if meant else say("add it there, or choose one that is"),
                )
            )
        listed.append(id or item.value)
    return tuple(dict.fromkeys(listed))


# --- documents -------------------------------------------------------------------------------------------------


def _make_document(
    draft: Draft,
    facts: Mapping[str, Stated],
    body: Body,
    library: Library,
    tags: tuple[str, ...],
    found: list[Diagnostic],
) -> Document:
    stated = draft.stated
    own = tuple(item.value for item in value_of(stated, "tags", ()))
    return Document(
        path=draft.path,
        language=draft.language,
        speech=draft.speech,
        title=value_of(stated, "title", ()),
        subtitle=value_of(stated, "subtitle", ()),
        summary=value_of(stated, "summary") or body.excerpt,
        slug=draft.slug,
        folders=draft.folders,
        cover=_make_cover(stated.get("cover"), draft.path),
        tags=tags if library.vocabularies.tags.exists else own,
        resources=tuple(_make_resource(item) for item in value_of(stated, "resources", ())),
        updated=value_of(stated, "updated"),
        translated=value_of(stated, "translated"),
        draft=value_of(stated, "draft", False),
        toc=value_of(stated, "toc", False),
        aliases=tuple(item.value for item in value_of(stated, "aliases", ())),
        ignore=tuple(value_of(stated, "ignore", ())),
        body=body,
        stated=stated,
    )


def _make_cover(stated: Stated | None, path: str) -> Cover | None:
    if stated is None:
        return None
    if isinstance(stated.value, str):
        return Cover(stated.value, (), (), "", False, path, stated.location)
    table: Mapping[str, Stated] = stated.value
    return Cover(
        value_of(table, "image", ""),
        value_of(table, "alt", ()),
        value_of(table, "caption", ()),
        value_of(table, "credit", ""),
        value_of(table, "decorative", False),
        path,
        table["image"].location if "image" in table else stated.location,
    )


def _make_resource(item: Stated) -> Resource:
    table: Mapping[str, Stated] = item.value
    target = table.get("file") or table.get("url")
    return Resource(
        value_of(table, "title", ()),
        target.value if target else "",
        value_of(table, "lang"),
        target.location if target else item.location,
    )


def _state(language: str, documents: Mapping[str, Document], original: str, wanted: bool) -> State:
    """How a language stands to the original. Fingerprints are compared by the translator's desk."""
    if language not in documents:
        return State.MISSING if wanted else State.UNWANTED
    if documents[language].draft:
        return State.DRAFT
    return State.ORIGINAL if language == original else State.UNTRACKED
