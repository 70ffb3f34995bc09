# SPDX-License-Identifier: EUPL-1.2
"""The whole first way in: from the document office to a signed-in citizen, and what the journal says."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from ugyfelkapu.domain.codes import for_reading
from ugyfelkapu.journal.queries import all_entries


@pytest.mark.django_db
def test_a_person_walks_from_the_desk_to_their_own_page_and_out_again(client: Client) -> None:
    clerk = builders.clerk()
    person = builders.person_in_register()
    gate = builders.registered_gate("minta.maria.84", person=person, by=clerk)
    letter = for_reading(gate.code)
    choice = {"password": builders.PASSWORD, "password_again": builders.PASSWORD}

    opened = client.get(f"/aktivalas/?code={letter}")
    activated = client.post("/aktivalas/", {"username": "Minta.Maria.84", "code": letter.lower(), **choice})
    signed_in = client.post("/belepes/", {"username": "minta.maria.84", "password": builders.PASSWORD})
    page = client.get("/fiok/")
    signed_out = client.post("/kilepes/")
    afterwards = client.get("/fiok/")

    assert f'value="{letter}"' in opened.text
    assert (activated.status_code, activated.headers["Location"]) == (303, "/aktivalas/kesz/")
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/fiok/")
    assert "Minta Mária" in page.text
    assert (signed_out.status_code, signed_out.headers["Location"]) == (303, "/kilepes/kesz/")
    assert afterwards.headers["Location"] == "/belepes/?next=/fiok/"
    assert builders.kinds_of_letters(gate.id) == ["activation", "activated"]
    owner, desk = str(gate.id), clerk.id
    assert [(entry.event, entry.actor_kind, entry.actor_id) for entry in all_entries()] == [
        ("OfficeAdded", "operator", "command-line"),
        ("StaffInvited", "operator", "command-line"),
        ("RegisteredInPerson", "staff", desk),
        ("CodeIssued", "staff", desk),
        ("AccountActivated", "stranger", ""),
        ("SignedIn", "stranger", ""),
        ("SignedOut", "citizen", owner),
    ]
    about = {entry.subject for entry in all_entries() if entry.event not in {"OfficeAdded", "StaffInvited"}}
    assert about == {gate.id}
