"""Small sites from dictionaries of files, built as a user would build them; and how thoroughly properties are tried."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from plcsite.build import release
from plcsite.cache import Cache
from plcsite.diagnostics import Diagnostic
from plcsite.examine import Examined, Options, Stopwatch, examine
from plcsite.execution import Workshop
from plcsite.making import Built, make_site
from plcsite.paths import Root
from plcsite.stages.publish import open_stage
from plcsite.target import Published

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

SETTINGS = """\
[site]
url = "https://plc.example.org/"
timezone = "Europe/Brussels"

[languages.en]
locale = "en_GB"
title = "Learning together"

[languages.nl]
locale = "nl_BE"
title = "Samen leren"
segments = { news = "nieuws", events = "agenda", tags = "onderwerpen", people = "mensen", past = "voorbij" }
"""

settings.register_profile("laptop", max_examples=40, deadline=None, derandomize=True)
settings.register_profile(
    "ci", max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("PLCSITE_CI") else "laptop")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite`: what builds give is written down as what they should give, to be read before it is kept."""
    parser.addoption("--rewrite", action="store_true", help="Rewrite the expectations of invalid and golden sites.")


@dataclass(frozen=True)
class TestSite:
    """A site in a temporary folder."""

    __test__ = False

    folder: Path

    @property
    def public(self) -> Path:
        """Where it is published."""
        return self.folder / "public"

    def write(self, files: Mapping[str, str | bytes]) -> TestSite:
        """Adds or replaces files; text is dedented."""
        for path, content in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                target.write_bytes(content)
            else:
                target.write_text(textwrap.dedent(content), encoding="utf-8", newline="")
        return self

    def examine(self, **options: object) -> Examined:
        """The site up to the point where pages are made."""
        workshop = Workshop(Cache(None))
        try:
            return examine(Root(self.folder), make_options(**options), workshop, Stopwatch(float))
        finally:
            workshop.close()

    def check(self, **options: object) -> tuple[Diagnostic, ...]:
        """Everything that is found."""
        return self.examine(**options).diagnostics

    def codes(self, **options: object) -> list[str]:
        """`code path:line:column` of everything that is found, in order."""
        return [f"{found.code} {found.location}" for found in self.check(**options)]

    def build(self, **options: object) -> tuple[Built, Published]:
        """Builds and publishes, whatever was found."""
        workshop, watch, chosen = Workshop(Cache(None)), Stopwatch(float), make_options(**options)
        try:
            examined = examine(Root(self.folder), chosen, workshop, watch)
            with open_stage(self.public, site=self.folder, home=Path.home(), sources=()) as stage:
                built = make_site(examined, Root(self.folder), stage, workshop)
                return built, release(built, stage, chosen, watch, durable=False)
        finally:
            workshop.close()

    def page(self, address: str) -> str:
        """The HTML at an address of the published site."""
        path = address.strip("/")
        target = self.public / path / "index.html" if address.endswith("/") else self.public / path
        return target.read_text("utf-8")

    def addresses(self) -> set[str]:
        """The addresses of all published pages."""
        found = (path.relative_to(self.public).as_posix() for path in self.public.rglob("index.html"))
        return {f"/{path.removesuffix('index.html')}" for path in found}


def make_options(**options: object) -> Options:
    """Options of a build at a fixed instant."""
    return Options(**{"at": NOW, **options})  # type: ignore[arg-type]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that can't run has failed: what is missing there must be installed, not passed over."""
    report = yield
    if report.skipped and os.environ.get("PLCSITE_CI"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and in CI nothing may be: {report.longreprtext}"
    return report


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., TestSite]:
    """Makes a bilingual site from a dictionary of files (path to text); settings as in SETTINGS unless given."""

    def make_site(files: Mapping[str, str | bytes] | None = None) -> TestSite:
        folder = tmp_path / "site"
        folder.mkdir(exist_ok=True)
        return TestSite(folder).write({"plcsite.toml": SETTINGS, **(files or {})})

    return make_site
