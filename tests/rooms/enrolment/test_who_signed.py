# SPDX-License-Identifier: EUPL-1.2
"""Who signed, by the certificate and the registers: what is enough, and beside it what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from tests import pki, signing
from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import (
    Confirmation,
    ProviderUnavailable,
    RegisterAnswer,
    RegisterUnavailable,
)
from ugyfelkapu.enrolment import queries, verdict
from ugyfelkapu.enrolment.models import Upload
from ugyfelkapu.enrolment.signers import signer_from, signer_text
from ugyfelkapu.enrolment.steps import Step
from ugyfelkapu.esignature.trust.snapshot import TrustSnapshot
from ugyfelkapu.registers.embedded import EmbeddedRegisters

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _lists_are_kept() -> None:
    signing.lists_are_kept()


def _outcome(leaf: pki.Leaf, who: Identity | None = None, **world: object) -> str:
    """Let a form signed by a leaf be looked at; return what came of it."""
    declaration = signing.declared(signing.filled_in(who))
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED, leaf))
    signing.looked_at(**world)
    standing = queries.standing(declaration, browser=signing.BROWSER, at=signing.AT)
    assert standing is not None
    return standing.reason or str(standing.step)


def test_an_identifier_that_the_register_knows_is_enough() -> None:
    signing.register_knows(signing.identity())

    assert _outcome(pki.Leaf.CITIZEN) == Step.PROVED


def test_an_identifier_of_another_record_is_not() -> None:
    signing.register_knows(signing.identity(), identifier="")
    signing.register_knows(
        signing.identity(birth_place="Szeged"), identifier=signing.IDENTIFIER, reference="SZL-S-2"
    )

    assert _outcome(pki.Leaf.CITIZEN) == "not_one_person"


def test_a_name_alone_is_never_enough_whatever_number_its_issuer_gave_it() -> None:
    signing.register_knows(signing.identity(), identifier="")

    assert _outcome(pki.Leaf.OWN_OID) == "name_alone"


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        (Confirmation.YES, "proved"),
        (Confirmation.NO, "name_alone"),
        (Confirmation.NOT_ASKED, "name_alone"),
    ],
)
def test_the_providers_word_decides_where_nothing_else_does(word: Confirmation, outcome: str) -> None:
    signing.register_knows(signing.identity(), identifier="")

    assert _outcome(pki.Leaf.OWN_OID, providers=signing.Says(word)) == outcome


def test_the_provider_is_not_asked_where_the_register_knows_enough() -> None:
    signing.register_knows(signing.identity())
    provider = signing.Says(Confirmation.NO)

    assert _outcome(pki.Leaf.CITIZEN, providers=provider) == Step.PROVED
    assert provider.asked == []


def test_another_name_in_the_form_is_refused() -> None:
    who = signing.identity(current_name=Name("Minta", "Márta"), birth_name=Name("Minta", "Márta"))
    signing.register_knows(who)

    assert _outcome(pki.Leaf.CITIZEN, who) == "not_one_person"


def test_accents_are_part_of_a_name() -> None:
    who = signing.identity(current_name=Name("Minta", "Maria"), birth_name=Name("Próba", "Maria"))
    signing.register_knows(who)

    assert _outcome(pki.Leaf.CITIZEN, who) == "not_one_person"


def test_a_form_that_the_register_does_not_know_is_refused() -> None:
    assert _outcome(pki.Leaf.CITIZEN, signing.identity(birth_place="Szeged")) == "name_alone"


def test_the_provider_hears_nothing_of_whom_the_certificate_does_not_name() -> None:
    who = signing.identity(current_name=Name("Minta", "Márta"), birth_name=Name("Minta", "Márta"))
    signing.register_knows(who, identifier="")
    provider = signing.Says(Confirmation.YES)

    assert _outcome(pki.Leaf.OWN_OID, who, providers=provider) == "not_one_person"
    assert provider.asked == []


@pytest.mark.parametrize(
    ("mark", "outcome"), [("deceased", "deceased"), ("under_guardianship", "under_guardianship")]
)
def test_whom_the_register_marks_opens_nothing(mark: str, outcome: str) -> None:
    signing.register_knows(signing.identity(), **{mark: "yes"})

    assert _outcome(pki.Leaf.CITIZEN) == outcome


@pytest.mark.parametrize(
    ("leaf", "outcome"),
    [
        (pki.Leaf.PSEUDONYM, "pseudonym"),
        (pki.Leaf.SEAL, "seal"),
        (pki.Leaf.EMPLOYEE, "organisation"),
        (pki.Leaf.REVOKED, "revoked"),
        (pki.Leaf.ADVANCED, "not_trusted"),
        (pki.Leaf.TWIN, "not_trusted"),
        (pki.Leaf.WRONG_USAGE, "not_trusted"),
    ],
)
def test_certificates_that_do_not_count_are_refused_by_name(leaf: pki.Leaf, outcome: str) -> None:
    signing.register_knows(signing.identity())

    assert _outcome(leaf) == outcome


def test_a_citizen_of_the_eea_in_no_register_needs_the_date_of_birth_in_the_certificate() -> None:
    who = signing.identity(citizenship="DEU")

    assert _outcome(pki.Leaf.CITIZEN, who) == "name_alone"


def test_a_citizen_of_another_state_in_no_register_is_refused() -> None:
    who = signing.identity(citizenship="VNM")

    assert _outcome(pki.Leaf.CITIZEN, who) == "name_alone"


def test_a_certificate_that_is_not_qualified_caps_the_gate() -> None:
    signing.register_knows(signing.identity())
    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED))
    signing.looked_at()
    _make_unqualified(declaration)

    gate = signing.opened(declaration)

    assert Account.objects.get(id=gate).capped
    assert Proofing.objects.get(account_id=gate).document == "certificate"


def _make_unqualified(declaration: UUID) -> None:
    upload = Upload.objects.get(declaration_id=declaration)
    found = signer_from(upload.signer)
    upload.signer = signer_text(replace(found, signed=replace(found.signed, qualified=False)))
    upload.save(update_fields=["signer"])


class _Silent(EmbeddedRegisters):
    def who_was_born(self, *args: object, **more: object) -> RegisterAnswer:
        raise RegisterUnavailable


def test_a_silent_register_puts_the_form_off() -> None:
    signing.register_knows(signing.identity())

    assert _outcome(pki.Leaf.CITIZEN, registers=_Silent()) == "register_silent"


class _Mute:
    """A certificate provider that does not answer."""

    def is_holder(self, question: object, *, at: object) -> Confirmation:
        """Say nothing."""
        raise ProviderUnavailable


def test_a_silent_provider_puts_the_form_off_and_is_named() -> None:
    signing.register_knows(signing.identity(), identifier="")

    assert _outcome(pki.Leaf.OWN_OID, providers=_Mute()) == "provider_silent"


def test_a_form_is_put_off_while_the_list_of_this_country_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in pki.trust(pki.Lists()).iterdir():
        if file.name != "HU.xml":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    without = TrustSnapshot.from_directory(tmp_path, signing.AT)
    monkeypatch.setattr(verdict, "trust", lambda: without)
    signing.register_knows(signing.identity())

    assert _outcome(pki.Leaf.CITIZEN) == "no_lists"


def test_a_child_opens_nothing() -> None:
    young = signing.identity(birth_date=date(2015, 1, 1))

    with pytest.raises(Exception, match="too_young"):
        signing.declared(signing.filled_in(young))
