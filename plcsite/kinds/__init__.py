"""Content types: one file each. A kind is found by its file, so adding one touches one place."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from plcsite.dates import When
from plcsite.diagnostics import Checked
from plcsite.model import Document, Entry, Person, Stated, Traits
from plcsite.schema import Field
from plcsite.values import Value
from plcsite.views import Anchor, OccurrenceView, ScheduleView
from plcsite.vocabulary import Vocabularies


class Facts(Value):
    """What a kind reads its traits from: the shared facts of an entry, once, and what surrounds them.

    `named` is the date in a file's name; `settings` the kind's own table of the settings; `wording` all that each
    language's file states, the original's first, for facts that languages may word themselves.
    """

    stated: Mapping[str, Stated[Any]]
    wording: Mapping[str, Mapping[str, Stated[Any]]]
    named: When | None
    zone: str
    vocabularies: Vocabularies
    settings: Mapping[str, Any]


class Reading(Value):
    """What a kind makes of an entry's facts: what every format may ask, and what its own page shows."""

    traits: Traits
    details: Any = None


class Surroundings(Value):
    """What a kind's view may draw on: the reader's language, the version shown, and links made by the site.

    `schedule` is the next time that it takes place, else the last; `occurrences` are those to come of what does so more
    than once. `window` says whether a stretch of time is soon, open or closed as of the build.
    """

    language: str
    document: Document
    schedule: ScheduleView | None
    occurrences: tuple[OccurrenceView, ...]
    person: Callable[[Person], Anchor]
    window: Callable[[datetime | None, datetime | None], str]


class Kind(Value):
    """A content type.

    `folder` is the section that is of this kind unless the settings say otherwise (empty: all others); `below` the
    kind of files below its bundles; `required` are facts an entry can't be without; `shares` are common keys that are
    facts for this kind; `day` is the key for which a date in the file's name stands; entries of a `scheduled` kind
    take place at a time, so that lists of them look ahead; for `fresh` days after its date it is news. `details` and
    `shows` are the types of what `read` and `view` give, by which a cache reads them again.
    """

    name: str
    folder: str
    fields: tuple[Field, ...]
    required: tuple[str, ...]
    read: Callable[[Facts], Checked[Reading]]
    view: Callable[[Entry, Surroundings], Any] = lambda entry, around: None
    details: Any = None
    shows: Any = None
    listed: bool = True
    scheduled: bool = False
    shares: tuple[str, ...] = ()
    day: str = "date"
    fresh: int = 0
    below: str = ""
    settings: tuple[Field, ...] = ()


def find_kinds() -> Mapping[str, Kind]:
    """All kinds, by name, from the files of this folder."""
    modules = sorted(item.name for item in pkgutil.iter_modules(__path__))
    kinds = [importlib.import_module(f"{__name__}.{name}").KIND for name in modules]
    return {kind.name: kind for kind in kinds}
