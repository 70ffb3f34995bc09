# SPDX-License-Identifier: EUPL-1.2
"""The formats in which a demo card signs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Shape(StrEnum):
    """The formats, by the names that the command takes."""

    PADES = "pades"
    ASICE_XADES = "asice-xades"
    ASICE_CADES = "asice-cades"
    ASICS_XADES = "asics-xades"
    ASICS_CADES = "asics-cades"
    XADES_ENVELOPED = "xades-enveloped"
    XADES_ENVELOPING = "xades-enveloping"
    CADES = "cades"
    ES3 = "es3"


FOR_XML: Final = frozenset({Shape.XADES_ENVELOPED})
"""Formats that take the declaration as XML; PAdES takes the PDF alone, and the others either."""
ENDINGS: Final[Mapping[Shape, str]] = MappingProxyType(
    {
        Shape.PADES: ".pdf",
        Shape.ASICE_XADES: ".asice",
        Shape.ASICE_CADES: ".asice",
        Shape.ASICS_XADES: ".asics",
        Shape.ASICS_CADES: ".asics",
        Shape.XADES_ENVELOPED: ".xml",
        Shape.XADES_ENVELOPING: ".xml",
        Shape.CADES: ".p7m",
        Shape.ES3: ".es3",
    }
)
