# SPDX-License-Identifier: EUPL-1.2
"""What judging a signed document costs: each format, by few lists and by many, and pyHanko beside ours.

``python -m benchmarks.signatures``. The many are the states' lists, where they lie beside the checkout.
"""

from __future__ import annotations

import resource
import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from time import process_time

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore

from tests.pki import VALIDATED_AT, Authority, Format, Leaf, Level, Lists, sign, trust, world
from ugyfelkapu.esignature.trust.snapshot import TrustSnapshot, indexed
from ugyfelkapu.esignature.validation import validate

ALL = Path(__file__).resolve().parents[2] / "shared" / "data" / "trusted-lists" / "2023-10"
THEN = datetime(2023, 11, 1, tzinfo=UTC)
WARM_UP, ROUNDS = 2, 15
BUDGET, LOADING, MEMORY = 60.0, 4.0, 200.0
"""Milliseconds for a document, seconds for all lists, MB for both."""
SHAPES = [shape for shape in Format if shape is not Format.CADES_DETACHED]


def lines() -> Iterator[str]:
    """Measure; yield a line for each format and level."""
    few = TrustSnapshot.from_directory(trust(Lists()), VALIDATED_AT)
    many, loading = few, 0.0
    if ALL.is_dir():
        begun = process_time()
        states = TrustSnapshot.from_directory(ALL, THEN)
        loading = process_time() - begun
        services = few.services + states.services
        many = replace(few, services=services, _index=indexed(services))
    yield f"{'judging a document, ms of ours':<46}{'budget':>8}{'few lists':>16}{'many':>16}{'ratio':>8}"
    for level in (Level.LT, Level.LTA):
        for shape in SHAPES:
            document = sign(shape, level, Leaf.CITIZEN)
            by_few, by_many = _in_turn(
                partial(_judge, document, few),
                partial(_judge, document, many),
            )
            name = f"{shape} {level}"
            yield f"{name:<46}{BUDGET:>8.1f}{by_few:>16.2f}{by_many:>16.2f}{by_many / by_few:>8.2f}"
    yield f"{'all lists, read and verified, s':<46}{LOADING:>8.1f}{'':>16}{loading:>16.2f}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"{'memory with all of it, MB':<46}{MEMORY:>8.1f}{'':>16}{peak:>16.0f}"
    yield ""
    document = sign(Format.PADES, Level.LT, Leaf.CITIZEN)
    ours, peer = _in_turn(partial(_judge, document, few), partial(_by_pyhanko, document))
    yield f"{'PAdES LT, ours and pyHanko by one root, ms':<54}{ours:>16.2f}{peer:>16.2f}{ours / peer:>8.2f}"


def _judge(document: bytes, lists: TrustSnapshot) -> None:
    if not validate(document, lists, at=VALIDATED_AT).accepted:
        raise AssertionError("a sound document is refused")


def _by_pyhanko(document: bytes) -> None:
    """Let pyHanko find the same, without lists: it knows the root, and takes the rest from the document."""
    reader = PdfFileReader(BytesIO(document))
    store = DocumentSecurityStore.read_dss(reader)
    root = world().certificate(Authority.ROOT)
    context = store.as_validation_context({"trust_roots": [root], "moment": VALIDATED_AT})
    status = validate_pdf_signature(reader.embedded_signatures[0], context)
    if not (status.intact and status.valid and status.trusted):
        raise AssertionError("the peer refuses it")


def _in_turn(*works: Callable[[], None]) -> list[float]:
    """Let pieces of work take turns; return the median milliseconds of each."""
    rounds: list[list[float]] = [[] for _ in works]
    for number in range(WARM_UP + ROUNDS):
        for work, own in zip(works, rounds, strict=True):
            begun = process_time()
            work()
            if number >= WARM_UP:
                own.append((process_time() - begun) * 1000)
    return [statistics.median(own) for own in rounds]


if __name__ == "__main__":
    print(*lines(), sep="\n")
