# SPDX-License-Identifier: EUPL-1.2
"""Fetching what says whether certificates still stand: OCSP answers and lists of revoked certificates.

Asked are only the addresses in certificates on a path to a trusted service, only outside ones, and never for
an issuer's certificate. What comes is not believed here: the validator judges it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, urlsplit

from asn1crypto import algos, ocsp, x509

from ugyfelkapu.egress.fetching import Fetcher, fetcher
from ugyfelkapu.egress.rules import published
from ugyfelkapu.egress.troubles import FetchFailed
from ugyfelkapu.enrolment.judging import Asked
from ugyfelkapu.esignature.signed_item import Material

REVOCATION: Final = published(
    total=5.0,
    largest=8 * 1024 * 1024,
    accept="application/ocsp-response, application/pkix-crl, */*",
)
_BROKEN: Final = (ValueError, TypeError, KeyError, AttributeError)


def fetched(asked: Iterable[Asked], by: Fetcher | None = None) -> dict[str, Material]:
    """Return by certificate what its issuer says of it; what could not be had is left out."""
    way = by or fetcher(REVOCATION)
    found = {each.name: _of(each, way) for each in asked}
    return {name: held for name, held in found.items() if held.ocsps or held.crls}


def _of(asked: Asked, way: Fetcher) -> Material:
    try:
        certificate = x509.Certificate.load(asked.certificate)
        issuer = x509.Certificate.load(asked.issuer)
        answers = list(_first(_ocsp_urls(certificate, issuer), way))
        lists = [] if answers else list(_first(_crl_urls(certificate), way))
    except _BROKEN:
        return Material()
    return Material((), tuple(answers), tuple(lists))


def _first(urls: Iterable[str], way: Fetcher) -> Iterator[bytes]:
    """Yield what lies at the first address that answers."""
    for url in urls:
        host = urlsplit(url).hostname or ""
        try:
            yield way.fetch(url, hosts=frozenset({host}))
        except FetchFailed:
            continue
        return


def _ocsp_urls(certificate: x509.Certificate, issuer: x509.Certificate) -> list[str]:
    question = base64.b64encode(_question(certificate, issuer)).decode("ascii")
    return [f"{url.rstrip('/')}/{quote(question, safe='')}" for url in certificate.ocsp_urls]


def _question(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """Return an OCSP request with SHA-1, the one hash that every responder knows (RFC 6960, B.1)."""
    named = ocsp.CertId(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha1"}),
            "issuer_name_hash": certificate.issuer.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": certificate.serial_number,
        }
    )
    request = ocsp.TBSRequest({"request_list": [ocsp.Request({"req_cert": named})]})
    return bytes(ocsp.OCSPRequest({"tbs_request": request}).dump())


def _crl_urls(certificate: x509.Certificate) -> list[str]:
    found = [point.url for point in certificate.crl_distribution_points if point.url]
    return [url for url in found if url.startswith(("http://", "https://"))]
