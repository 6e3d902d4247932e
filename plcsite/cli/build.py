"""`plcsite build`: from the site's folder to a published tree."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from plcsite.build import (
    Examined,
    Options,
    Stopwatch,
    Unusable,
    examine,
    make,
    release,
    report_taken,
)
from plcsite.cli.session import (
    BAD_CONTENT,
    BAD_USAGE,
    GOOD,
    Session,
    count,
    print_diagnostics,
    read_clock,
    shared_options,
    summarise,
    timer,
)
from plcsite.diagnostics import Diagnostic, Severity, Text, say
from plcsite.execution import Store
from plcsite.folders import CONTENT
from plcsite.model import Published
from plcsite.paths import Root
from plcsite.report import find_next_change, make_report
from plcsite.stages.publish import OutputTaken, open_stage
from plcsite.target import PublishFailed, Refused


@click.command("build")
@click.option("--output", type=click.Path(file_okay=False), help="Where to publish. Default: public, in the site.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@click.option("--future", is_flag=True, help="Include what is scheduled for later.")
@click.option("--strict", is_flag=True, help="Warnings fail the build too.")
@click.option("--hold-broken", is_flag=True, help="Publish the rest when entries have errors.")
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes.")
@click.option("--at", help="Build as of this moment, such as 2026-10-21T19:30.")
@click.option("--url", help="The site's address, for this build.")
@click.option("--report", type=click.Path(dir_okay=False), help="Write a report (JSON) to this file.")
@click.option("--explain", is_flag=True, help="Say, per output rendered again, what changed.")
@shared_options
@click.pass_obj
def command(
    session: Session | None,
    output: str | None,
    drafts: bool,
    future: bool,
    strict: bool,
    hold_broken: bool,
    jobs: int | None,
    at: str | None,
    url: str | None,
    report: str | None,
    explain: bool,
) -> None:
    """Builds the site and publishes it in one step.

    Nothing is published while there are errors; with --hold-broken all but the entries that have them.
    """
    session = session or Session()
    folder = session.folder
    target = Path(output).absolute() if output else folder / "public"
    options = Options(read_clock(at, session), drafts, future, url, hold_broken, strict)
    sys.exit(run(session, folder, target, options, Path(report) if report else None))


def run(session: Session, folder: Path, target: Path, options: Options, report: Path | None = None) -> int:
    """Builds once; returns the exit code."""
    watch, store = Stopwatch(timer), Store()
    root = Root(folder)
    built = published = None
    try:
        examined = examine(root, options, store, watch)
        found: tuple[Diagnostic, ...] = examined.diagnostics
        sources = tuple(folder / name for name in ("content", "themes", "static"))
        if not _stops(found, options):
            with open_stage(target, site=folder, home=Path.home(), sources=sources) as stage:
                built = make(examined, root, stage, store, watch)
                found = (*found, *built.diagnostics)
                if not any(each.severity is Severity.ERROR for each in built.diagnostics):
                    try:
                        published = release(examined, built, stage, options, watch)
                    except OutputTaken as taken:
                        found = (*found, *report_taken(taken))
    except Unusable as unusable:
        print_diagnostics(unusable.diagnostics, session)
        return BAD_USAGE
    except Refused as refused:
        session.fail(refused.message, refused.hint)
    except PublishFailed as failed:
        session.fail(failed.message, code=BAD_CONTENT)
    finally:
        store.close()
    if report:
        made = make_report(examined, built, published, found, watch.seconds, session.translate)
        _write_report(report, made, session)
    shown = found if session.verbosity >= 0 else [each for each in found if each.severity is Severity.ERROR]
    print_diagnostics(shown, session)
    _summarise(session, examined, published, found, target)
    failed_strict = options.strict and any(each.severity is Severity.WARNING for each in found)
    return BAD_CONTENT if failed_strict or any(each.severity is Severity.ERROR for each in found) else GOOD


def _stops(found: tuple[Diagnostic, ...], options: Options) -> bool:
    """Whether findings stop the build before anything is written."""
    counts = count(found)
    errors = [each for each in found if each.severity is Severity.ERROR]
    if options.hold_broken:
        errors = [each for each in errors if not _concerns_content(each)]
    return bool(errors or (options.strict and counts[Severity.WARNING]))


def _concerns_content(found: Diagnostic) -> bool:
    """Whether an error lies in a file of the content, not in settings or vocabularies that all entries share."""
    path = found.location.path
    return path.startswith(f"{CONTENT}/") and not path.endswith(".toml")


def _write_report(path: Path, report: dict[str, Any], session: Session) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        session.fail(say("the report “{path}” can't be written: {reason}", path=str(path), reason=error.strerror or ""))


_REASONS = {
    "draft": say("draft"),
    "scheduled": say("scheduled"),
    "broken": say("has errors"),
    "parent": say("part of what is withheld"),
    "released": say("appears"),
    "expires": say("expires"),
    "pinned": say("no longer pinned"),
    "past": say("is over"),
    "registration-opens": say("registration opens"),
    "registration-closes": say("registration closes"),
}
"""In words, why something is withheld, and what changes at a moment."""


def _name_reason(reason: str) -> Text:
    # A kind may have reasons of its own.
    return _REASONS.get(reason, say("{reason}", reason=reason))


def _summarise(
    session: Session, examined: Examined, published: Published | None, found: tuple[Diagnostic, ...], target: Path
) -> None:
    """Three lines: what changed, what is withheld, what is next."""
    if found:
        session.tell(summarise(found))
    if published is None:
        session.tell(say("Nothing was published; {folder} is as it was.", folder=target.name), at=-1)
        return
    session.tell(
        say(
            "{folder}: {written} files written, {unchanged} unchanged, {removed} removed.",
            folder=target.name,
            written=published.written,
            unchanged=published.unchanged,
            removed=published.removed,
        )
    )
    if not published.exchanged:
        session.tell(say("The folder could not be exchanged in one step; its files were replaced one by one."))
    site = examined.site
    if site.withheld:
        shown = [(each.path, _name_reason(each.reason).render(session.translate)) for each in site.withheld[:5]]
        names = ", ".join(f"{path} ({reason})" for path, reason in shown)
        more = len(site.withheld) - 5
        session.tell(say("Withheld: {names}", names=names + (f", +{more}" if more > 0 else "")))
    coming = find_next_change(examined, site.clock.now)
    if coming:
        at, path, reason = coming["at"], coming["path"], _name_reason(coming["reason"])
        session.tell(say("The next change is due {at}: {path} ({reason}).", at=at, path=path, reason=reason))
