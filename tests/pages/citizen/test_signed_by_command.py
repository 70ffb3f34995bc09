# SPDX-License-Identifier: EUPL-1.2
"""``demo-sign``: a downloaded form, signed on the command line opens a gate in each format; its refusals."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command, load_command_class
from django.test import Client
from pytest_django.fixtures import Settings

from tests import builders, signing
from tests.clock import Clock, clock
from tests.pages.citizen.test_signed import PASSWORDS, START, fields
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.enrolment.demo_signing import believe_demo_card, demo_sign
from ugyfelkapu.esignature.demo_card.shapes import ENDINGS, FOR_XML, Shape
from ugyfelkapu.journal.actor import COMMAND_LINE

__all__ = ["clock"]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation with a demo card of its own."""
    return tmp_path_factory.mktemp("house")


@pytest.fixture(autouse=True)
def _the_card_is_believed(clock: Clock, settings: Settings, house: Path) -> None:
    clock.set(signing.AT)
    settings.STATE = house
    believe_demo_card(by=COMMAND_LINE, at=signing.AT)
    signing.register_knows(signing.identity(), identifier="")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Return how the command ended, and what it said."""
    out = StringIO()
    try:
        call_command("demo-sign", *map(str, arguments), stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue().strip(), ""


def downloaded(client: Client, folder: Path, *, ending: str = "pdf") -> Path:
    """Fill in the form, and keep its declaration as a browser does."""
    assert client.post(START, fields()).status_code == 303
    kept = folder / f"ugyfelkapu-nyilatkozat.{ending}"
    kept.write_bytes(client.get(f"{START}nyilatkozat.{ending}").content)
    return kept


def send(client: Client, file: Path) -> None:
    """Send a signed file, and let the worker look at it."""
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    sent = client.post(f"{START}nyilatkozat/", {"signed_form": upload})
    assert sent["Location"] == f"{START}ellenorzes/"
    signing.looked_at()


@pytest.mark.parametrize("shape", list(Shape))
def test_a_form_signed_by_the_command_goes_the_whole_way(
    client: Client, tmp_path: Path, shape: Shape
) -> None:
    declaration = downloaded(client, tmp_path, ending="xml" if shape in FOR_XML else "pdf")

    code, said, _ = run(declaration, "--format", shape)
    send(client, Path(said))
    opened = client.post(f"{START}jelszo/", PASSWORDS)

    assert (code, Path(said).suffix, opened["Location"]) == (0, ENDINGS[shape], f"{START}kesz/")
    assert (Account.objects.get().state, Account.objects.get().capped) == ("active", False)
    entered = client.post("/belepes/", {"username": "minta.alairo", "password": builders.PASSWORD})
    assert entered.status_code == 303


def test_a_card_with_a_name_alone_shows_that_refusal(client: Client, tmp_path: Path) -> None:
    target = tmp_path / "signed.pdf"

    code, said, _ = run(downloaded(client, tmp_path), "--name-alone", "--output", target)
    send(client, target)

    assert (code, said) == (0, str(target))
    refused = client.get(f"{START}ellenorzes/?lang=en", follow=True)
    assert (refused.status_code, "proves a name alone" in refused.content.decode()) == (422, True)


def test_a_file_that_is_not_there_is_a_mistake_in_the_call(tmp_path: Path) -> None:
    code, _, said = run(tmp_path / "nowhere.pdf")

    assert (code, said) == (2, f"{tmp_path / 'nowhere.pdf'} cannot be read: No such file or directory")


def test_an_unknown_format_is_too_and_the_known_ones_are_named(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(downloaded(client, tmp_path)), "--format", "docx"]

    with pytest.raises(SystemExit) as ended:
        load_command_class("ugyfelkapu.project", "demo-sign").run_from_argv(["", "demo-sign", *arguments])

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert all(str(shape) in said for shape in Shape)


def test_a_place_that_cannot_be_written_is_too(client: Client, tmp_path: Path) -> None:
    code, _, said = run(downloaded(client, tmp_path), "--output", tmp_path / "no" / "folder.pdf")

    assert code == 2
    assert said == f"{tmp_path / 'no' / 'folder.pdf'} cannot be written: No such file or directory"


def test_another_file_is_not_signed(tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 something else")

    assert run(other) == (1, "", f"{other} is no declaration that waits here to be signed")


@pytest.mark.parametrize(("ending", "shape"), [("pdf", "xades-enveloped"), ("xml", "pades")])
def test_a_format_for_the_other_file_is_refused(
    client: Client, tmp_path: Path, ending: str, shape: str
) -> None:
    code, _, said = run(downloaded(client, tmp_path, ending=ending), "--format", shape)

    assert (code, said) == (1, "enveloped XAdES takes the XML, PAdES the PDF: give the other file")


def test_production_signs_nothing(client: Client, tmp_path: Path, settings: Settings) -> None:
    declaration = downloaded(client, tmp_path)
    settings.DEVELOPMENT = False

    assert run(declaration) == (1, "", "the demo card is for development only")
    with pytest.raises(Unknown):
        demo_sign(declaration.read_bytes(), Shape.PADES, name_alone=False, at=signing.AT)
    with pytest.raises(Unknown):
        believe_demo_card(by=COMMAND_LINE, at=signing.AT)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["clock", declaration.name]
