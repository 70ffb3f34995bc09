# SPDX-License-Identifier: EUPL-1.2
"""Words on revocation are fetched from where certificates say, and believed only by the validator."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any  # for dataclasses.replace, which takes whatever the class has
from urllib.parse import unquote

import pytest
from asn1crypto import ocsp
from pytest_django.fixtures import Settings

from tests.pki import CHECKED_AT, VALIDATED_AT, Authority, Format, Leaf, Level, Responder, sign, world
from tests.rooms.enrolment.pointing import pointing
from tests.rooms.esignature.judging import judged, outcome
from tests.rooms.esignature.list_server import HOST, Answer, Lists, serving
from ugyfelkapu.egress.fetching import fetcher
from ugyfelkapu.egress.rules import Rules
from ugyfelkapu.enrolment.fetching import REVOCATION, fetched
from ugyfelkapu.enrolment.judging import Asked
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.revocation import Given
from ugyfelkapu.esignature.signed_item import Material

SECOND = "second.example.test"
DEAD = "dead.example.test"
REFUSAL = ocsp.OCSPResponse({"response_status": "unauthorized"}).dump()


@pytest.fixture
def web() -> Iterator[Lists]:
    """Return a server of whatever certificates point to."""
    with serving() as served:
        yield served


def answer(leaf: Leaf = Leaf.CITIZEN, by: Responder | None = None) -> bytes:
    """Return what a responder of the test world says of a certificate."""
    said = world().ocsp(leaf, CHECKED_AT, by)
    assert said is not None
    return said


def crl() -> bytes:
    """Return the list of the authority above the citizen."""
    return world().crl(Authority.QUALIFIED, CHECKED_AT)


def asked(**where: Any) -> Asked:
    """Return the citizen's certificate as one that points to these addresses."""
    certificate = pointing(world().certificate(Leaf.CITIZEN), **where)
    return Asked(certificate, world().certificate(Authority.QUALIFIED).dump())


def found(web: Lists, rules: Rules = REVOCATION, hosts: Sequence[str] = (HOST,), **where: Any) -> Material:
    """Return what is fetched for a certificate that points to these addresses."""
    certificate = asked(**where)
    known = fetched([certificate], web.fetcher(rules, *hosts))
    assert set(known) <= {certificate.name}
    return known.get(certificate.name, Material())


def answer_of(web: Lists) -> bytes:
    """Return what the server's responder says."""
    return web.answers["/ocsp/"].body


def crl_of(web: Lists) -> bytes:
    """Return the list that lies on the server."""
    return web.answers["/ca.crl"].body


# ------------------------------------------------------------------ what is asked, and in which order


@pytest.mark.parametrize("path", ["/ocsp", "/ocsp/"])
def test_a_responder_is_asked_by_get_with_the_question_in_the_path(web: Lists, path: str) -> None:
    web.answers["/ocsp/"] = Answer(answer())

    assert found(web, ocsps=[web.url(path)]) == Material((), (answer_of(web),), ())

    (way,) = web.asked
    folder, _, question = way.rpartition("/")
    assert folder == "/ocsp"
    (request,) = ocsp.OCSPRequest.load(base64.b64decode(unquote(question)))["tbs_request"]["request_list"]
    named, certificate = request["req_cert"], world().certificate(Leaf.CITIZEN)
    assert named["serial_number"].native == certificate.serial_number
    assert named["issuer_name_hash"].native == certificate.issuer.sha1
    assert named["issuer_key_hash"].native == world().certificate(Authority.QUALIFIED).public_key.sha1


def test_an_answer_makes_the_list_needless(web: Lists) -> None:
    web.answers |= {"/ocsp/": Answer(answer()), "/ca.crl": Answer(crl())}

    held = found(web, ocsps=[web.url("/ocsp")], crls=[[web.url("/ca.crl")]])

    assert held == Material((), (answer_of(web),), ())
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    "first",
    [Answer(status=503), Answer(b"<html>sign in to this network</html>"), Answer(REFUSAL), Answer(b"")],
    ids=["away", "a page", "a refusal", "nothing"],
)
def test_where_the_first_responder_has_no_answer_the_second_is_asked(web: Lists, first: Answer) -> None:
    web.answers |= {"/first/": first, "/ocsp/": Answer(answer())}

    held = found(web, ocsps=[web.url("/first"), web.url("/ocsp")])

    assert held == Material((), (answer_of(web),), ())
    assert len(web.asked) == 2


