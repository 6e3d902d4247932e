"""A theme that shows all of every view and costs next to nothing, and builds with a cache that lasts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plcsite.build import Summary, build
from plcsite.cache import Cache
from plcsite.examine import Options, Stopwatch
from plcsite.execution import Tally, Workshop, use
from plcsite.paths import Root
from plcsite.stages.publish import open_stage
from plcsite.workers import Crew
from tests.conftest import SETTINGS

SERIAL = Crew(1)

# Values are printed as they are, nested fields and all: what a page does not show can't be seen to be wrong.
_FIELDS = {
    "choice": "site head choices",
    "home": "site head title lead news news_all events events_all news_more events_more",
    "list": "site head shape kicker title summary cover groups more pager years past upcoming role picture url",
    "terms": "site head taxonomy title summary terms",
    "document": "site head kind kicker title subtitle summary lang date updated authors minutes cover tags notices body"
    " contents resources details_follow series parts recent all share comments details calendar",
    "absent": "site head apologies",
}
_BODIES = {"home", "list", "terms", "document"}

_PIECES = """\
{% macro open(link) %}<a href="{{ link.href }}">{% endmacro %}
{% macro close(link) %}</a>{% endmacro %}
{% macro file(link) %}{{ link.href }}{% endmacro %}
{% macro image(slot) %}<img src="{{ slot.picture.src if slot.picture else "" }}" alt="{{ slot }}">{% endmacro %}
"""


def _write_template(name: str) -> str:
    shown = "".join(f"<p>{{{{ {field} }}}}</p>\n" for field in _FIELDS[name].split())
    body = "{% if body %}{{ body | html }}{% endif %}\n" if name in _BODIES else ""
    style = '<link rel="stylesheet" href="{{ asset("style.css") }}">\n'
    return f'<!doctype html><title>{{{{ _("Welcome") }}}}</title>\n{style}{shown}{body}'


def write_words(language: str, word: str) -> str:
    """A catalogue with the theme's one word."""
    return f'msgid ""\nmsgstr "Language: {language}\\nContent-Type: text/plain; charset=utf-8\\n"\n\n' + (
        f'msgid "Welcome"\nmsgstr "{word}"\n'
    )


THEME: Mapping[str, str] = {
    "themes/tiny/theme.toml": "",
    "themes/tiny/assets/style.css": "body { margin: 0 }\n",
    "themes/tiny/locales/en.po": write_words("en", "Welcome"),
    "themes/tiny/locales/nl.po": write_words("nl", "Welkom"),
    "themes/tiny/templates/partials/body.html": _PIECES,
    **{f"themes/tiny/templates/{name}.html": _write_template(name) for name in _FIELDS},
}

TINY: Mapping[str, str] = {"plcsite.toml": SETTINGS.replace("[site]", '[site]\ntheme = "tiny"'), **THEME}
"""A site without content, in two languages."""


@dataclass(frozen=True)
class Ran:
    """A build as the command line makes it: what it had to say, what its cache had, and the stages it went through."""

    summary: Summary
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    stages: frozenset[str] = frozenset()

    @property
    def changes(self) -> dict[str, tuple[str, ...]]:
        """The outputs that were rendered, and why."""
        return {change.path: change.causes for change in self.summary.changes}

    @property
    def early(self) -> bool:
        """Whether the build was over before anything was parsed."""
        return not self.tallies

    @property
    def misses(self) -> dict[str, int]:
        """What was made, by step."""
        return {name: tally.misses for name, tally in self.tallies.items() if tally.misses}


def run(folder: Path, target: Path, options: Options, cache: Path | None, crew: Crew = SERIAL) -> Ran:
    """Builds a site into a folder, with the cache that lies in `cache`, or from nothing. Raises as `build` does."""

    def make(workshop: Workshop) -> Ran:
        stage = lambda: open_stage(target, site=folder, home=Path.home())  # noqa: E731
        watch = Stopwatch(float)
        summary = build(Root(folder), options, stage, workshop, watch, durable=False)
        return Ran(summary, workshop.tallies, frozenset(watch.seconds))

    return use(Cache(cache), crew, make)


def read_bytes(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, the manifest among them."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def differ(one: Path, other: Path) -> list[str]:
    """The paths at which two folders differ."""
    there, here = read_bytes(one), read_bytes(other)
    return sorted(path for path in there.keys() | here.keys() if there.get(path) != here.get(path))


def write_file(kind: Iterable[str], body: str) -> str:
    """A file of content: lines of front matter, and a body."""
    return "\n".join(["---", *kind, "---", textwrap.dedent(body), ""])
