"""What the links and pictures of a document become for readers of a language, once all addresses are known."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite import addresses
from plcsite.codes import find
from plcsite.context import Context, Filled
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.folders import FILES, PICTURES
from plcsite.linking import (
    Atlas,
    Nowhere,
    Target,
    ToAddress,
    ToAsset,
    ToEntry,
    ToFragment,
    ToOutside,
    interpret,
)
from plcsite.markup.pieces import PREFIX
from plcsite.markup.words import parse_words
from plcsite.model import Cover, Document, Entry, Image, Slot
from plcsite.site import Site
from plcsite.values import Value, replace
from plcsite.views import BodyView, ImageFilling, LinkFilling, PictureView, ResourceView


class Reading(Value):
    """A document of an entry, read in a language: its own, or another's under the `page` policy."""

    document: Document
    entry: Entry
    language: str

    @property
    def siblings(self) -> tuple[str, ...]:
        """The entry's files, beside any of which its pictures may lie."""
        return tuple(document.path for document in self.entry.documents.values())


def find_assets(reading: Reading, atlas: Atlas) -> Iterable[str]:
    """The paths of all files that a document shows or links to."""
    document = reading.document
    cover = find_cover(reading)
    targets = [(slot.target, document.path) for slot in document.body.slots]
    targets += [(resource.target, document.path) for resource in document.resources]
    if cover and cover.target:
        targets.append((cover.target, cover.path))
    for target, path in targets:
        if "://" in target and not target.startswith(atlas.url):
            continue
        found = interpret(target, path, path.split("/")[1], reading.siblings, atlas)
        if isinstance(found, ToAsset) and found.path.lower().endswith((*PICTURES, *FILES)):
            yield found.path


def find_cover(reading: Reading) -> Cover | None:
    """The cover of a document: the picture is the entry's, unless it states one; the words are its own."""
    own = reading.document.cover
    if own and own.target:
        return own
    published = (other for other in reading.entry.documents.values() if not other.draft)
    shared = next((other.cover for other in published if other.cover and other.cover.target), None)
    if shared is None:
        return own
    words = own or Cover("", (), (), "", shared.decorative, reading.document.path, Location(reading.document.path, 1))
    return Cover(
        shared.target,
        words.alt,
        words.caption,
        words.credit or shared.credit,
        words.decorative or shared.decorative,
        shared.path,
        words.location,
    )


def fill(reading: Reading, context: Context, atlas: Atlas) -> Checked[Filled]:
    """A document filled for its readers, and every link and picture in it that leads nowhere."""
    filler = _Filler(reading, context, atlas)
    document = reading.document
    fillings = tuple(filler.fill_slot(slot) for slot in document.body.slots)
    lang = document.speech if document.speech != reading.language else None
    filled = Filled(BodyView(document.path, fillings, lang), filler.fill_cover(), filler.fill_resources())
    return Checked(filled, tuple(filler.found))


