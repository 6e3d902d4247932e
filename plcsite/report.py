"""What a build says of itself for CI and other programs: plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plcsite.build import Summary
from plcsite.diagnostics import Diagnostic, Translate
from plcsite.execution import Tally
from plcsite.listing import Withheld


def make_report(
    summary: Summary, seconds: Mapping[str, float], tallies: Mapping[str, Tally], translate: Translate
) -> dict[str, Any]:
    """The build report of `--report`: plain JSON."""
    coming, published = summary.next_change, summary.published
    return {
        "at": summary.at.isoformat(),
        "next_change": {"at": coming.at.isoformat(), "reason": coming.reason, "path": coming.path} if coming else None,
        "counts": {"documents": summary.documents, "pages": summary.pages, "outputs": summary.outputs},
        "outputs": {
            "written": published.written if published else 0,
            "unchanged": published.unchanged if published else 0,
            "removed": published.removed if published else 0,
        },
        "cache": {name: {"hits": tally.hits, "misses": tally.misses} for name, tally in sorted(tallies.items())},
        "seconds": dict(seconds),
        "withheld": [show_withheld(each) for each in summary.withheld],
        "diagnostics": [show_diagnostic(each, translate) for each in summary.diagnostics],
        "translations": {language: dict(sorted(states.items())) for language, states in summary.translations.items()},
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
