# SPDX-License-Identifier: EUPL-1.2
"""Fetching what says whether certificates still stand: OCSP answers and lists of revoked certificates.

Asked are only the addresses in certificates on a path to a trusted service, only outside ones, and never for
an issuer's certificate. What comes is not believed here: the validator judges it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from urllib.parse import quote, urlsplit

from asn1crypto import algos, core, ocsp, x509

from ugyfelkapu.egress.fetching import Fetcher, fetcher
from ugyfelkapu.egress.rules import published
from ugyfelkapu.egress.troubles import FetchFailed
from ugyfelkapu.enrolment.judging import Asked
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.journal.clock import steady

REVOCATION: Final = published(
    total=5.0,
    largest=8 * 1024 * 1024,
    accept="application/ocsp-response, application/pkix-crl, */*",
)
TOTAL_SECONDS: Final = 30.0
"""After so long nobody else is asked for one form; what is missing then is asked for at the next try."""
_BROKEN: Final = (ValueError, TypeError, KeyError, AttributeError)


def fetched(asked: Iterable[Asked], by: Fetcher | None = None) -> dict[str, Material]:
    """Return by certificate what its issuer says of it; what could not be had is left out."""
    way = by or fetcher(REVOCATION)
    ends = steady() + TOTAL_SECONDS
    found = {each.name: _of(each, way) for each in asked if steady() < ends}
    return {name: held for name, held in found.items() if held.ocsps or held.crls}


def _of(asked: Asked, way: Fetcher) -> Material:
    try:
        certificate = x509.Certificate.load(asked.certificate)
        issuer = x509.Certificate.load(asked.issuer)
        ocsp_urls, crl_urls = _ocsp_urls(certificate, issuer), _crl_urls(certificate)
    except _BROKEN:
        return Material()
    answers = tuple(islice(filter(_is_answer, _each(ocsp_urls, way)), 1))
    return Material((), answers, () if answers else tuple(islice(_each(crl_urls, way), 1)))


def _each(urls: Iterable[str], way: Fetcher) -> Iterator[bytes]:
    """Yield what lies at each address at which something lies, asking one after the other."""
    for url in urls:
        try:
            yield way.fetch(url, hosts=frozenset({urlsplit(url).hostname or ""}))
        except (FetchFailed, ValueError):
            continue


def _is_answer(octets: bytes) -> bool:
    """Say whether a responder answered; it may also say that it cannot or will not (RFC 6960, 2.3)."""
    try:
        return bool(ocsp.OCSPResponse.load(octets)["response_status"].native == "successful")
    except _BROKEN:
        return False


def _ocsp_urls(certificate: x509.Certificate, issuer: x509.Certificate) -> list[str]:
    """Return where to ask by GET (RFC 6960, A.1)."""
    question = quote(base64.b64encode(_question(certificate, issuer)).decode("ascii"), safe="")
    described = certificate.authority_information_access_value or ()
    places = [each["access_location"] for each in described if each["access_method"].native == "ocsp"]
    return [f"{url.rstrip('/')}/{question}" for url in _urls(places)]


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
    """Return where whole lists lie; a point may name several places for one (RFC 5280, 4.2.1.13)."""
    points = certificate.crl_distribution_points_value or ()
    named = [point["distribution_point"] for point in points]
    whole = [name for name in named if not isinstance(name, core.Void) and name.name == "full_name"]
    return [url for name in whole for url in _urls(name.chosen)]


def _urls(names: Iterable[x509.GeneralName]) -> Iterator[str]:
    """Yield addresses as they are written: asn1crypto would undo their escapes."""
    for name in names:
        if name.name == "uniform_resource_identifier":
            yield name.chosen.contents.decode("ascii")
