"""What to tell an editor about something the sanitiser took away: what it was, and what to write instead."""

from __future__ import annotations

from plcsite.diagnostics import Text, say
from plcsite.markup.sanitiser import Loss, Removed

_SHOWN = 60
"""Characters of an address that a message quotes."""


def explain_loss(item: Removed) -> tuple[str, Text, Text]:
    """The code, the message and the hint for a thing that was removed or replaced."""
    value = item.value if len(item.value) <= _SHOWN else item.value[:_SHOWN] + "…"
    if item.loss is Loss.MEDIA:
        message = say("<{tag}> of {address} became a link to it", tag=item.tag, address=value)
        return "remote-media", message, say("write a link yourself, or put the film or sound on this site")
    if item.loss is Loss.ADDRESS:
        message = say("the address {address} was removed from <{tag}>", address=value, tag=item.tag)
        return (
            "removed-html",
            message,
            say("write an address that starts with https:, mailto: or tel:, or a file's name"),
        )
    if item.loss is Loss.ATTRIBUTE:
        message = say("the attribute {name} was removed from <{tag}>", name=item.name, tag=item.tag)
        return "removed-html", message, _advise_attribute(item.name)
    return "removed-html", say("<{tag}> was removed", tag=item.tag), _advise_tag(item.tag)


def _advise_attribute(name: str) -> Text:
    if name.startswith("on"):
        return say("leave it out: pages run no scripts of their own")
    if name in _LOOKS:
        return say(
            "leave it out, or write a class of the theme, as in {example}: the theme decides how things look",
            example="{.wide}",
        )
    if name in ("target", "rel", "download"):
        return say("leave it out: visitors decide where a link opens")
    if name in ("autoplay", "srcset", "sizes"):
        return say("leave it out: the site takes care of that")
    if name == "name":
        return say("write id instead")
    return say("leave it out")


def _advise_tag(tag: str) -> Text:
    for tags, advice in _INSTEAD:
        if tag in tags:
            return advice
    return say("write Markdown instead, or leave it out")


_LOOKS = frozenset(
    {
        "style",
        "align",
        "valign",
        "bgcolor",
        "color",
        "face",
        "size",
        "border",
        "cellpadding",
        "cellspacing",
        "background",
    }
)

_INSTEAD: tuple[tuple[frozenset[str], Text], ...] = (
    (frozenset({"script", "noscript", "template"}), say("leave it out: pages run no scripts of their own")),
    (frozenset({"style", "link"}), say("leave it out: the theme decides how things look")),
    (frozenset({"iframe", "frame", "embed", "object", "applet"}), say("write a link to it instead")),
    (
        frozenset({"form", "input", "button", "select", "option", "textarea", "label", "fieldset"}),
        say("write a link to a page with the form, or a mail address"),
    ),
    (
        frozenset({"center", "font", "big", "tt", "marquee", "blink"}),
        say("leave it out: the theme decides how things look"),
    ),
    (frozenset({"strike"}), say("write ~~words~~")),
    (frozenset({"svg", "math", "canvas", "picture"}), say("write a picture instead: ![what it shows](picture.png)")),
    (
        frozenset({"html", "head", "body", "meta", "title", "base"}),
        say("write only the text: the theme makes the page"),
    ),
    (frozenset({"header", "footer", "main", "nav", "article"}), say("write <section> or <div>, or leave it out")),
)