def test_where_the_first_responder_is_dead_the_second_is_asked(web: Lists) -> None:
    web.answers["/ocsp/"] = Answer(answer())

    held = found(web, ocsps=[f"http://{DEAD}:443/", web.url("/ocsp")], hosts=[HOST, DEAD])

    assert held == Material((), (answer_of(web),), ())


@pytest.mark.parametrize("first", [Answer(status=500), Answer(REFUSAL)], ids=["away", "a refusal"])
def test_where_no_responder_answers_the_list_is_fetched(web: Lists, first: Answer) -> None:
    web.answers |= {"/ocsp/": first, "/ca.crl": Answer(crl())}

    assert found(web, ocsps=[web.url("/ocsp")], crls=[[web.url("/ca.crl")]]).crls == (crl_of(web),)


def test_a_list_may_lie_in_the_second_place_or_at_the_second_point(web: Lists) -> None:
    web.answers["/ca.crl"] = Answer(crl())
    gone, there = web.url("/gone.crl"), web.url("/ca.crl")

    assert found(web, crls=[[gone, there]]).crls == (crl_of(web),)
    assert found(web, crls=[[gone], [there]]).crls == (crl_of(web),)


def test_addresses_are_asked_as_they_are_written(web: Lists) -> None:
    web.answers["/My%20CA%20(1).crl"] = Answer(crl())

    assert found(web, crls=[[web.url("/My%20CA%20(1).crl")]]).crls
    assert web.asked == ["/My%20CA%20(1).crl"]


def test_each_certificate_has_its_own_word(web: Lists) -> None:
    web.answers |= {"/ocsp/": Answer(answer()), "/ca.crl": Answer(crl())}
    first, second = asked(ocsps=[web.url("/ocsp")]), asked(crls=[[web.url("/ca.crl")]])
    third = asked(crls=[[web.url("/gone.crl")]])

    known = fetched([first, second, third], web.fetcher(REVOCATION))

    assert known == {
        first.name: Material((), (answer_of(web),), ()),
        second.name: Material((), (), (crl_of(web),)),
    }


# ------------------------------------------------------------------ what is never asked


def test_other_schemes_are_never_asked_and_hinder_nobody(web: Lists) -> None:
    web.answers["/ca.crl"] = Answer(crl())
    others = [
        f"ldap://{HOST}:{web.port}/cn=ca?certificateRevocationList",
        f"ldaps://{HOST}:{web.port}/",
        f"ftp://{HOST}:{web.port}/ca.crl",
        "file:///etc/hostname",
        "http://[::1/ca.crl",
        "ca.crl",
        "",
    ]

    assert found(web, ocsps=others, crls=[[*others, web.url("/ca.crl")]]).crls == (crl_of(web),)
    assert web.asked == ["/ca.crl"]


def test_an_issuers_certificate_is_never_fetched(web: Lists) -> None:
    web.answers["/ca.cer"] = Answer(world().certificate(Authority.QUALIFIED).dump())

    assert found(web, issuers=[web.url("/ca.cer")]) == Material()
    assert web.asked == []


def test_addresses_inside_are_never_asked_and_those_outside_are(web: Lists) -> None:
    web.answers["/ocsp/"] = Answer(answer())
    where = [web.url("/ocsp")]

    assert found(web, ocsps=where, hosts=["other.example.test"]) == Material()
    assert web.asked == []
    assert found(web, ocsps=where, hosts=[HOST]) == Material((), (answer_of(web),), ())


def test_what_an_operator_allows_may_be_asked(web: Lists, settings: Settings) -> None:
    web.answers["/ocsp/"] = Answer(answer())
    certificate = asked(ocsps=[web.url("/ocsp", "127.0.0.1")])
    here = web.here(REVOCATION)

    assert fetched([certificate], fetcher(here)) == {}
    settings.EGRESS_ALLOWED = ("127.0.0.1/32",)

    assert fetched([certificate], fetcher(here))[certificate.name].ocsps
    assert len(web.asked) == 1


