"""Mistakes in content are values: what is wrong, where, and the smallest edit that mends it.

Messages are kept untranslated (`Text`) until someone reads them, so that one run can speak to
the terminal in one language and annotate a file in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Generic, TypeVar

from plcsite.values import Value

T = TypeVar("T")
Translate = Callable[[str], str]


class Severity(StrEnum):
    """How much a finding matters; only errors stop a build."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Text(Value):
    """A message that is translated when it is shown: a template with named values."""

    template: str
    values: tuple[tuple[str, str | int | Text], ...] = ()

    def render(self, translate: Translate = str) -> str:
        """The message in the language of `translate`, which maps templates to templates."""
        shown = {name: value.render(translate) if isinstance(value, Text) else value for name, value in self.values}
        return translate(self.template).format(**shown)

    def __str__(self) -> str:
        return self.render()


def say(template: str, /, **values: str | int | Text) -> Text:
    """A message for a person; the name under which Babel extracts the tool's own words."""
    return Text(template, tuple(values.items()))


class Location(Value, order=True):
    """A place in a file: path from the site's root, line and column from 1 (0: the whole file or line)."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.path, *(str(number) for number in (self.line, self.column) if number)])

    @property
    def short(self) -> str:
        """`path:line`, the form in which messages name another file."""
        return f"{self.path}:{self.line}" if self.line else self.path


class Diagnostic(Value):
    """One finding. `code` is a name from `plcsite.codes`; `hint` is the smallest edit that mends it."""

    severity: Severity
    code: str
    location: Location
    message: Text
    hint: Text | None = None


class Checked(Value, Generic[T]):
    """What a stage made, together with all it found while making it."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def gather(items: Iterable[Checked[T]]) -> Checked[tuple[T, ...]]:
    """Many checked values as one: the values in order, the findings in order."""
    listed = tuple(items)
    return Checked(
        tuple(item.value for item in listed),
        tuple(found for item in listed for found in item.diagnostics),
    )
