"""Inline patterns applied to a tree, each only to text that holds what it needs.

Does what the library's processor does, in the same order, without looking for what can't be there, and without
keeping account of ancestors, which none of our patterns asks for. What patterns find is put away, a placeholder stands
for it, and last the placeholders give way to the elements.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown.treeprocessors import InlineProcessor
from markdown.util import ETX, INLINE_PLACEHOLDER, INLINE_PLACEHOLDER_PREFIX, AtomicString

Signs = tuple[str, ...]

Pattern = tuple[Any, Signs]
"""An inline pattern of the library, and signs of which a text must hold one for it to find anything."""


# Where the library cut a placeholder in two, it takes the next whole one for it.
_PLACEHOLDER = re.compile(rf"{INLINE_PLACEHOLDER_PREFIX}(?:(?s:.*?){INLINE_PLACEHOLDER_PREFIX})??(\d+){ETX}", re.ASCII)


class Inline(InlineProcessor):
    """Takes the place of the library's processor; `patterns` are set for each text anew."""

    patterns: Sequence[Pattern] = ()

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Goes through all elements from the top, those that patterns find among them."""
        self.stashed_nodes: dict[str, Element | str] = {}
        waiting = [tree]
        for parent in waiting:
            inside: list[tuple[Element, list[Element]]] = []
            for child in parent:
                if child.text and not isinstance(child.text, AtomicString):
                    child.text = self._mark(child.text)
                    if INLINE_PLACEHOLDER_PREFIX in child.text:
                        found = self._unfold_text(child)
                        waiting += found
                        inside.append((child, found))
                if child.tail:
                    child.tail = self._mark(child.tail)
                    if INLINE_PLACEHOLDER_PREFIX in child.tail:
                        at = list(parent).index(child) + 1
                        parent[at:at] = self._unfold_tail(child)
                if len(child):
                    waiting.append(child)
            for child, found in inside:
                child[:0] = found
        return tree

    def _mark(self, text: str, start: int = 0) -> str:
        """A text with placeholders for what patterns find, from the one with the number `start` on."""
        if isinstance(text, AtomicString):
            return text
        for number in range(start, len(self.patterns)):
            pattern, signs = self.patterns[number]
            for sign in signs:
                if sign in text:
                    text = self._apply(pattern, number, text)
                    break
        return text

    def _apply(self, pattern: Any, number: int, text: str) -> str:
        at: int | None = 0
        while at is not None:
            for match in pattern.getCompiledRegExp().finditer(text, at):
                node, start, end = pattern.handleMatch(match, text)
                if start is not None and end is not None:
                    break
            else:
                return text
            at = end
            if node is None:
                continue
            if not isinstance(node, str) and not isinstance(node.text, AtomicString):
                for element in (node, *node):
                    if element.text:
                        element.text = self._mark(element.text, number + 1)
                    if element.tail:
                        element.tail = self._mark(element.tail, number)
            name = f"{len(self.stashed_nodes):04d}"
            self.stashed_nodes[name] = node
            before = text[:start] + INLINE_PLACEHOLDER % name
            text, at = before + text[end:], len(before)
        return text

    def _unfold_text(self, element: Element) -> list[Element]:
        """Leaves an element the text before the first element its placeholders stand for; those elements."""
        text, found = self._unfold(element.text or "")
        element.text = text or None
        return found

    def _unfold_tail(self, element: Element) -> list[Element]:
        text, found = self._unfold(element.tail or "")
        element.tail = text or None
        return found

    def _unfold(self, text: str) -> tuple[str, list[Element]]:
        """The text before the first element that placeholders stand for; the elements, with the texts behind them."""
        parts = _PLACEHOLDER.split(text)
        if isinstance(text, AtomicString):
            parts[-1] = AtomicString(parts[-1])
        found: list[Element] = []
        texts = [parts[0]]
        for name, following in zip(parts[1::2], parts[2::2], strict=True):
            node = self.stashed_nodes.get(name, INLINE_PLACEHOLDER % name)
            if isinstance(node, str):
                texts[-1] += node + following
                continue
            self._unfold_inside(node)
            found.append(node)
            texts.append(following)
        for node, following in zip(found, texts[1:], strict=True):
            if following:
                node.tail = node.tail + following if node.tail else following
        return texts[0], found

    def _unfold_inside(self, node: Element) -> None:
        for element in (node, *node):
            if element.tail and INLINE_PLACEHOLDER_PREFIX in element.tail:
                at = list(node).index(element) + 1 if element is not node else 0
                node[at:at] = self._unfold_tail(element)
            if element.text and INLINE_PLACEHOLDER_PREFIX in element.text:
                element[:0] = self._unfold_text(element)
