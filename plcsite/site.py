"""The site as assembled: what is published, where it is listed, and at which address; what every format reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plcsite.config import SETTINGS, Config
from plcsite.kinds import Kind
from plcsite.listing import Clock, Ruling, Withheld
from plcsite.model import Asset, Document, Entry, Occurrence, Picture, Words
from plcsite.moments import Phase
from plcsite.values import Value, field
from plcsite.vocabulary import Vocabularies


class Library(Value):
    """What a site consists of before any content: settings, kinds, vocabularies."""

    config: Config
    kinds: Mapping[str, Kind]
    vocabularies: Vocabularies


class Page(Value):
    """An entry's page in a language. `document` is the version shown: where it is not the language's own, the page
    is borrowed under the `page` policy; `lent` is where it stood, or would have, while it was."""

    key: str
    language: str
    address: str
    document: Document
    lent: str = ""

    @property
    def own(self) -> bool:
        """Whether the words are this language's own version."""
        return self.document.language == self.language


class Appointment(Value):
    """One of the times that an entry takes place, as an agenda lists it."""

    key: str
    occurrence: Occurrence


class Listing(Value):
    """A list in one language. `subject` is the same in all languages that have this list; `name` is a term's own.

    `keys` are its entries in order, of an agenda those with something to come. Of an agenda, and of a home page,
    `coming` is what is to come, each time that an entry takes place, and `past` what is over. The others count by
    language the foreign entries that are left out, because they would be more than half.
    """

    subject: str
    taxonomy: str
    term: str
    language: str
    address: str
    title: Words
    keys: tuple[str, ...]
    coming: tuple[Appointment, ...] = ()
    past: tuple[Appointment, ...] = ()
    more: tuple[tuple[str, int], ...] = ()
    more_coming: tuple[tuple[str, int], ...] = ()
    more_past: tuple[tuple[str, int], ...] = ()
    scheduled: bool = False
    name: str = ""


class Site(Value):
    """Everything that formats may draw on. `entries` are published; `words` give generated pages their texts;
    `held` are entries in no output, for links to them.

    `occurrences` are the times that scheduled entries take place, as far as they are shown; `used` are the files of the
    content that pages show or link to; `assets` the theme's files, name to path; `correcting` the addresses (key,
    language, address) whose pages say that they are being corrected.
    """

    config: Config
    kinds: Mapping[str, Kind]
    vocabularies: Vocabularies
    clock: Clock
    entries: Mapping[str, Entry]
    words: Mapping[str, Entry]
    held: Mapping[str, Entry]
    withheld: tuple[Withheld, ...]
    phases: Mapping[str, Phase]
    occurrences: Mapping[str, tuple[Occurrence, ...]]
    pages: Mapping[tuple[str, str], Page]
    rulings: Mapping[tuple[str, str], tuple[Ruling, ...]]
    sections: Mapping[tuple[str, str], Listing]
    terms: Mapping[tuple[str, str, str], Listing]
    fronts: Mapping[str, Listing]
    keys_by_path: Mapping[str, str]
    media: Mapping[str, Asset]
    static: Mapping[str, Asset]
    pictures: Mapping[str, Picture]
    children: Mapping[str, tuple[str, ...]]
    used: frozenset[str] = frozenset()
    assets: Mapping[str, str] = field(default_factory=dict)
    correcting: tuple[tuple[str, str, str], ...] = ()

    def soonest(self, key: str) -> Occurrence | None:
        """The next time that an entry takes place, else the last; None for what does not."""
        times = self.occurrences.get(key, ())
        return next((each for each in times if each.ends > self.clock.now), times[-1] if times else None)

    def version(self, key: str, language: str) -> Document | None:
        """The document that readers of a language are shown of a published entry; None where it is hidden."""
        page = self.pages.get((key, language))
        if page:
            return page.document
        ruling = self.rulings[key, language][1]
        entry = self.entries[key]
        return entry.first if ruling.speech and entry.policy == "link" else None

    def source_of(self, key: str, language: str, otherwise: str = SETTINGS) -> str:
        """The file from which a generated page comes: the one with its words, else the one that makes it exist."""
        words = self.words.get(key)
        return words.documents[language].path if words and language in words.documents else otherwise

    def address_of(self, key: str, language: str) -> str:
        """Where readers of a language find an entry: its page in their language, else the original's; "" if hidden."""
        page = self.pages.get((key, language))
        if page is None:
            version = self.version(key, language)
            page = self.pages.get((key, version.language)) if version else None
        return page.address if page else ""


class Place(Value):
    """One output to be: its path, its address on the site (from the first slash), and what it shows.

    Places of one `subject` in several languages are each other's counterparts; `near` are the subjects to lead to
    where there is none; `alternate` is false for what is not a translation (a borrowed page). `source` is the file
    or setting it comes from; `title` what links to it may say; `data` what its format needs to make its view; a
    `neutral` place is in no language of its own, so that its switch leads to the home pages and marks none.
    """

    path: str
    address: str
    format: str
    subject: str
    language: str
    source: str
    near: tuple[str, ...] = ()
    alternate: bool = True
    title: Words = ()
    data: Any = None
    neutral: bool = False


class Places(Value):
    """All places of a build, found by address, and by subject and language."""

    listed: tuple[Place, ...]
    by_address: Mapping[str, Place]
    by_subject: Mapping[tuple[str, str], Place]

    def counterpart(self, place: Place, language: str) -> Place | None:
        """The same in another language."""
        return self.by_subject.get((place.subject, language))

    def nearest(self, place: Place, language: str) -> Place | None:
        """Where to lead readers of a language that has no counterpart."""
        return next((found for subject in place.near if (found := self.by_subject.get((subject, language)))), None)
