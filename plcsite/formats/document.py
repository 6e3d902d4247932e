"""The page of an entry in one language: its own version, or the original's under the `page` policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from plcsite import addresses
from plcsite.cache import digest, digest_code
from plcsite.context import Context, make_head
from plcsite.dates import When
from plcsite.diagnostics import Checked
from plcsite.filling import show_picture
from plcsite.formats import Format, Tools
from plcsite.items import (
    find_marks,
    make_coming,
    make_person,
    make_schedule,
    make_tag,
    make_window,
)
from plcsite.kinds import Surroundings, find_kinds
from plcsite.markup.words import plain
from plcsite.model import Document, Entry, Person, Run, State, Words, name_in
from plcsite.site import Page, Place, Site
from plcsite.slugs import slugify
from plcsite.states import find_source, write_translates
from plcsite.values import Value
from plcsite.views import (
    Anchor,
    BodyView,
    Contents,
    Head,
    Item,
    Notice,
    PictureView,
    ResourceView,
    SiteView,
)

D = TypeVar("D")  # the view of a kind


class Author(Value):
    """Who wrote or speaks; `href` is empty for a name without a page."""

    name: str
    href: str
    role: Words
    picture: PictureView | None


class DocumentView(Value, Generic[D]):
    """What `document.html` and the template of its kind (`post.html`, `event.html`, …) see.

    `lang` is the language of the words where it is not the page's; `details` the kind's own view;
    `calendar` is the address of its file for calendars.
    """

    site: SiteView
    head: Head
    kind: str
    kicker: Anchor | None
    title: Words
    subtitle: Words
    summary: Words
    lang: str | None
    date: When | None
    updated: When | None
    authors: tuple[Author, ...]
    minutes: int
    cover: PictureView | None
    tags: tuple[Anchor, ...]
    notices: tuple[Notice, ...]
    body: BodyView
    contents: tuple[Contents, ...]
    resources: tuple[ResourceView, ...]
    details_follow: bool
    series: tuple[Anchor, ...]
    parts: tuple[Item, ...]
    recent: tuple[Item, ...]
    all: Anchor | None
    share: tuple[Anchor, ...]
    comments: str
    details: D
    calendar: str = ""


SHOWN_RECENT = 3


def place(site: Site) -> Iterable[Place]:
    """A page per entry and language that has one."""
    for (key, language), page in site.pages.items():
        entry = site.entries[key]
        near = (f"entry:{entry.parent}",) if entry.parent else ()
        yield Place(
            path=addresses.output_path(page.address),
            address=page.address,
            format=FORMAT.name,
            subject=f"entry:{key}",
            language=language,
            source=page.document.path,
            near=(*near, f"section:{entry.section}", "home"),
            alternate=page.own and page.document.speech == language,
            title=page.document.title,
            data=key,
        )


def view(place: Place, context: Context) -> DocumentView[Any]:
    """Everything one page shows."""
    site, language = context.site, place.language
    key: str = place.data
    entry, page = site.entries[key], site.pages[key, language]
    version = page.document
    filled = context.filled[version.path, language]
    lang = version.speech if version.speech != language else None
    around = Surroundings(
        language,
        version,
        make_schedule(key, site.soonest(key), context),
        make_coming(key, language, context),
        lambda person: make_person(person, language, context),
        lambda opens, closes: make_window(context, opens, closes),
    )
    listing = site.sections.get((entry.section, language))
    head = make_head(
        place,
        context,
        version.title,
        version.summary,
        section=entry.section or key,
        indexed=page.own,
        canonical="" if page.own else site.pages[key, version.language].address,
        original=entry.original,
    )
    return DocumentView(
        site=context.frames[language],
        head=head,
        kind=entry.kind,
        kicker=_kicker(entry, language, context),
        title=version.title,
        subtitle=version.subtitle,
        summary=version.lead,
        lang=lang,
        date=entry.date,
        updated=version.updated,
        authors=tuple(_author(person, language, context) for person in entry.authors),
        minutes=version.body.minutes,
        cover=filled.cover,
        tags=tuple(anchor for tag in version.tags if (anchor := _tag(tag, language, context))),
        notices=_notices(entry, page, context),
        body=filled.body,
        contents=_contents(version),
        resources=filled.resources,
        details_follow=entry.details_follow and not site.phases[key].past,
        series=_series(entry, language, context),
        parts=tuple(item for part in site.children.get(key, ()) if (item := context.items.get((part, language)))),
        recent=_recent(entry, language, context),
        all=context.section_anchor(entry.section, language) if listing else None,
        share=_share(place, context, plain(version.title)),
        comments=_comments(site.config.comments, plain(version.title)) if _takes_comments(entry) else "",
        details=site.kinds[entry.kind].view(entry, around),
    )


def weigh(context: Context) -> Callable[[Place], Any]:
    """Gives what the page of a plain entry is made of, without making its view: the entry as all can see it, its
    addresses, its links, and what the pages of its section share. None for an entry that shows others: parts, a series,
    or what its kind knows."""
    site = context.site
    clock = site.clock
    whole = digest(digest_code(), site.config, site.vocabularies, site.media, site.pictures, clock.drafts, clock.future)

    @cache
    def share(section: str, language: str) -> bytes:
        listing = site.sections.get((section, language))
        leading = listing.keys[: SHOWN_RECENT + 1] if listing else ()
        near = [
            context.place(subject, code) for subject in (f"section:{section}", "home") for code in site.config.languages
        ]
        terms = [(each.taxonomy, each.term, each.name, each.address) for each in site.terms.values()]
        recent = [(key, context.items[key, language]) for key in leading]
        return digest(whole, context.frames[language], listing and listing.title, near, terms, recent)

    def gather(place: Place) -> Any:
        key: str = place.data
        entry = site.entries[key]
        if entry.parent or entry.series or entry.details is not None or key in site.children:
            return None
        pages = [site.pages.get((key, code)) for code in site.config.languages]
        addresses = [(page.language, page.address, page.document.path) for page in pages if page]
        filled = context.filled[site.pages[key, place.language].document.path, place.language]
        return share(entry.section, place.language), key, entry.seen, site.phases[key], addresses, filled

    return gather


def _takes_comments(entry: Entry) -> bool:
    return entry.date is not None and entry.traits.schedule is None


def _comments(contact: str, title: str) -> str:
    """Where readers respond: a page, or a mail with the title as its subject."""
    return contact if "@" not in contact or "://" in contact else f"mailto:{contact}?subject={_quote(title)}"


def _kicker(entry: Entry, language: str, context: Context) -> Anchor | None:
    if entry.parent:
        return context.entry_anchor(entry.parent, language)
    return context.section_anchor(entry.section, language)


def _author(person: Person, language: str, context: Context) -> Author:
    anchor = make_person(person, language, context)
    path = f"content/media/{person.picture}"
    picture = show_picture(path, context) if person.picture and path in context.site.pictures else None
    role = name_in(person.roles, language)
    return Author(anchor.title, anchor.href, (Run(role),) if role else (), picture)


def _tag(tag: str, language: str, context: Context) -> Anchor | None:
    return make_tag(tag, language, context) or make_tag(slugify(tag), language, context)


def _contents(version: Document) -> tuple[Contents, ...]:
    if not version.toc:
        return ()
    return tuple(Contents(heading.level, f"#{heading.id}", heading.words) for heading in version.body.headings)


def _notices(entry: Entry, page: Page, context: Context) -> tuple[Notice, ...]:
    """What readers should know before they read: the text is another language's, it is older than its original, …"""
    site, version = context.site, page.document
    notices = [Notice(mark) for mark in find_marks(entry, version, context)]
    if not page.own:
        href = context.href(site.pages[entry.key, version.language].address)
        notices.append(Notice("fallback", version.speech, href))
    elif entry.states[version.language] in (State.OUTDATED, State.UNTRACKED) and _is_older(version, entry):
        original = site.pages.get((entry.key, entry.original))
        if original:
            notices.append(Notice("outdated", entry.original, context.href(original.address), entry.first.updated))
    if site.clock.drafts and page.own and entry.states[version.language] is State.OUTDATED:
        source = find_source(version, entry.documents, entry.original)
        href = context.href(site.address_of(entry.key, source.language))
        notices.append(Notice("behind", source.language, href, line=write_translates(source)))
    if site.phases[entry.key].expired:
        notices.append(Notice("expired"))
    return tuple(notices)


