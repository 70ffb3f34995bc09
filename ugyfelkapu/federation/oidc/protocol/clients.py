# SPDX-License-Identifier: EUPL-1.2
"""A client as the protocol knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any  # JSON Web Keys and registered metadata are open JSON
from uuid import UUID

from .profiles import POLICIES, Authentication, Policy, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A registered client. ``claims`` are the names that it may ever receive, its ceiling.

    ``minimum_level`` is empty, ``low`` or ``substantial``; ``temporary``: temporary gates may use it (D18);
    ``statutory``: a statute gives it the data, so nobody is asked; ``audience``: whom its signed access
    tokens are for, empty where tokens are opaque; ``metadata`` holds registered algorithms and addresses in
    the standards' names.
    """

    id: UUID
    service_id: UUID
    client_id: str
    profile: Profile
    authentication: Authentication
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    sector: str = ""
    secret_digest: bytes | None = None
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str = ""
    claims: frozenset[str] = frozenset()
    minimum_level: str = ""
    temporary: bool = False
    statutory: bool = False
    audience: str = ""
    live: bool = True
    purposes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    metadata: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def policy(self) -> Policy:
        """Return what its profile decides."""
        return POLICIES[self.profile]

    def registered(self, name: str, default: str = "") -> str:
        """Return a registered text, such as ``id_token_signed_response_alg``."""
        return str(self.metadata.get(name) or default)

    @property
    def signing_algorithm(self) -> str:
        """Return how tokens for it are signed."""
        return self.registered("id_token_signed_response_alg", self.policy.signing[0])
