"""Fourth stage: entries become a site: what is published, at which address, in which lists, by the one clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plcsite import addresses
from plcsite.codes import find
from plcsite.config import Config, Section, default_section
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.folders import read_address
from plcsite.linking import Atlas, Nowhere, ToEntry, interpret
from plcsite.listing import PAGE, Clock, Withheld, choose_version, has_page, is_published, rule, withhold
from plcsite.lists import HOME, PEOPLE, TAGS, Stock, list_fronts, list_sections, list_terms
from plcsite.model import Asset, Entry, Occurrence, Picture, State
from plcsite.moments import Phase
from plcsite.occurrences import list_occurrences
from plcsite.site import Library, Page, Site
from plcsite.states import find_counterpart, write_translates
from plcsite.values import replace
from plcsite.vocabulary import Vocabulary


@dataclass(frozen=True)
class Materials:
    """What a site is assembled from, beside its entries: files and measured pictures by path."""

    media: Mapping[str, Asset]
    static: Mapping[str, Asset]
    pictures: Mapping[str, Picture]


def assemble(entries: Iterable[Entry], materials: Materials, library: Library, clock: Clock) -> Checked[Site]:
    """The site as of the clock. Translations that the settings require, and slugs of generated pages, are findings."""
    config = library.config
    listed = tuple(entries)
    is_words = {entry.key: gives_words(entry.key, library) for entry in listed}
    withheld: list[Withheld] = []
    shown: dict[str, Entry] = {}
    words: dict[str, Entry] = {}
    held: dict[str, Entry] = {}
    phases: dict[str, Phase] = {}
    for entry in listed:
        phases[entry.key] = clock.phase(entry)
        reason = withhold(entry, clock, phases[entry.key])
        if reason:
            withheld.append(reason)
            held[entry.key] = entry
            continue
        documents = {code: each for code, each in entry.documents.items() if is_published(each, clock)}
        withheld += [Withheld(each.path, "draft") for code, each in entry.documents.items() if code not in documents]
        if is_words[entry.key]:
            words[entry.key] = replace(entry, documents=documents)
        else:
            shown[entry.key] = entry
    found: list[Diagnostic] = []
    shown, orphans = _drop_orphans(shown)
    held.update(orphans)
    withheld += [Withheld(entry.first.path, "parent") for entry in orphans.values()]
    sections = {
        name: _section(name, library) for name in {entry.section for entry in shown.values()} | {*config.sections}
    }
    rulings = {
        (key, language): rule(entry, language, clock, phases[key], listed=sections[entry.section].listed)
        for key, entry in shown.items()
        for language in config.languages
    }
    pages = _place_pages(shown, sections, config, clock)
    for entry in shown.values():
        found += _check_policy(entry, config, clock)
    found += _check_words(words, library)
    keys_by_path = {document.path: entry.key for entry in listed for document in entry.documents.values()}
    keys = {entry.key for entry in listed}
    atlas = Atlas(keys_by_path, keys, materials.media, config.url, lambda path: read_address(path).key)
    occurrences = {
        key: tuple(
            _find_page(each, atlas, shown, found) if each.change and each.change.page else each
            for each in list_occurrences(entry.traits.schedule, clock.now)
        )
        for key, entry in shown.items()
        if entry.traits.schedule
    }
    stock = Stock(library, shown, words, rulings, phases, occurrences, sections, clock)
    site = Site(
        config=config,
        kinds=library.kinds,
        vocabularies=library.vocabularies,
        clock=clock,
        entries=shown,
        words=words,
        held=held,
        withheld=tuple(withheld),
        phases=phases,
        occurrences=occurrences,
        pages=pages,
        rulings=rulings,
        sections=list_sections(stock),
        terms=list_terms(stock),
        fronts=list_fronts(stock),
        keys_by_path=keys_by_path,
        media=materials.media,
        static=materials.static,
        pictures=materials.pictures,
        children=_list_children(shown),
    )
    return Checked(site, tuple(found))


def gives_words(key: str, library: Library) -> bool:
    """Whether an entry has no page of its own, but gives its words to a generated one."""
    first, _, rest = key.partition("/")
    if key == HOME or (first in (TAGS, PEOPLE) and rest.count("/") == 0):
        return True
    return not rest and _section(first, library).listed


def _check_words(words: Mapping[str, Entry], library: Library) -> Iterator[Diagnostic]:
    """Words for the page of a tag or person that there is no page of."""
    named: Mapping[str, Vocabulary[Any]] = {TAGS: library.vocabularies.tags, PEOPLE: library.vocabularies.people}
    for key, entry in words.items():
        taxonomy, _, id = key.partition("/")
        vocabulary = named.get(taxonomy)
        if vocabulary and id and id not in vocabulary.names:
            meant = vocabulary.suggest(id)
            yield find(
                "unknown-name",
                Location(entry.first.path, 1),
                say("{path} has no “{id}”, so there is no page that shows this text", path=vocabulary.path, id=id),
                say("did you mean {meant}?", meant=meant) if meant else say("add it there, or remove this file"),
            )


def _section(name: str, library: Library) -> Section:
    return library.config.sections.get(name) or default_section(name, library.kinds)


def _drop_orphans(shown: Mapping[str, Entry]) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Parts of what is not published are not published either."""
    kept = {key: entry for key, entry in shown.items() if not entry.parent or entry.parent in shown}
    return kept, {key: entry for key, entry in shown.items() if key not in kept}


