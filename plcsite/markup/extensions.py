"""What this site's Markdown adds to Python-Markdown: its inline patterns, admonitions, and the shape of blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor

from plcsite.markup.blocks import Fences, Lists

_SPAN = r"(?<!!)\[((?:[^\[\]]++|\[[^\[\]]*+\])*+)\](?=\{:?[ ]*(?:lang=|[.#][\w-]))"
_STRUCK = r"(~~)(?=\S)((?:[^~]|~(?!~))+?)(?<=\S)~~(?!~)"
_BREAK = r"\\\n[ ]*"

_ALERT = re.compile(r"\[!(\w+)\][ ]*(?:\n|$)")
_TASK = re.compile(r"\[([ xX])\]\s+")
_ATTRIBUTION = re.compile(r"(?:(?P<rest>.*)\n)?[ ]*(?:—|--)[ ]+(?P<who>.*)", re.DOTALL)

_LEVELS = {f"h{level}": level for level in range(1, 7)}

LITERAL = {'"': "\ue0f0", "'": "\ue0f1", "-": "\ue0f2", ".": "\ue0f3"}
"""Stand-ins for characters written with a backslash, which typography leaves alone; undone in the pieces."""


class Community(Extension):
    """All our additions; `titles` are the default titles of admonitions in the language of the words."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        self.titles = titles

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.ESCAPED_CHARS.extend(['"', "'", "~"])
        md.preprocessors.register(Fences(md), "fences", 25)
        # Behind raw HTML (20), whose lines are none of ours.
        md.preprocessors.register(Lists(md), "lists", 15)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(_BREAK, "br"), "backslash_break", 185)
        md.inlinePatterns.register(_Span(_SPAN, md), "span", 165)
        md.inlinePatterns.register(SimpleTagInlineProcessor(_STRUCK, "del"), "struck", 55)
        md.parser.blockprocessors.register(_Admonitions(md, self.titles), "admonition", 105)
        md.treeprocessors.register(_Shape(md, self.titles), "shape", 5)
        md.treeprocessors.register(_Unescape(md), "unescape", 0)


class _Span(InlineProcessor):
    """`[words]{lang=en}`: a span; the library's attribute lists then read what stands behind it."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - both the library's ways
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        span = Element("span")
        span.text = m[1]
        return span, m.start(), m.end()


class _Admonitions(AdmonitionProcessor):
    """`!!! note "Title"`, whose default title is in the language of the words."""

    def __init__(self, md: Markdown, titles: Mapping[str, str]) -> None:
        super().__init__(md.parser)
        self.titles = titles

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        kind, title = super().get_class_and_title(match)
        if match[2] is None:
            title = name_admonition(kind.split(" ", 1)[0], self.titles)
        return kind, title


def name_admonition(kind: str, titles: Mapping[str, str]) -> str:
    """The title of an admonition without one: its language's word, else the name of its type."""
    return titles.get(kind, kind.replace("-", " ").replace("_", " ").capitalize())


class _Unescape(UnescapeTreeprocessor):
    """Puts escaped characters back: in text as stand-ins where typography would read them, in attributes as written."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and "\x02" in element.text and element.tag != "code":
                element.text = self.RE.sub(self._stand_in, element.text)
            if element.tail and "\x02" in element.tail:
                element.tail = self.RE.sub(self._stand_in, element.tail)
            for name, value in element.items():
                if value and "\x02" in value:
                    element.set(name, self.unescape(value))

    def _stand_in(self, found: re.Match[str]) -> str:
        character = chr(int(found[1]))
        return LITERAL.get(character, character)


class _Shape(Treeprocessor):
    """Gives finished blocks their shape: figures, galleries, quotations, alerts, tasks, sections in a language."""

    def __init__(self, md: Markdown, titles: Mapping[str, str]) -> None:
        super().__init__(md)
        self.titles = titles

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for at, element in enumerate(parent):
                if element.tag == "p":
                    _shape_pictures(element)
                elif element.tag == "blockquote":
                    shaped = self._shape_alert(element) or _shape_quotation(element)
                    if shaped is not None:
                        parent[at] = shaped
                elif element.tag == "li":
                    _shape_task(element)
                elif element.tag == "div" and (element.get("class") or "").startswith("admonition "):
                    _shape_title(element)
                elif element.tag in ("td", "th") and (side := element.attrib.pop("align", None)):
                    _add_class(element, f"align-{side}")
        for picture in root.iter("img"):
            # Nothing written is not the same as `alt=""`, which only raw HTML can say.
            if not picture.get("alt"):
                picture.attrib.pop("alt", None)
        root[:] = list(_wrap_sections(list(root)))

    def _shape_alert(self, quote: Element) -> Element | None:
        first = quote[0] if len(quote) else None
        found = _ALERT.match(first.text or "") if first is not None and first.tag == "p" else None
        if first is None or found is None:
            return None
        kind = found[1].lower()
        alert = Element("div", {"class": f"admonition {kind}"})
        title = SubElement(alert, "div", {"class": "admonition-title"})
        title.text = name_admonition(kind, self.titles)
        first.text = (first.text or "")[found.end() :]
        if not first.text.strip() and not len(first):
            quote.remove(first)
        alert.extend(list(quote))
        alert.tail = quote.tail
        return alert


def _shape_pictures(paragraph: Element) -> None:
    """A paragraph of one picture is a figure, whose caption is the picture's title; of several, a gallery."""
    if (paragraph.text or "").strip() or not len(paragraph):
        return
    pictures = [picture for picture in map(_find_picture, paragraph) if picture is not None]
    if len(pictures) < len(paragraph) - sum(child.tag == "br" for child in paragraph):
        return
    if any((child.tail or "").strip() for child in paragraph):
        return
    if len(pictures) > 1:
        paragraph.tag = "div"
        _add_class(paragraph, "gallery")
        for child in [child for child in paragraph if child.tag == "br"]:
            paragraph.remove(child)
        return
    paragraph.tag = "figure"
    picture = pictures[0]
    _move_class(picture, paragraph)
    if caption := picture.attrib.pop("title", None):
        SubElement(paragraph, "figcaption").text = caption


