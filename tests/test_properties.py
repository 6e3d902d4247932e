"""Random small sites, two languages or three: what holds of every one of them."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from plcsite import build as pipeline
from plcsite.cache import Cache
from plcsite.diagnostics import Severity
from plcsite.examine import Stopwatch
from plcsite.execution import Workshop
from plcsite.paths import Root
from plcsite.stages.publish import open_stage
from plcsite.values import Value, replace
from tests.conftest import TestSite, make_options
from tests.crawl import Crawl, Page, find_bytes

THEMES = Path(__file__).parents[1] / "themes"
LANGUAGES = ("en", "nl", "fr")
LOCALES = {"en": "en_GB", "nl": "nl_BE", "fr": "fr_BE"}
SECTIONS = ("news", "events", "guides", "")
OTHER = {"en": "nl", "nl": "en"}
POLICIES = ("link", "page", "hide")
THOROUGH = settings(settings(), suppress_health_check=[HealthCheck.too_slow])


class Entry(Value):
    """An entry to write: `drafts` are the languages whose files are drafts; `original` states the facts.

    `links` are the numbers of the entries it links to, `above` that of the event it is a part of.
    """

    number: int
    section: str
    languages: tuple[str, ...]
    original: str
    drafts: frozenset[str]
    day: str
    policy: str
    tags: tuple[str, ...]
    slugs: bool
    bundle: bool
    links: tuple[int, ...]
    above: int | None = None

    @property
    def held(self) -> bool:
        """Whether no language of it is published."""
        return self.original in self.drafts or (self.day > "2026-11-21" and self.section == "news")

    def word(self, language: str, what: str) -> str:
        """A word that stands nowhere else."""
        return f"zq{what}{self.number}{language}qz"


class Plan(Value):
    """A site to write."""

    languages: tuple[str, ...]
    entries: tuple[Entry, ...]
    vocabulary: bool
    page_size: int

    def key(self, entry: Entry) -> str:
        """Where an entry lies below a language."""
        name = f"name{entry.number}"
        if entry.above is not None:
            return f"{self.key(self.entries[entry.above])}/{name}"
        return f"{entry.section}/{name}".lstrip("/")

    def path(self, entry: Entry) -> str:
        """The file of an entry below a language."""
        return f"{self.key(entry)}/index.md" if entry.bundle else f"{self.key(entry)}.md"

    def held(self, entry: Entry) -> bool:
        """Whether no language of an entry is published."""
        return entry.held or (entry.above is not None and self.held(self.entries[entry.above]))

    def published(self, entry: Entry) -> list[str]:
        """The languages in which an entry has a version that visitors see."""
        return [code for code in entry.languages if code not in entry.drafts and not self.held(entry)]

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file of the site and its text."""
        yield "plcsite.toml", self.settings()
        if self.vocabulary:
            yield "content/tags.toml", "".join(f'[{tag}]\nen = "{tag.title()}"\n' for tag in ("apple", "pear"))
        for entry in self.entries:
            for language in entry.languages:
                yield f"content/{language}/{self.path(entry)}", self.text(entry, language)

    def settings(self) -> str:
        """The settings, smallest first."""
        listed = [f'[languages.{code}]\nlocale = "{LOCALES[code]}"\ntitle = "T"\n' for code in self.languages]
        site = f'[site]\nurl = "https://plc.example.org/"\npage_size = {self.page_size}\n'
        return site + 'timezone = "Europe/Brussels"\n' + "".join(listed) + "[sections.guides]\nlist = true\n"

    def text(self, entry: Entry, language: str) -> str:
        """One file: unique words, links written to files, facts in the original alone."""
        lines = [f"title: {entry.word(language, 'title')}", f"summary: {entry.word(language, 'summary')}"]
        if language in entry.drafts:
            lines.append("draft: true")
        if entry.slugs:
            lines.append(f"slug: {entry.word(language, 'slug')}")
        if self.vocabulary or not entry.tags:
            lines += [f"tags: [{', '.join(entry.tags)}]"] if language == entry.original and entry.tags else []
        else:
            lines.append(f"tags: [{entry.word(language, 'tag')}, {entry.tags[0]}]")
        if language == entry.original:
            lines.append(f"missing: {entry.policy}")
            if entry.above is None and entry.section in ("news", "events"):
                lines.append(f"{'date' if entry.section == 'news' else 'start'}: {entry.day}")
            if entry.section == "events" and entry.above is None:
                lines.append(f"location: {entry.word(language, 'place')}")
        elif entry.original != self.languages[0]:
            lines.append(f"translates: {entry.original}")
        links = " ".join(f"[link](/{self.path(self.entries[number])})" for number in entry.links)
        return "\n".join(["---", *lines, "---", f"{entry.word(language, 'body')} {links}", ""])


@st.composite
def plans(draw: st.DrawFn, languages: tuple[str, ...] = ()) -> Plan:
    """Small sites: every entry in some languages, facts in one of them."""
    codes = languages or LANGUAGES[: draw(st.integers(2, 3))]
    count = draw(st.integers(0, 6))
    entries: list[Entry] = []
    for number in range(count):
        present = tuple(code for code in codes if draw(st.booleans())) or (draw(st.sampled_from(codes)),)
        events = [each.number for each in entries if each.section == "events" and each.bundle and each.above is None]
        above = draw(st.sampled_from([None, *events]))
        entries.append(
            Entry(
                number,
                "events" if above is not None else draw(st.sampled_from(SECTIONS)),
                present,
                draw(st.sampled_from(present)),
                frozenset(code for code in present if draw(st.integers(0, 4)) == 0),
                draw(st.sampled_from(("2018-02-27", "2026-11-21", "2026-11-22", "2027-03-01"))),
                draw(st.sampled_from(POLICIES)),
                draw(st.sampled_from(((), ("apple",), ("apple", "pear")))),
                draw(st.booleans()),
                draw(st.booleans()),
                tuple(draw(st.lists(st.integers(0, count - 1), max_size=3))),
                above,
            )
        )
    return Plan(codes, tuple(entries), draw(st.booleans()), draw(st.sampled_from((1, 2, 10))))


