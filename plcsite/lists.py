"""The lists of a site: sections, tags and people, home pages; what stands in each, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from plcsite import addresses
from plcsite.config import Section
from plcsite.dates import begins, zone
from plcsite.listing import PART, Clock, Ruling, choose_version, is_published
from plcsite.model import Document, Entry, Names, Occurrence, Person, Run, Words, name_in
from plcsite.moments import Phase
from plcsite.people import person_id
from plcsite.site import Appointment, Library, Listing
from plcsite.slugs import slugify
from plcsite.values import replace

TAGS, PEOPLE = "tags", "people"
HOME = "index"


@dataclass(frozen=True)
class Stock:
    """What lists are made of."""

    known: Library
    shown: Mapping[str, Entry]
    words: Mapping[str, Entry]
    rulings: Mapping[tuple[str, str], tuple[Ruling, ...]]
    phases: Mapping[str, Phase]
    occurrences: Mapping[str, tuple[Occurrence, ...]]
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

    def make_agenda(self, keys: Iterable[str], language: str) -> tuple[list[Appointment], list[Appointment]]:
        """What is to come of some entries, the next first, and what is over, the last first. Where a page of its own
        stands for an occurrence in the agenda, that is enough."""
        listed = [
            Appointment(key, each)
            for key in keys
            for each in self.occurrences.get(key, ())
            if not (each.page in self.occurrences and self.rulings[each.page, language][1].listed)
        ]
        coming = [each for each in listed if each.occurrence.ends > self.clock.now]
        past = [each for each in listed if each.occurrence.ends <= self.clock.now]
        order = {key: self.shown[key].order or 0 for key in keys}
        coming.sort(key=lambda each: (each.occurrence.begins, order[each.key], each.key))
        past.sort(key=lambda each: (-each.occurrence.ends.timestamp(), each.key))
        return coming, past

    def halve_agenda(
        self, appointments: list[Appointment], language: str
    ) -> tuple[tuple[Appointment, ...], tuple[tuple[str, int], ...]]:
        """The same of an agenda as `halve` of a list."""
        keys, more = self.halve(list(dict.fromkeys(each.key for each in appointments)), language)
        kept = set(keys)
        return tuple(each for each in appointments if each.key in kept), more

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


def list_sections(stock: Stock) -> dict[tuple[str, str], Listing]:
    config, kinds = stock.known.config, stock.known.kinds
    listings: dict[tuple[str, str], Listing] = {}
    agenda = _find_agenda(stock)
    for name, section in sorted(stock.sections.items()):
        if not section.listed:
            continue
        scheduled = kinds[section.kind].scheduled
        members = [key for key, entry in stock.shown.items() if entry.section == name]
        if name == agenda:
            members = [key for key, entry in stock.shown.items() if entry.section == name or entry.traits.schedule]
        for language in config.languages:
            listings[name, language] = _make_list(
                stock,
                members,
                language,
                subject=f"section:{name}",
                taxonomy="",
                term=name,
                address=addresses.generated(config, language, name),
                title=stock.title(name, language, config.languages[language].segment(name)),
                scheduled=scheduled,
            )
    return listings


def _find_agenda(stock: Stock) -> str:
    """The section that gathers all events: the first whose kind takes place at a time."""
    order = [*stock.known.config.sections, *sorted(stock.sections)]
    for name in order:
        section = stock.sections.get(name)
        if section and section.listed and stock.known.kinds[section.kind].scheduled:
            return name
    return ""


def _make_list(
    stock: Stock,
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
    keys = stock.listed(members, language, parts=taxonomy == PEOPLE)
    listing = Listing(subject, taxonomy, term, language, address, title, (), scheduled=scheduled)
    if not scheduled:
        kept, more = stock.halve(sorted(keys, key=lambda key: stock.rank(key, language)), language)
        return replace(listing, keys=kept, more=more)
    agenda = stock.make_agenda(keys, language)
    coming, more_coming = stock.halve_agenda(agenda[0], language)
    past, more_past = stock.halve_agenda(agenda[1], language)
    kept = tuple(dict.fromkeys(each.key for each in coming))
    return replace(listing, keys=kept, coming=coming, past=past, more_coming=more_coming, more_past=more_past)


def _list_terms(
    stock: Stock, taxonomy: str, terms_of: Callable[[Entry, Document | None, str, Library], Mapping[str, Names]]
) -> dict[tuple[str, str, str], Listing]:
    """A list per tag or person and language: of those that entries name, and those that have words of their own."""
    config = stock.known.config
    listings: dict[tuple[str, str, str], Listing] = {}
    vocabulary = stock.known.vocabularies.tags if taxonomy == TAGS else stock.known.vocabularies.people
    for language in config.languages:
        members: dict[str, list[str]] = {}
        names: dict[str, Names] = {}
        for key, entry in stock.shown.items():
            version = choose_version(entry, language, stock.clock)
            for id, known_as in terms_of(entry, version, language, stock.known).items():
                members.setdefault(id, []).append(key)
                names.setdefault(id, known_as)
        for key in stock.words:
            first, _, id = key.partition("/")
            if first == taxonomy and id in vocabulary.names:
                members.setdefault(id, [])
                names.setdefault(id, vocabulary.names[id])
        for id, keys in sorted(members.items()):
            name = name_in(names[id], language, id)
            slug = slugify(name, unicode=config.unicode_slugs) or id
            subject = f"{taxonomy}:{id}" if vocabulary.exists else f"{taxonomy}:{language}:{id}"
            listing = _make_list(
                stock,
                keys,
                language,
                subject=subject,
                taxonomy=taxonomy,
                term=id,
                address=addresses.term(config, language, taxonomy, slug),
                title=stock.title(f"{taxonomy}/{id}", language, name) if vocabulary.exists else (Run(name),),
                scheduled=False,
            )
            if listing.keys or f"{taxonomy}/{id}" in stock.words:
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


def list_fronts(stock: Stock) -> dict[str, Listing]:
    """What home pages draw on: everything dated, pinned first, and everything to come, once and when it is next."""
    config = stock.known.config
    fronts: dict[str, Listing] = {}
    for language in config.languages:
        news = stock.listed(
            (key for key, entry in stock.shown.items() if entry.date and not entry.traits.schedule), language
        )
        news.sort(key=lambda key: (not stock.phases[key].pinned, *stock.rank(key, language)))
        kept, more = stock.halve(news, language)
        scheduled = stock.listed((key for key, entry in stock.shown.items() if entry.traits.schedule), language)
        soonest: dict[str, Appointment] = {}
        for each in stock.make_agenda(scheduled, language)[0]:
            soonest.setdefault(each.key, each)
        coming, more_coming = stock.halve_agenda(list(soonest.values()), language)
        fronts[language] = Listing(
            "home",
            "",
            "",
            language,
            addresses.home(language),
            stock.title(HOME, language, ""),
            kept,
            coming,
            more=more,
            more_coming=more_coming,
        )
    return fronts


def list_terms(stock: Stock) -> dict[tuple[str, str, str], Listing]:
    """The lists of tags and people."""
    return {**_list_terms(stock, TAGS, _tags_of), **_list_terms(stock, PEOPLE, _people_of)}
