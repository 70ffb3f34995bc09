# SPDX-License-Identifier: EUPL-1.2
"""The files that trust is made of; a folder of them is as good a source as the network.

In a folder every file ending in .xml is a list: of the lists of the lists, the one with the highest
number counts and the others serve as its pivots; a national list stands for the territory that it names
itself. Three more files may lie there, and each says by its name what it is:

- lotl-signers.pem: certificates that sign the list of the lists, in place of the Official Journal's;
- own-list.xml with own-signers.pem: a list of our own, in the same form, of authorities that we trust for
  advanced signatures; nothing on it is ever qualified. Only beside it may the list of the lists be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import x509

from .lists import LARGEST, UNREADABLE, Unreadable, parse_xml, read_head
from .policy import certificates
from .verification import Reason, Untrusted

OWN_LIST, OWN_SIGNERS, LOTL_SIGNERS = "own-list.xml", "own-signers.pem", "lotl-signers.pem"
_MOST_FILES = 200


@dataclass(frozen=True)
class Material:
    """The files that a snapshot is made of, unverified."""

    list_of_lists: bytes | None
    pivots: tuple[bytes, ...] = ()
    nationals: Mapping[str, bytes] = field(default_factory=dict)
    """By territory."""
    signers: tuple[x509.Certificate, ...] = ()
    """Signers of the list of the lists in place of the Official Journal's."""
    own_list: bytes | None = None
    own_signers: tuple[x509.Certificate, ...] = ()


def directory(path: Path) -> Material:
    """Read a folder of lists; raise Untrusted where one of the files beside them cannot be read."""
    tops: dict[int, bytes] = {}
    nationals: dict[str, tuple[int, bytes]] = {}
    for file in _lists_in(path):
        octets = file.read_bytes()
        try:
            head = read_head(parse_xml(octets))
        except Unreadable:
            nationals.setdefault(file.stem.upper(), (-1, octets))
            continue
        if head.list_of_lists:
            tops[head.sequence] = octets
        elif nationals.get(head.territory, (-1, b""))[0] < head.sequence:
            nationals[head.territory] = (head.sequence, octets)
    newest = max(tops, default=None)
    return Material(
        list_of_lists=None if newest is None else tops[newest],
        pivots=tuple(octets for sequence, octets in tops.items() if sequence != newest),
        nationals={territory: octets for territory, (_, octets) in nationals.items()},
        signers=_certificates(path / LOTL_SIGNERS),
        own_list=(path / OWN_LIST).read_bytes() if (path / OWN_LIST).is_file() else None,
        own_signers=_certificates(path / OWN_SIGNERS),
    )


def _lists_in(path: Path) -> list[Path]:
    if not path.is_dir():
        raise Untrusted(Reason.MISSING, "no such folder")
    found = sorted(file for file in path.glob("*.xml") if file.name != OWN_LIST and file.is_file())
    if len(found) > _MOST_FILES or any(file.stat().st_size > LARGEST for file in found):
        raise Untrusted(Reason.UNREADABLE, "too many files or too large ones")
    return found


def _certificates(file: Path) -> tuple[x509.Certificate, ...]:
    if not file.is_file():
        return ()
    try:
        return certificates(file.read_bytes())
    except UNREADABLE as error:
        raise Untrusted(Reason.UNREADABLE, file.name) from error
