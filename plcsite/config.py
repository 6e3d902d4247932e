"""`plcsite.toml` to a typed `Config`: every setting with its default, every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from plcsite.codes import CODES
from plcsite.dates import When
from plcsite.diagnostics import Checked, Location, Severity, say
from plcsite.kinds import Kind
from plcsite.locales import known_locale
from plcsite.markup.words import parse_words, plain
from plcsite.model import Stated
from plcsite.nodes import Node, Scalar, read_toml
from plcsite.scalars import (
    ADDRESS,
    DATE,
    FLAG,
    LANGUAGE,
    MAIL,
    NUMBER,
    SLUG,
    TEXT,
    ZONE,
    choose,
    one_of,
)
from plcsite.schema import (
    INVALID,
    Field,
    Reader,
    Type,
    list_of,
    map_of,
    read_fields,
    refuse_key,
    suggest,
    table_of,
    value_of,
)
from plcsite.values import Value, field, replace

SETTINGS = "plcsite.toml"
HOSTS = ("netlify", "cloudflare", "github-pages", "nginx")
POLICIES = ("link", "page", "hide", "error")
_SAFE = "/-._~!$&'()*+,;=:@"  # what RFC 3986 lets a path hold as it is
PLACEHOLDERS = ("section", "folders", "slug", "year", "month", "day")


class MenuItem(Value):
    """An item of a menu: the name of a section or page, or a title with an address."""

    target: str
    title: str
    location: Location


class Language(Value):
    """A language of the site: its code in addresses, and the locale that formats its dates and numbers."""

    code: str
    locale: str
    title: str
    tagline: str = ""
    menu: tuple[MenuItem, ...] = ()
    footer: tuple[MenuItem, ...] = ()
    segments: Mapping[str, str] = field(default_factory=dict)

    def segment(self, name: str) -> str:
        """What stands for a section or a generated page in this language's addresses."""
        return self.segments.get(name, name)


class Section(Value):
    """A folder below each language: the kind of its entries, and how they are listed and addressed."""

    name: str
    kind: str
    listed: bool
    address: str = "{section}/{folders}/{slug}"
    missing: str = "link"
    translate: bool = True
    translate_from: When | None = None


class Config(Value):
    """All settings. `url` ends with a slash; `base` is its path; `id` names the site in feeds and calendars; `places`
    tells where the settings of `[site]` stand, for what is found later."""

    url: str
    base: str
    id: str
    timezone: str
    default_language: str
    languages: Mapping[str, Language]
    sections: Mapping[str, Section]
    theme: str = "community"
    page_size: int = 10
    feed_size: int = 20
    logo: str = ""
    icon: str = ""
    contact: str = ""
    comments: str = ""
    edit_url: str = ""
    unicode_slugs: bool = False
    search: bool = True
    social: Mapping[str, str] = field(default_factory=dict)
    host: tuple[str, ...] = ()
    options: Mapping[str, Stated[Any]] = field(default_factory=dict)
    cms: bool = False
    remote_images: str = "link"
    kinds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)

    def absolute(self, address: str) -> str:
        """The full address of an address that starts with a slash."""
        return _join(self.url, address)

    def href(self, address: str) -> str:
        """An address of this site as pages print it: under the path that `url` carries."""
        return _join(self.base, address)


@lru_cache(maxsize=65_536)
def _join(base: str, address: str) -> str:
    return base.rstrip("/") + _encode(address)


def _encode(address: str) -> str:
    return quote(address, safe=_SAFE)


def _read_url(node: Node, reader: Reader) -> Any:
    text = ADDRESS.read(node, reader)
    if text is INVALID:
        return INVALID
    parts = urlsplit(text)
    if parts.query or parts.fragment:
        return reader.refuse("bad-value", node.location, say("the site's address has no ? and no #"))
    return text.rstrip("/") + "/"


def _read_locale(node: Node, reader: Reader) -> Any:
    text = TEXT.read(node, reader)
    if text is INVALID or known_locale(text):
        return text
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not a locale that CLDR knows", text=text),
        say("write a language with its country, such as nl_BE"),
    )


def _read_menu_item(node: Node, reader: Reader) -> Any:
    if isinstance(node, Scalar):
        return MenuItem(node.text, "", node.location)
    values = MENU_TABLE.read(node, reader)
    if values is INVALID or "title" not in values or "url" not in values:
        return INVALID
    return MenuItem(values["url"].value, values["title"].value, node.location)


def _read_contact(node: Node, reader: Reader) -> Any:
    web = isinstance(node, Scalar) and node.text.strip().startswith(("http:", "https:"))
    return (ADDRESS if web else MAIL).read(node, reader)


def _read_way(node: Node, reader: Reader) -> Any:
    own = isinstance(node, Scalar) and node.text.startswith("/") and not node.text.startswith("//")
    return (TEXT if own else ADDRESS).read(node, reader)


def _read_count(node: Node, reader: Reader) -> Any:
    number = NUMBER.read(node, reader)
    if number is INVALID or number > 0:
        return number
    return reader.refuse("bad-value", node.location, say("“{text}” is not a number from 1", text=str(number)))


