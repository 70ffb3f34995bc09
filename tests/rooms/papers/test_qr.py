# SPDX-License-Identifier: EUPL-1.2
"""QR codes are inline drawings with a name, without style, that hold exactly the text given."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import segno

from ugyfelkapu.papers.qr import svg


def drawn(markup: str) -> list[list[int]]:
    """Turn the drawing back into rows of dark and light modules."""
    root = ElementTree.fromstring(markup)  # noqa: S314 our own drawing
    side = int(root.attrib["viewBox"].split()[2])
    modules = [[0] * side for _ in range(side)]
    for across, down, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", root[0].attrib["d"]):
        for step in range(int(length)):
            modules[int(down)][int(across) + step] = 1
    return modules


def test_the_drawing_is_the_code_of_the_text() -> None:
    markup = svg("K7M4-P2XD", title="QR-kód a hivatkozási számmal")

    assert drawn(markup) == [list(row) for row in segno.make_qr("K7M4-P2XD", error="m").matrix]


def test_the_drawing_is_a_picture_with_a_name() -> None:
    root = ElementTree.fromstring(svg("x", title="QR-kód"))  # noqa: S314 our own drawing

    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", "QR-kód")
    assert root.attrib["class"] == "kapu-qr"


def test_the_drawing_carries_no_style_and_no_colour() -> None:
    markup = svg("otpauth://totp/x?secret=ABC", title="QR-kód")

    assert not re.search(r"style|stroke|fill|#", markup)


def test_a_hostile_title_stays_a_title() -> None:
    title = '"><script>alert(1)</script>'

    root = ElementTree.fromstring(svg("x", title=title))  # noqa: S314 our own drawing

    assert root.attrib["aria-label"] == title
    assert [child.tag for child in root] == ["path"]
