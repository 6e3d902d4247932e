"""Third stage: documents of one key become one entry: its original, its facts once, the state of each language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from plcsite.advice import advise
from plcsite.codes import find
from plcsite.config import Config, default_section
from plcsite.dates import Precision, When
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.facts import merge_facts
from plcsite.keys import KEYS
from plcsite.kinds import Facts, Kind
from plcsite.model import Body, Cover, Document, Draft, Entry, Resource, State, Stated
from plcsite.people import find_people
from plcsite.schedule import find_clock_changes
from plcsite.schema import value_of
from plcsite.site import Library
from plcsite.states import find_source, fingerprint, report_outdated, tell_state
from plcsite.values import replace
from plcsite.vocabulary import Vocabulary

EMPTY_BODY = Body("", (), (), (), 0, ())


def pair(
    key: str, parent: str, drafts: Iterable[Draft], bodies: Mapping[str, Body], library: Library
) -> Checked[Entry]:
    """The entry of a key, of its drafts in the order of their paths. `bodies` are the converted ones, by path."""
    found: list[Diagnostic] = []
    by_language: dict[str, Draft] = {}
    for draft in drafts:
        taken = by_language.setdefault(draft.language, draft)
        if taken is not draft:
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
    entry = _make_entry(key, by_language, parent, bodies, library)
    return Checked(entry.value, (*found, *entry.diagnostics))


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
            above = (kinds[kind_of[up]].below for up in _ancestors(key) if up in bundles and up in kind_of)
            below = next(filter(None, above), "")
            kind_of[key] = below or (config.sections.get(section) or default_section(section, kinds)).kind
    return kind_of


def _ancestors(key: str) -> list[str]:
    parts = key.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]


def find_parent(key: str, kind: str, below: Mapping[str, Collection[str]]) -> str:
    """The entry whose bundle a part lies in; empty for what stands on its own.

    `below` are the kinds of what belongs to bundles, by the bundles' keys.
    """
    return next((up for up in _ancestors(key) if kind in below.get(up, ())), "")


def _make_entry(
    key: str, drafts: Mapping[str, Draft], parent: str, bodies: Mapping[str, Body], library: Library
) -> Checked[Entry]:
    config = library.config
    any_draft = next(iter(drafts.values()))
    kind = library.kinds[any_draft.kind]
    section = config.sections.get(any_draft.section) or default_section(any_draft.section, library.kinds)
    found: list[Diagnostic] = []
    original = _find_original(key, drafts, kind, config, found)
    ordered = {language: drafts[language] for language in (original, *config.languages) if language in drafts}
    wording = {language: draft.stated for language, draft in ordered.items()}
    merged = merge_facts(wording.values(), _list_shared(kind, library), library.vocabularies)
    found += merged.diagnostics
    facts = merged.value
    named = _named(ordered, facts, kind, found)
    # A draft's facts are its entry's, but its words wait with it.
    released = {
        code: draft for code, draft in ordered.items() if code == original or not value_of(draft.stated, "draft")
    }
    wording = {language: draft.stated for language, draft in released.items()}
    reading = kind.read(
        Facts(facts, wording, named, config.timezone, library.vocabularies, config.kinds.get(kind.name, {}))
    )
    found += reading.diagnostics
    authors = find_people(facts.get("authors"), library.vocabularies.people)
    found += authors.diagnostics
    for stated in (facts[name] for name in ("date", "expires") if name in facts):
        found += find_clock_changes(stated.value, config.timezone, stated.location)
    broken = any(draft.broken for draft in ordered.values())
    if not broken:
        found += _missing(kind, facts, named, ordered[original])
    tags = _find_tags(facts.get("tags"), library.vocabularies.tags, found)
    worded = [item.name for item in kind.fields if not item.shared]
    documents = {
        language: _make_document(draft, worded, bodies.get(draft.path, EMPTY_BODY), library, tags, found)
        for language, draft in ordered.items()
    }
    date = reading.value.traits.dated
    fresh = not (date and section.translate_from) or date.day >= section.translate_from.day
    wanted = fresh and value_of(facts, "translate", section.translate)
    states = {language: tell_state(language, documents, original, wanted=wanted) for language in config.languages}
    for language, state in states.items():
        if state is State.OUTDATED:
            source = find_source(documents[language], documents, original)
            place = ordered[language].stated["translates"].location
            found.append(report_outdated(documents[language], source, place))
    entry = Entry(
        key=key,
        section=any_draft.section,
        kind=kind.name,
        parent=parent,
        original=original,
        documents=documents,
        states=states,
        date=date,
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
        updated_for_all="updated" in facts,
        wanted=wanted,
        broken=broken,
    )
    if not broken:
        found += advise(entry, ordered, facts, {code: each.locale for code, each in config.languages.items()})
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


def _list_shared(kind: Kind, library: Library) -> tuple[str, ...]:
    """The keys that hold for all languages of an entry of a kind."""
    always = tuple(item.name for item in (*KEYS, *kind.fields) if item.shared)
    return (*always, *kind.shares, *(("tags",) if library.vocabularies.tags.exists else ()))


def _named(
    drafts: Mapping[str, Draft], facts: Mapping[str, Stated[Any]], kind: Kind, found: list[Diagnostic]
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


def _missing(kind: Kind, facts: Mapping[str, Stated[Any]], named: When | None, original: Draft) -> list[Diagnostic]:
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


def _find_tags(stated: Stated[Any] | None, tags: Vocabulary[Any], found: list[Diagnostic]) -> tuple[str, ...]:
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
    worded: Iterable[str],
    body: Body,
    library: Library,
    tags: tuple[str, ...],
    found: list[Diagnostic],
) -> Document:
    stated = draft.stated
    own = tuple(item.value for item in value_of(stated, "tags", ()))
    document = Document(
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
        lead=value_of(stated, "summary", ()),
        worded={name: stated[name].value for name in worded if name in stated},
        slug_place=stated["slug"].location if "slug" in stated else None,
        translates=value_of(stated, "translates"),
    )
    return replace(document, fingerprint=fingerprint(document))


def _make_cover(stated: Stated[Any] | None, path: str) -> Cover | None:
    if stated is None:
        return None
    if isinstance(stated.value, str):
        return Cover(stated.value, (), (), "", False, path, stated.location)
    table: Mapping[str, Stated[Any]] = stated.value
    return Cover(
        value_of(table, "image", ""),
        value_of(table, "alt", ()),
        value_of(table, "caption", ()),
        value_of(table, "credit", ""),
        value_of(table, "decorative", False),
        path,
        table["image"].location if "image" in table else stated.location,
    )


def _make_resource(item: Stated[Any]) -> Resource:
    table: Mapping[str, Stated[Any]] = item.value
    target = table.get("file") or table.get("url")
    return Resource(
        value_of(table, "title", ()),
        target.value if target else "",
        value_of(table, "lang"),
        target.location if target else item.location,
    )
