# SPDX-License-Identifier: EUPL-1.2
"""What a refused or hindered signed form offers: the way out that may help, and no other."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from tests.clock import clock
from tests.pages.citizen.test_signed import START, fields
from ugyfelkapu.domain.attempts import TEMPORARY_GATES
from ugyfelkapu.domain.signing import Reason
from ugyfelkapu.enrolment.models import Upload
from ugyfelkapu.enrolment.steps import Step

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SIGN, CORRECT, TEMPORARY = (
    "Újra aláírom",
    "Javítom az űrlapot",
    "Ideiglenes kaput nyitok ezekkel az adatokkal",
)


def send(client: Client, content: bytes = b"%PDF-1.7") -> int:
    """Send a file as the signed one."""
    file = SimpleUploadedFile("alairt.pdf", content)
    return client.post(f"{START}nyilatkozat/", {"signed_form": file}).status_code


@pytest.mark.parametrize(
    ("reason", "main", "offers_temporary"),
    [
        (Reason.ALTERED, SIGN, True),
        (Reason.NOT_ONE_PERSON, CORRECT, True),
        (Reason.NAME_ALONE, None, True),
        (Reason.DECEASED, None, False),
        (Reason.UNDER_GUARDIANSHIP, None, False),
        (Reason.TOO_YOUNG, None, False),
    ],
)
def test_the_way_that_may_help_comes_first(
    client: Client, reason: Reason, main: str | None, offers_temporary: bool
) -> None:
    client.post(START, fields())
    send(client)
    Upload.objects.update(step=Step.REFUSED, reason=reason)

    page = client.get(f"{START}ellenorzes/").content.decode()

    buttons = [part.partition("</a>")[0] for part in page.split('class="govuk-button"')[1:]]
    assert [text for text in (SIGN, CORRECT) if any(text in button for button in buttons)] == (
        [main] if main else []
    )
    assert (TEMPORARY in page) is offers_temporary


def test_a_file_too_large_to_be_held_is_called_too_large(client: Client, settings: Settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    client.post(START, fields())

    answer = client.post(
        f"{START}nyilatkozat/", {"signed_form": SimpleUploadedFile("alairt.pdf", b"x" * 2000)}
    )

    assert answer.status_code == 422
    assert "A fájl nagyobb 10 MB-nál" in answer.content.decode()


def test_too_many_files_are_told_beside_the_declaration_that_waits(client: Client) -> None:
    client.post(START, fields())
    for _ in range(TEMPORARY_GATES.count):
        send(client)
        Upload.objects.all().delete()

    file = SimpleUploadedFile("alairt.pdf", b"%PDF-1.7")
    answer = client.post(f"{START}nyilatkozat/", {"signed_form": file})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Túl sok aláírt fájl" in answer.content.decode()
    assert "nyilatkozat.pdf" in answer.content.decode()
