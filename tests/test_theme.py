"""The theme: what comes with the package renders and is sound; what a designer gets wrong is found, with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from plcsite.dates import Precision, When
from plcsite.diagnostics import Diagnostic, Location
from plcsite.model import Run, Stated
from plcsite.theme import Theme, find_theme, load_theme
from plcsite.values import Value, replace
from plcsite.views import Anchor, BodyView, ImageFilling, LinkFilling
from tests import sample_views
from tests.validators import html5lib_errors, nu_errors

REPOSITORY = Path(__file__).parent.parent
COMMUNITY = REPOSITORY / "themes/community"
ZONE = "Europe/Brussels"


class Tongue(Value):
    code: str
    locale: str


ENGLISH, DUTCH, FRENCH, ARABIC = (
    Tongue("en", "en_GB"),
    Tongue("nl", "nl_BE"),
    Tongue("fr", "fr_BE"),
    Tongue("ar", "ar_EG"),
)


class View(Value):
    """The smallest view: templates of the tests see `title` and `item`."""

    title: Any = "A title"
    item: Any = None


VIEW = View()


@pytest.fixture(scope="session")
def community() -> Theme:
    checked = load_theme([COMMUNITY], [ENGLISH, DUTCH], ZONE)
    assert checked.diagnostics == ()
    return checked.value


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    return tmp_path / "themes"


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in {"theme.toml": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def no_bodies(digest: str) -> tuple[str, ...]:
    raise AssertionError(digest)


def render(folder: Path, source: str, view: Any = VIEW, language: Tongue = ENGLISH, **files: str) -> str:
    """What a template of this source makes of a view, in a theme of its own without mistakes."""
    theme = load_theme(
        [write(folder, {"templates/x.html": source, f"locales/{language.code}.po": "", **files})], [language], ZONE
    )
    assert theme.diagnostics == ()
    page = theme.value.render("x.html", view, language.code, no_bodies)
    assert page.diagnostics == ()
    return page.value.decode()


def mistake(folder: Path, source: str, view: Any = VIEW) -> Diagnostic:
    """The one mistake that loading or rendering such a template finds."""
    theme = load_theme([write(folder, {"templates/x.html": source, "locales/en.po": ""})], [ENGLISH], ZONE)
    found = theme.diagnostics or theme.value.render("x.html", view, "en", no_bodies).diagnostics
    assert len(found) == 1
    return found[0]


# --- the theme that comes with the package ---------------------------------------------------------------------


PAGES = [
    pytest.param(language, template, view, id=f"{language}-{name}")
    for language in ("en", "nl")
    for name, template, view in sample_views.every_page(language)
]


@pytest.mark.parametrize(("language", "template", "view"), PAGES)
def test_every_page_renders_and_is_well_formed(community: Theme, language: str, template: str, view: Any) -> None:
    page = community.render(template, view, language, sample_views.bodies)
    assert page.diagnostics == ()
    text = page.value.decode()
    assert html5lib_errors(text) == []
    assert text.count("<h1") == 1
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.slow
def test_every_page_satisfies_the_nu_checker(community: Theme, tmp_path: Path) -> None:
    for language in ("en", "nl"):
        for name, template, view in sample_views.every_page(language):
            page = tmp_path / language / name / "index.html"
            page.parent.mkdir(parents=True)
            page.write_bytes(community.render(template, view, language, sample_views.bodies).value)
    assert nu_errors(tmp_path) == []


def test_every_interface_word_comes_from_the_catalogue() -> None:
    """Between its tags and expressions a template has no letters, nor in what is read aloud."""
    code = re.compile(r"\{% block page %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
    letter = re.compile(r"[^\W\d_]")
    for path in COMMUNITY.rglob("*.html"):
        source = code.sub("", path.read_text())
        spoken = re.findall(r'\b(?:aria-label|title|alt)="([^"]*)"', source)
        assert not [text for text in (re.sub(r"<[^>]*>", "", source), *spoken) if letter.search(text)], path


def test_no_template_prints_raw_text() -> None:
    """The filter `html`, for bodies that passed the sanitiser, is the only way."""
    for path in COMMUNITY.rglob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape", path.read_text()), path


@pytest.mark.parametrize(("language", "template", "view"), PAGES)
def test_no_page_holds_inline_script_or_style(community: Theme, language: str, template: str, view: Any) -> None:
    """The content security policy allows neither."""
    text = community.render(template, view, language, sample_views.bodies).value.decode()
    assert not re.search(r"<style|<[^>]*\s(style|on\w+)=|javascript:", text)
    assert all(re.search(r'<script src="/assets/site\.\w+\.js"', tag) for tag in re.findall(r"<script[^>]*>", text))


def test_pages_ask_no_third_party_for_anything(community: Theme) -> None:
    for _, template, view in sample_views.every_page("en"):
        text = community.render(template, view, "en", sample_views.bodies).value.decode()
        asked = re.findall(
            r"<(?:script|img|source|iframe)[^>]*\ssrc=\"([^\"]*)|<link[^>]*rel=\"(?:preload|stylesheet|icon)\"[^>]*href=\"([^\"]*)",
            text,
        )
        assert asked
        assert all(address.startswith("/") for pair in asked for address in pair if address)


def test_the_menu_marks_its_current_item(community: Theme) -> None:
    post = community.render("post.html", sample_views.document("nl"), "nl", sample_views.bodies).value.decode()
    assert post.count('aria-current="true">Nieuws') == 1
    section = community.render("list.html", sample_views.listing("nl"), "nl", sample_views.bodies).value.decode()
    assert section.count('aria-current="page">Nieuws') == 1


def test_the_switch_says_where_it_leads_when_there_is_no_counterpart(community: Theme) -> None:
    exact = community.render("post.html", sample_views.document("nl"), "nl", sample_views.bodies).value.decode()
    assert '<a href="/en/news/a-year/" lang="en" hreflang="en">English</a>' in exact
    assert '<span lang="nl" aria-current="true">Nederlands</span>' in exact
    term = community.render("list.html", sample_views.listing("nl", "term"), "nl", sample_views.bodies).value.decode()
    assert "(niet in het Engels: naar de lijst)" in term


def test_foreign_items_keep_their_language_and_are_labelled_in_the_readers(community: Theme) -> None:
    text = community.render("home.html", sample_views.home("nl"), "nl", sample_views.bodies).value.decode()
    assert re.search(
        r'lang="en" hreflang="en">What makes a learning community last\?</a> <span class="chip">in het Engels', text
    )
    assert re.search(r'<p class="teaser" lang="en">Three days', text)


def test_dates_are_for_people_and_machines(community: Theme) -> None:
    text = community.render("event.html", sample_views.event("nl"), "nl", sample_views.bodies).value.decode()
    assert '<time datetime="2026-10-21T19:30:00+02:00">woensdag 21 oktober 2026' in text
    post = community.render("post.html", sample_views.document("en"), "en", sample_views.bodies).value.decode()
    assert '<time datetime="2018-02-27">Tuesday, 27 February 2018</time>' in post


def test_the_agenda_tells_the_script_when_an_event_is_over(community: Theme) -> None:
    text = community.render("list.html", sample_views.agenda("en"), "en", sample_views.bodies).value.decode()
    assert text.count('data-until="2026-10-21T21:00:00+02:00"') == 4
    past = community.render("list.html", sample_views.past("en"), "en", sample_views.bodies).value.decode()
    assert "data-until" not in past


def test_a_page_of_several_languages_speaks_each(community: Theme) -> None:
    text = community.render(
        "absent.html", sample_views.absent("en", "en", "nl"), "en", sample_views.bodies
    ).value.decode()
    assert "Page not found" in text
    assert "Pagina niet gevonden" in text


# --- bodies and words ------------------------------------------------------------------------------------------


def show_body(theme: Theme, *pieces: Any, fillings: tuple[Any, ...], language: str = "nl") -> str:
    view = replace(sample_views.document(language), body=BodyView("x", fillings))
    text = theme.render("document.html", view, language, {"x": pieces}.__getitem__).value.decode()
    return text.split('<div class="body">\n')[1].split("\n</div>")[0]


def test_a_link_tells_language_type_and_size_in_the_readers_words(community: Theme) -> None:
    pieces = ("<p>", ("open", 0), "<em>x</em>", ("close", 0), "</p>")
    link = LinkFilling('/x?a=1&b="2"', lang="en", kind="PDF", size=248_000)
    assert show_body(community, *pieces, fillings=(link,)) == (
        '<p><a href="/x?a=1&amp;b=&#34;2&#34;" hreflang="en">'
        "<em>x</em> <small>(PDF, 248 kB, in het Engels)</small></a></p>"
    )
    assert show_body(community, *pieces, fillings=(LinkFilling(""),)) == "<p><em>x</em></p>"
    outside = LinkFilling("https://a.example/", external=True)
    assert '<a href="https://a.example/" rel="external">' in show_body(community, *pieces, fillings=(outside,))


def test_a_picture_becomes_a_picture_a_link_or_its_alt_text(community: Theme) -> None:
    shown = sample_views.picture("shelf", 'A "shelf" & cup')
    assert show_body(community, ("image", 0), fillings=(ImageFilling(shown),)) == (
        '<img src="/media/shelf.png" width="1200" height="675" alt="A &#34;shelf&#34; &amp; cup"'
        ' loading="lazy" decoding="async">'
    )
    remote = ImageFilling(None, href="https://a.example/x.png", alt="<x>")
    assert show_body(community, ("image", 0), fillings=(remote,)) == (
        '<a href="https://a.example/x.png" rel="external">&lt;x&gt;</a>'
    )
    assert show_body(community, ("image", 0), fillings=(ImageFilling(None, alt="<x>"),)) == "&lt;x&gt;"


def test_a_file_in_an_attribute_is_its_address_alone(community: Theme) -> None:
    pieces = ('<video src="', ("file", 0), '"></video>')
    film = LinkFilling('/x"y.mp4', kind="MP4", size=1)
    assert show_body(community, *pieces, fillings=(film,)) == '<video src="/x&#34;y.mp4"></video>'


def test_nothing_an_editor_writes_is_markup_or_a_template(community: Theme) -> None:
    hostile = "<script>x</script>{{ 7*7 }}\"'"
    marked = (Run(hostile), Run(hostile, 'nl"><b'))
    view = replace(
        sample_views.document("en"),
        title=marked,
        subtitle=marked,
        tags=(Anchor(hostile, hostile, hostile),),
        notices=(),
        cover=replace(sample_views.picture("x", hostile), caption=marked, credit=hostile),
    )
    text = community.render("post.html", view, "en", sample_views.bodies).value.decode()
    assert "<script>x" not in text
    assert "<b" not in re.sub(r"<(body|blockquote|br)\b", "", text)
    assert "{{ 7*7 }}" in text
    assert html5lib_errors(text) == []


def test_words_mark_each_run_in_another_language(tmp_path: Path) -> None:
    view = View(title=(Run("Zij zeggen "), Run("better & together", "en")))
    assert render(tmp_path / "t", "{{ title | words }}|{{ title | plain }}", view) == (
        'Zij zeggen <span lang="en">better &amp; together</span>|Zij zeggen better &amp; together'
    )


def test_filters_speak_the_locale_of_the_page(tmp_path: Path) -> None:
    source = (
        "{{ item | when('full') }}|{{ 1234.5 | number }}|{{ '5' | price('EUR') }}|"
        "{{ 'en' | language_name }}|{{ ['a', 'b', 'c'] | join_list }}"
    )
    view = View(item=When(date(2018, 2, 27), None, Precision.DAY))
    english = render(tmp_path / "a", source, view)
    dutch = render(tmp_path / "b", source, view, DUTCH)
    assert english == "Tuesday, 27 February 2018|1,234.5|€5.00|English|a, b and c"
    assert dutch.replace("\xa0", " ") == "dinsdag 27 februari 2018|1.234,5|€ 5,00|Engels|a, b en c"


# --- the sandbox -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ (title | attr('__class__')).__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ asset.__globals__ }}",
        "{{ gettext.__globals__ }}",
        "{{ item.__class__ }}",
        "{{ item.__dataclass_fields__ }}",
        "{{ speak.func }}",
        "{{ '{0.__class__}'.format(title) }}",
        "{{ item.append(1) }}",
        "{{ range(10**9) | list }}",
        "{% include '../../secret.html' %}",
        "{% include 'secret.html' %}",
        "{% include '/etc/hostname' %}",
        "{% set x = item.day.today() %}{{ x }}",
        "{{ title | safe }}",
        "{{ [1, 2] | random }}",
        "{{ lipsum() }}",
        "{% autoescape false %}{{ title }}{% endautoescape %}",
    ],
)
def test_a_template_sees_its_view_and_nothing_else(themes: Path, source: str) -> None:
    """No attribute walks, no files outside the theme, no clock, no chance, no unescaped text."""
    write(themes / "other", {"templates/secret.html": "secret"})
    (themes / "secret.html").write_text("secret")
    view = View(item=[] if "append" in source else When(date(2018, 2, 27), None, Precision.DAY))
    found = mistake(themes / "t", "\n" + source, view)
    assert found.code == "template-error"
    assert found.location == Location("themes/t/templates/x.html", 2)


@pytest.mark.parametrize(
    "source",
    [
        "{{ title }}",
        "{{ item.title }}",
        "{{ title ~ '' }}",
        "{% set copy %}{{ title }}{% endset %}{{ copy }}",
        "{% for each in [title] %}{{ each }}{% endfor %}",
        "{% block one %}{{ title }}{% endblock %}",
        "{% macro show(it) %}{{ it }}{% endmacro %}{{ show(title) }}",
        "{% macro frame() %}{{ caller() }}{% endmacro %}{% call frame() %}{{ title }}{% endcall %}",
        "{% filter trim %}{{ title }}{% endfilter %}",
        "{% trans %}{{ title }}{% endtrans %}",
        "{{ _('%(it)s', it=title) }}",
        "{{ item.words | words }}",
    ],
)
def test_text_is_escaped_once_wherever_it_is_printed(themes: Path, source: str) -> None:
    """Whatever prints it, and however often it is passed on."""
    text = '<b a="\'">&amp;'
    view = View(text, {"title": text, "words": (Run(text),)})
    words = PO + "\n\n".join(f'msgid "{each}"\nmsgstr "{each}"' for each in ("%(title)s", "%(it)s"))
    assert render(themes / "t", source, view, **{"locales/en.po": words}) == str(escape(text))


def test_a_symbolic_link_out_of_the_theme_is_refused(themes: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret")
    folder = write(themes / "t", {"templates/x.html": "{% include 'secret.html' %}", "locales/en.po": ""})
    (folder / "templates/secret.html").symlink_to(tmp_path / "secret.html")
    theme = load_theme([folder], [ENGLISH], ZONE)
    assert [(found.code, found.location.path) for found in theme.diagnostics] == [
        ("symlink-refused", "themes/t/templates/secret.html")
    ]
    assert not theme.value.has("secret.html")


# --- a designer's mistakes -------------------------------------------------------------------------------------


def test_a_misspelt_field_is_found_with_its_line_and_the_field_meant(themes: Path) -> None:
    found = mistake(themes / "t", "<p>\n{{ titel }}</p>")
    assert (found.code, found.location) == ("template-error", Location("themes/t/templates/x.html", 2))
    assert "titel" in str(found.message)
    assert "title" in str(found.hint)


def test_a_misspelt_field_of_a_value_is_found_where_it_stands_in_an_included_template(themes: Path) -> None:
    write(themes / "t", {"templates/part.html": "\n\n{{ item.hreff }}"})
    found = mistake(themes / "t", "{% include 'part.html' %}", View(item=Anchor("x", "/x")))
    assert found.location == Location("themes/t/templates/part.html", 3)
    assert "“href”" in str(found.hint)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("\n{% if title %}", "end of template"),
        ("\n{{ title | nothing }}", "nothing"),
        ("\n{{ title | when }}", "A title"),
        ("\n{{ item | when('fulll') }}", "fulll"),
        ("\n{{ 1 / 0 }}", "zero"),
        ("\n{{ asset('stile.css') }}", "stile.css"),
        ("\n{% extends 'bass.html' %}", "bass.html"),
    ],
)
def test_a_mistake_in_a_template_is_found_at_its_line(themes: Path, source: str, words: str) -> None:
    found = mistake(themes / "t", source)
    assert (found.code, found.location) == ("template-error", Location("themes/t/templates/x.html", 2))
    assert words in str(found.message)


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.mark.parametrize(
    "entry",
    [
        "",
        'msgid "Hello %(name)s"\nmsgstr ""',
        '#, fuzzy\nmsgid "Hello %(name)s"\nmsgstr "Dag %(name)s"',
        'msgid "Hello %(name)s"\nmsgstr "Dag"',
    ],
    ids=["absent", "empty", "fuzzy", "without its placeholder"],
)
def test_a_word_that_a_catalogue_lacks_is_found_where_it_is_used(themes: Path, entry: str) -> None:
    files = {"templates/x.html": '\n{{ _("Hello %(name)s", name=title) }}', "locales/nl.po": PO + entry}
    [found] = load_theme([write(themes / "t", files)], [DUTCH], ZONE).diagnostics
    assert (found.code, found.location) == ("missing-word", Location("themes/t/templates/x.html", 2))
    assert "“nl”" in str(found.message)
    assert 'themes/t/locales/nl.po: msgid "Hello %(name)s" msgstr' in str(found.hint)


def test_a_language_without_a_catalogue_is_one_mistake(community: Theme) -> None:
    [found] = load_theme([COMMUNITY], [ENGLISH, FRENCH], ZONE).diagnostics
    assert (found.code, found.location) == ("missing-word", Location("themes/community/locales/fr.po"))
    assert "themes/community/locales/en.po" in str(found.hint)


def test_a_third_language_is_a_catalogue(themes: Path) -> None:
    """Its plural forms follow its rule, of which the code knows nothing."""
    forms = "".join(
        f'msgstr[{number}] "{word}"\n' for number, word in enumerate(["0", "1", "2", "few", "many", "other"])
    )
    files = {
        "templates/x.html": '{{ ngettext("one", "%(num)s", 2) }} {{ ngettext("one", "%(num)s", 5) }}',
        "locales/en.po": PO + 'msgid "one"\nmsgid_plural "%(num)s"\nmsgstr[0] "one"\nmsgstr[1] "%(num)s"',
        "locales/ar.po": f'msgid ""\nmsgstr ""\n\nmsgid "one"\nmsgid_plural "%(num)s"\n{forms}',
    }
    theme = load_theme([write(themes / "t", files)], [ENGLISH, ARABIC], ZONE)
    assert theme.diagnostics == ()
    assert theme.value.render("x.html", View(), "ar", no_bodies).value == b"2 few"
    assert theme.value.render("x.html", View(), "en", no_bodies).value == b"2 5"


def test_a_word_is_text_not_markup(themes: Path) -> None:
    files = {"templates/x.html": '{{ _("A") }}', "locales/en.po": PO + 'msgid "A"\nmsgstr "<b>A & B</b>"'}
    theme = load_theme([write(themes / "t", files)], [ENGLISH], ZONE).value
    assert theme.render("x.html", View(), "en", no_bodies).value == b"&lt;b&gt;A &amp; B&lt;/b&gt;"


def test_words_of_the_locale_come_before_those_of_the_language(themes: Path) -> None:
    files = {
        "templates/x.html": '{{ _("A") }} {{ _("B") }}',
        "locales/nl.po": PO + 'msgid "A"\nmsgstr "a"\n\nmsgid "B"\nmsgstr "b"',
        "locales/nl_BE.po": PO + 'msgid "A"\nmsgstr "a in Belgium"',
    }
    theme = load_theme([write(themes / "t", files)], [DUTCH], ZONE)
    assert theme.diagnostics == ()
    assert theme.value.render("x.html", View(), "nl", no_bodies).value == b"a in Belgium b"


# --- themes that extend, options, assets -----------------------------------------------------------------------


def test_a_site_may_extend_the_theme_it_hides(tmp_path: Path) -> None:
    """Its own template can extend the hidden one, whose words and assets are still there."""
    base = '{% extends "community/base.html" %}{% block foot %}<p>{{ _("Our own") }}</p>{% endblock %}'
    own = {"theme.toml": 'extends = "community"', "templates/base.html": base}
    own |= {f"locales/{code}.po": PO + 'msgid "Our own"\nmsgstr "Own"' for code in ("en", "nl")}
    write(tmp_path / "themes/community", own)
    folders = find_theme(tmp_path, "community")
    assert folders.value == (tmp_path / "themes/community", COMMUNITY)
    theme = load_theme(folders.value, [ENGLISH, DUTCH], ZONE)
    assert theme.diagnostics == ()
    text = theme.value.render(
        "page.html", sample_views.document("nl", "page"), "nl", sample_views.bodies
    ).value.decode()
    assert "<p>Own</p>" in text
    assert "Naar de tekst" in text
    assert "Back to top" not in text


@pytest.mark.parametrize("name", ["comunity", "../community", "", "."])
def test_a_theme_nobody_knows_is_a_mistake_with_the_one_meant(tmp_path: Path, name: str) -> None:
    found = find_theme(tmp_path, name)
    assert found.value == ()
    assert [each.code for each in found.diagnostics] == ["theme-unknown"]
    assert "community" in str(found.diagnostics[0].hint)


def test_themes_that_extend_each_other_end(themes: Path) -> None:
    write(themes / "a", {"theme.toml": 'extends = "b"'})
    write(themes / "b", {"theme.toml": 'extends = "a"'})
    found = find_theme(themes.parent, "a")
    assert [each.location.path for each in found.diagnostics] == ["themes/b/theme.toml"]


def stated(value: str) -> Stated:
    return Stated(value, Location("plcsite.toml", 7, 1))


def test_options_reach_the_style_sheet_and_change_its_name(community: Theme) -> None:
    chosen = load_theme([COMMUNITY], [ENGLISH, DUTCH], ZONE, options={"accent": stated("rgb(10, 85, 99)")}).value
    sheet = chosen.assets["style.css"]
    assert b"--option-accent:rgb(10, 85, 99);" in sheet.data
    assert b"--option-accent:#0a5563;" in community.assets["style.css"].data
    assert sheet.path != community.assets["style.css"].path
    assert chosen.digest != community.digest
    assert chosen.options["warm"] == community.options["warm"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("acent", "#000", "unknown-key"),
        ("accent", "red;} body{display:none", "bad-value"),
        ("accent", "url(https://a.example/x)", "bad-value"),
        ("accent", "red/* ", "bad-value"),
        ("accent", "", "bad-value"),
    ],
)
def test_an_option_that_the_theme_lacks_or_a_sheet_cannot_hold_is_refused(name: str, value: str, code: str) -> None:
    [found] = load_theme([COMMUNITY], [ENGLISH, DUTCH], ZONE, options={name: stated(value)}).diagnostics
    assert (found.code, found.location) == (code, Location("plcsite.toml", 7, 1))
    assert "accent" in str(found.hint)


def test_assets_have_the_hash_of_what_is_published_in_their_names(themes: Path) -> None:
    files = {
        "templates/x.html": "{{ asset('style.css') }}",
        "locales/en.po": "",
        "assets/style.css": 'a{src:url(fonts/a.woff2)} b{background:url("./p.png")} c{fill:url(#x)}',
        "assets/fonts/a.woff2": b"font",
        "assets/p.png": b"picture",
    }
    first = load_theme([write(themes / "t", files)], [ENGLISH], ZONE, "/sub/").value
    font, sheet = first.assets["fonts/a.woff2"], first.assets["style.css"]
    assert re.fullmatch(r"assets/fonts/a\.[0-9a-f]{12}\.woff2", font.path)
    assert sheet.data.decode().count(font.path.removeprefix("assets/")) == 1
    assert b"url(#x)" in sheet.data
    assert first.render("x.html", View(), "en", no_bodies).value.decode() == f"/sub/{sheet.path}"
    second = load_theme([write(themes / "t", files | {"assets/fonts/a.woff2": b"other"})], [ENGLISH], ZONE).value
    assert second.assets["style.css"].path != sheet.path
    assert second.assets["p.png"] == first.assets["p.png"]


@pytest.mark.parametrize(
    "rule",
    [
        "a{src:url(fonts/b.woff2)}",
        "a{src:url(https://a.example/x.woff2)}",
        '@import "https://a.example/x.css";',
        "a{b:url(../theme.toml)}",
        "a{b:url(//a.example/x)}",
    ],
)
def test_a_style_sheet_names_only_assets_of_its_theme(themes: Path, rule: str) -> None:
    files = {"assets/style.css": f"/* */\n{rule}", "assets/fonts/a.woff2": b"font", "locales/en.po": ""}
    [found] = load_theme([write(themes / "t", files)], [ENGLISH], ZONE).diagnostics
    assert (found.code, found.location) == ("template-error", Location("themes/t/assets/style.css", 2))


def test_the_digest_stands_for_the_files_and_not_for_their_folder(themes: Path, tmp_path: Path) -> None:
    files = {"templates/x.html": "x", "locales/en.po": ""}
    one = load_theme([write(themes / "t", files)], [ENGLISH], ZONE).value
    same = load_theme([write(tmp_path / "elsewhere/t", files)], [ENGLISH], ZONE).value
    other = load_theme([write(tmp_path / "changed/t", files | {"templates/x.html": "y"})], [ENGLISH], ZONE).value
    assert one.digest == same.digest != other.digest
    assert one.digest != load_theme([themes / "t"], [DUTCH], ZONE).value.digest


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_every_colour_can_be_read_on_every_ground(community: Theme, scheme: str) -> None:
    """WCAG 2.2, success criterion 1.4.3: 4.5 to 1."""
    sheet = community.assets["style.css"].data.decode()
    colours = dict(re.findall(r"--(option-\w+):(#\w{6})", sheet))
    light, dark = re.findall(r":root \{(.*?)\n *\}", sheet, re.DOTALL)[:2]
    for name, value in re.findall(
        r"--(\w+): (#\w{6}|var\(--option-\w+\));", light + (dark if scheme == "dark" else "")
    ):
        colours[name] = colours[value[6:-1]] if value.startswith("var") else value
    for text in ("ink", "soft", "accent", "warm"):
        for ground in ("paper", "card", "wash"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
