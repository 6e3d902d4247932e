"""Where an entry is shown in a language, and by which rule: decided here once, obeyed by every format."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from plcsite.diagnostics import Text, say
from plcsite.model import Document, Entry
from plcsite.moments import Phase, phase
from plcsite.values import Value

LINK, PAGE, HIDE, ERROR = "link", "page", "hide", "error"
PART = "part"
PLACES = ("page", "list", "feed", "calendar", "search", "sitemap")


class Clock(Value):
    """The instant of the build, its zone, and what the build lets through: drafts, and what is scheduled."""

    now: datetime
    timezone: str
    drafts: bool = False
    future: bool = False

    def phase(self, entry: Entry) -> Phase:
        """What the clock makes of an entry."""
        return phase(entry, self.timezone, self.now)


class Ruling(Value):
    """Whether an entry is shown at a place in a language, and the rule that decided it.

    `place` is page, list, feed, calendar, search or sitemap; `speech` is the language of the version shown.
    """

    place: str
    listed: bool
    rule: str
    speech: str
    message: Text


class Withheld(Value):
    """Why an entry, or one language of it, is in no output: draft, scheduled or broken; `until` when that ends."""

    path: str
    reason: str
    until: datetime | None = None


def withhold(entry: Entry, clock: Clock, now: Phase) -> Withheld | None:
    """Why a whole entry, in its phase `now`, is in no output; None where it is published."""
    if entry.broken:
        return Withheld(entry.first.path, "broken")
    if entry.first.draft and not clock.drafts:
        return Withheld(entry.first.path, "draft")
    if not clock.future and not now.released:
        return Withheld(entry.first.path, "scheduled", now.until)
    return None


def is_published(document: Document, clock: Clock) -> bool:
    """Whether a language's own version of a published entry is shown."""
    return clock.drafts or not document.draft


def choose_version(entry: Entry, language: str, clock: Clock) -> Document | None:
    """The document that readers of a language are shown: their own, else the original by the missing policy."""
    own = entry.documents.get(language)
    if own and is_published(own, clock):
        return own
    return None if entry.policy in (HIDE, ERROR) else entry.first


def has_page(entry: Entry, language: str, clock: Clock) -> bool:
    """Whether there is a page at this language's own address: a version of its own, or the original's text."""
    version = choose_version(entry, language, clock)
    return version is not None and (version.language == language or entry.policy == PAGE)


def rule(entry: Entry, language: str, clock: Clock, now: Phase, *, listed: bool) -> tuple[Ruling, ...]:
    """Where an entry in its phase `now` is shown in a language, place by place.

    `listed` says whether its section has a list.
    """
    held = withhold(entry, clock, now)
    if held:
        message = _HELD[held.reason]
        return tuple(Ruling(place, False, held.reason, "", message) for place in PLACES)
    version = choose_version(entry, language, clock)
    if version is None:
        own = entry.documents.get(language)
        name = "draft" if own and own.draft else f"missing-{entry.policy}"
        return tuple(Ruling(place, False, name, "", _MISSING) for place in PLACES)
    return _decide(
        entry.policy,
        version.speech,
        entry.parent,
        own=version.language == language,
        listed=listed or entry.traits.schedule is not None,
        expired=now.expired,
        dated=entry.date is not None or entry.updated is not None,
        scheduled=entry.traits.schedule is not None,
    )


# Most entries are alike in this, and share what comes of it.
@lru_cache(maxsize=1024)
def _decide(
    policy: str, speech: str, parent: str, *, own: bool, listed: bool, expired: bool, dated: bool, scheduled: bool
) -> tuple[Ruling, ...]:
    reached = Ruling("page", True, "own-version" if own else f"missing-{policy}", speech, _SHOWN)
    if not own and policy == LINK:
        reached = Ruling("page", False, "missing-link", speech, _LINKED)
    list_ruling = _list(parent, expired, listed, speech)
    found = Ruling("search", True, "own-version", speech, _SHOWN)
    mapped = Ruling("sitemap", True, "own-version", speech, _SHOWN)
    return (
        reached,
        list_ruling,
        _limit(list_ruling, "feed", dated, "no-date", _UNDATED),
        _limit(list_ruling, "calendar", scheduled, "not-scheduled", _UNSCHEDULED),
        _limit(found, "search", own, "missing-version", _LINKED),
        _limit(mapped, "sitemap", own, "missing-version", _LINKED),
    )


def _list(parent: str, expired: bool, listed: bool, speech: str) -> Ruling:
    if parent:
        return Ruling("list", False, PART, speech, say("it is a part of {entry}, and listed there", entry=parent))
    if not listed:
        return Ruling("list", False, "section-unlisted", speech, say("its section has no list"))
    if expired:
        return Ruling("list", False, "expired", speech, say("it has expired"))
    return Ruling("list", True, "listed", speech, _SHOWN)


def _limit(ruling: Ruling, place: str, met: bool, name: str, message: Text) -> Ruling:
    if not ruling.listed or met:
        return Ruling(place, ruling.listed, ruling.rule, ruling.speech, ruling.message)
    return Ruling(place, False, name, ruling.speech, message)


_SHOWN = say("it is shown")
_LINKED = say("this language has no version of its own; readers are led to the original")
_MISSING = say("this language has no version of it, and the entry is not shown without one")
_UNDATED = say("it has neither `date` nor `updated`")
_UNSCHEDULED = say("it does not take place at a time")
_HELD = {
    "broken": say("a file of it has errors"),
    "draft": say("it is a draft"),
    "scheduled": say("it is scheduled for later"),
}