def _find_picture(element: Element) -> Element | None:
    """The picture that an element is, or that a link holds and nothing else."""
    if element.tag == "img":
        return element
    alone = element.tag == "a" and len(element) == 1 and not (element.text or "").strip()
    if alone and element[0].tag == "img" and not (element[0].tail or "").strip():
        return element[0]
    return None


def _move_class(picture: Element, figure: Element) -> None:
    """A picture's classes belong to its figure, but for the one that says it is decorative."""
    classes = (picture.attrib.pop("class", "") or "").split()
    if "decorative" in classes:
        picture.set("class", "decorative")
    if rest := " ".join(name for name in classes if name != "decorative"):
        _add_class(figure, rest)


def _add_class(element: Element, names: str) -> None:
    # An attribute list can give an attribute without a value, which is None in the tree.
    element.set("class", f"{element.get('class') or ''} {names}".strip())


def _shape_quotation(quote: Element) -> Element | None:
    """A quotation whose last line starts with a dash names its source there."""
    last = quote[-1] if len(quote) else None
    if last is None or last.tag != "p":
        return None
    carrier, part = _find_last_line(last)
    found = _ATTRIBUTION.fullmatch(part)
    following = list(last)[list(last).index(carrier) + 1 :] if carrier is not None else list(last)
    if found is None or not (found["who"].strip() or following):
        return None
    if found["rest"] is None and (carrier is not None or len(quote) == 1):
        return None  # a dash within a line, or nothing that is quoted
    caption = Element("figcaption")
    caption.text = found["who"]
    for child in following:
        last.remove(child)
        caption.append(child)
    if carrier is not None:
        carrier.tail = found["rest"]
    else:
        last.text = found["rest"]
    if not (last.text or "").strip() and not len(last):
        quote.remove(last)
    figure = Element("figure", {"class": "quote"})
    figure.append(quote)
    figure.append(caption)
    figure.tail, quote.tail = quote.tail, "\n"
    return figure


def _find_last_line(paragraph: Element) -> tuple[Element | None, str]:
    """The text in which the last line of a paragraph begins, and the element it follows (None: it comes first)."""
    for child in reversed(paragraph):
        if child.tail and "\n" in child.tail:
            return child, child.tail
    return None, paragraph.text or ""


def _shape_title(admonition: Element) -> None:
    """The title of an admonition is none of its paragraphs."""
    for child in admonition:
        if child.tag == "p" and child.get("class") == "admonition-title":
            child.tag = "div"


def _shape_task(item: Element) -> None:
    """`[x]` at the start of an item is a box, written as text: no control that can't be used."""
    carrier = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    found = _TASK.match(carrier.text or "")
    if found is None:
        return
    done = found[1] != " "
    carrier.text = ("☑ " if done else "☐ ") + (carrier.text or "")[found.end() :]
    _add_class(item, "task done" if done else "task")


def _wrap_sections(blocks: list[Element]) -> Iterator[Element]:
    """A heading with a language takes all that follows into it, up to the next heading of its level or above."""
    section: Element | None = None
    level = 0
    for block in blocks:
        heading = _LEVELS.get(block.tag, 0)
        if (0 < heading <= level) or block.get("class") == "footnote":
            section, level = None, 0
        if section is not None:
            section.append(block)
        elif heading and (language := block.attrib.pop("lang", None)):
            section, level = Element("div", {"lang": language}), heading
            section.text = section.tail = "\n"
            section.append(block)
            yield section
        else:
            yield block
