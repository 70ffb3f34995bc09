# SPDX-License-Identifier: EUPL-1.2
"""Keyed hashes by which the embedded register finds people and documents."""

from __future__ import annotations

from typing import Final

from ugyfelkapu.domain.ports import BirthQuestion, SignerQuestion
from ugyfelkapu.vault.index import blind, keyed_hash

ADDRESS_CARD: Final = "address_card"
"""The kind under which address cards stand beside the other documents."""


def reference_key(register: str, reference: str) -> bytes:
    """Return the key of a record."""
    return keyed_hash("register reference", f"{register}:{reference}")


def number_key(kind: str, number: str) -> bytes:
    """Return the key of all documents of a kind with a number, whoever issued them."""
    return blind("document number", f"{kind}:{number}")


def signer_key(question: SignerQuestion) -> bytes:
    """Return the key of everybody whom a certificate names like this."""
    if question.identifier:
        return blind("certificate identifier", question.identifier)
    born_on = question.date.isoformat() if question.date else ""
    parts = (question.family_name, question.given_names, question.place, born_on)
    return keyed_hash("named in a certificate", "\x1f".join(parts))


def birth_key(question: BirthQuestion) -> bytes:
    """Return the key of everybody who was born like this."""
    parts = (
        question.family_name,
        question.given_names,
        question.place,
        question.date.isoformat(),
        question.mother_family_name,
        question.mother_given_names,
    )
    return keyed_hash("birth data", "\x1f".join(parts))
