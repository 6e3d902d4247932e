"""Fourth stage: entries become a site: what is published, at which address, in which lists, by the one clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from plcsite import addresses
from plcsite.codes import find
from plcsite.config import Config, Section, default_section
from plcsite.dates import begins, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.listing import PAGE, PART, Clock, Withheld, choose_version, has_page, is_published, rule, withhold
from plcsite.model import Asset, Document, Entry, Names, Person, Picture, Ruling, Run, State, Words, name_in
from plcsite.moments import Phase
from plcsite.people import person_id
from plcsite.site import Library, Listing, Page, Site
from plcsite.slugs import slugify
from plcsite.values import replace
from plcsite.vocabulary import Vocabulary

TAGS, PEOPLE = "tags", "people"
HOME = "index"


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
    desk = _Desk(library, shown, words, rulings, phases, sections, clock)
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
        pages=pages,
        rulings=rulings,
        sections=_list_sections(desk),
        terms={**_list_terms(desk, TAGS, _tags_of), **_list_terms(desk, PEOPLE, _people_of)},
        fronts=_list_fronts(desk),
        keys_by_path={document.path: entry.key for entry in listed for document in entry.documents.values()},
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
            say("write content/{language}/{rest}", language=language, rest=entry.first.path.split("/", 2)[2]),
        )
        for language in config.languages
        if entry.states[language] is not State.UNWANTED and choose_version(entry, language, clock) is None
    ]


# --- lists -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Desk:
    """What making lists needs to look up."""

    known: Library
    shown: Mapping[str, Entry]
    words: Mapping[str, Entry]
    rulings: Mapping[tuple[str, str], tuple[Ruling, ...]]
    phases: Mapping[str, Phase]
    sections: Mapping[str, Section]
    clock: Clock

    def listed(self, keys: Iterable[str], language: str, *, parts: bool = False) -> list[str]:
        """Those that the rulings list in a language; with `parts` also what else is listed below its entry only."""
        rulings = {key: self.rulings[key, language][1] for key in keys}
        return [key for key, ruling in rulings.items() if ruling.listed or (parts and ruling.rule == PART)]

    def title(self, key: str, language: str, otherwise: str) -> Words:
        """The title of a generated page: an editor's words, else a word from the settings."""
        entry = self.words.get(key)
        if entry and language in entry.documents:
            return entry.documents[language].title
        return (Run(otherwise[:1].upper() + otherwise[1:]),)

    @cached_property
    def recency(self) -> Mapping[str, tuple[float, int, str]]:
        """By which entries are sorted newest first; the undated last, in the order they state."""
        return {
            key: (-_instant(entry, self.clock).timestamp(), entry.order or 0, key) for key, entry in self.shown.items()
        }

    @cached_property
    def late(self) -> Mapping[tuple[str, str], tuple[float, int, str]]:
        """The same of translations that came later, in their own languages, where they are new from then on."""
        site = zone(self.clock.timezone)
        return {
            (key, language): (-begins(document.translated, site).timestamp(), entry.order or 0, key)
            for key, entry in self.shown.items()
            for language, document in entry.documents.items()
            if document.translated and language != entry.original and is_published(document, self.clock)
        }

    def rank(self, key: str, language: str) -> tuple[float, int, str]:
        """By which an entry is sorted, newest first, in the lists of a language."""
        return self.late.get((key, language)) or self.recency[key]

    def halve(self, keys: list[str], language: str) -> tuple[tuple[str, ...], tuple[tuple[str, int], ...]]:
        """A list as it is; of one that would be more foreign than not, its own, and how many are left out."""
        own = tuple(key for key in keys if self._is_own(key, language))
        if len(own) * 2 >= len(keys):
            return tuple(keys), ()
        foreign = Counter(self.shown[key].original for key in keys if key not in set(own))
        return own, tuple(sorted(foreign.items()))

    def _is_own(self, key: str, language: str) -> bool:
        document = self.shown[key].documents.get(language)
        return document is not None and is_published(document, self.clock)


def _instant(entry: Entry, clock: Clock) -> datetime:
    schedule = entry.traits.schedule
    if entry.date:
        return begins(entry.date, zone(clock.timezone))
    return schedule.begins if schedule else datetime(1900, 1, 1, tzinfo=UTC)


def _list_sections(desk: _Desk) -> dict[tuple[str, str], Listing]:
    config, kinds = desk.known.config, desk.known.kinds
    listings: dict[tuple[str, str], Listing] = {}
    agenda = _find_agenda(desk)
    for name, section in sorted(desk.sections.items()):
        if not section.listed:
            continue
        scheduled = kinds[section.kind].scheduled
        members = [key for key, entry in desk.shown.items() if entry.section == name]
        if name == agenda:
            members = [key for key, entry in desk.shown.items() if entry.section == name or entry.traits.schedule]
        for language in config.languages:
            listings[name, language] = _make_list(
                desk,
                members,
                language,
                subject=f"section:{name}",
                taxonomy="",
                term=name,
                address=addresses.generated(config, language, name),
                title=desk.title(name, language, config.languages[language].segment(name)),
                scheduled=scheduled,
            )
    return listings


