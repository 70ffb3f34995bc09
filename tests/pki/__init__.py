# SPDX-License-Identifier: EUPL-1.2
"""A world of certificates, services and trusted lists for tests, made at test time; nothing secret is stored.

- world(): certificates, keys, OCSP answers, lists of revoked certificates and timestamps of everybody
  named in people.py (Authority, Leaf, Unit, Responder; each says what is special about it).
- sign(format, level, leaf, payload, how): a signed sample in any Format at any Level; How says when and
  with what faults. How() is a signature with which everything is in order.
- trust(): a folder with a list of the lists, a national list and the certificate of whoever signed the
  former, as TrustSnapshot.from_directory reads it; Lists says what may be wrong with them. Made once for
  equal lists.
- The moments of a sound signature stand in how.py: SIGNED_AT, STAMPED_AT, CHECKED_AT, ARCHIVED_AT, and
  VALIDATED_AT, the moment to judge at.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from . import cms, containers, pades, tsl
from .how import (
    ARCHIVED_AT,
    CHECKED_AT,
    IN_ORDER,
    SIGNED_AT,
    STAMPED_AT,
    VALIDATED_AT,
    Format,
    How,
    Level,
)
from .lists import Listed, Lists, Past, Rule
from .people import Authority, Leaf, Operator, Responder, Unit
from .world import World, world

__all__ = [
    "ARCHIVED_AT",
    "CHECKED_AT",
    "SIGNED_AT",
    "STAMPED_AT",
    "VALIDATED_AT",
    "Authority",
    "Format",
    "How",
    "Leaf",
    "Level",
    "Listed",
    "Lists",
    "Operator",
    "Past",
    "Responder",
    "Rule",
    "Unit",
    "World",
    "default_payload",
    "sign",
    "trust",
    "world",
]

IN_ORDER_LISTS = Lists()
_CONTAINERS = {Format.ASICE_XADES, Format.ASICE_CADES, Format.ASICS_XADES, Format.ASICS_CADES}
_XML = b'<declaration xmlns="urn:example:declaration"><name>Minta</name></declaration>'


def default_payload(shape: Format) -> bytes:
    """Return a document that fits the format."""
    return _XML if shape is Format.XADES_ENVELOPED else pades.document()


def sign(shape: Format, level: Level, leaf: Leaf, payload: bytes | None = None, how: How = IN_ORDER) -> bytes:
    """Return the payload (or a document that fits) signed by a leaf, in a format, at a level."""
    content = default_payload(shape) if payload is None else payload
    if shape is Format.PADES:
        return pades.signed(content, level, leaf, how)
    if shape in _CONTAINERS:
        return containers.container(content, shape, level, leaf, how)
    if shape in (Format.CADES_ATTACHED, Format.CADES_DETACHED):
        return cms.signed(content, level, leaf, how, attached=shape is Format.CADES_ATTACHED)
    if shape is Format.XADES_ENVELOPED:
        return containers.enveloped(content, level, leaf, how)
    if shape is Format.XADES_ENVELOPING:
        return containers.enveloping(content, level, leaf, how)
    return containers.dossier(content, shape, level, leaf, how)


def trust(lists: Lists = IN_ORDER_LISTS) -> Path:
    """Return a folder with these lists, the same one each time; nobody may write into it."""
    return _folder(lists)


@cache
def _folder(lists: Lists) -> Path:
    return tsl.folder(lists)
