"""Themes: read once from their folders into a value that renders views; what is made later touches no file.

A theme is templates, catalogues of interface words and assets; one that extends another adds and replaces files.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.gettexts import Catalogue, Message, extract, read_catalogue
from plcsite.model import Stated
from plcsite.nodes import Scalar, Table, read_toml
from plcsite.paths import Root, join
from plcsite.templates import Bodies, Environment, Template, check_templates, make_environments, offer, render
from plcsite.values import replace

SETTINGS = "theme.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
# Values of CSS that can neither end a declaration nor start a comment or an address.
_OPTION = re.compile(r"[#\w%., ()+-]+")
_REFERENCE = re.compile(r"""(?:url\(\s*|@import\s+)(?P<quote>['"]?)(?P<address>[^'")]+)(?P=quote)""")


class LanguageLike(Protocol):
    """What a theme needs to know of a language: its code in the settings, its locale for formats."""

    @property
    def code(self) -> str: ...
    @property
    def locale(self) -> str: ...


class ThemeFile(NamedTuple):
    """A file of a theme: `path` is its place in messages, `themes/<theme>/…`."""

    path: str
    data: bytes


class ThemeAsset(NamedTuple):
    """An asset as it is published: `path` from the site's root, with a hash of the bytes in its name."""

    path: str
    data: bytes


Layer = Mapping[str, ThemeFile]
"""The files of one folder by their path in it. A theme is layers, children before parents."""


@dataclass(frozen=True)
class Theme:
    """A theme that is ready to render. `options` are its own with the site's choices, as `[theme]` sets them."""

    name: str
    options: Mapping[str, str]
    assets: Mapping[str, ThemeAsset]
    digest: str
    words: str
    templates: Mapping[str, Template] = field(repr=False)
    environments: Mapping[str, Environment] = field(repr=False)

    def has(self, template: str) -> bool:
        """Whether the theme, or one it extends, has this template."""
        return template in self.templates

    def render(self, template: str, view: Any, language: str, bodies: Bodies) -> Checked[bytes]:
        """The page in UTF-8 that a template makes of a view, whose fields are its variables.

        A designer's mistake (a name that isn't there, a value of the wrong type) is a `template-error` at its line,
        with an empty page.
        """
        page = render(self.environments[language], self.templates, template, view, bodies)
        return Checked(page.value.encode(), page.diagnostics)


# --- finding and loading ---------------------------------------------------------------------------------------


def find_theme(site: Path, name: str) -> Checked[tuple[Path, ...]]:
    """The folders of a theme: its own, then that of the theme it extends, and so on.

    A theme lies in `themes/` of the site, else among those that come with the package. One may extend its namesake:
    `themes/community` in a site extends the package's `community`. A name nobody knows is `theme-unknown`.
    """
    package = Path(__file__).parent
    # In an installation the package's themes lie inside it, in a checkout beside it.
    shelves = [site / "themes", package / "themes", package.parent / "themes"]
    found: list[Path] = []
    named_at = Location("plcsite.toml")
    wanted: str | None = name
    while wanted is not None:
        places = [shelf / wanted for shelf in shelves if _NAME.fullmatch(wanted)]
        folder = next((each for each in places if (each / SETTINGS).is_file() and each not in found), None)
        if folder is None:
            known = {each.parent.name for shelf in shelves for each in shelf.glob(f"*/{SETTINGS}")}
            message = say("there is no theme “{name}”", name=wanted)
            return Checked(tuple(found), (find("theme-unknown", named_at, message, offer(wanted, known)),))
        found.append(folder)
        named_at = Location(f"themes/{wanted}/{SETTINGS}")
        settings = _read_settings(ThemeFile(named_at.path, (folder / SETTINGS).read_bytes())).value
        extends = settings.values.get("extends")
        wanted = extends.text if isinstance(extends, Scalar) else None
    return Checked(tuple(found))


def load_theme(
    folders: Sequence[Path],
    languages: Sequence[LanguageLike],
    zone: str,
    base: str = "/",
    options: Mapping[str, Stated[Any]] | None = None,
) -> Checked[Theme]:
    """Reads a theme from its folders, children before parents, and checks all that can be before a page is made.

    `zone` is the IANA name of the site's zone, `base` the path at which the site is served, `options` the site's
    choices from `[theme]`. Errors: `template-error`, `missing-word`; for options `unknown-key` and `bad-value`.
    """
    names = [folder.name for folder in folders]
    # A theme that a namesake extends is the package's own, and messages tell the two apart.
    read = [
        _read_folder(folder, f"themes/{name}/" if name not in names[:index] else f"plcsite/themes/{name}/")
        for index, (folder, name) in enumerate(zip(folders, names, strict=True))
    ]
    layers = [each.value for each in read]
    settled = _settle_options(layers, options or {})
    assets = _publish_assets(_merge(layers, "assets/"), settled.value)
    templates = _decode_templates(layers, names)
    messages = extract({each.path: each.source for each in templates.value.values()})
    interfaces = {each.code: _read_words(layers, names[0], messages, each) for each in languages}
    environments = make_environments(
        templates.value,
        {each.code: (each.locale, interfaces[each.code].value) for each in languages},
        {name: base + asset.path for name, asset in assets.value.items()},
        zone,
    )
    words = [{path: file for path, file in layer.items() if path.endswith(".po")} for layer in layers]
    others = [{path: file for path, file in layer.items() if not path.endswith(".po")} for layer in layers]
    theme = Theme(
        name=names[0],
        options=settled.value,
        assets=assets.value,
        digest=_digest(others, settled.value, [(each.code, each.locale) for each in languages], zone, base),
        words=_digest(words),
        templates=templates.value,
        environments=environments,
    )
    mistakes = check_templates(templates.value, next(iter(environments.values())))
    stages: list[Checked[Any]] = [*read, settled, assets, templates, *interfaces.values()]
    return Checked(theme, (*(found for stage in stages for found in stage.diagnostics), *mistakes))


def _read_folder(folder: Path, prefix: str) -> Checked[Layer]:
    root = Root(folder)
    walked = root.walk()
    return Checked(
        {path: ThemeFile(prefix + path, root.read(path)) for path in walked.value},
        tuple(
            replace(found, location=replace(found.location, path=prefix + found.location.path))
            for found in walked.diagnostics
        ),
    )


def _merge(layers: Sequence[Layer], below: str) -> dict[str, ThemeFile]:
    """The files below a folder of the theme; those of a child hide those of its parents."""
    files = {path: file for layer in reversed(layers) for path, file in layer.items()}
    return {path.removeprefix(below): file for path, file in files.items() if path.startswith(below)}


def _digest(layers: Sequence[Layer], *settings: Any) -> str:
    """A digest of all that a page may owe to the theme."""
    files = [[(path, hashlib.sha256(layer[path].data).hexdigest()) for path in sorted(layer)] for layer in layers]
    return hashlib.sha256(json.dumps([files, settings]).encode()).hexdigest()


def _decode_templates(layers: Sequence[Layer], names: Sequence[str]) -> Checked[dict[str, Template]]:
    """Templates by name, and by `<theme>/<name>` too, so that a child's template can extend the one it hides."""
    templates: dict[str, Template] = {}
    found: list[Diagnostic] = []
    for theme, layer in reversed(list(zip(names, layers, strict=True))):
        for name, file in _merge([layer], "templates/").items():
            try:
                template = Template(file.path, file.data.decode())
            except UnicodeDecodeError as error:
                place = Location(file.path, file.data.count(b"\n", 0, error.start) + 1)
                found.append(find("template-error", place, say("this isn't UTF-8")))
                continue
            templates.setdefault(f"{theme}/{name}", template)
            templates[name] = template
    return Checked(templates, tuple(found))


# --- options ---------------------------------------------------------------------------------------------------


def _read_settings(file: ThemeFile) -> Checked[Table]:
    read = read_toml(file.data.decode("utf-8", "replace"), file.path)
    return Checked(read.value or Table({}, {}, Location(file.path)), read.diagnostics)


def _settle_options(layers: Sequence[Layer], chosen: Mapping[str, Stated[Any]]) -> Checked[dict[str, str]]:
    """The theme's options with the site's choices: all are values of CSS (colours, lengths, names)."""
    found: list[Diagnostic] = []
    settled: dict[str, str] = {}
    for layer in reversed(layers):
        settings = _read_settings(layer[SETTINGS]) if SETTINGS in layer else Checked(Table({}, {}, Location(SETTINGS)))
        found += settings.diagnostics
        table = settings.value.values.get("options")
        if isinstance(table, Table):
            settled.update({name: node.text for name, node in table.values.items() if isinstance(node, Scalar)})
    for name, stated in chosen.items():
        value = str(stated.value)
        if name not in settled:
            message = say("the theme has no option “{name}”", name=name)
            found.append(find("unknown-key", stated.location, message, offer(name, settled)))
        elif not _OPTION.fullmatch(value):
            message = say("“{value}” isn't a value that a style sheet can hold", value=value)
            hint = say('write it like the default: {name} = "{default}"', name=name, default=settled[name])
            found.append(find("bad-value", stated.location, message, hint))
        else:
            settled[name] = value
    return Checked(settled, tuple(found))


# --- assets ----------------------------------------------------------------------------------------------------


def _publish_assets(files: Mapping[str, ThemeFile], options: Mapping[str, str]) -> Checked[dict[str, ThemeAsset]]:
    """Assets under hashed names. Style sheets come last, since they name the others by these."""
    published = {name: _name_asset(name, file.data) for name, file in files.items() if not name.endswith(".css")}
    found: list[Diagnostic] = []
    sheets: dict[str, ThemeAsset] = {}
    for name, file in files.items():
        if name.endswith(".css"):
            sheet = _link_sheet(name, file, published, options)
            sheets[name] = _name_asset(name, sheet.value)
            found += sheet.diagnostics
    return Checked(dict(sorted((published | sheets).items())), tuple(found))


def _name_asset(name: str, data: bytes) -> ThemeAsset:
    stem, suffix = posixpath.splitext(name)
    return ThemeAsset(f"assets/{stem}.{hashlib.sha256(data).hexdigest()[:12]}{suffix}", data)


def _link_sheet(
    name: str, file: ThemeFile, published: Mapping[str, ThemeAsset], options: Mapping[str, str]
) -> Checked[bytes]:
    """A style sheet that starts with the options as `--option-<name>` and names other assets as they are published.

    What isn't a picture or font of the theme is refused: a visitor's browser asks no one else for anything.
    """
    found: list[Diagnostic] = []
    text = file.data.decode("utf-8", "replace")

    def link(match: re.Match[str]) -> str:
        address = match["address"]
        if address.startswith(("data:", "#")):
            return match[0]
        asset = published.get(join(name, address) or "")
        if asset is None:
            message = say("“{address}” isn't a picture or font among the theme's assets", address=address)
            place = Location(file.path, text.count("\n", 0, match.start()) + 1)
            found.append(find("template-error", place, message, offer(address, published)))
            return match[0]
        return match[0].replace(address, posixpath.relpath(asset.path, posixpath.dirname(f"assets/{name}")))

    linked = _REFERENCE.sub(link, text)
    if "--option-" in linked:
        linked = ":root{" + "".join(f"--option-{key}:{value};" for key, value in options.items()) + "}\n" + linked
    return Checked(linked.encode(), tuple(found))


# --- words -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Words:
    """The interface words of a language: for each message the catalogue that has it."""

    owners: Mapping[tuple[str, str | None], Catalogue]
    default: Catalogue

    def gettext(self, message: str) -> str:
        return self._owner(message).gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self._owner(singular).ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        return self._owner(message, context).pgettext(context, message)

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        return self._owner(singular, context).npgettext(context, singular, plural, number)

    def _owner(self, message: str, context: str | None = None) -> Catalogue:
        return self.owners.get((message, context), self.default)


def _read_words(
    layers: Sequence[Layer], theme: str, messages: Sequence[Message], language: LanguageLike
) -> Checked[_Words]:
    """The words of a language, looked up in the child before its parents and by locale before language.

    A message that no catalogue has words for is `missing-word`.
    """
    names = dict.fromkeys([language.locale, language.code, language.locale.partition("_")[0]])
    files = [layer[path] for layer in layers for name in names if (path := f"locales/{name}.po") in layer]
    catalogues = [read_catalogue(file.data, language.locale) for file in files]
    owners = {
        (message.id, message.context): catalogue
        for message in messages
        for catalogue in reversed(catalogues)
        if catalogue.fault(message) is None
    }
    words = _Words(owners, read_catalogue(b"", language.locale))
    broken = tuple(
        find("template-error", Location(file.path, catalogue.mistake.line), catalogue.mistake.reason)
        for file, catalogue in zip(files, catalogues, strict=True)
        if catalogue.mistake
    )
    if broken:
        return Checked(words, broken)
    own = next((file.path for file in files), f"themes/{theme}/locales/{language.code}.po")
    if not files:
        others = sorted(file.path for layer in layers for path, file in layer.items() if path.startswith("locales/"))
        message = say("the theme has no words for the language “{language}”", language=language.code)
        hint = say("copy {other} to {own} and translate it", other=next(iter(others), "locales/….po"), own=own)
        return Checked(words, (find("missing-word", Location(own), message, hint),))
    return Checked(words, tuple(_report_missing(messages, owners, catalogues, language.code, own)))


def _report_missing(
    messages: Iterable[Message],
    owners: Mapping[tuple[str, str | None], Catalogue],
    catalogues: Sequence[Catalogue],
    language: str,
    own: str,
) -> Iterator[Diagnostic]:
    for message in messages:
        reason = catalogues[0].fault(message)
        if (message.id, message.context) not in owners and reason:
            text = say("no word for “{id}” in “{language}”: {reason}", id=message.id, language=language, reason=reason)
            hint = say("write in {own}: {entry}", own=own, entry=_show_entry(message))
            yield find("missing-word", Location(message.path, message.line), text, hint)


def _show_entry(message: Message) -> str:
    """A message as an entry of a catalogue that waits for its words."""
    lines = [("msgctxt", message.context), ("msgid", message.id), ("msgid_plural", message.plural)]
    asked = [f"{key} {json.dumps(text, ensure_ascii=False)}" for key, text in lines if text is not None]
    return " ".join([*asked, 'msgstr[0] "…" msgstr[1] "…"' if message.plural else 'msgstr "…"'])
