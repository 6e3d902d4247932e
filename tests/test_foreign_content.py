"""Content folders that weren't made for us: every one builds, or is explained at a place; none ends in a traceback."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

import pytest

from plcsite.examine import Unusable
from plcsite.paths import Root
from tests.conftest import SETTINGS, TestSite
from tests.crawl import Crawl

Files = Mapping[str, str | bytes]
ONE_LANGUAGE = SETTINGS.partition("[languages.nl]")[0]
LONG = "Some *words* and a [link](big.md), again and again. " * 1200


def page(title: str, *lines: str, body: str = "Words.\n") -> str:
    """A file with front matter."""
    return "\n".join(["---", f"title: {title}", *lines, "---", body])


def post(title: str, body: str = "Words.\n") -> str:
    """A post of a fixed day."""
    return page(title, "date: 2026-01-02", body=body)


BUILDS: Mapping[str, Files] = {
    "nothing at all": {},
    "one language": {"plcsite.toml": ONE_LANGUAGE, "content/en/news/a.md": post("A")},
    "no news": {"content/en/events/e.md": page("E", "start: 2027-01-01")},
    "no events": {"content/nl/news/a.md": post("A")},
    "no index pages": {"content/en/about.md": page("About"), "content/en/guides/deep/down/below.md": page("Below")},
    "files at odd depths": {"content/en/news/index.md": page("All news"), "content/en/a/b/c.md": page("C")},
    "bundles and attachments": {
        "content/en/news/2024/05/a trip/index.md": post("A trip", "[The map](the%20map.pdf), [again](<the map.pdf>)"),
        "content/en/news/2024/05/a trip/the map.pdf": b"%PDF-1.4\n",
    },
    "a dotless i and capitals that change length": {"content/en/news/\u0131stanbul İZMİR.md": post("İstanbul, ß, ǆ")},
    "emoji, scripts and code points": {
        "content/en/news/🎉.md": post("🎉 🏳️‍🌈"),
        "content/en/news/[[.md": post('"[["'),
        "content/en/news/中文.md": post("中文"),
        "content/en/news/مرحبا.md": post("مرحبا"),
        "content/en/news/100% & #1?.md": post("100% & #1?"),
    },
    "letters of any script in slugs": {
        "plcsite.toml": SETTINGS.replace("[site]", '[site]\nslugs = "unicode"'),
        "content/en/café society/über uns.md": page("Über uns", body="[The Chinese](../news/中文.md)"),
        "content/en/news/中文.md": post("中文", "[Over us](<../café society/über uns.md>)"),
    },
    "accents stored in two ways": {
        "content/en/news/" + unicodedata.normalize("NFD", "café.md"): post("Café", "[Self](café.md)"),
        "content/nl/news/" + unicodedata.normalize("NFC", "café.md"): page("Café"),
    },
    "names of many letters": {
        "content/en/news/" + "a" * 200 + ".md": post("Long"),
        f"content/en/{'b-' * 60}c.md": page("B"),
    },
    "raw HTML with all that isn't allowed": {
        "content/en/news/html.md": post(
            "HTML",
            '<form action="/x"><input name=a><button>Go</button></form><iframe src="https://evil.example/"></iframe>\n'
            "<script>alert(1)</script><table><tr><td>1</table><style>p{}</style><svg onload=alert(1)><p></div></p>\n",
        )
    },
    "a page of 60 kB": {"content/en/news/big.md": post("Big", LONG)},
    "bodies without words": {
        "content/en/news/empty.md": post("Empty", ""),
        "content/en/news/comment.md": post("Comment", "<!-- nothing to see -->\n"),
        "content/en/news/html.md": post("HTML", "<div><p>Only HTML</p></div>"),
        "content/en/news/rule.md": post("Rule", "---\n\n---"),
    },
    "line ends of all systems in one file": {
        "content/en/news/mixed.md": "\ufeff---\r\ntitle: Mixed\ndate: 2026-01-02\r\n---\rOne\r\ntwo\n",
    },
    "parts in folders below parts": {
        "content/en/events/congress/index.md": page("Congress", "start: 2027-01-01T10:00"),
        "content/en/events/congress/day one/index.md": page("Day one"),
        "content/en/events/congress/day one/talks/last.md": page("Last talk"),
    },
    "a hundred tags, one entry a page": {
        "plcsite.toml": SETTINGS.replace("[site]", "[site]\npage_size = 1"),
        **{
            f"content/en/news/{n}-of.md": page(f"N{n}", "date: 2026-01-02", f"tags: [t{n}, C++, é]") for n in range(100)
        },
    },
    "addresses by day": {
        "plcsite.toml": SETTINGS + '[sections.news]\naddress = "{year}/{month}/{day}/{slug}"\n',
        "content/en/news/a.md": post("A", "[About](../about.md)"),
        "content/en/about.md": page("About", body="[A](news/a.md)"),
    },
    "static files of their own mind": {
        "static/two words.txt": "x",
        "static/game/index.html": "<!doctype html><title>x</title>",
        "content/en/about.md": page("About", body="[Words](/two%20words.txt), [game](/game/index.html)"),
    },
}


@pytest.mark.parametrize("name", BUILDS)
def test_odd_content_builds(site: Callable[..., TestSite], name: str) -> None:
    """What an editor may well have is published, with nothing broken in it."""
    made = site(BUILDS[name])
    assert [each for each in made.check() if each.severity == "error"] == []
    made.build()
    crawl = Crawl(made.public)
    assert crawl.broken() == []
    assert crawl.unmutual() == []
    assert crawl.third_parties() == []


EXPLAINED: Mapping[str, tuple[str, Files]] = {
    "a slug in two years": (
        "address-taken content/en/news/2025/same.md:1",
        {"content/en/news/2024/same.md": post("One"), "content/en/news/2025/same.md": post("Two")},
    ),
    "the name of a device": ("address-taken content/en/news/CON.md", {"content/en/news/CON.md": post("Con")}),
    "the slug of a generated page": ("address-taken content/en/news/page.md:1", {"content/en/news/page.md": post("P")}),
    "a suffix in capitals": ("type-refused content/en/news/UP.MD", {"content/en/news/UP.MD": post("Up")}),
    "another suffix": ("type-refused content/en/a.markdown", {"content/en/a.markdown": page("A")}),
    "a file in the root of the content": ("language-unknown content/about.md", {"content/about.md": page("About")}),
    "a language that isn't set": ("language-unknown content/fr/a.md", {"content/fr/a.md": page("A")}),
    "a title of brackets": (
        "yaml-syntax content/en/a.md:2:8",
        {"content/en/a.md": "---\ntitle: [[\n---\n"},
    ),
    "an empty file": ("file-empty content/en/a.md:1", {"content/en/a.md": ""}),
    "bytes that aren't text": ("not-utf8 content/en/a.md:2:8", {"content/en/a.md": b"---\ntitle: \xff\n---\n"}),
    "no front matter": ("front-matter-missing content/en/a.md:1", {"content/en/a.md": "# A title\n"}),
    "a file where a folder must be": ("address-taken static/en", {"static/en": "x"}),
    "a folder where a file must be": ("address-taken static/404.html/x", {"static/404.html/x": "x"}),
    "words for a tag that is none": (
        "unknown-name content/en/tags/a.md:1",
        {"content/en/tags/a.md": page("A"), "content/tags.toml": '[apple]\nen = "Apple"\n'},
    ),
    "a page size of nothing": (
        "bad-value plcsite.toml:3:13",
        {"plcsite.toml": SETTINGS.replace('org/"\n', 'org/"\npage_size = 0\n', 1)},
    ),
    "a pattern without a slug": (
        "bad-value plcsite.toml:14:11",
        {"plcsite.toml": SETTINGS + '[sections.news]\naddress = "{section}/{year}"\n'},
    ),
    "a pattern with a word that is none": (
        "bad-value plcsite.toml:14:11",
        {"plcsite.toml": SETTINGS + '[sections.news]\naddress = "{sluge}/{slug}"\n'},
    ),
    "a segment that climbs": (
        "bad-value plcsite.toml:12:",
        {"plcsite.toml": SETTINGS.replace('"nieuws"', '"../../etc"')},
    ),
}


@pytest.mark.parametrize("name", EXPLAINED)
def test_what_can_not_be_built_is_explained_at_its_place(site: Callable[..., TestSite], name: str) -> None:
    """A finding names the file that is at fault; no other comes with it, and nothing is raised."""
    expected, files = EXPLAINED[name]
    try:
        found = site(files).codes()
    except Unusable as unusable:
        found = [f"{each.code} {each.location}" for each in unusable.diagnostics]
    assert [each[: len(expected)] for each in found] == [expected]


ODD = (
    *("", "-", ".", "..", "~", " ", "\t", "a\nb", "a\\b", "nul", "aux.tar", "COM1", "index", "404.html", "feed.xml"),
    *(
        "page",
        "2026",
        "tags",
        "search",
        "\u202eabc",
        "\u200b",
        "e\u0301",
        "\U0001f469\u200d\U0001f4bb",
        "%2e%2e",
        "<b>",
    ),
    *("x" * 240, "é" * 120, "a..b", "--", "'quoted'", '"', "$(rm)", "{slug}", "{{ 7*7 }}", "{% raw %}", "__proto__"),
)


@pytest.mark.parametrize("name", ODD)
def test_no_name_of_a_file_or_title_ends_in_a_traceback(site: Callable[..., TestSite], name: str) -> None:
    """The same odd name as file, folder, section, title, tag and slug builds, or is found at a file that exists."""
    files = {
        f"content/en/news/{name}.md": page('"x"', "date: 2026-01-02", f"tags: [{name!r}]", f"slug: {name!r}"),
        f"content/en/events/{name}/index.md": page(repr(name), "start: 2027-01-01", f"location: {name!r}"),
        f"content/en/{name}/other.md": page("Other"),
        f"content/nl/{name}.md": page(repr(name), f"key: {name!r}"),
        f"static/{name}x": "x",
    }
    made = site()
    for path, text in files.items():
        if not any(part in ("", ".", "..") for part in path.split("/")):
            made.write({path: text})
    found = made.check()
    for each in found:
        assert Root(made.folder).exists(each.location.path), str(each.message)
    if not any(each.severity == "error" for each in found):
        made.build()
        assert Crawl(made.public).broken() == []
