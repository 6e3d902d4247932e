"""What a build says of itself for CI and other programs: plain JSON values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from plcsite.build import Built, Examined
from plcsite.diagnostics import Diagnostic, Translate
from plcsite.listing import Withheld
from plcsite.model import Published
from plcsite.moments import moments


def find_next_change(examined: Examined, at: datetime) -> dict[str, str] | None:
    """The earliest moment after the clock at which any output would differ, why, and which file it concerns."""
    coming = [
        (moment.at, entry.first.path, moment.reason)
        for entry in examined.entries
        for moment in moments(entry, examined.site.config.timezone)
        if moment.at > at and not entry.first.draft
    ]
    if not coming:
        return None
    moment, path, reason = min(coming)
    return {"at": moment.isoformat(), "reason": reason, "path": path}


def make_report(
    examined: Examined,
    built: Built | None,
    published: Published | None,
    diagnostics: Iterable[Diagnostic],
    seconds: Mapping[str, float],
    translate: Translate,
) -> dict[str, Any]:
    """The build report of `--report`: plain JSON."""
    site = examined.site
    languages = tuple(site.config.languages)
    outputs: dict[str, dict[str, int]] = {}
    for (format, language), count in sorted((built.counts if built else {}).items()):
        outputs.setdefault(format, {})[language] = count
    states = {language: Counter(str(entry.states[language]) for entry in examined.entries) for language in languages}
    rendered = sum(built.counts.values()) if built else 0
    documents = Counter(language for entry in examined.entries for language in entry.documents)
    return {
        "at": site.clock.now.isoformat(),
        "next_change": find_next_change(examined, site.clock.now),
        "counts": {
            "documents": {language: documents[language] for language in languages},
            "pages": {language: sum(code == language for _, code in site.pages) for language in languages},
            "outputs": outputs,
        },
        "outputs": {
            "written": published.written if published else 0,
            "unchanged": published.unchanged if published else 0,
            "removed": published.removed if published else 0,
        },
        "cache": {
            "convert": {"hits": 0, "misses": sum(documents.values())},
            "render": {"hits": 0, "misses": rendered},
        },
        "seconds": seconds,
        "withheld": [show_withheld(each) for each in site.withheld],
        "diagnostics": [show_diagnostic(each, translate) for each in diagnostics],
        "translations": {language: dict(sorted(states[language].items())) for language in languages},
    }


def show_withheld(withheld: Withheld) -> dict[str, str | None]:
    """What is held back, as the report says it."""
    until = withheld.until.isoformat() if withheld.until else None
    return {"path": withheld.path, "reason": withheld.reason, "until": until}


def show_diagnostic(found: Diagnostic, translate: Translate) -> dict[str, Any]:
    """A finding as reports and `check --format json` say it."""
    return {
        "severity": str(found.severity),
        "code": found.code,
        "path": found.location.path,
        "line": found.location.line or None,
        "column": found.location.column or None,
        "message": found.message.render(translate),
        "hint": found.hint.render(translate) if found.hint else None,
    }
