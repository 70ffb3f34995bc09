# SPDX-License-Identifier: EUPL-1.2
"""What a validation would like to know of certificates, told to whoever may ask the network.

The worker that validates opens nothing; it writes down whom it asked about, in a pipe that was open before.
Only certificates on a path to a trusted service are asked about, so only their issuers' addresses are used.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from asn1crypto import x509

from .signed_item import Material

MOST: Final = 8
_LARGEST: Final = 7 * 1024
"""Octets of one pair; all of them together fit into a pipe, so nobody waits for a reader."""
_HEAD: Final = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Asked:
    """A certificate whose standing was asked about, and its issuer's, both as DER."""

    certificate: bytes
    issuer: bytes

    @property
    def name(self) -> str:
        """Return the name under which answers are kept: the certificate's SHA-256."""
        return sha256(self.certificate).hexdigest()


class Noting:
    """Answers from what was fetched beforehand, and writes down what it was asked."""

    def __init__(self, known: Mapping[str, Material], writing: int) -> None:
        self._known = known
        self._writing = writing
        self._noted: set[bytes] = set()

    def evidence_for(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Material:
        """Return what is known of a certificate."""
        pair = bytes(certificate.dump()), bytes(issuer.dump())
        if pair[0] not in self._noted and len(self._noted) < MOST and sum(map(len, pair)) <= _LARGEST:
            self._noted.add(pair[0])
            os.write(self._writing, _HEAD.pack(len(pair[0]), len(pair[1])) + pair[0] + pair[1])
        return self._known.get(sha256(pair[0]).hexdigest(), Material())


def noted(octets: bytes) -> Iterator[Asked]:
    """Yield what :class:`Noting` wrote down; what is cut short is left out."""
    place = 0
    while place + _HEAD.size <= len(octets):
        first, second = _HEAD.unpack_from(octets, place)
        place += _HEAD.size
        if place + first + second > len(octets):
            return
        yield Asked(octets[place : place + first], octets[place + first : place + first + second])
        place += first + second
