# SPDX-License-Identifier: EUPL-1.2
"""Refusals: every way in which a rule says no, each with a code and data, never prose."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """What sort of answer a refusal deserves from a door."""

    INVALID = "invalid"  # the request cannot be right: 422
    CONFLICT = "conflict"  # right in itself, but not in this state: 409
    THROTTLED = "throttled"  # not now: 429
    FORBIDDEN = "forbidden"  # not this person: 403
    UNKNOWN = "unknown"  # there is no such thing: 404
    UNAVAILABLE = "unavailable"  # somebody we depend on is silent: 503


class Refusal(Exception):  # noqa: N818  reads as the thing it is
    """A rule said no. Subclasses carry a stable ``code`` and data for the page that explains it."""

    code: ClassVar[str] = "refused"
    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, **data: object) -> None:
        super().__init__(self.code)
        self.data = data


class NotAllowed(Refusal):
    """The lifecycle has no such step from the present state."""

    code = "not_allowed"


class Forbidden(Refusal):
    """This actor has no right to the act."""

    code = "forbidden"
    kind = Kind.FORBIDDEN


class Unknown(Refusal):
    """There is no such thing, or not for this viewer."""

    code = "unknown"
    kind = Kind.UNKNOWN


class OwnRecord(Refusal):
    """A staff member may not act on their own record (D22)."""

    code = "own_record"
    kind = Kind.FORBIDDEN


class UsernameTaken(Refusal):
    """Somebody living has this username, or one that looks like it (D11)."""

    code = "username_taken"
    kind = Kind.INVALID


class HasGate(Refusal):
    """This person already has a living full gate (D9); the desk offers recovery instead."""

    code = "has_gate"


class NotFound(Refusal):
    """No register knows this document."""

    code = "not_in_register"
    kind = Kind.INVALID


class Ambiguous(Refusal):
    """The register answered with several people."""

    code = "several_in_register"
    kind = Kind.INVALID


class DocumentNotValid(Refusal):
    """The document is expired, lost, withdrawn or of a kind that does not count (D5, D8)."""

    code = "document_not_valid"
    kind = Kind.INVALID


class AddressCardMissing(Refusal):
    """A person of the population register must show the address card (D6)."""

    code = "address_card_missing"
    kind = Kind.INVALID


class TooYoung(Refusal):
    """Under fourteen on the day of registering (D23)."""

    code = "too_young"
    kind = Kind.INVALID


class UnderGuardianship(Refusal):
    """The register marks the person as under guardianship (D23)."""

    code = "under_guardianship"
    kind = Kind.INVALID


class Deceased(Refusal):
    """The register marks the person as deceased (D23)."""

    code = "deceased"
    kind = Kind.INVALID


class RegisterChanged(Refusal):
    """The register's answer is not the one the clerk compared with the person."""

    code = "register_changed"


class RegisterSilent(Refusal):
    """The register did not answer, or not in a way that can be trusted."""

    code = "register_silent"
    kind = Kind.UNAVAILABLE


class NeedsSecondApproval(Refusal):
    """Only another staff member of the same office may approve this (D8)."""

    code = "needs_second_approval"
    kind = Kind.FORBIDDEN


class ApprovalLapsed(Refusal):
    """The request was decided already, or is older than a day."""

    code = "approval_lapsed"


class PasswordRefused(Refusal):
    """The chosen password breaks a rule of D14; ``reason`` says which."""

    code = "password_refused"
    kind = Kind.INVALID


class Throttled(Refusal):
    """Too many attempts; ``until`` is the first moment at which another is heard (D16)."""

    code = "throttled"
    kind = Kind.THROTTLED


class Busy(Refusal):
    """The service is doing as much as it can; trying again in a moment helps."""

    code = "busy"
    kind = Kind.UNAVAILABLE


class SignerSilent(Refusal):
    """The place where signing keys rest does not answer, so nothing can be signed; nothing else signs."""

    code = "signer_silent"
    kind = Kind.UNAVAILABLE


class StaffNameTaken(Refusal):
    """Another staff member has this sign-in name."""

    code = "staff_name_taken"
    kind = Kind.INVALID


class ServiceNameTaken(Refusal):
    """The owner has another connected service of this name."""

    code = "service_name_taken"
    kind = Kind.INVALID


class ServiceUnnamed(Refusal):
    """A connected service needs a name and an owner that people can read."""

    code = "service_unnamed"
    kind = Kind.INVALID


class AddressTaken(Refusal):
    """The address was proved by another gate in the meantime; the desk can correct it (D10, D24)."""

    code = "address_taken"


class SameAddress(Refusal):
    """The gate has this very address, and it is proved already (D10)."""

    code = "same_address"
    kind = Kind.INVALID


class DifferentPerson(Refusal):
    """The document on the desk belongs to somebody else than the gate (D8, D25)."""

    code = "different_person"
    kind = Kind.INVALID


class IdentityDiffers(Refusal):
    """The document's machine-readable zone and the register's answer differ; ``fields`` says where (D8)."""

    code = "identity_differs"
    kind = Kind.INVALID


class UnknownReference(Refusal):
    """No temporary gate has this reference (any more): it ended, or was finalised (D5)."""

    code = "unknown_reference"
    kind = Kind.UNKNOWN


class SaidDiffers(Refusal):
    """Username and e-mail as the client says them do not both belong to the form (D5)."""

    code = "said_differs"
    kind = Kind.INVALID


class SignInLapsed(Refusal):
    """The second step came too late, in another browser, or after the password had changed."""

    code = "sign_in_lapsed"


class QuietAfterReset(Refusal):
    """Within a day of a reset without second factor nothing that matters may be changed (D17)."""

    code = "quiet_after_reset"


class NotSteppedUp(Refusal):
    """The owner must prove that they are there before they change what matters (D17)."""

    code = "not_stepped_up"
    kind = Kind.FORBIDDEN


class NotProved(Refusal):
    """The gate's address was never proved, so nothing can be confirmed by a letter to it (D17)."""

    code = "not_proved"


class TooManyFactors(Refusal):
    """A gate bears so many second factors and no more."""

    code = "too_many_factors"


class LinkLapsed(Refusal):
    """The link of a security letter was used, is older than a week, or is none of ours."""

    code = "link_lapsed"
    kind = Kind.UNKNOWN


class RecoveryWaits(Refusal):
    """The gate is to start over already: that must be decided, or take effect, first."""

    code = "recovery_waits"


class NotReconciled(Refusal):
    """The register does not know one single person by these data, so the desk must look (D224 § 7 (7))."""

    code = "not_reconciled"


class FormDiffers(IdentityDiffers):
    """The form of a temporary gate and the register speak of two people; ``fields`` says where (D5)."""

    code = "form_differs"


class QuotaReached(Refusal):
    """Whoever asks has looked up as many records as an hour allows."""

    code = "quota_reached"
    kind = Kind.THROTTLED


class LeaseLost(Refusal):
    """Another worker took the letter over, or its gate was erased while it was carried."""

    code = "lease_lost"


class LetterWiped(Refusal):
    """An abandoned letter held a secret, so nothing of it is left to send; issue a new code instead."""

    code = "letter_wiped"
