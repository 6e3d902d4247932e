"""What every verb shares: the site's folder, the reader's language, and how findings are shown in a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from plcsite.dates import YEARS
from plcsite.diagnostics import Diagnostic, Severity, Text, Translate, say

GOOD, BAD_CONTENT, BAD_USAGE, INTERRUPTED = 0, 1, 2, 130
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Session:
    """How this run was called. `verbosity` is negative for quiet runs."""

    site: Path | None = None
    language: str = ""
    verbosity: int = 0

    @property
    def folder(self) -> Path:
        """The site: as named, else the nearest folder upward that has settings, else this one."""
        if self.site:
            return self.site.resolve()
        here = Path.cwd()
        return next((folder for folder in (here, *here.parents) if (folder / "plcsite.toml").is_file()), here)

    @property
    def translate(self) -> Translate:
        """Messages in the reader's language: as asked for, else as the environment says."""
        from plcsite.gettexts import tool_languages, tool_translator  # noqa: PLC0415 - Babel, only to speak

        wanted = self.language or next(
            (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
        )
        code = wanted.replace("-", "_").partition(".")[0].partition("_")[0].lower()
        return tool_translator(code) if code in tool_languages() else str

    def tell(self, message: Text, *, at: int = 0) -> None:
        """A line for the person at the terminal, unless they asked for less."""
        if self.verbosity >= at:
            click.echo(show(message.render(self.translate)), err=True)

    def fail(self, message: Text, hint: Text | None = None, *, code: int = BAD_USAGE) -> NoReturn:
        """Says why nothing can be done, and ends."""
        translate = self.translate
        word = click.style(_WORDS[Severity.ERROR].render(translate), fg="red", bold=True)
        click.echo(f"{word}: {show(message.render(translate))}", err=True)
        if hint:
            click.echo(f"  → {show(hint.render(translate))}", err=True)
        sys.exit(code)


def shared_options(function: F) -> F:
    """Options that are understood before and after every verb; what stands nearer to the end wins."""

    def remember(context: click.Context, option: click.Parameter, value: Any) -> None:
        if value is None or value is False or value == 0:
            return
        session: Session = context.obj or Session()
        match option.name:
            case "site":
                session = replace(session, site=Path(value))
            case "language":
                session = replace(session, language=value)
            case "quiet":
                session = replace(session, verbosity=-1)
            case "verbose":
                session = replace(session, verbosity=1)
        # A verb's context begins with what stood before the verb.
        context.obj = session

    for declare in reversed(
        (
            click.option(
                "--site",
                type=click.Path(exists=True, file_okay=False),
                expose_value=False,
                callback=remember,
                help="The site's folder. Default: the nearest one upward with plcsite.toml.",
            ),
            click.option("--language", expose_value=False, callback=remember, help="Language of messages."),
            click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=remember, help="Only errors."),
            click.option("-v", "--verbose", is_flag=True, expose_value=False, callback=remember, help="Say more."),
        )
    ):
        function = declare(function)
    return function


def read_clock(at: str | None, session: Session) -> datetime:
    """The one clock of a run: `--at`, else SOURCE_DATE_EPOCH, else now. A time without offset is the site's."""
    if at is not None:
        stated, example = _try(lambda: datetime.fromisoformat(at)), "2026-10-21T19:30"
        return stated or session.fail(say("--at: “{text}” is not a time such as {example}", text=at, example=example))
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        return _try(lambda: datetime.fromtimestamp(int(epoch), UTC)) or session.fail(
            say("SOURCE_DATE_EPOCH: “{text}” is not a number of seconds since 1970", text=epoch)
        )
    return datetime.now(UTC).replace(microsecond=0)


def _try(read: Callable[[], datetime]) -> datetime | None:
    """A time of the years that content may speak of, so that every zone can show it."""
    try:
        stated = read()
    except (ValueError, OverflowError, OSError):
        return None
    return stated if stated.year in YEARS else None


timer = time.perf_counter


def show(text: str) -> str:
    """Text for a terminal: what would steer it, or reorder what is read, as escapes."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else f"\\u{{{ord(character):x}}}"
        for character in text
    )


_WORDS = {Severity.ERROR: say("error"), Severity.WARNING: say("warning"), Severity.ADVICE: say("advice")}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def print_diagnostics(found: Iterable[Diagnostic], session: Session, *, to_stderr: bool = True) -> None:
    """Each finding with its place, its line, a caret and the smallest edit that mends it."""
    translate = session.translate
    for each in found:
        place = click.style(show(str(each.location)), bold=True)
        word = click.style(
            f"{_WORDS[each.severity].render(translate)}[{each.code}]", fg=_COLOURS[each.severity], bold=True
        )
        lines = [f"{place}: {word}: {show(each.message.render(translate))}"]
        excerpt = _excerpt(session.folder, each)
        if excerpt:
            number, written = str(each.location.line), show(excerpt)
            lines.append(click.style(f"  {number} | ", dim=True) + written)
            if each.location.column:
                before = show(excerpt[: each.location.column - 1])
                lines.append(" " * (len(number) + 5 + len(before)) + click.style("^", fg=_COLOURS[each.severity]))
        if each.hint:
            lines.append(f"  → {show(each.hint.render(translate))}")
        click.echo("\n".join(lines), err=to_stderr)


def _excerpt(folder: Path, found: Diagnostic) -> str:
    from plcsite.paths import Root, UnsafePath  # noqa: PLC0415 - only where there is something to show

    if not found.location.line:
        return ""
    try:
        text = Root(folder).read(found.location.path).decode("utf-8", "replace")
    except (OSError, UnsafePath):
        return ""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = lines[found.location.line - 1] if found.location.line <= len(lines) else ""
    return line if len(line) <= 160 else ""


def count(found: Iterable[Diagnostic]) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    listed = list(found)
    return {severity: sum(each.severity is severity for each in listed) for severity in Severity}


def summarise(found: Iterable[Diagnostic]) -> Text:
    """The findings in a line."""
    counts = count(found)
    return say(
        "errors: {errors}, warnings: {warnings}, advice: {advice}",
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        advice=counts[Severity.ADVICE],
    )
