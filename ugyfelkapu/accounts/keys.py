# SPDX-License-Identifier: EUPL-1.2
"""Keyed hashes by which this room finds people, usernames, addresses and codes."""

from __future__ import annotations

from ugyfelkapu.domain.confusables import CONFUSABLES
from ugyfelkapu.domain.emails import comparison_key
from ugyfelkapu.domain.person import Identity, Name, folded, untitled
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.domain.usernames import skeleton
from ugyfelkapu.vault.index import blind, keyed_hash


def username_key(username: str) -> bytes:
    """Return the key under which a username, and all that look like it, are one (D11)."""
    return blind("username", skeleton(username, CONFUSABLES))


def email_key(email: str) -> bytes:
    """Return the key under which an address is one (D10)."""
    return blind("email", comparison_key(email))


def person_key(person: RegisteredPerson) -> bytes:
    """Return the key of a register's record: stable through marriages and moves (D9)."""
    return keyed_hash("person", f"{person.register}:{person.reference}")


def keys_of(person: RegisteredPerson) -> frozenset[bytes]:
    """Return the keys that a gate of this person may have: the record's, or one from before it (D9)."""
    return frozenset({person_key(person)}) | unregistered_keys(person.identity)


def unregistered_keys(identity: Identity) -> frozenset[bytes]:
    """Return the keys under which somebody may have a gate from when no register knew them (D9)."""
    names = (identity.current_name, identity.birth_name)
    by_certificate = {certificate_key(identity, f"{name.family} {name.given}") for name in names}
    return frozenset({document_only_key(identity), *by_certificate})


def certificate_key(identity: Identity, name: str) -> bytes:
    """Return the key of somebody in no register, from what their certificate proves (D9).

    That is the name as the certificate writes it, whatever its order and titles, and the date of birth and
    country, in which certificate and form agree. Nothing that was only typed counts.
    """
    words = " ".join(sorted(untitled(name).split()))
    parts = (words, identity.birth_date.isoformat(), identity.citizenship)
    return keyed_hash("person", "certificate:" + "\x1f".join(parts))


def document_only_key(identity: Identity) -> bytes:
    """Return the key of somebody whom no register knows, from what does not change (D9)."""
    parts = (
        _name(identity.birth_name),
        identity.birth_date.isoformat(),
        folded(identity.birth_place),
        _name(identity.mother_birth_name),
        identity.citizenship,
    )
    return keyed_hash("person", "document_only:" + "\x1f".join(parts))


def reference_key(reference: str) -> bytes:
    """Return the key by which the desk finds a temporary gate (D5)."""
    return blind("reference", reference)


def code_digest(code: str) -> bytes:
    """Return what is stored of a code (D12)."""
    return keyed_hash("code", code)


def name_token(part: str) -> bytes:
    """Return the blind token of one folded name part."""
    return blind("name part", part)


def _name(name: Name) -> str:
    return f"{folded(name.family)}|{folded(name.given)}"
