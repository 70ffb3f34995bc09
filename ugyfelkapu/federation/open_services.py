# SPDX-License-Identifier: EUPL-1.2
"""The services that anybody may sign in to: neither on trial nor disabled."""

from __future__ import annotations

from .queries import ConnectedService, services


def open_services() -> list[ConnectedService]:
    """Return the open services by name."""
    return [
        service for service in services() if service.client and service.client.live and not service.disabled
    ]