@contextmanager
def write(plan: Plan) -> Iterator[TestSite]:
    """The site of a plan, with a theme that speaks all its languages."""
    with tempfile.TemporaryDirectory() as temporary:
        made = TestSite(Path(temporary) / "site").write(dict(plan.files()))
        if set(plan.languages) - {"en", "nl"}:
            theme = made.folder / "themes/community"
            shutil.copytree(THEMES / "community", theme)
            words = (theme / "locales/en.po").read_text("utf-8")
            (theme / "locales/fr.po").write_text(words.replace('"Language: en', '"Language: fr'), "utf-8")
        for path, text in plan.files():
            note(f"--- {path}\n{text}")
        yield made


def build(made: TestSite) -> Crawl:
    """Builds a site that may have no errors, once."""
    root, workshop = Root(made.folder), Workshop(Cache(None))
    try:
        stage = lambda: open_stage(made.public, site=made.folder, home=Path.home())  # noqa: E731
        summary = pipeline.build(root, make_options(), stage, workshop, Stopwatch(float))
    finally:
        workshop.close()
    assert [f"{each.code} {each.location}" for each in summary.diagnostics if each.severity is Severity.ERROR] == []
    return Crawl(made.public)


@settings(THOROUGH, max_examples=settings().max_examples // 3)
@given(plans())
def test_any_content_gives_a_site_that_keeps_its_promises(plan: Plan) -> None:
    """Links lead to files that were written, alternates are mutual and real translations, foreign words say their
    language, what waits or is hidden is nowhere, and nobody else is asked for anything."""
    with write(plan) as made:
        crawl = build(made)
        assert crawl.broken() == []
        assert crawl.unmutual() == []
        assert crawl.third_parties() == []
        assert find_false_alternates(plan, crawl) == []
        assert find_unmarked(crawl) == []
        assert find_leaks(plan, made.public) == []


def find_false_alternates(plan: Plan, crawl: Crawl) -> list[str]:
    """Pages of entries that name other languages than those which have a published version of their own."""
    amiss = []
    for entry in plan.entries:
        published = plan.published(entry)
        for code in published:
            own = [page for page in crawl.pages.values() if is_own_page(page, entry, code)]
            expected = {*published, "x-default"} if len(published) > 1 else set()
            if [set(page.alternates) for page in own] != [expected]:
                amiss.append(f"{entry.number} {code}")
    return amiss


def is_own_page(page: Page, entry: Entry, code: str) -> bool:
    """Whether a page shows an entry's text in its own language."""
    return page.lang == code and any(entry.word(code, "body") in text for _, text in page.texts)


def find_unmarked(crawl: Crawl) -> list[str]:
    """Titles, summaries, texts and places that are said to be in another language than they are written in."""
    return [
        f"{address}: {word} is said to be in “{lang}”"
        for address, page in crawl.pages.items()
        for lang, text in page.texts
        for word, spoken in re.findall(r"(zq(?:title|summary|body|place)\d+([a-z]{2})qz)", text)
        if lang != spoken
    ]


def find_leaks(plan: Plan, public: Path) -> list[str]:
    """Words of drafts and of what is scheduled in any output; hidden words in one of that language's."""
    leaks = []
    for entry in plan.entries:
        published = plan.published(entry)
        waiting = [(public, code) for code in entry.languages if code not in published]
        hidden = [(public / code, other) for code in plan.languages if code not in published for other in published]
        for folder, code in waiting + (hidden if entry.policy == "hide" else []):
            # A place is a fact of the entry, which any of its files may state.
            told = ("title", "summary", "body", "slug", "tag", *(("place",) if not published else ()))
            leaks += [f"{what} in {path}" for what in told for path in find_bytes(folder, entry.word(code, what))]
    return leaks


@settings(THOROUGH, max_examples=settings().max_examples // 8)
@given(plans(languages=("en", "nl")))
def test_languages_swapped_give_the_mirrored_site(plan: Plan) -> None:
    """No language is special: the same content the other way round gives the same addresses and links, mirrored."""
    swapped = Plan(
        ("nl", "en"),
        tuple(
            replace(
                entry,
                languages=tuple(OTHER[code] for code in entry.languages),
                original=OTHER[entry.original],
                drafts=frozenset(OTHER[code] for code in entry.drafts),
            )
            for entry in plan.entries
        ),
        plan.vocabulary,
        plan.page_size,
    )
    with write(plan) as made, write(swapped) as mirrored:
        there = outline(build(mirrored))
        assert outline(build(made)) == {mirror(page): [mirror(link) for link in links] for page, links in there.items()}


def outline(crawl: Crawl) -> Mapping[str, list[str]]:
    """Every page with its links to other pages and its alternates."""
    return {
        address: [found[0] for href in page.links if (found := crawl.resolve(address, href)) and "/assets/" not in href]
        for address, page in crawl.pages.items()
    }


def mirror(text: str) -> str:
    """An address with the two languages exchanged."""
    return re.sub(r"(?<=/)(en|nl)(?=/)|(?<=\d)(en|nl)(?=qz)", lambda found: OTHER[found[0]], text)


@pytest.mark.parametrize("text", ["/en/news/zqslug1nlqz/", "https://plc.example.org/nl/"])
def test_the_mirror_is_its_own_inverse(text: str) -> None:
    """The judge of the test above exchanges languages and nothing else."""
    assert mirror(text) != text
    assert mirror(mirror(text)) == text
