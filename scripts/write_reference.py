"""Write docs/reference.md from the code: settings, keys, commands, diagnostics, addresses, report, Markdown, views.

    python scripts/write_reference.py            # or: make reference

What the types carry is read from them. What they can't say (what an address shows, what a field of the report means,
which Markdown is understood) stands here, and a test compares it with what a build really makes.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import click

from plcsite import config, formats, kinds, vocabulary
from plcsite.cli import cli
from plcsite.codes import CODES
from plcsite.desk.diff import Mark
from plcsite.diagnostics import Severity
from plcsite.folders import FILES, PICTURES
from plcsite.keys import KEYS
from plcsite.listing import PLACES
from plcsite.markup.sanitiser import ATTRIBUTES, SCHEMES, TAGS
from plcsite.model import State
from plcsite.schema import Field, Type
from plcsite.values import Value

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference.md"

ASLEEP = frozenset(
    {
        *("site.id", "site.feed_size", "search.enabled", "cms.enabled"),
        *(f"host.{name}" for name in config.HOSTS),
        *("kinds.event.default_duration", ".aliases"),
    }
)
"""Settings and keys that are read and checked, and that no output obeys yet."""

SMALLEST = """\
[site]
url = "https://example.org/"

[languages.en]
title = "Our news"
"""

ADDRESSES = (
    ("choice", "/", "The choice of a language, in each of them."),
    ("home", "/<lang>/", "Home: what is pinned, the latest, what is coming."),
    ("document", "/<lang>/<name>/", "A page beside the sections."),
    ("document", "/<lang>/<section>/<slug>/", "An entry, where its section has no `address` of its own."),
    ("document", "/<lang>/<section>/<folders>/<slug>/", "An entry in a folder that is no year and no month."),
    ("document", "/<lang>/<section>/<event>/<slug>/", "A part of an event's programme."),
    ("lists", "/<lang>/<section>/", "A section's list: newest first; of an agenda, what is coming."),
    ("lists", "/<lang>/<section>/page/<number>/", "Its further pages."),
    ("lists", "/<lang>/<section>/<year>/", "Its archive, a year on a page."),
    ("lists", "/<lang>/<section>/<past>/", "What is over, of an agenda."),
    ("lists", "/<lang>/<tags>/<tag>/", "The entries of a tag."),
    ("lists", "/<lang>/<people>/<person>/", "What someone wrote, or speaks at."),
    ("lists", "/<lang>/<tags>/<tag>/page/<number>/", "Its further pages."),
    ("lists", "/<lang>/<people>/<person>/page/<number>/", "Their further pages."),
    ("terms", "/<lang>/<tags>/", "All tags."),
    ("terms", "/<lang>/<people>/", "All people."),
    ("absent", "/404.html", "Nothing here, in all languages."),
    ("absent", "/<lang>/404.html", "Nothing here, in one."),
    ("absent", "/<lang>/<path>/", "“This page is being corrected”, with `--hold-broken`, at the address of the entry."),
    ("assets", "/assets/<path>.<hash>.<ext>", "The theme's styles, scripts and fonts."),
    ("media", "/media/<name>.<hash>.<ext>", "Pictures and files that published pages use."),
    ("static", "/<path>", "Files of `static/`, as they are."),
)

REPORT = {
    "at": "The clock of the build.",
    "next_change": "Null, or `at`, `reason` and `path` of the earliest moment at which the site would differ.",
    "counts.documents": "Files read, by language.",
    "counts.pages": "Entries with a page, by language.",
    "counts.outputs": "Outputs by format, and by language in it; the empty language is for all.",
    "outputs.written": "Files that differ from those that were published.",
    "outputs.unchanged": "Files that are as they were.",
    "outputs.removed": "Files that are no longer published.",
    "cache.convert": "`hits` and `misses`: how many bodies came from the cache, and how many were made.",
    "cache.measure": "The same, for pictures.",
    "cache.parse": "The same, for front matter.",
    "cache.render": "The same, for pages. All of these are absent where nothing had changed.",
    "seconds": "Seconds by stage.",
    "withheld": "What is not published: `path`, `reason` (draft, scheduled, broken, parent) and `until`, or null.",
    "diagnostics": "All findings: `severity`, `code`, `path`, `line`, `column`, `message`, `hint`; null where unknown.",
    "translations": "By language, the number of entries in each state: " + ", ".join(State) + ".",
}

QUEUE = {
    "key": "The key of the entry.",
    "kind": "Its kind.",
    "title": "The original's title.",
    "original": "`language` and `path` of the original.",
    "states": "By language: " + ", ".join(State) + ".",
    "due": "When translating it stops mattering: local time with offset, or null.",
    "reason": "What each language needs, with the whole line to paste, and what is due; in the language of messages.",
}

COMPARED = {
    "path": "The translation.",
    "state": "Its state.",
    "original": "The file that it was made from.",
    "fingerprint": "What it states of that, or null.",
    "found": "Whether it can be told what changed.",
    "needs": "If not, why, and what would help; else null.",
    "changes": "The sentences that differ: `place` (a key, or body), `before`, `after`, and `words`, a list of `mark` "
    "(" + ", ".join(Mark) + ") and `text`.",
    "line": "What the front matter of the translation says once it is up to date.",
}

MARKDOWN = (
    ("Emphasis", "*words* and **words**", "<em>words</em>"),
    ("Struck out", "~~words~~", "<del>words</del>"),
    ("Link", "[the evening](https://example.org/)", "the evening"),
    ("Bare address", "See www.example.org.", "www.example.org"),
    ("List, also right after a paragraph", "Bring:\n- pens\n- paper\n  - lined", "<li>pens</li>"),
    ("Tasks", "- [x] done\n- [ ] to do", "☑ done"),
    ("Heading with an id of its own", "## Programme {#programme}", 'id="s-programme"'),
    ("Words in another language", "They call it [better together]{lang=fr}.", '<span lang="fr">better together</span>'),
    ("A section in another language", "## Résumé {lang=fr}\n\nEn bref.", '<div lang="fr">'),
    ("Quotation with its source", "> Slow is fine.\n>\n> — Amina", "<figcaption>Amina</figcaption>"),
    ("Table", "| who | when |\n| --- | ---: |\n| we | now |", '<td class="align-right">now</td>'),
    ("Footnote", "A claim.[^1]\n\n[^1]: Its source.", "Its source."),
    ("Definition list", "Term\n:   What it means.", "<dd>What it means.</dd>"),
    ("Abbreviation", "The PLC meets.\n\n*[PLC]: professional learning community", "<abbr title="),
    ("Note (also tip, important, warning, caution)", "> [!NOTE]\n> Bring a cup.", 'class="admonition note"'),
    ("The same with a title", '!!! tip "Early birds"\n    Doors open at six.', "Early birds"),
    ("Code", "```python\nprint()\n```", '<pre tabindex="0"><code class="language-python">'),
    ("Class of the theme", "A remark.\n{: .wide}", '<p class="wide">'),
    ("Line break", "First line\\\nsecond line", "<br>"),
    ("Quotes and dashes", 'She said "yes" -- at last...', "“yes” – at last…"),
)
"""What, how it is written, and what must stand in the HTML that comes of it."""


def write_reference() -> str:
    """The whole reference, as Markdown."""
    parts = (
        _write_intro(),
        _write_settings(),
        _write_keys(),
        _write_vocabularies(),
        _write_commands(),
        _write_diagnostics(),
        _write_addresses(),
        _write_report(),
        _write_markdown(),
        _write_views(),
    )
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _write_intro() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Written by `make reference` from the code itself; a test keeps it true. What carries a † is read and"
    yield "checked, but no output obeys it yet."
    yield ""
    yield "[Settings](#settings) · [Front matter](#front-matter) · [Vocabularies](#vocabularies) ·"
    yield "[Commands](#commands) · [Diagnostics](#diagnostics) · [Addresses](#addresses) ·"
    yield "[Build report](#build-report) · [Markdown](#markdown) · [Views](#views)"
    yield ""


def _write_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


# --- settings, keys, vocabularies ------------------------------------------------------------------------------


def _list_rows(fields_: Iterable[Field], prefix: str = "", path: str = "") -> Iterator[tuple[str, ...]]:
    """A row a key, those of tables inside under dotted names."""
    for each in fields_:
        name = f"{prefix}{each.name}"
        mark = " †" if f"{path}.{each.name}" in ASLEEP else ""
        also = "".join(f", `{prefix}{word}`" for word in each.also)
        yield f"`{name}`{also}{mark}", _describe(each.type), _explain(each)
        yield from _list_rows(each.type.fields, f"{name}.", f"{path}.{each.name}")


def _explain(each: Field) -> str:
    return f"*Required.* {each.meaning}" if each.required else each.meaning


def _describe(type_: Type) -> str:
    """The values in words; of a table only that it is one, since its keys have rows of their own."""
    words = type_.words
    if type_.fields and "a table of " in words:
        return words.partition("a table of ")[0] + "a table" + (" (or a list)" if words.endswith(", or a list") else "")
    return words


def _write_settings() -> Iterator[str]:
    yield "## Settings"
    yield ""
    yield f"In `{config.SETTINGS}`. The smallest that work are `url` and one table per language:"
    yield ""
    yield from ("```toml", *SMALLEST.splitlines(), "```", "")
    for table in config.list_settings(kinds.find_kinds()):
        free = table.type.json.get("additionalProperties") is not False
        if table.name == "kinds":
            for kind in table.type.fields:
                yield from (f"### `[kinds.{kind.name}]`", "", kind.meaning, "")
                yield from _write_table(
                    ("key", "value", ""), _list_rows(kind.type.fields, path=f"{table.name}.{kind.name}")
                )
        elif table.type.fields:
            yield from (f"### `[{table.name}{'.<name>' if free else ''}]`", "", table.meaning, "")
            yield from _write_table(("key", "value", ""), _list_rows(table.type.fields, path=table.name))
        else:
            values = table.type.words.partition("= ")[2]
            yield from (f"### `[{table.name}]`", "", f"{table.meaning} Values: {values}.", "")


def _write_keys() -> Iterator[str]:
    yield "## Front matter"
    yield ""
    yield "*Shared* keys are facts of the entry: state each in one of its files. All others belong to the words of each"
    yield "file. A single value stands for a list of one. A key without a value is as good as absent."
    yield ""
    yield from ("### All kinds", "")
    yield from _write_key_table(KEYS, "")
    for kind in kinds.find_kinds().values():
        yield from (f"### `{kind.name}`", "", *_introduce(kind), "")
        if kind.fields:
            yield from _write_key_table(kind.fields, kind.name)


def _introduce(kind: kinds.Kind) -> Iterator[str]:
    yield inspect.getdoc(importlib.import_module(f"plcsite.kinds.{kind.name}")) or ""
    if kind.folder:
        yield f"The kind of the section `{kind.folder}`, unless the settings say otherwise."
    if kind.required:
        needed = ", ".join(f"`{name}`" for name in kind.required)
        yield f"Some file of the entry must state {needed}; a date in the file's name gives `{kind.day}`."
    if kind.shares:
        yield f"Shared here too: {', '.join(f'`{name}`' for name in kind.shares)}."
    if kind.below:
        yield f"Files below its bundle are of the kind `{kind.below}`."


def _write_key_table(listed: Iterable[Field], path: str) -> Iterator[str]:
    rows = (
        (f"{name}", "shared" if each.shared else "", *rest)
        for each in listed
        for name, *rest in _list_rows((each,), path=path)
    )
    yield from _write_table(("key", "", "value", ""), rows)


def _write_vocabularies() -> Iterator[str]:
    yield "## Vocabularies"
    yield ""
    yield "Each optional; a table per id. Where one exists, entries write an id, or a name in any language."
    yield ""
    yield f'`{vocabulary.TAGS}`: the tag\'s name by language, as in `en = "Inquiry"`.'
    yield ""
    for path, listed in ((vocabulary.PEOPLE, vocabulary.PERSON_FIELDS), (vocabulary.PLACES, vocabulary.PLACE_FIELDS)):
        yield from (f"`{path}`:", "")
        yield from _write_table(("key", "value", ""), _list_rows(listed))


# --- commands, diagnostics -------------------------------------------------------------------------------------


def _write_commands() -> Iterator[str]:
    yield "## Commands"
    yield ""
    yield "`plcsite`, or `python -m plcsite`. These are understood before and after every verb:"
    yield ""
    context = click.Context(cli, info_name="plcsite")
    shared = [option for option in cli.params if option.name != "version"]
    yield from _write_table(("option", ""), _list_options(shared, context))
    for name in cli.list_commands(context):
        verb = cli.get_command(context, name)
        assert verb is not None
        yield from _write_verb(name, verb, {each.name for each in shared}, context)
    yield "`translations --format json` is a list of these, in the order of the queue:"
    yield ""
    yield from _write_table(("field", ""), ((f"`{name}`", meaning) for name, meaning in QUEUE.items()))
    yield "`translations diff --format json` is a list of these, one a translation:"
    yield ""
    yield from _write_table(("field", ""), ((f"`{name}`", meaning) for name, meaning in COMPARED.items()))
    yield "Exit codes: 0 good · 1 errors in content or build (warnings too, with `--strict`) · 2 wrong usage or"
    yield "settings · 130 interrupted."
    yield ""
    yield "The clock is `--at`, else the variable `SOURCE_DATE_EPOCH`, else now."
    yield ""


def _write_verb(name: str, verb: click.Command, shared: set[str | None], context: click.Context) -> Iterator[str]:
    """A verb, and the verbs below it."""
    arguments = [each.make_metavar(context) for each in verb.params if isinstance(each, click.Argument)]
    yield from (f"### `{' '.join(('plcsite', name, *arguments))}`", "", inspect.cleandoc(verb.help or ""), "")
    own = [option for option in verb.params if isinstance(option, click.Option) and option.name not in shared]
    if own:
        yield from _write_table(("option", ""), _list_options(own, context))
    if isinstance(verb, click.Group):
        for inner in verb.list_commands(context):
            yield from _write_verb(f"{name} {inner}", verb.commands[inner], shared, context)


def _list_options(options: Iterable[click.Parameter], context: click.Context) -> Iterator[tuple[str, ...]]:
    for option in options:
        record = option.get_help_record(context)
        if record:
            yield f"`{record[0]}`", record[1]


def _write_diagnostics() -> Iterator[str]:
    yield "## Diagnostics"
    yield ""
    yield f"Severities: {', '.join(Severity)}. `[diagnostics]` moves a code between them or turns it `off`; `ignore:`"
    yield "silences it in a file. Neither can be done to *fixed* codes, which guard security or facts."
    yield ""
    rows = (
        (f"`{name}`", f"{code.severity}{', *fixed*' if code.fixed else ''}", str(code.meaning))
        for name, code in CODES.items()
    )
    yield from _write_table(("code", "", ""), rows)


# --- what comes out --------------------------------------------------------------------------------------------


def _write_addresses() -> Iterator[str]:
    yield "## Addresses"
    yield ""
    yield "Every page is an `index.html` in the folder of its address. For `<section>`, `<tags>`, `<people>` and"
    yield "`<past>` stands the word that `segments` gives them in the language. No two outputs share an address."
    yield ""
    rows = ((f"`{pattern}`", meaning, f"`{name}`") for name, pattern, meaning in ADDRESSES)
    yield from _write_table(("address", "", "format"), rows)
    yield f"Pictures: {', '.join(PICTURES)}. Files: {', '.join(FILES)}. Nothing else of `content/` is published."
    yield ""
    yield f"Whether an entry is shown is decided per language for: {', '.join(PLACES)}."
    yield ""


def _write_report() -> Iterator[str]:
    yield "## Build report"
    yield ""
    yield "`--report FILE` writes JSON. `plcsite check --format json` prints the list `diagnostics` alone."
    yield ""
    yield from _write_table(("field", ""), ((f"`{name}`", meaning) for name, meaning in REPORT.items()))


def _write_markdown() -> Iterator[str]:
    yield "## Markdown"
    yield ""
    for name, source, _ in MARKDOWN:
        fence = "````" if "```" in source else "```"
        yield from (f"{name}:", "", f"{fence}markdown", source, fence, "")
    yield "HTML passes one sanitiser. What it takes away is reported (`removed-html`); comments go without a word."
    yield ""
    yield f"Tags: {', '.join(f'`{tag}`' for tag in sorted(TAGS))}."
    yield ""
    rows = (
        ("all" if tag == "*" else f"`{tag}`", ", ".join(f"`{name}`" for name in sorted(names)))
        for tag, names in sorted(ATTRIBUTES.items())
    )
    yield from _write_table(("on", "attributes"), rows)
    yield f"Addresses begin with {', '.join(f'`{scheme}:`' for scheme in sorted(SCHEMES))}, or lie on the site."
    yield ""


# --- what templates see ----------------------------------------------------------------------------------------


def _write_views() -> Iterator[str]:
    yield "## Views"
    yield ""
    yield "The fields of a view are the variables of its template, and all there is to see. `Words` are"
    yield "`tuple[Run, ...]`: a line of text that may hold phrases in other languages."
    yield ""
    modules = (*_import_all(formats), *_import_all(kinds))
    roots = [each for module in modules for each in _list_structs(module) if each.__name__.endswith("View")]
    for each in _walk(roots):
        listed = "; ".join(f"`{name}` {hint}" for name, hint in inspect.get_annotations(each).items())
        yield from (f"### {each.__name__}", "", inspect.getdoc(each) or "", "", listed + ".", "")


def _import_all(package: ModuleType) -> Iterator[ModuleType]:
    for module in sorted(item.name for item in pkgutil.iter_modules(package.__path__)):
        yield importlib.import_module(f"{package.__name__}.{module}")


def _list_structs(module: ModuleType) -> Iterator[type]:
    """Those that a module defines, in its order."""
    for each in vars(module).values():
        if _is_struct(each) and each.__module__ == module.__name__:
            yield each


def _walk(roots: Iterable[type]) -> Iterator[type]:
    """The roots, then the structs that their fields hold, and so on, each once."""
    waiting = list(roots)
    for each in waiting:
        yield each
        inner = [part for hint in get_type_hints(each).values() for part in _list_parts(hint)]
        waiting += [part for part in dict.fromkeys(inner) if _is_struct(part) and part not in waiting]


def _is_struct(hint: Any) -> bool:
    return inspect.isclass(hint) and issubclass(hint, Value)


def _list_parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _list_parts(part)


def main() -> None:
    """Writes the file."""
    TARGET.write_text(write_reference(), encoding="utf-8")
    click.echo(f"{TARGET.parent.name}/{TARGET.name}")


if __name__ == "__main__":
    main()
