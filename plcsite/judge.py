"""Findings as the settings weigh them and files ignore them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plcsite.codes import CODES, find, weigh
from plcsite.diagnostics import Diagnostic, Severity, say
from plcsite.model import Document


def is_error(found: Diagnostic) -> bool:
    """Whether a finding stops a build."""
    return found.severity is Severity.ERROR


def judge(
    found: Iterable[Diagnostic], severities: Mapping[str, str], documents: Iterable[Document]
) -> tuple[Diagnostic, ...]:
    """The findings as settings weigh them and files ignore them, in the order of their places."""
    weighed = [judged for each in found if (judged := weigh(each, severities))]
    ignored = {(document.path, item.value): item.location for document in documents for item in document.ignore}
    used: set[tuple[str, str]] = set()
    kept: list[Diagnostic] = []
    for each in weighed:
        key = each.location.path, each.code
        if key in ignored and not CODES[each.code].fixed:
            used.add(key)
        else:
            kept.append(each)
    for (path, code), stated in ignored.items():
        if code in CODES and CODES[code].fixed:
            kept.append(find("fixed-code", stated, say("“{code}” can't be ignored", code=code), say("remove it here")))
        elif (path, code) not in used and not (code in CODES and CODES[code].guessed):
            message = say("there is no “{code}” in this file to ignore", code=code)
            kept.append(find("ignored-nothing", stated, message, say("remove it here")))
    return tuple(sorted(dict.fromkeys(kept), key=lambda each: (each.location, each.code, str(each.message))))
