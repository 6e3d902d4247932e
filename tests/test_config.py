"""Settings: typed values with their defaults. (What is wrong with settings is tried in tests/invalid.)"""

from __future__ import annotations

import pytest

from plcsite.config import SETTINGS, Config, Section, default_section, read_config
from plcsite.kinds import find_kinds

KINDS = find_kinds()
SMALLEST = '[site]\nurl = "https://plc.example.org"\n\n[languages.en]\ntitle = "A"\n\n[languages.nl]\ntitle = "B"\n'


TABLES = """
[search]
enabled = false

[social]
Mastodon = "https://example.org/@a"

[host]
netlify = true
nginx = false

[theme]
accent = "#123456"

[kinds.event]
default_duration = "90m"

[privacy]
remote_images = "allow"

[diagnostics]
broken-link = "warning"
"""


def read(text: str, url: str | None = None) -> Config:
    """The settings of a text in which nothing is wrong."""
    made = read_config(text, KINDS, url=url)
    assert made.diagnostics == ()
    assert made.value is not None
    return made.value


def test_the_smallest_settings_have_a_default_for_all_else() -> None:
    """An address and the languages, each with a title."""
    config = read(SMALLEST)
    assert (config.url, config.base, config.id) == ("https://plc.example.org/", "/", "plc.example.org")
    assert (config.timezone, config.default_language, config.theme) == ("UTC", "en", "community")
    assert (config.page_size, config.feed_size, config.search, config.remote_images) == (10, 20, True, "link")
    assert [(each.code, each.locale) for each in config.languages.values()] == [("en", "en"), ("nl", "nl")]
    assert (config.sections, config.host, config.cms) == ({}, (), False)


@pytest.mark.parametrize(
    ("url", "shown", "base", "href"),
    [
        (None, "https://plc.example.org/", "/", "/en/"),
        ("https://example.org/sub", "https://example.org/sub/", "/sub/", "/sub/en/"),
        ("https://example.org/a/b/", "https://example.org/a/b/", "/a/b/", "/a/b/en/"),
        ("http://localhost:8000/", "http://localhost:8000/", "/", "/en/"),
    ],
)
def test_an_address_given_replaces_the_sites_but_not_its_identity(
    url: str | None, shown: str, base: str, href: str
) -> None:
    """Feeds and calendars must not begin anew on a preview."""
    config = read(SMALLEST, url)
    assert (config.url, config.base, config.id) == (shown, base, "plc.example.org")
    assert (config.href("/en/"), config.absolute("/en/")) == (href, shown + "en/")


def test_a_language_says_what_stands_for_a_section_in_its_addresses() -> None:
    """Where it says nothing, the folder's name does."""
    text = SMALLEST + 'segments = { news = "nieuws" }\n'
    dutch = read(text).languages["nl"]
    assert (dutch.segment("news"), dutch.segment("events")) == ("nieuws", "events")


@pytest.mark.parametrize(
    ("name", "kind", "listed"),
    [("news", "post", True), ("events", "event", True), ("guides", "page", False), ("", "page", False)],
)
def test_a_folder_without_settings_is_a_section_by_its_name(name: str, kind: str, listed: bool) -> None:
    """News are posts, events are events, all else is pages."""
    assert default_section(name, KINDS) == Section(name, kind, listed)


def test_a_section_states_what_differs() -> None:
    """A list follows the kind unless it is stated."""
    text = SMALLEST + '\n[sections.blog]\nkind = "post"\n\n[sections.guides]\nlist = true\nmissing = "page"\n'
    sections = read(text).sections
    assert (sections["blog"].kind, sections["blog"].listed, sections["blog"].missing) == ("post", True, "link")
    assert (sections["guides"].kind, sections["guides"].listed, sections["guides"].missing) == ("page", True, "page")


def test_a_menu_holds_names_and_titles_with_addresses_at_their_places() -> None:
    """So that an item that leads nowhere is found at its place."""
    text = SMALLEST.replace(
        'title = "A"', 'title = "A"\nmenu = ["news", {title = "Wiki", url = "https://example.org/"}]'
    )
    name, wiki = read(text).languages["en"].menu
    assert (name.target, name.title) == ("news", "")
    assert (wiki.target, wiki.title) == ("https://example.org/", "Wiki")
    assert (name.location.path, name.location.line) == (SETTINGS, 6)


def test_every_other_table_is_read() -> None:
    """Search, social, host, theme, kinds, privacy, diagnostics."""
    config = read(SMALLEST + TABLES)
    assert (config.search, config.social, config.host) == (False, {"Mastodon": "https://example.org/@a"}, ("netlify",))
    assert config.options["accent"].value == "#123456"
    assert config.kinds == {"event": {"default_duration": "90m"}}
    assert (config.remote_images, config.severities) == ("allow", {"broken-link": "warning"})


def test_settings_with_an_error_are_none_with_all_of_it_found() -> None:
    """Nothing is built of half a settings file."""
    made = read_config(SMALLEST + '[sections.news]\nkind = "pots"\nmissing = "no"\n', KINDS)
    assert made.value is None
    assert sorted((each.location.line, each.code) for each in made.diagnostics) == [
        (10, "bad-value"),
        (11, "bad-value"),
    ]


def test_titles_and_taglines_are_typeset_in_their_language() -> None:
    """A settings file is typed with plain quotes, as content is."""
    words = 'title = "\'t Hof"\ntagline = "Collega\'s"\n'
    settings = f"[site]\nurl = 'https://a.example/'\n[languages.nl]\nlocale = 'nl_BE'\n{words}"
    config = read_config(settings, find_kinds()).value
    assert config is not None
    assert (config.languages["nl"].title, config.languages["nl"].tagline) == ("’t Hof", "Collega’s")
