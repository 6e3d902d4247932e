"""`plcsite translations`: the translator's desk. What is missing or out of date, what changed, and how to go on."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from plcsite.cache import Cache
from plcsite.cli.session import (
    BAD_CONTENT,
    BAD_USAGE,
    GOOD,
    Session,
    print_diagnostics,
    read_clock,
    shared_options,
    show,
    timer,
)
from plcsite.columns import fit, pad
from plcsite.desk.accept import stamp
from plcsite.desk.diff import Mark
from plcsite.desk.papers import Papers, lay_out
from plcsite.desk.queue import Row, find_due, make_queue
from plcsite.desk.shape import HELD, STATES, show_compared, show_row, write_table
from plcsite.desk.split import Unsure
from plcsite.desk.split import split as split_text
from plcsite.desk.start import start as start_text
from plcsite.desk.versions import Compared, look_back
from plcsite.diagnostics import say
from plcsite.examine import Options, Stopwatch, Unusable
from plcsite.execution import use
from plcsite.folders import read_address
from plcsite.gettexts import tool_translator
from plcsite.markup.words import plain
from plcsite.model import Document, Entry, State
from plcsite.paths import Root, UnsafePath
from plcsite.states import find_counterpart, find_source, write_translates
from plcsite.workers import Crew

_COLOURS = {State.MISSING: "red", State.OUTDATED: "yellow", State.UNTRACKED: "cyan", State.DRAFT: "cyan"}
_WIDTH = 80
_NARROWEST = 16


def _sub_verb(function: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every sub-verb; what stands before it holds unless it is said again."""
    at = click.option("--at", help="As of this moment, such as 2026-10-21T19:30.")
    return at(shared_options(click.pass_context(function)))


def _hear(context: click.Context, at: str | None) -> tuple[Session, Root, Papers]:
    """The session, the site's folder and its papers, as of the clock."""
    session = context.obj or Session()
    above = context.parent.params.get("at") if context.parent else None
    root = Root(session.folder)
    options = Options(read_clock(at or above, session))
    try:
        papers = use(
            Cache(session.folder),
            Crew(len(os.sched_getaffinity(0))),
            lambda workshop: lay_out(root, options, workshop, Stopwatch(timer)),
        )
    except Unusable as unusable:
        print_diagnostics(unusable.diagnostics, session)
        sys.exit(BAD_USAGE)
    return session, root, papers


# --- the queue -------------------------------------------------------------------------------------------------


@click.group("translations", invoke_without_command=True)
@click.option(
    "--format", "shape", type=click.Choice(["text", "json", "markdown"]), default="text", help="How it is shown."
)
@click.option("--lang", help="Only what is to be done in this language.")
@click.option(
    "--due", type=click.IntRange(min=0), help="End with 1 if something due within so many days is missing or outdated."
)
@click.option("--strict", is_flag=True, help="With --due: what is untracked counts too.")
@click.option("--at", help="As of this moment, such as 2026-10-21T19:30.")
@shared_options
@click.pass_context
def command(
    context: click.Context, shape: str, lang: str | None, due: int | None, strict: bool, at: str | None
) -> None:
    """Says what is missing or out of date in each language, soonest deadline first.

    An event is due when its registration closes, else when it starts; a post seven days after its date; a page never.
    """
    if context.invoked_subcommand:
        return
    session, _, papers = _hear(context, at)
    config = papers.library.config
    if lang is not None and lang not in config.languages:
        _refuse_language(lang, config.languages, session)
    rows = make_queue(papers, lang or "")
    if shape == "json":
        _print_json([show_row(row, session.translate) for row in rows])
    else:
        shown = rows if session.verbosity > 0 else [row for row in rows if row.tasks]
        if shape == "markdown":
            lines = write_table(shown, config.languages, config.edit_url, session.translate)
            click.echo("\n".join(lines))
        else:
            _print_queue(shown, tuple(config.languages), session)
    _sum_up(rows, papers, session)
    late = find_due(rows, papers.clock, due, strict=strict) if due is not None else ()
    for row in late:
        message = say("Due within {days} days: {path} ({title})", days=due or 0, path=row.path, title=row.title)
        session.tell(message, at=-1)
    sys.exit(BAD_CONTENT if late else GOOD)


