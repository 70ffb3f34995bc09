# SPDX-License-Identifier: EUPL-1.2
"""The slip for somebody who opened a temporary gate: what to do by when, and what to take to the office.

It never holds the activation code, an e-mail address, a name or a date of birth, and has no field
that could: whoever finds it learns of one reference and one username, which open nothing (D5, D13).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ugyfelkapu.papers.glyphs import printable
from ugyfelkapu.papers.printing import both, days_between, printed
from ugyfelkapu.papers.qr import svg


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing to bring, in both languages, as an item of a list without its comma: „a lakcímkártyáját”."""

    hu: str
    en: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service that a temporary gate already reaches, and who runs it."""

    name_hu: str
    name_en: str
    owner_hu: str
    owner_en: str


@dataclass(frozen=True, slots=True)
class TemporarySlip:
    """All that stands on a slip; each last day is one on which the thing is still possible."""

    reference: str
    username: str
    opened_on: date
    code_last_day: date
    gate_last_day: date
    bring: tuple[Pair, ...]
    services: tuple[ServiceLine, ...]
    activation_url: str
    offices_url: str


def render(slip: TemporarySlip) -> bytes:
    """Print the slip as an accessible, archival PDF; equal slips give equal bytes."""
    return printed("temporary.typ", _content(slip), on=slip.opened_on)


def _content(slip: TemporarySlip) -> dict[str, object]:
    """Lay out the values for the template; the code holds the reference as it is printed for saying."""
    reference = printable(slip.reference)
    return {
        "reference": reference,
        "qr": svg(reference, title=reference),
        "username": printable(slip.username),
        "opened_on": both(slip.opened_on),
        "code_last_day": both(slip.code_last_day),
        "code_days": days_between(slip.opened_on, slip.code_last_day),
        "gate_last_day": both(slip.gate_last_day),
        "gate_days": days_between(slip.opened_on, slip.gate_last_day),
        "bring": [{"hu": printable(thing.hu), "en": printable(thing.en)} for thing in slip.bring],
        "services": [_service(line) for line in slip.services],
        "activation_url": printable(slip.activation_url),
        "offices_url": printable(slip.offices_url),
    }


def _service(line: ServiceLine) -> dict[str, dict[str, str]]:
    """Lay out a service for the two columns."""
    return {
        "hu": {"name": printable(line.name_hu), "owner": printable(line.owner_hu)},
        "en": {"name": printable(line.name_en), "owner": printable(line.owner_en)},
    }