def _is_older(version: Document, entry: Entry) -> bool:
    """Whether the original was changed after this translation was made, by the dates they state."""
    changed, made = entry.first.updated, version.updated or version.translated or entry.date
    return bool(changed and made and made.day < changed.day) and not entry.updated_for_all


def _series(entry: Entry, language: str, context: Context) -> tuple[Anchor, ...]:
    """All entries of a series in order, this one marked; nothing where it stands alone."""
    if not entry.series:
        return ()
    site = context.site
    members = [
        other
        for other in site.entries.values()
        if other.series == entry.series and site.address_of(other.key, language)
    ]
    if len(members) < 2:
        return ()
    members.sort(key=lambda other: (other.order or 0, str(other.date or ""), other.key))
    anchors = (context.entry_anchor(other.key, language, current=other.key == entry.key) for other in members)
    return tuple(anchor for anchor in anchors if anchor)


def _recent(entry: Entry, language: str, context: Context) -> tuple[Item, ...]:
    """The latest of the same section, beside this one; of an agenda, what comes next."""
    listing = context.site.sections.get((entry.section, language))
    if listing is None or entry.parent:
        return ()
    keys = [key for key in listing.keys[: SHOWN_RECENT + 1] if key != entry.key]
    return tuple(context.items[key, language] for key in keys[:SHOWN_RECENT])


def _share(place: Place, context: Context, title: str) -> tuple[Anchor, ...]:
    """Links that share a page without any third party's script: nothing is asked until one is followed."""
    address = context.site.config.absolute(place.address)
    subject, url = _quote(title), _quote(address)
    return (
        Anchor("E-mail", f"mailto:?subject={subject}&body={url}"),
        Anchor("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        Anchor("WhatsApp", f"https://wa.me/?text={subject}%20{url}"),
    )


def _quote(text: str) -> str:
    # Most texts are ASCII, where a table takes a tenth of the time.
    return text.translate(_QUOTED) if text.isascii() else quote(text, safe="")


_QUOTED = {code: quote(chr(code), safe="") for code in range(128)}


def render(view: DocumentView[Any], place: Place, tools: Tools) -> Checked[bytes]:
    """The page by its kind's template, else by the one for all documents."""
    template = f"{view.kind}.html"
    return tools.theme.render(
        template if tools.theme.has(template) else "document.html", view, place.language, tools.bodies
    )


def _type(kind: str) -> Any:
    view: Any = DocumentView
    return view[find_kinds()[kind].shows]


FORMAT = Format("document", place, view, render, _type, weigh)
