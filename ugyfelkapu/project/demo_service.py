# SPDX-License-Identifier: EUPL-1.2
"""The demo service: a real client of the gate, whose process beside reads from a file what it registered."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from ugyfelkapu.domain.catalogue_errors import ClientIdTaken
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.errors import ServiceNameTaken
from ugyfelkapu.federation.addresses import DEVELOPMENT
from ugyfelkapu.federation.connecting import change_client, has_secret, renew_secret
from ugyfelkapu.federation.queries import ConnectedService, services
from ugyfelkapu.federation.registration import Registration, read
from ugyfelkapu.federation.services import Particulars, Purpose, connect_without_trial
from ugyfelkapu.journal.actor import COMMAND_LINE

CLIENT_ID: Final = "demo"
DEFAULT_PORT: Final = "8000"
PARTICULARS: Final = Particulars(
    name="Mintaszolgáltatás",
    owner="Minta Hivatal",
    name_en="Sample service",
    owner_en="Sample Authority",
    receives=tuple(Datum),
    temporary=True,
    purposes={
        Datum.EMAIL: Purpose("Ide értesítené, ha valódi lenne", "Where it would write to you, were it real"),
        Datum.NAME: Purpose("Így szólítja meg", "How it addresses you"),
        Datum.BIRTH_NAME: Purpose("Megmutatja, hogy megkapta", "To show that it received it"),
        Datum.PLACE_AND_DATE_OF_BIRTH: Purpose("Megmutatja, hogy megkapta", "To show that it received it"),
        Datum.MOTHER_NAME: Purpose("Megmutatja, hogy megkapta", "To show that it received it"),
        Datum.CITIZENSHIP: Purpose("Megmutatja, hogy megkapta", "To show that it received it"),
    },
)


@dataclass(frozen=True, slots=True)
class DemoService:
    """What the demo service must know of itself and of the gate."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    post_logout_redirect_uri: str
    backchannel_logout_uri: str


def keep(*, at: datetime) -> None:
    """See to it that the demo service is registered for this port, and that its file says so."""
    found = _found() or _connected(at=at)
    if found is None or found.client is None:  # made by another process meanwhile
        return
    if found.client.registration != _registration():
        change_client(found.id, registration=_registration(), by=COMMAND_LINE, at=at)
    told = _told(_kept_secret())
    if _file_says(told) and has_secret(found.id, told.client_secret):
        return
    _write(_told(renew_secret(found.id, by=COMMAND_LINE, at=at).secret))


def place() -> Path:
    """Return the file from which the demo service reads."""
    return Path(settings.STATE) / "demo-service.json"


def environment() -> dict[str, str]:
    """Return what its process is told: the file, and what sets the clock."""
    clock_file = settings.CLOCK_FILE
    told = {"DEMO_SERVICE_FILE": str(place())}
    return {**told, "DEMO_SERVICE_CLOCK_FILE": str(clock_file)} if clock_file else told


def address() -> str:
    """Return where the demo service is: on the port after the gate's."""
    return f"http://localhost:{int(os.environ.get('PORT') or DEFAULT_PORT) + 1}"


def _registration() -> Registration:
    told = _told("")
    metadata = {
        "client_id": CLIENT_ID,
        "redirect_uris": [told.redirect_uri],
        "post_logout_redirect_uris": [told.post_logout_redirect_uri],
        "backchannel_logout_uri": told.backchannel_logout_uri,
    }
    return read(metadata, reach=DEVELOPMENT)


def _told(secret: str) -> DemoService:
    here = address()
    return DemoService(
        issuer=settings.PUBLIC_URL,
        client_id=CLIENT_ID,
        client_secret=secret,
        redirect_uri=f"{here}/visszateres",
        post_logout_redirect_uri=f"{here}/",
        backchannel_logout_uri=f"{here}/kileptetes",
    )


def _found() -> ConnectedService | None:
    return next(
        (service for service in services() if service.client and service.client.client_id == CLIENT_ID), None
    )


def _connected(*, at: datetime) -> ConnectedService | None:
    try:
        connect_without_trial(PARTICULARS, registration=_registration(), by=COMMAND_LINE, at=at)
    except (ServiceNameTaken, ClientIdTaken):
        return None
    return _found()


def _kept_secret() -> str:
    try:
        return str(json.loads(place().read_text(encoding="utf-8")).get("client_secret", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _file_says(told: DemoService) -> bool:
    try:
        return bool(json.loads(place().read_text(encoding="utf-8")) == asdict(told))
    except (OSError, ValueError):
        return False


def _write(told: DemoService) -> None:
    """Replace the file as a whole, readable by its owner alone."""
    scratch = place().with_suffix(".new")
    scratch.unlink(missing_ok=True)
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(told), file, indent=2)
    scratch.replace(place())
