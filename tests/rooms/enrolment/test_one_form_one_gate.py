# SPDX-License-Identifier: EUPL-1.2
"""A signed form opens one gate, once, for the browser that made it; what is refused leaves nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tests import builders, pki, signing
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services.resetting import ask_for_code
from ugyfelkapu.domain.enrolment_errors import DeclarationOver, DeclarationUsed, FormTooLarge, FormUnderWay
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.enrolment import queries
from ugyfelkapu.enrolment.judging import Asked, NotJudged
from ugyfelkapu.enrolment.models import Declaration, SignedForm, Upload
from ugyfelkapu.enrolment.services import forget_lapsed, open_gate, reset_password
from ugyfelkapu.enrolment.steps import Step
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.journal.actor import STRANGER, WORKER
from ugyfelkapu.journal.models import Entry
from ugyfelkapu.outbox.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_known_person() -> None:
    signing.lists_are_kept()
    signing.register_knows(signing.identity())


def _proved(shape: pki.Format = pki.Format.CADES_ATTACHED) -> UUID:
    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, signing.signed(declaration, shape))
    signing.looked_at()
    return declaration


def test_a_gate_is_full_and_active_at_once_and_keeps_the_evidence() -> None:
    declaration = _proved()

    gate = signing.opened(declaration)

    account = Account.objects.get(id=gate)
    assert (account.state, account.ends_at, account.person_source) == ("active", None, "population")
    kept = SignedForm.objects.get(account=account)
    assert (kept.level, kept.basis) == ("QESig", "identifier")
    assert not Upload.objects.exists()
    assert Declaration.objects.get().form == ""


def test_the_journal_keeps_hashes_and_the_snapshot() -> None:
    declaration = signing.declared(signing.filled_in())
    document = signing.signed(declaration, pki.Format.CADES_ATTACHED)
    signing.sent(declaration, document)
    signing.looked_at()

    gate = signing.opened(declaration)

    entry = Entry.objects.get(event="RegisteredBySignature")
    assert entry.subject == gate
    assert entry.details["document"] == signing.digest(document)
    assert entry.details["snapshot"]


def test_a_used_declaration_opens_nothing_more() -> None:
    declaration = _proved()
    signing.opened(declaration)

    with pytest.raises(DeclarationUsed):
        signing.opened(declaration)
    with pytest.raises(DeclarationUsed):
        signing.sent(declaration, b"%PDF-1.7 again")


def test_another_browser_can_do_nothing_with_it() -> None:
    declaration = _proved()

    with pytest.raises(DeclarationOver):
        signing.opened(declaration, browser="another")
    assert queries.as_pdf(declaration, browser="another", at=signing.AT) is None


def test_a_signed_form_of_another_session_is_another_document() -> None:
    stolen = signing.declared(signing.filled_in())
    document = signing.signed(stolen, pki.Format.PADES)
    own = signing.declared(signing.filled_in(), browser="thief")
    signing.sent(own, document, browser="thief")

    signing.looked_at()

    standing = queries.standing(own, browser="thief", at=signing.AT)
    assert standing is not None
    assert standing.reason == "other_document"


def test_one_form_at_a_time_is_looked_at() -> None:
    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, b"%PDF-1.7 first")

    with pytest.raises(FormUnderWay):
        signing.sent(declaration, b"%PDF-1.7 second")


@pytest.mark.parametrize("document", [b"", b"x" * (10 * 1024 * 1024 + 1)])
def test_too_much_and_too_little_is_not_taken(document: bytes) -> None:
    declaration = signing.declared(signing.filled_in())

    with pytest.raises(FormTooLarge):
        signing.sent(declaration, document)


def test_a_refused_form_leaves_nothing_of_it_and_may_be_sent_anew() -> None:
    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED, pki.Leaf.REVOKED))

    signing.looked_at()

    upload = Upload.objects.get()
    assert (upload.step, upload.document, upload.report, upload.signer) == (Step.REFUSED, "", "", "")
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED))
    signing.looked_at()
    assert signing.opened(declaration)


def test_evidence_that_cannot_be_had_puts_the_form_off_and_the_outcome_is_mailed() -> None:
    declaration = signing.declared(signing.filled_in())
    how = pki.How(without_revocation=True)
    document = signing.signed(declaration, pki.Format.CADES_ATTACHED, level=pki.Level.B, how=how)
    signing.sent(declaration, document)

    signing.looked_at()

    upload = Upload.objects.get()
    assert (upload.step, upload.reason) == (Step.LATER, "REVOCATION_MISSING")
    assert not Letter.objects.exists()
    last = signing.AT + timedelta(hours=23, minutes=59, seconds=30)
    signing.looked_at(last)
    assert Upload.objects.get().reason == "no_evidence"
    assert Letter.objects.get().kind == "signature_refused"


def test_a_form_without_lists_to_judge_it_by_is_put_off() -> None:
    def nobody(case: object) -> None:
        raise NotJudged("no_lists")

    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, b"%PDF-1.7")

    signing.looked_at(judge=nobody)

    assert Upload.objects.get().reason == "no_lists"


def test_what_was_fetched_meanwhile_decides() -> None:
    def answers(asked: tuple[Asked, ...]) -> dict[str, Material]:
        said = pki.world().ocsp(pki.Leaf.CITIZEN, signing.AT)
        assert said is not None
        return {each.name: Material((), (said,), ()) for each in asked}

    declaration = signing.declared(signing.filled_in())
    document = signing.signed(declaration, pki.Format.CADES_ATTACHED, level=pki.Level.B)
    signing.sent(declaration, document)

    signing.looked_at(fetch=answers)

    assert Upload.objects.get().step == Step.PROVED
    assert Upload.objects.get().evidence != "{}"


def test_somebody_with_a_full_gate_gets_no_second_one_but_a_new_password() -> None:
    first = signing.signed_gate()
    signing.confirm_address(first)
    gate = first.id
    second = _proved()
    standing = queries.standing(second, browser=signing.BROWSER, at=signing.AT)
    assert standing is not None
    assert standing.has_gate
    with pytest.raises(Refusal, match="has_gate"):
        signing.opened(second)

    password = new_password(builders.OTHER_PASSWORD)
    same = reset_password(second, password, browser=signing.BROWSER, by=STRANGER, at=signing.AT)

    assert same == gate
    assert Account.objects.get(id=gate).generation == 2
    assert Letter.objects.filter(kind="password_changed", account_id=gate).exists()
    told = next(each for each in builders.letters(gate) if each.kind == "password_changed")
    assert (getattr(told, "by_signature", None), getattr(told, "was_reset", None)) == (True, False)


def test_a_temporary_gate_that_its_owner_gives_up_frees_its_names() -> None:
    temporary = builders.temporary_gate(at=signing.AT)
    form = signing.filled_in(username=temporary.username, email=temporary.email)
    declaration = signing.declared(form)
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED))
    signing.looked_at()

    gate = open_gate(
        declaration,
        new_password(builders.PASSWORD),
        browser=signing.BROWSER,
        gives_up=temporary.id,
        by=STRANGER,
        at=signing.AT,
    )

    assert Account.objects.get(id=gate).username == temporary.username
    assert Account.objects.get(id=temporary.id).state == "closed"


def test_somebody_elses_username_stays_theirs() -> None:
    temporary = builders.temporary_gate(at=signing.AT)
    declaration = signing.declared(signing.filled_in(username=temporary.username))
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED))
    signing.looked_at()

    with pytest.raises(Refusal, match="username_taken"):
        signing.opened(declaration)
    assert Declaration.objects.get(id=declaration).used_at is None


def test_no_code_goes_to_an_address_that_its_owner_has_not_confirmed() -> None:
    gate = signing.opened(_proved())
    account = Account.objects.get(id=gate)

    ask_for_code(account.username, email=account.email, by=STRANGER, at=signing.AT)

    kinds = set(Letter.objects.values_list("kind", flat=True))
    assert kinds == {"signed_gate", "confirm_address"}


def test_what_lapses_is_erased() -> None:
    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, b"%PDF-1.7")
    signing.looked_at()
    before = signing.AT + timedelta(hours=24, seconds=-1)
    forget_lapsed(by=WORKER, at=before)
    assert Declaration.objects.exists()

    forget_lapsed(by=WORKER, at=signing.AT + timedelta(hours=24))

    assert not Declaration.objects.exists()
    assert not Upload.objects.exists()
