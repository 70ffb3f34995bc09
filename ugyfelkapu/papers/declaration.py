# SPDX-License-Identifier: EUPL-1.2
"""The declaration that somebody signs electronically: as a PDF for reading, and as XML with the same content.

Both carry the declaration's number and its secret for one use, which bind a signature to one form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from ugyfelkapu.papers.glyphs import printable
from ugyfelkapu.papers.printing import both, printed

NAMESPACE: Final = "urn:ugyfelkapu:declaration:1"


@dataclass(frozen=True, slots=True)
class Declaration:
    """All that stands in a declaration; names are written in Hungarian order, the day in ISO 8601."""

    number: str
    nonce: str
    made_on: date
    last_moment: str
    name: str
    birth_name: str
    birth_place: str
    birth_date: date
    mother_birth_name: str
    citizenship: str
    username: str
    email: str
    consent_version: str


def render(declaration: Declaration) -> bytes:
    """Print the declaration as an accessible, archival PDF; equal declarations give equal bytes."""
    texts = {name: printable(text) for name, text in _texts(declaration).items()}
    days = {"made_on": both(declaration.made_on), "birth_date": both(declaration.birth_date)}
    return printed("declaration.typ", {**texts, **days}, on=declaration.made_on)


def as_xml(declaration: Declaration) -> bytes:
    """Write the declaration as XML, in the very form in which it counts when it is signed."""
    values = {**_texts(declaration), "made_on": declaration.made_on, "birth_date": declaration.birth_date}
    lines = "\n".join(f"  <{name}>{escape(str(value))}</{name}>" for name, value in values.items())
    return f'<declaration xmlns="{NAMESPACE}">\n{lines}\n</declaration>'.encode()


def _texts(declaration: Declaration) -> dict[str, str]:
    return {
        "number": declaration.number,
        "nonce": declaration.nonce,
        "last_moment": declaration.last_moment,
        "name": declaration.name,
        "birth_name": declaration.birth_name,
        "birth_place": declaration.birth_place,
        "mother_birth_name": declaration.mother_birth_name,
        "citizenship": declaration.citizenship,
        "username": declaration.username,
        "email": declaration.email,
        "consent_version": declaration.consent_version,
        "declares": DECLARES,
        "declares_en": DECLARES_EN,
    }


DECLARES: Final = (
    "Kijelentem, hogy ezek a saját, valós adataim. Ügyfélkaput nyitok velük, és hozzájárulok, hogy az "
    "adataimat az adatkezelési tájékoztató szerint kezeljék. Ha már van teljes ügyfélkapum, ezzel az "
    "aláírással új jelszót adhatok meg hozzá."
)
DECLARES_EN: Final = (
    "I declare that these are my own data and that they are true. I open a client gate with them, and agree "
    "that they are handled as the privacy notice says. If I have a full client gate already, this signature "
    "lets me set a new password for it."
)
