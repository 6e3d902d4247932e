"""The stage that turns the Markdown of a file into safe pieces, with its findings at their places. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b

from plcsite.diagnostics import Checked, Diagnostic, Location, Severity, say
from plcsite.fingerprints import digest_body
from plcsite.markup.guards import Excess, find_excess
from plcsite.markup.losses import explain_loss
from plcsite.markup.markdown import render_markdown
from plcsite.markup.pieces import DEEPEST, Cut, TooNestedError, cut
from plcsite.markup.places import Findings, Place, find_places
from plcsite.markup.sanitiser import Removed, complete, is_remote, sanitise
from plcsite.model import Body, Image, Piece, Slot, settle
from plcsite.values import Value, replace


class Request(Value):
    """A body to convert: `line` is the body's first line in the file, `speech` the language of its words.

    `remote_images` is the setting of that name: `link` or `allow`.
    """

    path: str
    markdown: str
    line: int
    speech: str
    remote_images: str


class Converted(Value):
    """A body, and the pieces that are stored under its digest."""

    body: Body
    pieces: tuple[Piece, ...]


def convert(request: Request) -> Checked[Converted]:
    """The body of a file. Never raises: what can't be converted is an error at its place, with an empty body."""
    if excess := find_excess(request.markdown):
        return _refuse(request, excess)
    try:
        made, removed = _process(request.markdown, request.speech)
        findings = Findings(made.slots, removed)
        places = find_places(request.markdown, findings, lambda text: _find(text, request.speech))
    except TooNestedError:
        message = say("tags are nested more than {limit} deep", limit=DEEPEST)
        return _refuse(request, Excess("too-nested", 0, message, say("close the tags that are open")))
    except Exception as problem:  # whatever the library trips over concerns this file alone
        message = say("the text could not be converted ({kind})", kind=type(problem).__name__)
        hint = say("take out the part written last, and tell the makers of plcsite what it was")
        return _refuse(request, Excess("markdown-failed", 0, message, hint))
    slots = tuple(_settle(slot, _locate(request, place)) for slot, place in zip(made.slots, places.slots, strict=True))
    found = [
        *_report_slots(slots, request.remote_images == "allow"),
        *(_report_removed(item, _locate(request, place)) for item, place in zip(removed, places.removed, strict=True)),
    ]
    found.sort(key=lambda diagnostic: (diagnostic.location, diagnostic.code))
    return Checked(_make_body(replace(made, slots=slots)), tuple(found))


def _refuse(request: Request, excess: Excess) -> Checked[Converted]:
    """An empty body and the error that says why."""
    location = _locate(request, (excess.line, 0))
    found = Diagnostic(Severity.ERROR, excess.code, location, excess.message, excess.hint)
    return Checked(_make_body(Cut((), (), (), (), 0, ())), (found,))


def _process(markdown: str, speech: str) -> tuple[Cut, tuple[Removed, ...]]:
    html, removed = sanitise(render_markdown(markdown, speech))
    return cut(html, speech), removed


def _find(markdown: str, speech: str) -> Findings:
    made, removed = _process(markdown, speech)
    return Findings(made.slots, removed)


def _make_body(made: Cut) -> Converted:
    written = json.dumps(made.pieces, ensure_ascii=False, separators=(",", ":"))
    digest = blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    words = digest_body(made.pieces, made.slots)
    body = Body(digest, made.slots, made.headings, made.anchors, made.count, made.excerpt, words)
    return Converted(body, made.pieces)


def _locate(request: Request, place: Place) -> Location:
    line, column = place
    return Location(request.path, request.line + line - 1 if line else 0, column)


def _settle(slot: Slot, location: Location) -> Slot:
    """A slot at its place; an address on another host has its scheme, so that nobody takes it for a local one."""
    target = complete(slot.target) if is_remote(slot.target) else slot.target
    return settle(slot, target, location)


def _report_slots(slots: tuple[Slot, ...], remote: bool) -> Iterator[Diagnostic]:
    for slot in slots:
        if not isinstance(slot, Image):
            continue
        if not slot.alt.strip() and not slot.decorative:
            yield Diagnostic(
                Severity.WARNING,
                "missing-alt",
                slot.location,
                say("the picture {target} has no alternative text", target=slot.target),
                say(
                    "say in the square brackets what it shows, or add {mark} if it only decorates", mark="{.decorative}"
                ),
            )
        if is_remote(slot.target) and not remote:
            yield Diagnostic(
                Severity.WARNING,
                "remote-image",
                slot.location,
                say("the picture {target} is on another host; readers see a link to it", target=slot.target),
                say("put the picture beside this file or in content/media/ and write its name"),
            )


def _report_removed(item: Removed, location: Location) -> Diagnostic:
    code, message, hint = explain_loss(item)
    return Diagnostic(Severity.WARNING, code, location, message, hint)
