# SPDX-License-Identifier: EUPL-1.2
"""What signing, proving and closing a token costs the processor: ``python -m benchmarks.tokens``."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

from ugyfelkapu.federation.oidc.jose import (
    KEY_ENCRYPTIONS,
    encrypt,
    parse_keys,
    published,
    read_signed,
    sign,
)
from ugyfelkapu.vault.signing import ALGORITHMS, ES256, RS256, FilePlace

RSA_BITS = 3072
WARM_UP, TIMES, ROUNDS = 50, 200, 9
CLAIMS = {
    "iss": "https://gate.example",
    "sub": "k" * 43,
    "aud": "service",
    "exp": 1_772_442_300,
    "iat": 1_772_442_000,
    "auth_time": 1_772_441_990,
    "nonce": "n" * 43,
    "sid": "0" * 36,
    "acr": "http://eidas.europa.eu/LoA/substantial",
    "amr": ["pwd", "otp", "mfa"],
}


def microseconds(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work, the median of several rounds."""
    for _ in range(WARM_UP):
        work()
    rounds = []
    for _ in range(ROUNDS):
        begun = process_time()
        for _ in range(TIMES):
            work()
        rounds.append((process_time() - begun) / TIMES * 1e6)
    return statistics.median(rounds)


def lines() -> Iterator[str]:
    """Measure; return a line for each algorithm."""
    place = FilePlace(RSA_BITS)
    made = {algorithm: place.make(algorithm) for algorithm in ALGORITHMS}
    public = {algorithm: published(made[algorithm].public, algorithm=algorithm) for algorithm in ALGORITHMS}
    for algorithm in ALGORITHMS:
        signer = place.signer(made[algorithm].private, algorithm=algorithm, kid=public[algorithm]["kid"])
        keys = parse_keys({"keys": [public[algorithm]]})
        token = sign(CLAIMS, signer)
        signing = microseconds(partial(sign, CLAIMS, signer))
        reading = microseconds(partial(read_signed, token, keys, algorithms=[algorithm]))
        yield f"{algorithm:<16} sign {signing:5.0f} µs, read {reading:5.0f} µs"
    for algorithm in KEY_ENCRYPTIONS:
        of = public[RS256 if algorithm.startswith("RSA") else ES256]
        keys = parse_keys({"keys": [{name: of[name] for name in set(of) - {"use", "alg"}}]})
        closing = microseconds(partial(encrypt, token, keys, algorithm=algorithm, encryption="A256GCM"))
        yield f"{algorithm:<16} close {closing:4.0f} µs"


if __name__ == "__main__":
    print(*lines(), sep="\n")