def _find_page(occurrence: Occurrence, atlas: Atlas, shown: Mapping[str, Entry], found: list[Diagnostic]) -> Occurrence:
    """An occurrence with the key of the page of its own, if that is published."""
    assert occurrence.change is not None
    written, place = occurrence.change.page, occurrence.change.place
    target = interpret(written, place.path, place.path.split("/")[1], (), atlas)
    key = written if written in atlas.keys else target.key if isinstance(target, ToEntry) else ""
    if key in shown:
        return replace(occurrence, page=key)
    if key:
        message = say("“{name}” is not published now; the date stands for itself", name=written)
        found.append(find("link-withheld", place, message))
    else:
        reason = target.reason if isinstance(target, Nowhere) else say("there is no entry “{name}”", name=written)
        hint = say("write the path of its file from here, or its key, such as {key}", key="events/open-day")
        found.append(
            find("broken-link", place, reason, target.hint if isinstance(target, Nowhere) and target.hint else hint)
        )
    return occurrence


# --- pages -----------------------------------------------------------------------------------------------------


def _place_pages(
    shown: Mapping[str, Entry], sections: Mapping[str, Section], config: Config, clock: Clock
) -> dict[tuple[str, str], Page]:
    pages: dict[tuple[str, str], Page] = {}
    for key in sorted(shown, key=lambda key: (key.count("/"), key)):
        entry = shown[key]
        for language in config.languages:
            version = choose_version(entry, language, clock)
            if version is None or not has_page(entry, language, clock):
                continue
            above = ""
            if entry.parent:
                over = pages.get((entry.parent, language))
                above = over.address if over else addresses.generated(config, language, entry.section)
            section = sections[entry.section]
            address = addresses.document(config, section, entry, language, version, above)
            lent = ""
            if entry.policy == PAGE:
                lent = addresses.document(config, section, entry, language, entry.first, above)
            pages[key, language] = Page(key, language, address, version, lent if lent != address else "")
    return pages


def _check_policy(entry: Entry, config: Config, clock: Clock) -> list[Diagnostic]:
    if entry.policy != "error":
        return []
    return [
        find(
            "translation-missing",
            Location(entry.first.path, 1),
            say("this has no version in “{language}”, and one is required", language=language),
            say(
                "write {path} with the line {line}",
                path=find_counterpart(entry.first, language),
                line=write_translates(entry.first),
            ),
        )
        for language in config.languages
        if entry.states[language] is not State.UNWANTED and choose_version(entry, language, clock) is None
    ]


def _list_children(shown: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    """Parts below each entry, by start, order and title."""
    children: dict[str, list[Entry]] = {}
    for entry in shown.values():
        if entry.parent:
            children.setdefault(entry.parent, []).append(entry)
    return {key: tuple(entry.key for entry in sorted(parts, key=_programme)) for key, parts in children.items()}


def _programme(entry: Entry) -> tuple[str, int, str]:
    start = entry.traits.start
    return (str(start) if start else "~", entry.order or 0, "".join(run.text for run in entry.first.title))