def _print_json(listed: list[dict[str, Any]]) -> None:
    click.echo(json.dumps(listed, ensure_ascii=False, indent=2))


def _print_queue(rows: Sequence[Row], codes: tuple[str, ...], session: Session) -> None:
    """A line a row, below it the line to paste into each file."""
    translate = session.translate
    words = {state: text.render(translate) for state, text in STATES.items()}
    states = {code: max(len(words[row.states[code]]) for row in rows) for code in codes} if rows else {}
    kinds = max((len(row.kind) for row in rows), default=0)
    widths = {code: max(width, len(code)) for code, width in states.items()}
    room = max(_NARROWEST, _WIDTH - 12 - kinds - 2 - sum(width + 2 for width in widths.values()))
    if rows:
        head = [say("due").render(translate).ljust(10), say("kind").render(translate)[:kinds].ljust(kinds)]
        head += [say("title").render(translate).ljust(room), *(code.ljust(widths[code]) for code in codes)]
        click.echo(click.style("  ".join(head).rstrip(), bold=True))
    for row in rows:
        held = f" ({HELD[row.held].render(translate)})" if row.held else ""
        title = show(fit(row.title, room - len(held)) + held)
        cells = [row.due.date().isoformat() if row.due else " " * 10, row.kind.ljust(kinds), pad(title, room)]
        for code in codes:
            state = row.states[code]
            blank = " " * (widths[code] - len(words[state]))
            cells.append(click.style(words[state], fg=_COLOURS.get(state)) + blank)
        click.echo("  ".join(cells).rstrip())
        for task in row.tasks:
            click.echo(f"  → {show(task.path)}")
            click.echo(f"    {task.line}")


def _sum_up(rows: Sequence[Row], papers: Papers, session: Session) -> None:
    waiting = sum(bool(row.tasks) for row in rows)
    done = sum(not row.tasks for row in rows)
    session.tell(say("To do: {waiting}; up to date: {done}.", waiting=waiting, done=done))
    untracked = sum(task.state is State.UNTRACKED for row in rows for task in row.tasks)
    if untracked:
        message = say(
            "Untracked: {count}. Where they all say what their originals say: {verb}",
            count=untracked,
            verb="plcsite translations accept --all --untracked",
        )
        session.tell(message)
    _tell_broken(papers, session)


def _tell_broken(papers: Papers, session: Session) -> None:
    broken = sum(entry.broken for entry in papers.entries)
    if broken:
        message = say("Left out because of errors: {count}. What is wrong: {verb}", count=broken, verb="plcsite check")
        session.tell(message)


# --- finding files ---------------------------------------------------------------------------------------------


def _refuse_language(code: str, known: Iterable[str], session: Session) -> NoReturn:
    session.fail(
        say("“{code}” is not a language of this site", code=code), say("choose one of {codes}", codes=", ".join(known))
    )


def _find(given: str, session: Session, papers: Papers) -> tuple[Entry, Document]:
    """The document of a path, which starts at the current folder."""
    absolute = Path(os.path.abspath(given))  # noqa: PTH100 - a link must stay the name that was given
    folder = session.folder
    if not absolute.is_relative_to(folder):
        absolute = absolute.resolve()
        folder = folder.resolve()
    path = unicodedata.normalize(
        "NFC", absolute.relative_to(folder).as_posix() if absolute.is_relative_to(folder) else ""
    )
    found = papers.by_path.get(path)
    if found is None:
        session.fail(
            say("“{path}” is not a text of this site", path=given),
            say("name a file below content/ that ends with .md; paths start at the current folder"),
        )
    if found[0].broken:
        session.fail(
            say("“{path}” has errors, or its other language has", path=path),
            say("mend first what {verb} says", verb="plcsite check"),
            code=BAD_CONTENT,
        )
    return found


