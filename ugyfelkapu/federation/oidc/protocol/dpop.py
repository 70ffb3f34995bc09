# SPDX-License-Identifier: EUPL-1.2
"""Proofs that the sender holds a key, and tokens that are of use only with it (RFC 9449)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final  # claims are open JSON
from urllib.parse import urlsplit

from ugyfelkapu.federation.oidc.jose import JoseError, Signed, read_self_signed, thumbprint

from .clients import Client
from .errors import OAuthError, invalid_dpop_proof, invalid_grant, invalid_request
from .moments import MomentError, instant, is_current, moment, seconds
from .profiles import STRICT_ALGORITHMS
from .single_use import SingleUse, is_jti, single_use

ALGORITHMS: Final = STRICT_ALGORITHMS
LONGEST_PROOF: Final = 8_000
WINDOW: Final = 60
"""Seconds that a proof's ``iat`` may be away from now, before or after."""

NONCE_WINDOW: Final = 300
"""Seconds for which one nonce is handed out; it counts for the next window too."""

_PORTS: Final = {"http": 80, "https": 443}
_ADDRESS: Final = re.compile(r"[!-~]{1,2048}")
_ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof that holds; ``jkt`` is the thumbprint of the key, ``single`` counts once."""

    jkt: str
    single: SingleUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonces:
    """What we hand out so that proofs cannot be made in advance (RFC 9449, 8): stateless, by window of time.

    ``required``: a proof without one is sent back for it. A wrong one is sent back always.
    """

    key: bytes = field(repr=False)
    required: bool = False

    def nonce(self, *, at: datetime) -> str:
        """Return the nonce of this moment."""
        return self._of_window(seconds(at) // NONCE_WINDOW)

    def admits(self, nonce: str, *, at: datetime) -> bool:
        """Say whether a nonce was handed out in this window or the one before."""
        window = seconds(at) // NONCE_WINDOW
        given = nonce.encode()
        return any(hmac.compare_digest(given, self._of_window(window - back).encode()) for back in (0, 1))

    def _of_window(self, window: int) -> str:
        return _base64url(hmac.digest(self.key, b"dpop-nonce:%d" % window, "sha256")[:16])


def read_proof(
    header: str, *, method: str, url: str, nonces: Nonces, at: datetime, access_token: str = ""
) -> Proof:
    """Return the proof in a request's one ``DPoP`` header. Raises :class:`OAuthError`.

    ``url`` is the address as clients know it. ``access_token`` is the token that the proof goes with at a
    protected resource, whose digest it must hold.
    """
    signed, key = _self_signed(header)
    claims = signed.claims
    if claims.get("htm") != method or not _is_address(claims.get("htu"), url):
        raise invalid_dpop_proof("htm or htu is not of this request")
    made = _made_at(claims, at)
    jti = claims.get("jti")
    if not is_jti(jti):
        raise invalid_dpop_proof("no usable jti")
    if access_token and not _is_digest(claims.get("ath"), access_token):
        raise invalid_dpop_proof("ath is not of this access token")
    _require_nonce(claims, nonces, at)
    jkt = thumbprint(key)
    return Proof(jkt=jkt, single=single_use("dpop", jkt, str(jti), ends_at=instant(made + WINDOW + 1)))


def bound_key(proof: Proof | None, client: Client) -> str:
    """Return the key that new tokens are bound to, empty for none. Raises :class:`OAuthError`.

    Profiles that bind tokens get none without a proof.
    """
    if proof is None and client.policy.bound:
        raise invalid_request("this client's tokens are bound: a DPoP proof is needed")
    return proof.jkt if proof is not None else ""


def require_bound_key(jkt: str, proof: Proof | None) -> None:
    """Require the key that a code or refresh token is bound to, if it is. Raises :class:`OAuthError`."""
    if jkt and (proof is None or not hmac.compare_digest(jkt, proof.jkt)):
        raise invalid_grant("bound to another key")


def require_announced_key(jkt: str, proof: Proof | None) -> str:
    """Return the key that a request binds its code to: ``dpop_jkt``, or its proof's (RFC 9449, 10.1).

    Raises :class:`OAuthError` where it names one and proves another.
    """
    if jkt and proof is not None and jkt != proof.jkt:
        raise invalid_request("dpop_jkt is not the key of the DPoP proof")
    return jkt or (proof.jkt if proof is not None else "")


def use_nonce(nonces: Nonces, *, at: datetime) -> OAuthError:
    """Return the refusal that hands the client a nonce to use (RFC 9449, 8)."""
    return OAuthError(
        "use_dpop_nonce",
        "a nonce of ours is needed in the DPoP proof",
        headers={"DPoP-Nonce": nonces.nonce(at=at)},
    )


def _self_signed(header: str) -> tuple[Signed, Mapping[str, Any]]:
    if "," in header:
        raise invalid_dpop_proof("more than one DPoP header")
    if not 0 < len(header) <= LONGEST_PROOF:
        raise invalid_dpop_proof("the proof cannot be read")
    try:
        signed, key = read_self_signed(header, algorithms=ALGORITHMS)
    except JoseError:
        raise invalid_dpop_proof("the proof's signature, algorithm or key does not hold") from None
    if str(signed.header.get("typ")).lower().removeprefix("application/") != "dpop+jwt":
        raise invalid_dpop_proof("typ is not dpop+jwt")
    return signed, key


def _made_at(claims: Mapping[str, Any], at: datetime) -> float:
    try:
        made = moment(claims, "iat")
        current = is_current({name: claims[name] for name in ("nbf", "exp") if name in claims}, at=at)
    except MomentError:
        raise invalid_dpop_proof("a moment cannot be read") from None
    if made is None or not current or abs(at.timestamp() - made) > WINDOW:
        raise invalid_dpop_proof("iat, nbf or exp: not valid now")
    return made


def _require_nonce(claims: Mapping[str, Any], nonces: Nonces, at: datetime) -> None:
    nonce = claims.get("nonce")
    if nonce is None and not nonces.required:
        return
    if not isinstance(nonce, str) or not nonces.admits(nonce, at=at):
        raise use_nonce(nonces, at=at)


def _is_digest(ath: object, access_token: str) -> bool:
    expected = _base64url(hashlib.sha256(access_token.encode()).digest())
    return isinstance(ath, str) and hmac.compare_digest(ath.encode(), expected.encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _is_address(htu: object, url: str) -> bool:
    """Say whether two addresses are the same without query and fragment (RFC 9449, 4.3; RFC 3986, 6.2)."""
    if not isinstance(htu, str) or not _ADDRESS.fullmatch(htu):
        return False
    try:
        return _normalised(htu) == _normalised(url)
    except ValueError:
        return False


def _normalised(url: str) -> tuple[str, str, int | None, str]:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ValueError
    port = parts.port if parts.port is not None else _PORTS.get(parts.scheme)
    path = _ESCAPE.sub(_plain, parts.path or "/")
    return parts.scheme, parts.hostname or "", port, path


def _plain(escape: re.Match[str]) -> str:
    char = chr(int(escape[0][1:], 16))
    return char if _UNRESERVED.fullmatch(char) else escape[0].upper()
