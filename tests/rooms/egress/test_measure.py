# SPDX-License-Identifier: EUPL-1.2
"""Who answers, how much of it is read, and how long anybody waits for it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rooms.egress.asking import HERE, LOOPBACK, fetcher, listening, trouble
from tests.rooms.egress.listener import HOST, Certificates, said
from ugyfelkapu.egress.fetching import Fetcher
from ugyfelkapu.egress.rules import SERVICES
from ugyfelkapu.egress.troubles import FetchFailed, Trouble
from ugyfelkapu.journal.clock import steady

HURRIED = replace(SERVICES, total=0.5)

# ------------------------------------------------------------------ who answers


def test_a_certificate_of_nobody_known_is_no_answer(tmp_path: Path) -> None:
    with listening(certificates=Certificates.make(tmp_path)) as listener:
        assert trouble(lambda: fetcher().ask("GET", listener.url())) is Trouble.CONNECTION
        assert listener.requests == []


def test_a_certificate_for_another_name_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Certificates.make(tmp_path, name="other.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.authority))

    with listening(certificates=other) as listener:
        assert trouble(lambda: fetcher().ask("GET", listener.url())) is Trouble.CONNECTION


def test_a_port_where_nobody_listens_is_no_answer(certificates: Certificates) -> None:
    with listening(certificates=certificates) as listener:
        url = listener.url()

    assert trouble(lambda: fetcher().ask("GET", url)) is Trouble.CONNECTION


def test_a_name_that_nobody_knows_is_told_apart() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError(-2, "Name or service not known")

    assert trouble(lambda: Fetcher(HERE, resolve=unknown).ask("GET", f"https://{HOST}/")) is Trouble.NAME


# ------------------------------------------------------------------ how much and how long


@pytest.mark.parametrize(
    "pieces",
    [
        said(b"x" * 100_001),
        [
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            *[b"2710\r\n" + b"x" * 10_000 + b"\r\n"] * 11,
        ],
        [b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 200_000],
    ],
    ids=["told", "in parts", "until it ends"],
)
def test_an_answer_beyond_measure_is_not_read_to_its_end(
    certificates: Certificates, pieces: list[bytes]
) -> None:
    with listening(pieces, certificates=certificates) as listener:
        assert trouble(lambda: fetcher().ask("GET", listener.url())) is Trouble.LARGE


def test_an_answer_that_is_just_as_large_as_it_may_be_is_read(certificates: Certificates) -> None:
    with listening(said(b"x" * 100_000), certificates=certificates) as listener:
        assert len(fetcher().ask("GET", listener.url()).body) == 100_000


def test_a_packed_answer_is_not_unpacked(certificates: Certificates) -> None:
    packed = gzip.compress(b"\0" * 10_000_000)

    with listening(said(packed, more="Content-Encoding: gzip\r\n"), certificates=certificates) as listener:
        assert trouble(lambda: fetcher().ask("GET", listener.url())) is Trouble.TYPE

    assert b"accept-encoding: identity" in listener.requests[0].lower()


@pytest.mark.parametrize(
    "pieces",
    [
        [*said(b"x" * 10)[0:1], b"late"],
        [bytes([letter]) for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", *[b"x"] * 500],
    ],
    ids=["nothing", "drips its head", "drips its body"],
)
def test_whoever_answers_too_slowly_is_left(certificates: Certificates, pieces: list[bytes]) -> None:
    begun = steady()

    with listening(pieces, certificates=certificates, pause=0.1 if len(pieces) > 2 else 5.0) as listener:
        assert trouble(lambda: fetcher(HERE, HURRIED).ask("GET", listener.url())) is Trouble.LATE

    assert steady() - begun < 3.0


def test_a_resolver_that_takes_too_long_is_left() -> None:
    released = threading.Event()

    def slow(host: str, port: int) -> Sequence[str]:
        released.wait(10)
        return [LOOPBACK]

    begun = steady()

    hurried = Fetcher(HERE, HURRIED, resolve=slow)
    assert trouble(lambda: hurried.ask("GET", f"https://{HOST}/")) is Trouble.LATE

    released.set()
    assert steady() - begun < 3.0


@pytest.mark.parametrize(
    "pieces",
    [[b""], [b"\0" * 100], [b"HTTP/1.1 200"], [b"SSH-2.0-OpenSSH_9.2\r\n"], [b"HTTP/1.1 2OO OK\r\n\r\n"]],
)
def test_what_is_no_http_is_no_answer(certificates: Certificates, pieces: list[bytes]) -> None:
    with listening(pieces, certificates=certificates) as listener:
        assert trouble(lambda: fetcher().ask("GET", listener.url())) is Trouble.CONNECTION


def test_a_failure_never_repeats_the_address() -> None:
    with pytest.raises(FetchFailed) as failed:
        fetcher().ask("GET", "https://titok@service.test/")

    assert "titok" not in str(failed.value)