def test_other_ports_are_never_asked(web: Lists, settings: Settings) -> None:
    settings.EGRESS_ALLOWED = ("127.0.0.1/32",)
    web.answers["/ocsp/"] = Answer(answer())

    assert fetched([asked(ocsps=[web.url("/ocsp", "127.0.0.1")])]) == {}
    assert web.asked == []


def test_a_host_hands_on_within_itself_alone(web: Lists) -> None:
    web.answers |= {
        "/ca.crl": Answer(crl()),
        "/within.crl": Answer(status=302, location="/ca.crl"),
        "/away.crl": Answer(status=302, location=web.url("/ca.crl", SECOND)),
    }
    both = [HOST, SECOND]

    assert found(web, hosts=both, crls=[[web.url("/within.crl")]]).crls == (crl_of(web),)
    assert found(web, hosts=both, crls=[[web.url("/away.crl")]]) == Material()


# ------------------------------------------------------------------ what is left out


def test_as_much_is_read_as_lists_need_and_no_longer_waited() -> None:
    assert (REVOCATION.total, REVOCATION.largest) == (5.0, 8 * 1024 * 1024)


def test_what_is_too_large_is_left_out(web: Lists) -> None:
    web.answers["/ca.crl"] = Answer(crl())
    where, size = [[web.url("/ca.crl")]], len(crl_of(web))

    assert found(web, replace(REVOCATION, largest=size), crls=where).crls
    assert found(web, replace(REVOCATION, largest=size - 1), crls=where) == Material()


def test_what_is_too_slow_is_left_out(web: Lists) -> None:
    web.answers["/ca.crl"] = Answer(crl(), drip=True)

    assert found(web, replace(REVOCATION, total=0.3), crls=[[web.url("/ca.crl")]]) == Material()


@pytest.mark.parametrize("octets", [b"", b"garbage", b"\x30\x80", b"\x30\x03\x02\x01\x01"])
def test_a_certificate_that_is_none_is_left_out(web: Lists, octets: bytes) -> None:
    web.answers["/ca.crl"] = Answer(crl())
    sound = asked(crls=[[web.url("/ca.crl")]])

    known = fetched([Asked(octets, octets), Asked(sound.certificate, octets), sound], web.fetcher(REVOCATION))

    assert known == {sound.name: Material((), (), (crl_of(web),))}


def test_a_certificate_that_points_nowhere_asks_nobody(web: Lists) -> None:
    assert found(web) == Material()
    assert found(web, crls=[[]]) == Material()


# ------------------------------------------------------------------ what is believed


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (answer, (None, None)),
        (crl, (None, None)),
        (lambda: answer(by=Responder.FALSE), (SubIndication.TRY_LATER, Code.REVOCATION_MISSING)),
        (lambda: answer(Leaf.REVOKED), (SubIndication.TRY_LATER, Code.REVOCATION_MISSING)),
        (
            lambda: world().crl(Authority.BORDER, CHECKED_AT),
            (SubIndication.TRY_LATER, Code.REVOCATION_MISSING),
        ),
        (lambda: b"garbage", (SubIndication.TRY_LATER, Code.REVOCATION_MISSING)),
    ],
    ids=["answer", "list", "somebody else's key", "another certificate", "somebody else's list", "garbage"],
)
def test_whatever_came_is_judged_by_the_validator(
    web: Lists, said: Callable[[], bytes], expected: object
) -> None:
    document = sign(Format.CADES_ATTACHED, Level.T, Leaf.CITIZEN)
    web.answers |= {"/ocsp/": Answer(said()), "/ca.crl": Answer(said())}

    held = found(web, ocsps=[web.url("/ocsp")], crls=[[web.url("/ca.crl")]])

    assert outcome(judged(document, source=Given(held))) == expected
    assert (
        judged(document, at=VALIDATED_AT, source=Given(Material())).sub_indication is SubIndication.TRY_LATER
    )