def _read_pattern(node: Node, reader: Reader) -> Any:
    text = TEXT.read(node, reader)
    if text is INVALID:
        return INVALID
    words = re.findall(r"{(.*?)}", text)
    unknown = next((word for word in words if word not in PLACEHOLDERS), "")
    if not unknown and "slug" in words and re.fullmatch(r"[\w/-]*", re.sub(r"{\w+}", "", text)):
        return text
    meant = suggest(unknown, PLACEHOLDERS)
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not a pattern of addresses with a {slug} in it", text=text, slug="{slug}"),
        say("did you mean {meant}?", meant=f"{{{meant}}}")
        if meant
        else say("put it together of {words}", words=" ".join(f"{{{word}}}" for word in PLACEHOLDERS)),
    )


COUNT = Type("a number from 1", _read_count, {"type": "integer", "minimum": 1})
PATTERN = Type("a pattern of addresses", _read_pattern, {"type": "string"})
CONTACT = Type("an e-mail address, or an address with https://", _read_contact, {"type": "string"})
WAY = Type("an address with https://, or a path on this site", _read_way, {"type": "string"})
URL = Type("the site's address, with a path prefix if it has one", _read_url, ADDRESS.json)
LOCALE = Type("a locale such as en_GB", _read_locale, {"type": "string"})
MENU_TABLE = table_of(
    Field("title", TEXT, "What the menu shows.", required=True),
    Field("url", WAY, "An address, or a path on this site.", required=True),
)
MENU = Type("a section or page, or {title, url}", _read_menu_item, {}, MENU_TABLE.fields)

SITE_FIELDS = (
    Field("url", URL, "Base address; may carry a path prefix.", required=True),
    Field("id", TEXT, "Identity of feeds and calendar entries. Default: the host of `url`."),
    Field("timezone", ZONE, "The only zone that counts. Default: UTC."),
    Field("default_language", LANGUAGE, "The language of `x-default`. Default: the first."),
    Field("theme", TEXT, "A folder of `themes/`, else a theme inside the package. Default: community."),
    Field("page_size", COUNT, "Entries on one page of a list. Default: 10."),
    Field("feed_size", COUNT, "Entries in a feed. Default: 20."),
    Field("logo", TEXT, "A picture under `content/media/`, shown beside the title."),
    Field("icon", TEXT, "The page icon, a file under `static/`."),
    Field("contact", MAIL, "An e-mail address, shown in the footer."),
    Field("comments", CONTACT, "Where readers respond to posts: an e-mail address, or a page."),
    Field("edit_url", TEXT, "A pattern with `{path}`: where a file is edited."),
    Field("slugs", one_of("ascii", "unicode"), "Letters in slugs from file names. Default: ascii."),
)
LANGUAGE_FIELDS = (
    Field("locale", LOCALE, "Locale of dates and numbers. Default: the language's code."),
    Field("title", TEXT, "The site's title in this language.", required=True),
    Field("tagline", TEXT, "A line under the title."),
    Field("menu", list_of(MENU), "Sections or pages, or {title, url}. Default: the sections."),
    Field("footer", list_of(MENU), "The same, for the footer."),
    Field("segments", map_of(SLUG), "Words for sections and generated pages in addresses."),
)
SECTION_FIELDS = (
    Field("kind", TEXT, "Kind of its entries. Default: by the folder's name, else page."),
    Field("list", FLAG, "Whether the section has a list. Default: true, but false for pages."),
    Field("address", PATTERN, "Pattern of {section} {folders} {slug} {year} {month} {day}."),
    Field("missing", one_of(*POLICIES), "What a language without a version shows. Default: link."),
    Field("translate", FLAG, "false: nobody need translate. Default: true."),
    Field("translate_from", DATE, "Leaves what is older out of the translator's queue."),
)
SEVERITIES = (*(str(item) for item in Severity), "off")


def list_settings(kinds: Mapping[str, Kind]) -> tuple[Field, ...]:
    """The tables of the settings, with those of the kinds."""
    options = tuple(
        Field(name, table_of(*kind.settings), f"Settings of the kind {name}.")
        for name, kind in kinds.items()
        if kind.settings
    )
    return (
        Field("site", table_of(*SITE_FIELDS), "The site.", required=True),
        Field("languages", map_of(table_of(*LANGUAGE_FIELDS)), "One table per language.", required=True),
        Field("sections", map_of(table_of(*SECTION_FIELDS)), "One table per folder below a language."),
        Field("search", table_of(Field("enabled", FLAG, "false: no index, no search page, no box.")), "Search."),
        Field("kinds", table_of(*options), "Settings of kinds."),
        Field("social", map_of(ADDRESS), "Follow-us links: name = address."),
        Field("host", table_of(*(Field(name, FLAG, f"Files for {name}.") for name in HOSTS)), "Host files to write."),
        Field("theme", map_of(TEXT), "The theme's own options."),
        Field("cms", table_of(Field("enabled", FLAG, "A web form at /admin/.")), "Web form for editors."),
        Field(
            "privacy", table_of(Field("remote_images", one_of("link", "allow"), "Pictures on other hosts.")), "Privacy."
        ),
        Field("diagnostics", map_of(one_of(*SEVERITIES)), "Severity of a code."),
    )


