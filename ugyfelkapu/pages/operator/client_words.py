# SPDX-License-Identifier: EUPL-1.2
"""Words for what services register, and for what is seen when they are tried out."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.trial import Check, Finding
from ugyfelkapu.pages.pieces import Text

PROFILES: Final = MappingProxyType(
    {
        Profile.OIDC_STRICT: (
            _("Web service"),
            _("The usual one: code flow with PKCE, and a secret or keys of its own."),
        ),
        Profile.OIDC_BASIC: (
            _("Web service, older software"),
            _("Does not demand PKCE, and signs with RS256. Only where the software knows nothing better."),
        ),
        Profile.FAPI2_SECURITY: (
            _("Web service, high security (FAPI 2.0)"),
            _("Pushed requests, keys instead of a secret, tokens bound to a key."),
        ),
        Profile.PUBLIC_NATIVE: (
            _("App"),
            _("Runs on people's own devices and can keep no secret."),
        ),
        Profile.SERVICE: (
            _("Program without people"),
            _("Signs nobody in: it only asks the gate's interfaces, such as identity verification."),
        ),
    }
)
"""By profile: what it is called, and what it means."""
METHODS: Final = MappingProxyType(
    {
        Authentication.BASIC: _("secret in the header (client_secret_basic)"),
        Authentication.POST: _("secret in the form (client_secret_post)"),
        Authentication.PRIVATE_KEY: _("its own key (private_key_jwt)"),
        Authentication.NONE: _("it cannot (none)"),
    }
)
LEVELS: Final = MappingProxyType(
    {
        "": pgettext_lazy("level", "none"),
        "low": pgettext_lazy("level", "low"),
        "substantial": pgettext_lazy("level", "substantial"),
    }
)

CHECKS: Final = MappingProxyType(
    {
        Check.REDIRECT: _("The request names a registered redirect address"),
        Check.CHALLENGE: _("The request holds a PKCE challenge"),
        Check.NONCE: _("The request holds a nonce, a fresh one each time"),
        Check.REDEEMED: _("The service redeems the code in time, and proves who it is"),
        Check.SIGN_OUT: _("Signing out works"),
    }
)
FINDINGS: Final = MappingProxyType(
    {
        Finding.UNSEEN: (pgettext_lazy("check", "not seen yet"), ""),
        Finding.PASSED: (pgettext_lazy("check", "well"), "green"),
        Finding.ONCE: (pgettext_lazy("check", "seen once"), "yellow"),
        Finding.MISSING: (pgettext_lazy("check", "missing"), "red"),
        Finding.REPEATED: (pgettext_lazy("check", "repeated"), "red"),
        Finding.UNREGISTERED: (pgettext_lazy("check", "not registered"), "red"),
        Finding.LATE: (pgettext_lazy("check", "too late"), "red"),
        Finding.METHOD: (pgettext_lazy("check", "other method"), "red"),
        Finding.MISMATCH: (pgettext_lazy("check", "does not match"), "red"),
        Finding.REFUSED: (pgettext_lazy("check", "refused"), "red"),
    }
)
TO_DO: Final = MappingProxyType(
    {
        Check.REDIRECT: _("Open the link in a browser, and sign in at the service there."),
        Check.CHALLENGE: _("It is seen at the next sign-in."),
        Check.NONCE: _("It is seen after two sign-ins, for the second one shows whether the nonce is new."),
        Check.REDEEMED: _("It is seen when the service exchanges its code, or asks for a token of its own."),
        Check.SIGN_OUT: _(
            "Sign out at the service: it sends the browser to the gate with the ID token, or answers the"
            " message that the gate sends to its back-channel address."
        ),
    }
)
"""What somebody does so that a check is seen."""
REMEDIES: Final = MappingProxyType(
    {
        Finding.ONCE: _("Sign in at the service once more: the second nonce must be another one."),
        Finding.REPEATED: _("The service must make a new random nonce for every request, and compare it."),
        Finding.UNREGISTERED: _(
            "The redirect_uri of the request must be one of those registered, letter by letter. Correct the"
            " service, or register its address."
        ),
        Finding.LATE: _("A code lives for a minute and is used once. The service must redeem it at once."),
        Finding.METHOD: _(
            "The service must prove who it is in the way that it registered, or register the other."
        ),
        Finding.MISMATCH: _(
            "The code_verifier and the redirect_uri must be those of the request that the code came from."
        ),
        Finding.REFUSED: _(
            "The service must take the message (200) and end its own session of the person; see what its"
            " log says of the logout_token."
        ),
    }
)
MISSING: Final = MappingProxyType(
    {
        Check.CHALLENGE: _("The service must send code_challenge with code_challenge_method=S256 (PKCE)."),
        Check.NONCE: _("The service must send a nonce, and find it again in the ID token."),
    }
)


def remedy(check: Check, finding: Finding) -> Text:
    """Return what to do about what was seen; nothing where all is well."""
    if finding is Finding.PASSED:
        return ""
    if finding is Finding.MISSING:
        return MISSING[check]
    return TO_DO[check] if finding is Finding.UNSEEN else REMEDIES[finding]
