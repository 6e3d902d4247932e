"""How these tests look at a conversion: as the HTML a simple site would publish, and as findings at their places."""

from html import escape

from plcsite.diagnostics import Checked
from plcsite.model import Image, Link
from plcsite.stages.convert import Converted, Request, convert


def convert_text(markdown: str, speech: str = "en", line: int = 1, images: str = "link") -> Checked[Converted]:
    return convert(Request("content/x.md", markdown, line, speech, images))


def fill(converted: Converted) -> str:
    """The pieces with every slot filled by its own target, as the most careless site would."""
    parts = []
    for piece in converted.pieces:
        if isinstance(piece, str):
            parts.append(piece)
            continue
        kind, number = piece
        slot = converted.body.slots[number]
        target = escape(slot.target)
        if kind == "open":
            assert isinstance(slot, Link)
            parts.append(f'<a href="{target}">')
        elif kind == "close":
            parts.append("</a>")
        elif kind == "image":
            assert isinstance(slot, Image)
            parts.append(f'<img src="{target}" alt="{escape(slot.alt)}">')
        else:
            parts.append(target)
    return "".join(parts)


def render(markdown: str, speech: str = "en") -> str:
    """The published HTML of a text that has no errors."""
    checked = convert_text(markdown, speech)
    assert not [found for found in checked.diagnostics if found.severity == "error"]
    return fill(checked.value)


def find(markdown: str, **options) -> list[tuple[str, str]]:
    """The findings of a text as code and place, for a body that starts at line 10."""
    checked = convert_text(markdown, line=10, **options)
    return [(found.code, str(found.location).removeprefix("content/x.md")) for found in checked.diagnostics]


def targets(markdown: str) -> list[tuple[str, str]]:
    """The slots of a text as target and place, for a body that starts at line 10."""
    checked = convert_text(markdown, line=10)
    return [(slot.target, str(slot.location).removeprefix("content/x.md")) for slot in checked.value.body.slots]
