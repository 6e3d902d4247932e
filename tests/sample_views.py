"""One view of each kind in either language, with something in every field: what the theme's tests render."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from plcsite.dates import Precision, When
from plcsite.formats.absent import AbsentView, Apology
from plcsite.formats.choice import Choice, ChoiceView
from plcsite.formats.document import Author, DocumentView
from plcsite.formats.home import HomeView
from plcsite.formats.lists import ListView
from plcsite.formats.terms import TermItem, TermsView
from plcsite.kinds.event import EventView, VenueView
from plcsite.kinds.part import PartView
from plcsite.model import Piece, Run
from plcsite.registration import PriceView, RegistrationView
from plcsite.rules import RuleView
from plcsite.values import replace
from plcsite.views import (
    Alternate,
    Anchor,
    BodyView,
    Contents,
    Group,
    Head,
    ImageFilling,
    Item,
    LinkFilling,
    More,
    Notice,
    OccurrenceView,
    Pager,
    PictureView,
    ResourceView,
    ScheduleView,
    SiteView,
    Switch,
)

OTHER = {"en": "nl", "nl": "en"}
NAMES = {"en": "English", "nl": "Nederlands"}


def words(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def day(year: int, month: int, number: int) -> When:
    return When(date(year, month, number), None, Precision.DAY)


def moment(year: int, month: int, number: int, hour: int, minute: int = 0) -> When:
    return When(date(year, month, number), time(hour, minute), Precision.TIME)


SITES = {
    "en": SiteView(
        title="Learning together",
        tagline="A community of colleagues in Brussels who learn with and from one another",
        home="/en/",
        menu=(
            Anchor("News", "/en/news/", name="news"),
            Anchor("Events", "/en/events/", name="events"),
            Anchor("Topics", "/en/tags/"),
            Anchor("People", "/en/people/"),
            Anchor("About", "/en/about/"),
        ),
        footer=(Anchor("About", "/en/about/"), Anchor("Privacy", "/en/privacy/")),
        social=(
            Anchor("LinkedIn", "https://linkedin.example.org/plc"),
            Anchor("Mastodon", "https://social.example/@plc"),
        ),
        contact="hello@plc.example.org",
        feeds=(Anchor("Atom feed", "/en/feed.xml"),),
        logo="",
        icon="/favicon.ico",
        options=(),
    ),
    "nl": SiteView(
        title="Samen leren",
        tagline="Een gemeenschap van collega’s in Brussel die met en van elkaar leren",
        home="/nl/",
        menu=(
            Anchor("Nieuws", "/nl/nieuws/", name="news"),
            Anchor("Agenda", "/nl/agenda/", name="events"),
            Anchor("Onderwerpen", "/nl/onderwerpen/"),
            Anchor("Mensen", "/nl/mensen/"),
            Anchor("Over ons", "/nl/over-ons/"),
        ),
        footer=(Anchor("Over ons", "/nl/over-ons/"), Anchor("Privacy", "/nl/privacy/")),
        social=(Anchor("LinkedIn", "https://linkedin.example.org/plc"),),
        contact="hallo@plc.example.org",
        feeds=(Anchor("Atom-feed", "/nl/feed.xml"),),
        logo="",
        icon="/favicon.ico",
        options=(),
    ),
}
NEWS = {"en": Anchor("News", "/en/news/"), "nl": Anchor("Nieuws", "/nl/nieuws/")}
EVENTS = {"en": Anchor("Events", "/en/events/"), "nl": Anchor("Agenda", "/nl/agenda/")}


def head(language: str, title: str, path: str, section: str = "", *, exact: bool = True) -> Head:
    pair = [Switch(each, NAMES[each], f"/{each}/{path}", each == language, exact or each == language) for each in NAMES]
    return Head(
        lang=language,
        direction="ltr",
        title=title,
        description="A description & more.",
        canonical=f"https://plc.example.org/{language}/{path}",
        indexed=True,
        alternates=tuple(Alternate(each, f"https://plc.example.org/{each}/{path}") for each in NAMES),
        switch=tuple(pair),
        section=section,
        preview=False,
    )


def picture(name: str, alt: str = "Circles that overlap", caption: str = "", credit: str = "") -> PictureView:
    return PictureView(
        f"/media/{name}.png", 1200, 675, "#efe8dc", words(alt), words(caption) if caption else (), credit
    )


def evening(language: str) -> ScheduleView:
    return ScheduleView(
        start=moment(2026, 10, 21, 19, 30),
        end=moment(2026, 10, 21, 21),
        zone="Europe/Brussels",
        foreign_zone=False,
        status="scheduled",
        ends="2026-10-21T21:00:00+02:00",
        past=False,
    )


POST_TITLES = {
    "en": (
        "A year that a quarter of us helped to teach",
        "Gold award for the way we learn",
        "Six ways a network helps",
    ),
    "nl": (
        "Een jaar waarin een kwart van ons lesgaf",
        "Goud voor hoe we leren",
        "Zes manieren waarop een netwerk helpt",
    ),
}
SUMMARIES = {
    "en": "Three days, forty small conversations, and a rule: whoever knows something sits at the head of the table.",
    "nl": "Drie dagen, veertig kleine gesprekken en één regel: wie iets weet, zit aan het hoofd van de tafel.",
}


def post_item(language: str, number: int = 0, *, foreign: bool = False) -> Item:
    speech = OTHER[language] if foreign else language
    return Item(
        href=f"/{speech}/news/{number}/",
        lang=speech if foreign else None,
        title=words(POST_TITLES[speech][number % 3]),
        summary=(Run(SUMMARIES[speech]), Run(" better together", "en" if speech == "nl" else "nl")),
        kicker=NEWS[language].title,
        kind="post",
        date=day(2018, 2, 27 - number),
        minutes=4,
        authors=(Anchor("An Example", "/en/people/an-example/"),),
        cover=picture(["network-day", "gold-award", "six-ways", "leuven"][number % 4]),
        schedule=None,
        where=(),
        online=False,
        spoken=(),
        pinned=number == 0,
        details_follow=False,
    )


def event_item(language: str, number: int = 0) -> Item:
    schedules = [
        evening(language),
        replace(evening(language), start=moment(2026, 11, 4, 12), end=None, status="full"),
        replace(evening(language), start=When(date(2026, 12, 1), None, Precision.MONTH), end=None),
        replace(evening(language), start=day(2026, 12, 27), end=day(2027, 1, 3), status="tentative"),
    ]
    speech = OTHER[language] if number == 0 else language
    titles = {
        "en": ["What makes a learning community last?", "Open classrooms: watch a lesson, stay for soup"],
        "nl": ["Wat doet een leergemeenschap duren?", "Open klassen: kijk mee en blijf voor de soep"],
    }
    more = {"en": ["Symposium on coaching", "Winter school"], "nl": ["Symposium over coaching", "Winterschool"]}
    return replace(
        post_item(language),
        href=f"/{speech}/events/{number}/",
        lang=speech if speech != language else None,
        title=words((titles[speech] + more[speech])[number]),
        kicker=EVENTS[language].title,
        kind="event",
        date=None,
        minutes=0,
        schedule=schedules[number],
        where=words("Town hall, Brussels") if number == 1 else (),
        online=number == 0,
        spoken=("nl",) if number == 0 else (),
        details_follow=number == 2,
    )


PIECES: dict[str, tuple[Piece, ...]] = {
    "article": (
        "<p>Three days, forty small conversations and one simple rule; see ",
        ("open", 0),
        "the minutes",
        ("close", 0),
        ", ",
        ("open", 1),
        "het verslag",
        ("close", 1),
        " and ",
        ("open", 2),
        "a page that comes later",
        ("close", 2),
        '. <em>Better together</em>, they say.<sup id="s-ref-1"><a href="#s-note-1">1</a></sup></p>\n',
        '<h2 id="s-ways">Six ways</h2>\n<figure class="quote"><blockquote><p>We learn most from the lesson that failed '
        "and from the colleague who sat in.</p></blockquote><figcaption>Quoted example, learning partner</figcaption>"
        '</figure>\n<div class="admonition note">\n<div class="admonition-title">Note</div>\n'
        "<p>Bring your own cup.</p></div>"
        '<ul>\n<li class="task done">☑ Soup</li>\n<li class="task">☐ Bread</li>\n</ul>\n<video controls src="',
        ("file", 5),
        '"></video>\n'
        '<h3 id="s-numbers">Numbers</h3>\n<table><thead><tr><th>School</th><th class="align-right">Lessons</th></tr>'
        '</thead><tbody><tr><td>North</td><td class="align-right">12</td></tr><tr><td>South</td>'
        '<td class="align-right">9</td></tr></tbody>'
        '</table>\n<pre><code class="language-python">print("a line that is long enough to need room of its own on '
        'a small telephone, so that it scrolls")</code></pre>\n<figure>',
        ("image", 3),
        '<figcaption>Open classroom</figcaption></figure>\n<div class="gallery">',
        ("image", 3),
        ("image", 3),
        "</div>\n<p>",
        ("image", 4),
        '</p>\n<dl><dt>PLC</dt><dd>A professional learning community.</dd></dl>\n<div class="footnote"><hr><ol>'
        '<li id="s-note-1"><p>A note. <a href="#s-ref-1">↩</a></p></li></ol></div>\n',
    ),
    "short": ("<p>Results of a study across three continents, with stories from schools close by.</p>\n",),
}
FILLINGS = (
    LinkFilling("/media/minutes.1a2b3c.pdf", kind="PDF", size=248_000),
    LinkFilling("/nl/nieuws/verslag/?a=1&b=2", lang="nl"),
    LinkFilling(""),
    ImageFilling(picture("shelf", "A shelf of books & a cup")),
    ImageFilling(None, href="https://elsewhere.example/x.png", alt="A picture elsewhere"),
    LinkFilling("/media/lesson.1a2b.mp4", kind="MP4", size=8_000_000),
)


def bodies(digest: str) -> tuple[Piece, ...]:
    return PIECES[digest]


def document(language: str, kind: str = "post", **changes: Any) -> DocumentView:
    other = OTHER[language]
    view = DocumentView(
        site=SITES[language],
        head=head(language, POST_TITLES[language][0], "news/a-year/", "news"),
        kind=kind,
        kicker=NEWS[language],
        title=words(POST_TITLES[language][0]),
        subtitle=words({"en": "Connect, work together, make", "nl": "Verbinden, samenwerken, maken"}[language]),
        summary=words(SUMMARIES[language]),
        lang=None,
        date=day(2018, 2, 27),
        updated=day(2018, 3, 3),
        authors=(
            Author("An Example", f"/{language}/people/an-example/", words("Coordinator"), None),
            Author("A Guest", "", (), None),
        ),
        minutes=4,
        cover=picture("network-day", caption="Everyone at one table", credit="A. Sample"),
        tags=(Anchor("Inquiry", f"/{language}/tags/inquiry/"), Anchor("Coaching", f"/{language}/tags/coaching/")),
        notices=(Notice("outdated", other, f"/{other}/news/a-year/", day(2018, 3, 3)),),
        body=BodyView("article", FILLINGS),
        contents=(Contents(2, "#s-ways", words("Six ways")), Contents(3, "#s-numbers", words("Numbers"))),
        resources=(
            ResourceView(words("The study"), "https://example.org/study", None),
            ResourceView(words("Samenvatting"), "/media/samenvatting.pdf", "nl", "PDF", 1_240_000),
        ),
        details_follow=False,
        series=(
            Anchor("Part one", "/en/news/one/"),
            Anchor("Deel twee", "/nl/nieuws/twee/", "nl", "nl"),
            Anchor("Part three", "/en/news/three/", current=True),
        ),
        parts=(),
        recent=(post_item(language, 1), post_item(language, 2), post_item(language, 3, foreign=True)),
        all=NEWS[language],
        share=(Anchor("E-mail", "mailto:?subject=x"), Anchor("LinkedIn", "https://linkedin.example.org/share?u=x")),
        comments="mailto:comments@plc.example.org?subject=A%20year",
        details=None,
    )
    return replace(view, **changes)


def event_details(language: str, **changes: Any) -> EventView:
    view = EventView(
        schedule=evening(language),
        rule=RuleView("month", 1, ((2, 1),), (), day(2026, 10, 13), When(date(2027, 6, 1), None, Precision.MONTH), 0),
        occurrences=(
            OccurrenceView(evening(language), (), (), ""),
            OccurrenceView(
                replace(evening(language), status="cancelled"), words("The guest"), words("Elsewhere"), "/en/"
            ),
        ),
        over=evening(language).ends,
        venue=VenueView(words("Town hall"), "Marktplein 1, 1000 Brussel", "", "https://map.example.org/#17/50.85/4.35"),
        venue_unknown=False,
        online=True,
        online_href="https://meet.example.org/plc",
        spoken=("nl",),
        interpreted=("vgt", "en"),
        organisers=(Anchor("PLC", "/en/about/"),),
        speakers=(Anchor("An Example", f"/{language}/people/an-example/"), Anchor("A Guest", "")),
        sponsors=(),
        registration=RegistrationView(
            href="https://forms.example.org/plc",
            state="open",
            opens=None,
            closes=day(2026, 10, 19),
            places=40,
            members_only=False,
            prices=(PriceView("members", "0", ""), PriceView("others", "12.50", "EUR")),
        ),
        status="scheduled",
        status_note=(),
    )
    return replace(view, **changes)


def event(language: str, **changes: Any) -> DocumentView:
    titles = {"en": "What makes a learning community last?", "nl": "Wat doet een leergemeenschap duren?"}
    return document(
        language,
        "event",
        head=head(language, titles[language], "events/webinar/", "events"),
        kicker=EVENTS[language],
        title=words(titles[language]),
        subtitle=words("An evening on what lasts after the first enthusiasm"),
        cover=None,
        contents=(),
        notices=(),
        series=(),
        body=BodyView("short", ()),
        details_follow=True,
        parts=(post_item(language, 1), post_item(language, 2, foreign=True)),
        recent=(event_item(language, 1), event_item(language, 2)),
        all=EVENTS[language],
        details=event_details(language, **changes),
        calendar="event.ics",
    )


def home(language: str) -> HomeView:
    return HomeView(
        site=SITES[language],
        head=head(language, SITES[language].title, ""),
        title=words(SITES[language].title),
        body=None,
        lead=post_item(language, 0),
        news=tuple(post_item(language, number, foreign=number == 3) for number in (1, 2, 3, 4)),
        news_all=NEWS[language],
        events=tuple(event_item(language, number) for number in range(3)),
        events_all=EVENTS[language],
    )


def listing(language: str, shape: str = "posts", **changes: Any) -> ListView:
    anchor = EVENTS[language] if shape in ("events", "past") else NEWS[language]
    view = ListView(
        site=SITES[language],
        head=_list_head(language, shape, anchor),
        shape=shape,
        kicker=None,
        title=words(anchor.title),
        summary=words("What happened, and what we learned from it."),
        cover=None,
        body=None,
        groups=(Group(None, tuple(post_item(language, number, foreign=number == 3) for number in range(6))),),
        more=(More(12, OTHER[language], f"/{OTHER[language]}/news/"),),
        pager=Pager(2, 3, "/en/news/", "/en/news/page/3/", tuple(_page(number) for number in (1, 2, 3))),
        years=(Anchor("2018", "/en/news/2018/", current=True), Anchor("2017", "/en/news/2017/")),
        past=None,
        upcoming=None,
    )
    return replace(view, **changes)


def _list_head(language: str, shape: str, anchor: Anchor) -> Head:
    section = "events" if shape in ("events", "past") else "news"
    return head(language, anchor.title, anchor.href.removeprefix(f"/{language}/"), section, exact=shape != "term")


def _page(number: int) -> Anchor:
    return Anchor(str(number), f"/en/news/page/{number}/", current=number == 2)


def agenda(language: str) -> ListView:
    months = (
        Group(date(2026, 10, 1), (event_item(language, 0),)),
        Group(date(2026, 11, 1), (event_item(language, 1),)),
        Group(date(2026, 12, 1), (event_item(language, 2), event_item(language, 3))),
    )
    past = Anchor({"en": "Past events", "nl": "Voorbije activiteiten"}[language], f"{EVENTS[language].href}past/")
    return listing(language, "events", groups=months, past=past, pager=None, years=(), more=())


def past(language: str) -> ListView:
    over = replace(
        event_item(language, 1), schedule=replace(evening(language), start=moment(2018, 4, 1, 20), past=True)
    )
    return listing(language, "past", groups=(Group(date(2018, 1, 1), (over,)),), upcoming=EVENTS[language], years=())


def person(language: str) -> ListView:
    return listing(
        language,
        "person",
        title=words("An Example"),
        role=words("Coordinator"),
        picture=picture("people/an-example", "An Example"),
        url="https://example.org/",
        body=BodyView("short", ()),
        pager=None,
        years=(),
    )


def terms(language: str, taxonomy: str = "tags") -> TermsView:
    people = (
        TermItem("An Example", "/en/people/an-example/", 3, words("Coordinator"), picture("people/an-example")),
        TermItem("Piet Voorbeeld", "/en/people/piet-voorbeeld/", 1, words("Leerkracht")),
    )
    tags = (TermItem("Inquiry", "/en/tags/inquiry/", 12), TermItem("Coaching & more", "/en/tags/coaching/", 1))
    return TermsView(
        site=SITES[language],
        head=head(language, "Topics", "tags/", "tags"),
        taxonomy=taxonomy,
        title=words("Topics" if taxonomy == "tags" else "People"),
        summary=words("All of them."),
        body=None,
        terms=people if taxonomy == "people" else tags,
    )


def choice() -> ChoiceView:
    choices = tuple(
        Choice(each, "ltr", NAMES[each], SITES[each].title, SITES[each].tagline, f"/{each}/") for each in NAMES
    )
    top = replace(head("en", SITES["en"].title, ""), switch=(), canonical="https://plc.example.org/")
    return ChoiceView(SITES["en"], top, choices)


def absent(language: str, *languages: str, reason: str = "not-found") -> AbsentView:
    apologies = tuple(Apology(each, "ltr", reason, (NEWS[each], EVENTS[each])) for each in languages or (language,))
    top = replace(head(language, "404", "404.html"), indexed=False, alternates=(), canonical="")
    return AbsentView(SITES[language], top, apologies)


def every_page(language: str) -> Iterator[tuple[str, str, Any]]:
    """A name, a template and a view of each page there is, in one language."""
    yield "home", "home.html", home(language)
    yield "post", "post.html", document(language)
    fallback = Notice("fallback", OTHER[language], "/elsewhere/")
    foreign = BodyView("article", FILLINGS, OTHER[language])
    yield "fallback", "post.html", document(language, lang=OTHER[language], notices=(fallback,), body=foreign)
    kinds = ("draft", "scheduled", "expired")
    yield "page", "page.html", document(language, "page", date=None, notices=tuple(Notice(kind) for kind in kinds))
    yield "document", "document.html", document(language, "other")
    yield "event", "event.html", event(language)
    called_off = event(language, status="cancelled", status_note=words("The hall is under water."), registration=None)
    yield "cancelled", "event.html", called_off
    talk = PartView(moment(2026, 10, 21, 20), "Room 2", (Anchor("An Example", "/en/people/an-example/"),))
    yield "part", "part.html", document(language, "part", details=talk, date=None)
    yield "posts", "list.html", listing(language)
    yield "term", "list.html", listing(language, "term", kicker=Anchor("Topics", "/en/tags/"))
    yield "empty", "list.html", listing(language, groups=(), pager=None, more=(), years=())
    yield "agenda", "list.html", agenda(language)
    yield "past", "list.html", past(language)
    yield "person", "list.html", person(language)
    yield "tags", "terms.html", terms(language)
    yield "people", "terms.html", terms(language, "people")
    yield "choice", "choice.html", choice()
    yield "absent", "absent.html", absent(language, "en", "nl")
    yield "correcting", "absent.html", absent(language, reason="correcting")
