"""`plcsite build`: from the site's folder to a published tree."""

from __future__ import annotations

import json
import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from plcsite.build import Summary, build
from plcsite.cache import Cache
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
from plcsite.codes import find
from plcsite.diagnostics import Diagnostic, Location, Severity, Text, say
from plcsite.examine import Options, Stopwatch, Unusable
from plcsite.execution import Workshop, use
from plcsite.paths import Root
from plcsite.report import make_report
from plcsite.stages.publish import Stage, compare_outputs, open_stage
from plcsite.target import PublishFailed, Refused
from plcsite.values import replace
from plcsite.workers import Crew


@click.command("build")
@click.option("--output", type=click.Path(file_okay=False), help="Where to publish. Default: public, in the site.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@click.option("--future", is_flag=True, help="Include what is scheduled for later.")
@click.option("--strict", is_flag=True, help="Warnings fail the build too.")
@click.option("--hold-broken", is_flag=True, help="Publish the rest when entries have errors.")
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes. Default: one per core.")
@click.option("--no-cache", is_flag=True, help="Make everything from nothing.")
@click.option("--verify", is_flag=True, help="Build again from nothing, and compare every byte.")
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
    no_cache: bool,
    verify: bool,
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
    sys.exit(
        run(
            session,
            folder,
            target,
            options,
            Path(report) if report else None,
            jobs=jobs,
            no_cache=no_cache,
            explain=explain,
            verify=verify,
        )
    )


def run(
    session: Session,
    folder: Path,
    target: Path,
    options: Options,
    report: Path | None = None,
    *,
    jobs: int | None = None,
    no_cache: bool = False,
    explain: bool = False,
    verify: bool = False,
) -> int:
    """Builds once; returns the exit code."""
    watch = Stopwatch(timer)
    crew = Crew(jobs or len(os.sched_getaffinity(0)))
    sources = tuple(folder / name for name in ("content", "themes", "static"))

    def open_target() -> AbstractContextManager[Stage]:
        return open_stage(target, site=folder, home=Path.home(), sources=sources)

    def attempt(workshop: Workshop) -> tuple[Summary, Workshop]:
        return build(Root(folder), options, open_target, workshop, watch), workshop

    try:
        summary, workshop = use(Cache(None if no_cache else folder), crew, attempt)
    except Unusable as unusable:
        print_diagnostics(unusable.diagnostics, session)
        return BAD_USAGE
    except Refused as refused:
        session.fail(refused.message, refused.hint)
    except PublishFailed as failed:
        session.fail(failed.message, code=BAD_CONTENT)
    if verify and summary.published:
        summary = replace(summary, diagnostics=(*summary.diagnostics, *_verify(folder, target, options, crew)))
    if report:
        _write_report(report, make_report(summary, watch.seconds, workshop.tallies, session.translate), session)
    if explain:
        for change in summary.changes:
            click.echo(f"{change.path}: {', '.join(change.causes)}")
    found = summary.diagnostics
    shown = found if session.verbosity >= 0 else [each for each in found if each.severity is Severity.ERROR]
    print_diagnostics(shown, session)
    _sum_up(session, summary, target)
    counts = count(found)
    return BAD_CONTENT if counts[Severity.ERROR] or (options.strict and counts[Severity.WARNING]) else GOOD


def _verify(folder: Path, target: Path, options: Options, crew: Crew) -> tuple[Diagnostic, ...]:
    """Builds once more from nothing, elsewhere, and compares every byte."""
    with TemporaryDirectory(prefix="plcsite-") as temporary:
        again = Path(temporary) / target.name

        def open_again() -> AbstractContextManager[Stage]:
            return open_stage(again, site=folder, home=Path.home())

        workshop = Workshop(Cache(None), crew)
        try:
            build(Root(folder), options, open_again, workshop, Stopwatch(timer))
        finally:
            workshop.close()
        return tuple(
            find("build-differs", Location(path), say("a build from nothing gives this file other bytes"))
            for path in compare_outputs(target, again)
        )


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


def _sum_up(session: Session, summary: Summary, target: Path) -> None:
    """Three lines: what changed, what is withheld, what is next."""
    published, withheld, coming = summary.published, summary.withheld, summary.next_change
    if summary.diagnostics:
        session.tell(summarise(summary.diagnostics))
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
    if withheld:
        shown = [(each.path, _name_reason(each.reason).render(session.translate)) for each in withheld[:5]]
        names = ", ".join(f"{path} ({reason})" for path, reason in shown)
        more = len(withheld) - 5
        session.tell(say("Withheld: {names}", names=names + (f", +{more}" if more > 0 else "")))
    if coming:
        session.tell(
            say(
                "The next change is due {at}: {path} ({reason}).",
                at=coming.at.isoformat(),
                path=coming.path,
                reason=_name_reason(coming.reason),
            )
        )