def _write(act: Callable[[], None], path: str, session: Session) -> None:
    try:
        act()
    except (OSError, UnsafePath) as error:
        reason = error.reason if isinstance(error, UnsafePath) else error.strerror or str(error)
        session.fail(say("“{path}” can't be written: {reason}", path=path, reason=reason), code=BAD_CONTENT)


# --- sub-verbs -------------------------------------------------------------------------------------------------


@command.command("start")
@click.argument("path")
@click.argument("lang")
@_sub_verb
def start(context: click.Context, path: str, lang: str, at: str | None) -> None:
    """Writes the file of a translation: the words to translate, and the original as a guide nobody publishes.

    It is a draft until the line `draft: true` is taken out of it.
    """
    session, root, papers = _hear(context, at)
    library = papers.library
    if lang not in library.config.languages:
        _refuse_language(lang, library.config.languages, session)
    entry, source = _find(path, session, papers)
    target = find_counterpart(source, lang)
    there = entry.documents[lang].path if lang in entry.documents else target if root.exists(target) else ""
    if there:
        session.fail(say("{path} is there already", path=there), say("to see what changed: {verb}", verb=_diff(there)))
    text = start_text(
        root.read(source.path),
        entry,
        source,
        target,
        library.kinds[entry.kind],
        shared_tags=library.vocabularies.tags.exists,
        translate=tool_translator(lang),
    )
    _write(lambda: root.create(target, text.encode()), target, session)
    click.echo(target)
    session.tell(say("Translate its words, then take out the line {line}.", line="draft: true"))


def _diff(path: str) -> str:
    return f"plcsite translations diff {path}"


@command.command("diff")
@click.argument("path")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How it is shown.")
@_sub_verb
def diff(context: click.Context, path: str, shape: str, at: str | None) -> None:
    """Says which sentences of the original changed since it was translated, and which words in them.

    PATH is a translation, or an original: then all its translations are compared. What it said earlier comes from
    the history of its Git repository.
    """
    session, root, papers = _hear(context, at)
    entry, document = _find(path, session, papers)
    chosen = (
        [document]
        if document.language != entry.original
        else [
            each
            for code, each in entry.documents.items()
            if code != entry.original and find_source(each, entry.documents, entry.original) is document
        ]
    )
    compared = [look_back(papers, root, entry, each, os.environ) for each in chosen]
    if shape == "json":
        _print_json([show_compared(each, session.translate) for each in compared])
        return
    for each in compared:
        _print_compared(each, session)
    if not compared:
        session.tell(say("Nothing is translated from {path} yet.", path=document.path))


def _print_compared(each: Compared, session: Session) -> None:
    translate = session.translate
    state = click.style(STATES[each.state].render(translate), fg=_COLOURS.get(each.state))
    click.echo(f"{click.style(show(each.path), bold=True)}: {state} ← {show(each.source)}")
    if each.needs:
        click.echo(f"  {show(each.needs.render(translate))}")
    for change in each.changes or ():
        click.echo(f"\n  {change.place}")
        click.echo(f"    {' '.join(_mark(mark, show(text)) for mark, text in change.words)}")
    if each.changes == ():
        message = say("No word has changed.")
        click.echo(f"  {message.render(translate)}")
    if not each.settled:
        click.echo(f"\n  → {show(each.path)}\n    {each.line}")


def _mark(mark: Mark, text: str) -> str:
    match mark:
        case Mark.REMOVED:
            return click.style(f"[-{text}-]", fg="red")
        case Mark.ADDED:
            return click.style(f"{{+{text}+}}", fg="green")
        case Mark.SAME:
            return text


