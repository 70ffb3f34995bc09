# SPDX-License-Identifier: EUPL-1.2
"""``esign validate``: its exit, its one clear line, and its report."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.pki import VALIDATED_AT, Format, Leaf, Level, trust
from ugyfelkapu.esignature.report_text import lines

from .judging import judged, sample

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
AT = VALIDATED_AT.isoformat()


def run(*arguments: str) -> tuple[int, str, str]:
    """Return how the command ended, and what it said."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("esign", "validate", *arguments, stdout=out, stderr=errors)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), errors.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), errors.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a soundly signed document."""
    path = tmp_path / "form.pdf"
    path.write_bytes(sample(Format.PADES))
    return path


def test_an_accepted_document_ends_with_zero(file: Path) -> None:
    code, out, errors = run(str(file), "--at", AT, "--trust", str(trust()))

    assert code == 0
    assert "TOTAL-PASSED" in out
    assert "PAdES-LT, QESig" in out
    assert out.rstrip().endswith("accepted")
    assert errors == ""


def test_people_read_what_the_json_says(file: Path) -> None:
    _, out, _ = run(str(file), "--at", AT, "--trust", str(trust()))

    told = dict(line.strip().partition(" ")[::2] for line in out.splitlines())
    assert "Minta Mária (person, HU)" in told["signed"]
    assert "PNOHU-26305079908" in told["signed"]
    assert told["covers"].endswith("changes since: extended")
    assert told["trusted"].endswith("granted at issuance, granted at signing")
    assert told["revocation"].startswith("by ocsp of ")
    assert told["revocation"].endswith(": good")
    assert told["judged"].startswith(f"at {AT.partition('+')[0]}Z by policy ")


def test_no_name_steers_the_readers_terminal(file: Path) -> None:
    report = judged(file.read_bytes())
    (signature,) = report.signatures
    assert signature.subject is not None
    sly = replace(signature.subject, common_name="Minta\x1b[2J\nMária")

    text = list(lines(replace(report, signatures=(replace(signature, subject=sly),))))

    assert all(line.isprintable() for line in text)


@pytest.mark.parametrize(
    "moment", ["never", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00Z"]
)
def test_a_moment_beyond_all_calendars_is_refused(file: Path, moment: str) -> None:
    code, _, errors = run(str(file), "--at", moment, "--trust", str(trust()))

    assert code == 1
    assert "--at" in errors


def test_a_refused_document_ends_with_one_and_one_clear_line(file: Path) -> None:
    file.write_bytes(sample(Format.PADES, Level.LT, Leaf.REVOKED))

    code, out, errors = run(str(file), "--at", AT, "--trust", str(trust()))

    assert code == 1
    assert "INDETERMINATE REVOKED_NO_POE" in out
    assert errors.splitlines() == ["ugyfelkapu: refused: INDETERMINATE REVOKED_NO_POE CERTIFICATE_REVOKED"]


def test_the_report_is_one_json_object(file: Path) -> None:
    code, out, _ = run(str(file), "--json", "--at", AT, "--trust", str(trust()))

    report = json.loads(out)
    assert code == 0
    assert report["accepted"] is True
    assert report["context"]["validation_time"] == "2026-11-24T09:00:00Z"


def test_a_refused_documents_report_is_json_too(file: Path) -> None:
    file.write_bytes(b"junk")

    code, out, errors = run(str(file), "--json", "--at", AT, "--trust", str(trust()))

    assert code == 1
    assert json.loads(out)["sub_indication"] == "FORMAT_FAILURE"
    assert errors.splitlines() == ["ugyfelkapu: refused: TOTAL-FAILED FORMAT_FAILURE UNKNOWN_FORMAT"]


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    code, _, said = run(str(tmp_path / "none.pdf"), "--at", AT, "--trust", str(trust()))

    assert code == 2
    assert "cannot be read" in said


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", ""])
def test_a_moment_that_is_none_is_wrong_usage(file: Path, moment: str) -> None:
    code, _, said = run(str(file), "--at", moment, "--trust", str(trust()))

    assert code != 0
    assert "moment" in said


def test_lists_that_are_not_there_refuse(file: Path, tmp_path: Path) -> None:
    code, _, said = run(str(file), "--at", AT, "--trust", str(tmp_path / "nowhere"))

    assert code == 1
    assert "cannot be believed" in said


def test_a_file_beyond_measure_is_not_read_whole(file: Path) -> None:
    file.write_bytes(b"%PDF-1.7\n" + b"\x00" * (20 * 1024 * 1024))

    code, _, errors = run(str(file), "--at", AT, "--trust", str(trust()))

    assert code == 1
    assert "TOO_LARGE" in errors


def test_the_moment_decides(file: Path) -> None:
    before = datetime(2026, 11, 23, 9, tzinfo=UTC).isoformat()

    code, _, errors = run(str(file), "--at", before, "--trust", str(trust()))

    assert code == 1
    assert "TIMESTAMP_ORDER_FAILURE" in errors