class _Filler:
    """Fills one document; gathers what it finds on the way."""

    def __init__(self, reading: Reading, context: Context, atlas: Atlas) -> None:
        self.reading, self.context, self.atlas = reading, context, atlas
        self.site: Site = context.site
        self.found: list[Diagnostic] = []

    def fill_slot(self, slot: Slot) -> LinkFilling | ImageFilling:
        target = self.interpret(slot.target, self.reading.document.path)
        return (
            self.fill_image(target, slot) if isinstance(slot, Image) else self.link(target, slot.target, slot.location)
        )

    def interpret(self, target: str, path: str) -> Target:
        return interpret(target, path, path.split("/")[1], self.reading.siblings, self.atlas)

    def link(self, target: Target, written: str, location: Location) -> LinkFilling:
        match target:
            case ToOutside(href):
                return LinkFilling(href, external=href.startswith(("http:", "https:")))
            case ToAsset(path):
                return self.link_file(path, location)
            case ToFragment(fragment):
                return self.link_anchor("", fragment, self.reading.document, location)
            case ToEntry(key, fragment):
                return self.link_entry(key, fragment, location)
            case ToAddress(address, fragment):
                return self.link_address(address, fragment, written, location)
            case Nowhere(reason, hint):
                self.found.append(find("broken-link", location, reason, hint))
        return LinkFilling("")

    def link_file(self, path: str, location: Location) -> LinkFilling:
        suffix = path.lower().rpartition(".")[2]
        if not path.lower().endswith((*PICTURES, *FILES)):
            message = say("files of type “{suffix}” are not published", suffix=suffix)
            self.found.append(find("type-refused", location, message, say("offer it as a PDF, or in a zip")))
            return LinkFilling("")
        asset = self.site.media[path]
        return LinkFilling(self.context.href(addresses.media(asset)), kind=suffix.upper(), size=asset.size)

    def link_anchor(self, href: str, fragment: str, version: Document, location: Location) -> LinkFilling:
        foreign = version.language if href and version.language != self.reading.language else None
        if not fragment:
            return LinkFilling(href, foreign)
        if PREFIX + fragment not in version.body.anchors:
            known = ", ".join(f"#{anchor.removeprefix(PREFIX)}" for anchor in version.body.anchors[:8])
            self.found.append(
                find(
                    "broken-link",
                    location,
                    say("{path} has no place “#{fragment}”", path=version.path, fragment=fragment),
                    say("places there: {known}", known=known) if known else None,
                )
            )
            return LinkFilling(href, foreign)
        return LinkFilling(f"{href}#{PREFIX}{fragment}", foreign)

    def link_entry(self, key: str, fragment: str, location: Location) -> LinkFilling:
        site, language = self.site, self.reading.language
        if key in site.words:
            place = self.context.place(_subject_of_words(key), language)
            if place:
                return LinkFilling(self.context.href(place.address))
        if key in site.entries:
            address, version = site.address_of(key, language), site.version(key, language)
            if address and version:
                filling = self.link_anchor(self.context.href(address), fragment, version, location)
                if (key, language) in site.pages:
                    return LinkFilling(filling.href)
                return filling
        entry = site.entries.get(key) or site.held.get(key) or site.words[key]
        if entry.broken:
            return LinkFilling("")  # its own file says why
        message = say("{path} is not published in this language now; the link is shown as text", path=entry.first.path)
        self.found.append(find("link-withheld", location, message))
        return LinkFilling("")

    def link_address(self, address: str, fragment: str, written: str, location: Location) -> LinkFilling:
        path, _, query = address.partition("?")
        for candidate in (path, f"{path}/"):
            place = self.context.places.by_address.get(candidate)
            if place:
                href = self.context.href(candidate) + (f"?{query}" if query else "")
                page = self.site.pages.get((place.subject.removeprefix("entry:"), place.language))
                if page:
                    filling = self.link_anchor(href, fragment, page.document, location)
                    return replace(filling, lang=place.language if place.language != self.reading.language else None)
                own = place.language == self.reading.language or not place.language
                tail = f"#{fragment}" if fragment else ""
                return LinkFilling(href + tail, None if own else place.language)
            key = self.context.aliases.get(candidate)
            if key:
                return self.link_entry(key, fragment, location)
        self.found.append(
            find(
                "broken-link",
                location,
                say("there is no page at {address}", address=address),
                say("write the path of the file instead, such as ../events/evening.md"),
            )
        )
        return LinkFilling("")

    def fill_image(self, target: Target, slot: Image) -> ImageFilling:
        if isinstance(target, ToOutside):
            return ImageFilling(None, target.href, slot.alt)
        picture = self.picture(target, slot.target, slot.location)
        if picture is None:
            return ImageFilling(None, "", slot.alt)
        speech = self.reading.document.speech
        alt = () if slot.decorative else parse_words(slot.alt, speech)
        caption = parse_words(slot.title, speech)
        return ImageFilling(PictureView(picture.src, picture.width, picture.height, picture.colour, alt, caption))

    def picture(self, target: Target, written: str, location: Location) -> PictureView | None:
        """A picture without words; None, with a finding, where there is none."""
        if isinstance(target, ToAsset) and target.path in self.site.pictures:
            return show_picture(target.path, self.context)
        if isinstance(target, ToAsset) and target.path.lower().endswith(PICTURES):
            return None
        if isinstance(target, ToOutside):
            message = say("the picture {target} is on another host", target=written)
            advice = say("put the picture beside this file or in content/media/ and write its name")
            self.found.append(find("broken-link", location, message, advice))
            return None
        reason = target.reason if isinstance(target, Nowhere) else say("“{target}” is not a picture", target=written)
        hint = target.hint if isinstance(target, Nowhere) else say("pictures: {types}", types=", ".join(PICTURES))
        self.found.append(find("broken-link", location, reason, hint))
        return None

    def fill_cover(self) -> PictureView | None:
        cover = find_cover(self.reading)
        if cover is None or not cover.target:
            return None
        picture = self.picture(self.interpret(cover.target, cover.path), cover.target, cover.location)
        if picture is None:
            return None
        if not cover.alt and not cover.decorative:
            self.found.append(
                find(
                    "missing-alt",
                    cover.location,
                    say("the cover has no alternative text in this language"),
                    say("add under cover: alt: what the picture shows, or decorative: true"),
                )
            )
        return PictureView(
            picture.src, picture.width, picture.height, picture.colour, cover.alt, cover.caption, cover.credit
        )

    def fill_resources(self) -> tuple[ResourceView, ...]:
        listed = []
        for resource in self.reading.document.resources:
            target = self.interpret(resource.target, self.reading.document.path)
            filling = self.link(target, resource.target, resource.location)
            listed.append(
                ResourceView(resource.title, filling.href, resource.lang or filling.lang, filling.kind, filling.size)
            )
        return tuple(listed)


def show_picture(path: str, context: Context) -> PictureView:
    """A measured picture, without words."""
    picture = context.site.pictures[path]
    address = addresses.media(context.site.media[path])
    return PictureView(context.href(address), picture.width, picture.height, picture.colour, ())


def _subject_of_words(key: str) -> str:
    first, _, rest = key.partition("/")
    if key == "index":
        return "home"
    if rest:
        return f"{first}:{rest}"
    return f"terms:{first}" if first in ("tags", "people") else f"section:{first}"