@command.command("accept")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--all", "everything", is_flag=True, help="All translations that are outdated.")
@click.option("--untracked", is_flag=True, help="With --all: those too that don't say what they were made from.")
@_sub_verb
def accept(context: click.Context, paths: tuple[str, ...], everything: bool, untracked: bool, at: str | None) -> None:
    """Writes into translations that they say what their originals say now, and changes nothing else in them."""
    session, root, papers = _hear(context, at)
    if bool(paths) == everything or (untracked and not everything):
        session.fail(
            say("name the files, or say --all; --untracked goes with --all"),
            say("for example {verb}", verb="plcsite translations accept --all --untracked"),
        )
    if everything:
        _tell_broken(papers, session)
        wanted = {State.OUTDATED, State.UNTRACKED} if untracked else {State.OUTDATED}
        chosen = [
            (entry, document)
            for entry in papers.entries
            if not entry.broken
            for language, document in entry.documents.items()
            if entry.states[language] in wanted
        ]
    else:
        chosen = [_find_translation(path, session, papers) for path in dict.fromkeys(paths)]
    unsure = []
    for entry, document in chosen:
        line = write_translates(find_source(document, entry.documents, entry.original))
        before = root.read(document.path)
        after = stamp(before, line)
        if after is None:
            unsure.append((document.path, line))
            continue
        if after != before:
            _write(lambda path=document.path, data=after: root.write(path, data), document.path, session)  # type: ignore[misc]
        if session.verbosity >= 0:
            click.echo(f"{show(document.path)}: {line}")
    if not chosen:
        session.tell(say("There is nothing to accept."))
    for path, line in unsure:
        message = say("{path} is written too oddly to change it safely; write there {line}", path=path, line=line)
        session.tell(message, at=-1)
    sys.exit(BAD_CONTENT if unsure else GOOD)


def _find_translation(path: str, session: Session, papers: Papers) -> tuple[Entry, Document]:
    entry, document = _find(path, session, papers)
    if document.language == entry.original:
        session.fail(
            say("{path} is the original, and translates nothing", path=document.path),
            say("name its translation: {paths}", paths=_list_others(entry)) if len(entry.documents) > 1 else None,
        )
    return entry, document


def _list_others(entry: Entry) -> str:
    return ", ".join(each.path for code, each in entry.documents.items() if code != entry.original)


@command.command("split")
@click.argument("path")
@click.option("--at-line", type=click.IntRange(min=1), help="The line at which the second language begins.")
@click.option("--lang", help="The language of what follows that line. Default: by headings that name languages.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@_sub_verb
def split(
    context: click.Context, path: str, at_line: int | None, lang: str | None, dry_run: bool, at: str | None
) -> None:
    """Makes two files of one that holds both languages."""
    session, root, papers = _hear(context, at)
    languages = papers.library.config.languages
    if lang is not None and lang not in languages:
        _refuse_language(lang, languages, session)
    entry, document = _find(path, session, papers)
    text = root.read(document.path).decode()
    made = split_text(
        text,
        document.language,
        plain(document.title),
        languages,
        key=entry.key if read_address(document.path).key != entry.key else "",
        at_line=at_line,
        second=lang or "",
    )
    if isinstance(made, Unsure):
        session.fail(say("{path} is left as it is: {reason}", path=document.path, reason=made.reason), made.hint)
    target = find_counterpart(document, made.language)
    there = entry.documents.get(made.language)
    if there or root.exists(target):
        session.fail(say("{path} is there already", path=there.path if there else target))
    session.tell(say("{path}: from line {line}", path=target, line=made.begins))
    for line in made.dropped:
        session.tell(say("left out: {line}", line=line))
    if not dry_run:
        _write(lambda: root.create(target, made.other.encode()), target, session)
        _write(lambda: root.write(document.path, made.own.encode()), document.path, session)
        click.echo(f"{document.path}\n{target}")
        session.tell(say("The title of {path} is still that of the other file: translate it.", path=target))
