# SPDX-License-Identifier: EUPL-1.2
"""Holding a gate's data against the register's answer after a name change (D224 § 7 (7))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ugyfelkapu.domain import identities
from ugyfelkapu.domain.errors import NotReconciled
from ugyfelkapu.domain.matching import Field, changed_lines
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.domain.ports import BirthQuestion, Register, RegisterAnswer, RegisteredPerson, born_like

from . import keys
from .models import Account

REGISTERS: Final = frozenset(register.value for register in Register)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a gate holds of its owner, and what the register knows now."""

    before: Identity
    person: RegisteredPerson

    @property
    def changed(self) -> tuple[Field, ...]:
        """Return the lines that read differently, in order."""
        return changed_lines(self.before, self.person.identity)


def stands_in_a_register(account_id: UUID) -> bool:
    """Say whether a register knew the owner when the gate was opened; otherwise the desk must look."""
    return Account.objects.filter(id=account_id, person_source__in=REGISTERS).exists()


def question_about(account_id: UUID) -> BirthQuestion:
    """Return what the register is asked about the owner. Raises :class:`NotReconciled` if none knew them."""
    account = Account.objects.get(id=account_id)
    if account.person_source not in REGISTERS:
        raise NotReconciled(reason="document_only", subject=account.id)
    return born_like(identities.from_text(account.identity))


def comparison(account_id: UUID, answer: RegisterAnswer) -> Comparison:
    """Hold the answer against the gate; raises what :func:`compared` raises."""
    return compared(Account.objects.get(id=account_id), answer)


def compared(account: Account, answer: RegisterAnswer) -> Comparison:
    """Hold the answer against the gate.

    Raises :class:`NotReconciled` unless it names one person, by the very record for which the gate was
    opened, whom nothing keeps from having one.
    """
    if len(answer.people) != 1:
        raise NotReconciled(subject=account.id)
    person = answer.people[0]
    if not owns(person, account):
        raise NotReconciled(subject=account.id)
    if person.deceased or person.under_guardianship:
        raise NotReconciled(reason="standing", subject=account.id)
    return Comparison(identities.from_text(account.identity), person)


def owns(person: RegisteredPerson, account: Account) -> bool:
    """Say whether a gate is this person's (D9)."""
    return account.person_key is not None and (
        bytes(account.person_key) == keys.person_key(person) or born_as(person.identity, account)
    )


def born_as(identity: Identity, account: Account) -> bool:
    """Say whether a gate from when no register knew its owner is this person's.

    A certificate's name and date of birth may be those of several people: the rest must agree, too.
    """
    if account.person_key is None or bytes(account.person_key) not in keys.unregistered_keys(identity):
        return False
    held = identities.from_text(account.identity)
    return keys.document_only_key(held) == keys.document_only_key(identity)
