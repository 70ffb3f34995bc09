# SPDX-License-Identifier: EUPL-1.2
"""Reading pages in tests: elements with their attributes and text, found by tag or id."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "link", "meta", "br", "img", "path", "circle", "hr"}


@dataclass(slots=True)
class Element:
    """One element; ``text`` is everything readable inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes


class Page(HTMLParser):
    """A page as a flat list of elements."""

    def __init__(self, content: bytes | str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(content.decode() if isinstance(content, bytes) else content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        for outer in self._open:
            outer.inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """End the innermost element of that name."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Add words to everything that is open."""
        for element in self._open:
            element.text = f"{element.text}{data}"

    def all(self, tag: str, class_name: str = "") -> list[Element]:
        """Return the elements of a tag, with a class if one is given."""
        return [
            element
            for element in self.elements
            if element.tag == tag
            and (not class_name or class_name in element.attributes.get("class", "").split())
        ]

    def one(self, tag: str, class_name: str = "") -> Element:
        """Return the only such element."""
        found = self.all(tag, class_name)
        assert len(found) == 1, f"{len(found)} × {tag}.{class_name}"
        return found[0]

    def by_id(self, id_: str) -> Element:
        """Return the element with an id."""
        return next(element for element in self.elements if element.attributes.get("id") == id_)


def words(element: Element) -> str:
    """Return an element's text with single spaces."""
    return " ".join(element.text.split())
