# SPDX-License-Identifier: EUPL-1.2
"""The file that shows that several hosts belong to one service (OpenID Connect Core, 8.1)."""

from __future__ import annotations

from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.egress.fetching import fetch_json
from ugyfelkapu.egress.troubles import FetchFailed

from .reasons import Reason
from .registration import Registration, require_listed


def require_sector(registration: Registration) -> None:
    """Ask for the file of a service's sector, if it has one, and require that it lists every address.

    Asks the network, so it comes before the act. Raises :class:`MetadataRefused`.
    """
    uri = registration.sector_identifier_uri
    if not uri:
        return
    try:
        listed = fetch_json(uri)
    except FetchFailed as failed:
        raise MetadataRefused(
            field="sector_identifier_uri", reason=Reason.UNREACHABLE, value=failed.trouble.value
        ) from failed
    if not isinstance(listed, list):
        raise MetadataRefused(field="sector_identifier_uri", reason=Reason.SHAPE)
    require_listed(registration, [one for one in listed if isinstance(one, str)])
