# SPDX-License-Identifier: EUPL-1.2
"""How signing in to connected services is refused where a page of ours explains it."""

from __future__ import annotations

from .errors import Kind, Refusal


class ServiceSignInLapsed(Refusal):
    """The sign-in for the service is answered, too old, or another browser's: it begins at the service."""

    code = "service_sign_in_lapsed"


class ServiceSignInUnfinished(Refusal):
    """Something is still to be asked before the service may have its answer."""

    code = "service_sign_in_unfinished"


class ConsentIncomplete(Refusal):
    """The service cannot do without something that the person did not let it have."""

    code = "consent_incomplete"
    kind = Kind.INVALID


class SignOutTicketLapsed(Refusal):
    """What a service said of a sign-out is too old, or was not said by it."""

    code = "sign_out_ticket_lapsed"
