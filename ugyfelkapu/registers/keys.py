# SPDX-License-Identifier: EUPL-1.2
"""Keyed hashes by which the embedded register finds people and documents."""

from __future__ import annotations

from typing import Final

from ugyfelkapu.vault.index import blind, keyed_hash

ADDRESS_CARD: Final = "address_card"
"""The kind under which address cards stand beside the other documents."""


def reference_key(register: str, reference: str) -> bytes:
    """Return the key of a record."""
    return keyed_hash("register reference", f"{register}:{reference}")


def number_key(kind: str, number: str) -> bytes:
    """Return the key of all documents of a kind with a number, whoever issued them."""
    return blind("document number", f"{kind}:{number}")