def _find_agenda(desk: _Desk) -> str:
    """The section that gathers all events: the first whose kind takes place at a time."""
    order = [*desk.known.config.sections, *sorted(desk.sections)]
    for name in order:
        section = desk.sections.get(name)
        if section and section.listed and desk.known.kinds[section.kind].scheduled:
            return name
    return ""


def _make_list(
    desk: _Desk,
    members: Iterable[str],
    language: str,
    *,
    subject: str,
    taxonomy: str,
    term: str,
    address: str,
    title: Words,
    scheduled: bool,
) -> Listing:
    keys = desk.listed(members, language, parts=taxonomy == PEOPLE)
    past: list[str] = []
    if scheduled:
        past = [key for key in keys if desk.phases[key].past]
        coming = [key for key in keys if not desk.phases[key].past]
        keys = sorted(coming, key=lambda key: _soonest(desk.shown[key]))
        past.sort(key=lambda key: _latest(desk.shown[key]))
    else:
        keys = sorted(keys, key=lambda key: desk.rank(key, language))
    kept, more = desk.halve(keys, language)
    kept_past, more_past = desk.halve(past, language)
    return Listing(subject, taxonomy, term, language, address, title, kept, kept_past, more, more_past, scheduled)


def _soonest(entry: Entry) -> tuple[float, int, str]:
    schedule = entry.traits.schedule
    at = schedule.begins.timestamp() if schedule else float("inf")
    return at, entry.order or 0, entry.key


def _latest(entry: Entry) -> tuple[float, str]:
    schedule = entry.traits.schedule
    return -(schedule.ends.timestamp() if schedule else 0.0), entry.key


def _list_terms(
    desk: _Desk, taxonomy: str, terms_of: Callable[[Entry, Document | None, str, Library], Mapping[str, Names]]
) -> dict[tuple[str, str, str], Listing]:
    """A list per tag or person and language: of those that entries name, and those that have words of their own."""
    config = desk.known.config
    listings: dict[tuple[str, str, str], Listing] = {}
    vocabulary = desk.known.vocabularies.tags if taxonomy == TAGS else desk.known.vocabularies.people
    for language in config.languages:
        members: dict[str, list[str]] = {}
        names: dict[str, Names] = {}
        for key, entry in desk.shown.items():
            version = choose_version(entry, language, desk.clock)
            for id, known_as in terms_of(entry, version, language, desk.known).items():
                members.setdefault(id, []).append(key)
                names.setdefault(id, known_as)
        for key in desk.words:
            first, _, id = key.partition("/")
            if first == taxonomy and id in vocabulary.names:
                members.setdefault(id, [])
                names.setdefault(id, vocabulary.names[id])
        for id, keys in sorted(members.items()):
            name = name_in(names[id], language, id)
            slug = slugify(name, unicode=config.unicode_slugs) or id
            subject = f"{taxonomy}:{id}" if vocabulary.exists else f"{taxonomy}:{language}:{id}"
            listing = _make_list(
                desk,
                keys,
                language,
                subject=subject,
                taxonomy=taxonomy,
                term=id,
                address=addresses.term(config, language, taxonomy, slug),
                title=desk.title(f"{taxonomy}/{id}", language, name) if vocabulary.exists else (Run(name),),
                scheduled=False,
            )
            if listing.keys or f"{taxonomy}/{id}" in desk.words:
                listings[taxonomy, id, language] = replace(listing, name=name)
    return listings


def _tags_of(entry: Entry, version: Document | None, language: str, library: Library) -> dict[str, Names]:
    tags = library.vocabularies.tags
    if tags.exists:
        return {tag: tags.terms.get(tag, {"": tag}) for tag in entry.tags}
    if version is None or version.language != language:
        return {}
    return {slugify(tag): {"": tag} for tag in version.tags}


def _people_of(entry: Entry, version: Document | None, language: str, library: Library) -> dict[str, Names]:
    named: Iterable[Person] = (*entry.authors, *entry.traits.people)
    return {person_id(person): person.names for person in named if person.id or not library.vocabularies.people.exists}


def _list_fronts(desk: _Desk) -> dict[str, Listing]:
    """What home pages draw on: everything dated, pinned first, and everything to come."""
    config = desk.known.config
    fronts: dict[str, Listing] = {}
    for language in config.languages:
        news = desk.listed(
            (key for key, entry in desk.shown.items() if entry.date and not entry.traits.schedule), language
        )
        news.sort(key=lambda key: (not desk.phases[key].pinned, *desk.rank(key, language)))
        kept, more = desk.halve(news, language)
        coming = desk.listed(
            (key for key, entry in desk.shown.items() if entry.traits.schedule and not desk.phases[key].past), language
        )
        coming.sort(key=lambda key: _soonest(desk.shown[key]))
        kept_coming, more_coming = desk.halve(coming, language)
        fronts[language] = Listing(
            "home",
            "",
            "",
            language,
            addresses.home(language),
            desk.title(HOME, language, ""),
            kept,
            kept_coming,
            more,
            more_coming,
        )
    return fronts


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
