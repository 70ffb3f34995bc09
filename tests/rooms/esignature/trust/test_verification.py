# SPDX-License-Identifier: EUPL-1.2
"""A list is taken only from whom the list above names, for its own territory, whole and in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.xades.xades import XAdESSigner

from tests.pki import VALIDATED_AT, Lists, Operator, tsl, world
from ugyfelkapu.esignature.trust.lists import parse_xml, read_list
from ugyfelkapu.esignature.trust.verification import (
    Reason,
    Seen,
    Untrusted,
    Verified,
    fingerprint,
    national_pointers,
    verify_list_of_lists,
    verify_national,
)

COMMISSION = (world().certificate(Operator.COMMISSION),)


def top(lists: Lists, *pivots: bytes, at: datetime = VALIDATED_AT) -> Verified:
    """Verify the list of the lists from the commission on."""
    return verify_list_of_lists(tsl.list_of_lists(lists), pivots, COMMISSION, at)


def national(lists: Lists, before: Seen | None = None, at: datetime = VALIDATED_AT) -> Verified:
    """Verify the national list by the pointers of the list of the lists."""
    return of(tsl.national(lists), lists, before, at)


def of(octets: bytes, lists: Lists, before: Seen | None = None, at: datetime = VALIDATED_AT) -> Verified:
    """Verify the octets of a national list."""
    pointers = national_pointers(top(lists).content)[lists.named_territory]
    return verify_national(octets, pointers, at, before)


def refused(verified: object) -> Reason:
    """Return why a list is refused when it is made."""
    with pytest.raises(Untrusted) as caught:
        verified()  # type: ignore[operator]
    return caught.value.reason


def test_a_list_signed_by_whom_the_list_above_names_is_taken() -> None:
    verified = national(Lists())

    assert verified.content.head.territory == "HU"
    assert len(verified.content.services) == len(Lists().services)


def test_a_list_that_another_program_signed_is_taken() -> None:
    root = etree.fromstring(tsl.national(Lists()))
    signature = root.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    assert signature is not None
    root.remove(signature)
    signer = XAdESSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    key = (world().folder / "state.pem").read_bytes()
    certificate = tsl.certificate_file(Operator.STATE).decode()

    signed = signer.sign(root, key=key, cert=certificate)

    assert len(of(etree.tostring(signed), Lists()).content.services) == len(Lists().services)


def test_a_list_signed_by_a_stranger_is_refused() -> None:
    assert refused(lambda: national(Lists(signer=Operator.STRANGER))) is Reason.SIGNATURE


def test_a_list_changed_after_signing_is_refused() -> None:
    assert refused(lambda: national(Lists(tampered=True))) is Reason.SIGNATURE


def test_a_list_without_a_signature_is_refused() -> None:
    octets = tsl.national(Lists())
    start, end = octets.index(b"<ds:Signature "), octets.index(b"</ds:Signature>") + len(b"</ds:Signature>")

    assert refused(lambda: of(octets[:start] + octets[end:], Lists())) is Reason.SIGNATURE


def test_a_genuine_list_wrapped_into_a_forged_one_is_refused() -> None:
    genuine = tsl.national(Lists()).split(b"?>", 1)[1]
    forged = tsl.national(Lists(signer=Operator.STRANGER))
    start, end = forged.index(b"<ds:Signature "), forged.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    wrapped = forged[:start] + b"<tsl:Extension>" + genuine + b"</tsl:Extension>" + forged[end:]

    assert refused(lambda: of(wrapped, Lists())) is Reason.SIGNATURE


def test_what_is_added_beside_the_signature_is_not_believed() -> None:
    octets = tsl.national(Lists())
    at = octets.index(b"<ds:Signature ")
    grown = octets[:at] + b"<tsl:TrustServiceProviderList/>" + octets[at:]

    assert refused(lambda: of(grown, Lists())) is Reason.SIGNATURE


def test_a_signature_that_covers_less_than_the_whole_is_refused() -> None:
    octets = tsl.national(Lists()).replace(b'URI=""', b'URI="#list-part"', 1)

    assert refused(lambda: of(octets, Lists())) is Reason.SIGNATURE


def test_a_list_of_another_territory_is_refused() -> None:
    assert refused(lambda: national(Lists(territory="AT"))) is Reason.TERRITORY


def test_a_list_of_lists_in_a_national_ones_place_is_refused() -> None:
    lists = Lists(top_signer=Operator.STATE)
    pointers = national_pointers(top(Lists()).content)["HU"]

    assert refused(lambda: verify_national(tsl.list_of_lists(lists), pointers, VALIDATED_AT)) is Reason.KIND


def test_a_national_list_in_the_place_of_the_list_of_lists_is_refused() -> None:
    octets = tsl.national(Lists(signer=Operator.COMMISSION))

    assert refused(lambda: verify_list_of_lists(octets, (), COMMISSION, VALIDATED_AT)) is Reason.KIND


def test_a_list_issued_in_the_future_is_refused() -> None:
    lists = Lists(issued_at=VALIDATED_AT + timedelta(hours=1, seconds=1))

    assert refused(lambda: national(lists)) is Reason.FUTURE
    assert national(replace(lists, issued_at=VALIDATED_AT + timedelta(minutes=59)))


@pytest.mark.parametrize("sequence", [8, 900])
def test_a_list_newer_than_the_last_one_is_taken(sequence: int) -> None:
    assert national(Lists(sequence=sequence), Seen(7, "the last one's")).content.head.sequence == sequence


def test_the_very_list_that_was_taken_before_is_taken_again() -> None:
    octets = tsl.national(Lists())

    assert of(octets, Lists(), Seen(7, fingerprint(octets)))


def test_a_list_with_a_lower_number_than_the_last_one_is_refused() -> None:
    assert refused(lambda: national(Lists(sequence=6), Seen(7, "whatever"))) is Reason.ROLLBACK


def test_another_list_with_the_same_number_is_refused() -> None:
    assert refused(lambda: national(Lists(), Seen(7, "another"))) is Reason.CHANGED


def test_a_list_of_the_lists_signed_by_a_stranger_is_refused() -> None:
    assert refused(lambda: top(Lists(top_signer=Operator.STRANGER))) is Reason.SIGNATURE


def test_a_list_of_the_lists_that_names_no_known_issue_is_refused() -> None:
    octets = tsl.list_of_lists(Lists())

    assert refused(lambda: verify_list_of_lists(octets, (), (), VALIDATED_AT)) is Reason.NO_ANCHOR


def test_a_pivot_hands_over_to_new_signers() -> None:
    lists = Lists(pivot=True, top_signer=Operator.NEXT_COMMISSION)

    assert top(lists, tsl.pivot(lists)).content.head.sequence == lists.top_sequence


def test_new_signers_are_not_believed_without_the_pivot() -> None:
    lists = Lists(pivot=True, top_signer=Operator.NEXT_COMMISSION)

    assert refused(lambda: top(lists)) is Reason.SIGNATURE


def test_a_pivot_that_the_list_does_not_name_changes_nothing() -> None:
    named = Lists(pivot=True, top_signer=Operator.NEXT_COMMISSION)
    silent = Lists(top_signer=Operator.NEXT_COMMISSION)

    assert refused(lambda: top(silent, tsl.pivot(named))) is Reason.SIGNATURE


def test_a_forged_pivot_is_refused() -> None:
    lists = Lists(pivot=True, top_signer=Operator.STRANGER)
    forged = tsl.pivot(replace(lists, top_signer=Operator.STRANGER)).replace(b"Minta", b"Csala")

    assert refused(lambda: top(lists, forged)) is Reason.SIGNATURE


def test_only_pointers_to_lists_in_xml_count() -> None:
    octets = tsl.list_of_lists(Lists()).replace(b"vnd.etsi.tsl+xml", b"pdf")

    assert national_pointers(read_list(parse_xml(octets))) == {}


def test_octets_that_are_no_list_are_refused() -> None:
    assert refused(lambda: of(b"no list", Lists())) is Reason.UNREADABLE
    assert (
        refused(lambda: verify_list_of_lists(b"no list", (), COMMISSION, VALIDATED_AT)) is Reason.UNREADABLE
    )
    assert refused(lambda: top(Lists(), b"no pivot")) is Reason.UNREADABLE


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_list_with_one_bit_changed_is_refused_or_says_the_same(at: int) -> None:
    octets = bytearray(tsl.national(Lists()))
    octets[len(octets) * at // 100] ^= 1

    try:
        verified = of(bytes(octets), Lists())
    except Untrusted:
        return

    assert verified.content.services == national(Lists()).content.services