def read_config(
    text: str, kinds: Mapping[str, Kind], *, url: str | None = None, words_for_keys: Mapping[str, str] | None = None
) -> Checked[Config | None]:
    """The settings of a site; None when they can't be used. `url` replaces the site's address, but not its identity."""
    table = read_toml(text, SETTINGS)
    if table.value is None:
        return Checked(None, table.diagnostics)
    reader = Reader(words_for_keys=words_for_keys or {}, sign=" = ")
    stated = read_fields(table.value, list_settings(kinds), reader)
    top = {name: item.value for name, item in stated.items()}
    if "languages" in top and not top["languages"]:
        message, hint = say("there is no language yet"), say("add {line}", line="[languages.…]")
        reader.refuse("missing-key", stated["languages"].location, message, hint)
    config = _assemble(top, reader, kinds, url) if {"site", "languages"} <= top.keys() else None
    errors = any(found.severity is Severity.ERROR for found in reader.found)
    return Checked(None if errors else config, (*table.diagnostics, *reader.found))


def _assemble(top: Mapping[str, Any], reader: Reader, kinds: Mapping[str, Kind], url: str | None) -> Config | None:
    site: Mapping[str, Stated[Any]] = top["site"]
    languages = {
        code: Language(
            code,
            value_of(stated.value, "locale", code),
            plain(parse_words(value_of(stated.value, "title", code), code)),
            plain(parse_words(value_of(stated.value, "tagline", ""), code)),
            tuple(item.value for item in value_of(stated.value, "menu", ())),
            tuple(item.value for item in value_of(stated.value, "footer", ())),
            {name: item.value for name, item in value_of(stated.value, "segments", {}).items()},
        )
        for code, stated in top["languages"].items()
    }
    for code, stated in top["languages"].items():
        known = LANGUAGE.read(Scalar(code, stated.location), reader)
        if known is not INVALID and "locale" not in stated.value:
            LOCALE.read(Scalar(code, stated.location), reader)
    if "url" not in site or not languages:
        return None
    written = site["url"].value
    shown = written if url is None else URL.read(Scalar(url, Location("--url")), reader)
    if shown is INVALID:
        return None
    default = value_of(site, "default_language", next(iter(languages)))
    if default not in languages:
        choose(default, languages, site["default_language"].location, reader)
    for code, wanted in top.get("diagnostics", {}).items():
        if code not in CODES:
            refuse_key(code, wanted.location, CODES, reader)
        elif CODES[code].fixed and wanted.value != CODES[code].severity:
            message = say("“{code}” guards facts or security, and stays what it is", code=code)
            reader.refuse("fixed-code", wanted.location, message, say("remove the line"))
    sections = {name: _section(name, stated.value, reader, kinds) for name, stated in top.get("sections", {}).items()}
    config = Config(
        url=shown,
        base=urlsplit(shown).path or "/",
        id=value_of(site, "id", urlsplit(written).hostname or "site"),
        timezone=value_of(site, "timezone", "UTC"),
        default_language=default,
        languages=languages,
        sections=sections,
        unicode_slugs=value_of(site, "slugs", "ascii") == "unicode",
        search=value_of(top.get("search", {}), "enabled", True),
        social={name: item.value for name, item in top.get("social", {}).items()},
        host=tuple(name for name, item in top.get("host", {}).items() if item.value),
        options=top.get("theme", {}),
        cms=value_of(top.get("cms", {}), "enabled", False),
        remote_images=value_of(top.get("privacy", {}), "remote_images", "link"),
        kinds={
            kind: {name: item.value for name, item in stated.value.items()}
            for kind, stated in top.get("kinds", {}).items()
        },
        severities={code: item.value for code, item in top.get("diagnostics", {}).items()},
        places={name: item.location for name, item in site.items()},
    )
    as_stated = ("theme", "page_size", "feed_size", "logo", "icon", "contact", "comments", "edit_url")
    return replace(config, **{name: site[name].value for name in as_stated if name in site})


def _section(name: str, stated: Mapping[str, Stated[Any]], reader: Reader, kinds: Mapping[str, Kind]) -> Section:
    default = default_section(name, kinds)
    kind = value_of(stated, "kind", default.kind)
    if kind not in kinds:
        choose(kind, kinds, stated["kind"].location, reader)
        kind = default.kind
    return Section(
        name=name,
        kind=kind,
        listed=value_of(stated, "list", kinds[kind].listed),
        address=value_of(stated, "address", default.address),
        missing=value_of(stated, "missing", default.missing),
        translate=value_of(stated, "translate", True),
        translate_from=value_of(stated, "translate_from"),
    )


def default_section(name: str, kinds: Mapping[str, Kind]) -> Section:
    """The section of a folder that the settings don't mention."""
    kind = next((kind for kind in kinds.values() if name and kind.folder == name), None) or next(
        kind for kind in kinds.values() if not kind.folder
    )
    return Section(name, kind.name, kind.listed)
