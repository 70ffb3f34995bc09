# SPDX-License-Identifier: EUPL-1.2
"""What certificates may say of a person of the register, written as they write it."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

import pycountry

from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.person import Name, folded
from ugyfelkapu.domain.ports import SignerQuestion

from .rows import Row

_KINDS: Final = MappingProxyType({DocumentKind.ID_CARD: "IDC", DocumentKind.PASSPORT: "PAS"})
"""Documents by which EN 319 412-1 names people."""


def handles(row: Row) -> Iterator[SignerQuestion]:
    """Yield every question about a certificate to which this person is the answer."""
    if row.personal_identifier:
        yield SignerQuestion(identifier=f"PNOHU-{row.personal_identifier}")
    for paper in row.papers:
        country = pycountry.countries.get(alpha_3=paper.issuing_country)
        if paper.kind in _KINDS and country is not None:
            kind = _KINDS[DocumentKind(paper.kind)]
            yield SignerQuestion(identifier=f"{kind}{country.alpha_2}-{paper.number}")
    for name in {row.identity.current_name, row.identity.birth_name}:
        for place in (row.identity.birth_place, ""):
            yield _named(row, name, place)


def _named(row: Row, name: Name, place: str) -> SignerQuestion:
    return SignerQuestion(
        family_name=folded(name.family),
        given_names=folded(name.given),
        place=folded(place),
        date=row.identity.birth_date,
    )
