# SPDX-License-Identifier: EUPL-1.2
"""Which claims services get: asked for, allowed and agreed to; from temporary gates hardly any (D17)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import AT
from tests.protocols.people import identity, person
from ugyfelkapu.domain.disclosure import OF_A_CLAIM, Datum
from ugyfelkapu.domain.person import Name
from ugyfelkapu.federation.oidc.protocol.authorization import SCOPES
from ugyfelkapu.federation.oidc.protocol.claims import (
    CLAIMS_OF_SCOPE,
    DATA_OF_CLAIM,
    ClaimsGranted,
    Person,
    data_asked,
    granted,
    id_token_values,
    userinfo_values,
    values,
)
from ugyfelkapu.federation.oidc.protocol.claims_request import ClaimsAsked, claims_asked
from ugyfelkapu.federation.oidc.protocol.verified_claims import VerifiedGranted

ALL = frozenset(DATA_OF_CLAIM)
EVERYTHING = frozenset(Datum)
EVERY_SCOPE = tuple(CLAIMS_OF_SCOPE)


def asked(userinfo: Iterable[str] = (), id_token: Iterable[str] = ()) -> ClaimsAsked:
    """Return a request for single claims."""
    return claims_asked({"userinfo": dict.fromkeys(userinfo), "id_token": dict.fromkeys(id_token)})


def give(
    wishes: ClaimsAsked,
    scopes: Iterable[str] = ("openid",),
    *,
    ceiling: Collection[str] = ALL,
    agreed: Collection[Datum] = EVERYTHING,
    to: Person | None = None,
) -> ClaimsGranted:
    """Return what is granted."""
    return granted(wishes, scopes, ceiling=ceiling, agreed=agreed, person=lambda: to or person(), at=AT)


# ------------------------------------------------------------------ values


def test_every_claim_has_its_value() -> None:
    assert values(DATA_OF_CLAIM, person()) == {
        "email": "anna@example.com",
        "email_verified": True,
        "name": "dr. Mintáné Példa Anna Mária",
        "family_name": "Mintáné Példa",
        "given_name": "Anna Mária",
        "birth_family_name": "Példa",
        "birth_given_name": "Anna Mária",
        "birthdate": "1980-02-29",
        "place_of_birth": {"locality": "Kolozsvár (Románia)"},
        "mother_birth_family_name": "Minta",
        "mother_birth_given_name": "Éva",
        "nationalities": ["HUN"],
    }


def test_what_is_not_asked_for_is_not_told() -> None:
    assert values(["email"], person()) == {"email": "anna@example.com"}
    assert values([], person()) == {}


def test_unknown_claims_are_left_out() -> None:
    assert values(["phone_number", "address", "SQL; --", ""], person()) == {}


def test_an_empty_name_part_is_left_out_and_a_no_is_told() -> None:
    one_name = person(identity=identity(current_name=Name("Sukarno")), email_verified=False)

    told = values(["name", "family_name", "given_name", "email_verified"], one_name)

    assert told == {"name": "Sukarno", "family_name": "Sukarno", "email_verified": False}


def test_a_temporary_gate_tells_the_address_alone() -> None:
    claimed = person(temporary=True, proofed=None, email_verified=False)

    assert values(DATA_OF_CLAIM, claimed) == {"email": "anna@example.com", "email_verified": False}


# ------------------------------------------------------------------ granting


def test_scopes_are_short_for_claims_at_userinfo() -> None:
    assert give(asked(), ["openid"]) == ClaimsGranted()
    assert give(asked(), ["openid", "email"]).userinfo == ("email", "email_verified")
    assert give(asked(), ["profile"]).userinfo == ("name", "family_name", "given_name", "birthdate")
    assert set(give(asked(), EVERY_SCOPE).userinfo) == ALL - {"sub"}
    assert give(asked(), EVERY_SCOPE).id_token == ()


def test_scopes_without_claims_are_no_mistake() -> None:
    assert give(asked(), ["address", "phone", "offline_access", "unknown"]) == ClaimsGranted()


def test_every_scope_that_may_be_asked_for_has_its_claims() -> None:
    assert set(SCOPES) <= set(CLAIMS_OF_SCOPE)


def test_single_claims_go_where_they_are_asked_for() -> None:
    given_claims = give(asked(["birthdate", "unknown"], ["email", "sub"]))

    assert given_claims.userinfo == ("birthdate",)
    assert given_claims.id_token == ("email",)
    assert given_claims.told_in_id_token


def test_beyond_the_ceiling_nothing_is_given() -> None:
    wishes = asked(["email", "birthdate"], ["family_name"])

    assert give(wishes, EVERY_SCOPE, ceiling={"email"}) == ClaimsGranted(("email",))
    assert give(wishes, EVERY_SCOPE, ceiling=()) == ClaimsGranted()


def test_without_agreement_nothing_is_given() -> None:
    wishes = asked(["email", "birthdate"], ["family_name"])

    assert give(wishes, EVERY_SCOPE, agreed={Datum.EMAIL}).userinfo == ("email", "email_verified")
    assert give(wishes, EVERY_SCOPE, agreed=()) == ClaimsGranted()


def test_agreeing_to_one_datum_is_agreeing_to_no_other() -> None:
    for datum in Datum:
        names = give(asked(), EVERY_SCOPE, agreed={datum}).userinfo

        assert {DATA_OF_CLAIM[name] for name in names} <= {datum}


def test_a_ceiling_of_unknown_claims_gives_nothing() -> None:
    assert give(asked(["phone_number"]), ceiling={"phone_number"}) == ClaimsGranted()


def test_the_person_is_looked_up_for_verified_claims_alone() -> None:
    def never() -> Person:
        raise AssertionError

    granted(asked(["email"]), EVERY_SCOPE, ceiling=ALL, agreed=EVERYTHING, person=never, at=AT)


def test_verified_claims_are_granted_within_ceiling_and_agreement() -> None:
    wish = {"verification": {"trust_framework": None}, "claims": {"family_name": None, "birthdate": None}}
    both = claims_asked({"userinfo": {"verified_claims": wish}})
    only = VerifiedGranted({"trust_framework": None}, ("birthdate",))

    assert give(both).verified_userinfo[0].claims == ("family_name", "birthdate")
    assert give(both, ceiling={"birthdate"}).verified_userinfo == (only,)
    assert give(both, agreed={Datum.PLACE_AND_DATE_OF_BIRTH}).verified_userinfo == (only,)
    assert give(both, agreed={Datum.EMAIL}) == ClaimsGranted()
    assert give(both).verified_id_token == ()


def test_nothing_of_a_temporary_gate_is_verified() -> None:
    wish = {"verification": {"trust_framework": None}, "claims": {"family_name": None, "email": None}}
    both = claims_asked({"userinfo": {"verified_claims": wish}, "id_token": {"verified_claims": wish}})

    assert give(both, to=person(temporary=True)) == ClaimsGranted()
    assert give(both, to=person(proofed=None)) == ClaimsGranted()


# ------------------------------------------------------------------ telling


def test_each_place_is_told_what_was_granted_for_it() -> None:
    verified = VerifiedGranted({}, ("family_name",))
    given_claims = ClaimsGranted(("email",), ("birthdate",), (verified,), ())

    assert userinfo_values(given_claims, person()) == {
        "email": "anna@example.com",
        "verified_claims": {
            "verification": {"trust_framework": "hu_ugyfelkapu"},
            "claims": {"family_name": "Mintáné Példa"},
        },
    }
    assert id_token_values(given_claims, person()) == {"birthdate": "1980-02-29"}


def test_what_was_granted_is_not_told_once_the_gate_is_only_claimed() -> None:
    given_claims = ClaimsGranted(
        tuple(DATA_OF_CLAIM), tuple(DATA_OF_CLAIM), (VerifiedGranted({}, ("family_name",)),) * 2, ()
    )

    for claimed in (person(temporary=True), person(temporary=True, proofed=None)):
        assert userinfo_values(given_claims, claimed) == {
            "email": "anna@example.com",
            "email_verified": True,
        }


def test_what_is_granted_rests_as_json_without_anything_personal() -> None:
    wish = {
        "verification": {
            "trust_framework": {"value": "hu_ugyfelkapu"},
            "evidence": [{"type": {"value": "document"}, "document_details": {"type": None}}],
        },
        "claims": {"family_name": {"value": "Mintáné Példa"}, "birthdate": {"values": ["1980-02-29"]}},
    }
    given_claims = give(
        claims_asked({"userinfo": {"verified_claims": [wish, wish], "email": {"value": "anna@example.com"}}})
    )

    rested = json.dumps(given_claims.to_json())

    assert ClaimsGranted.from_json(json.loads(rested)) == given_claims
    assert len(given_claims.verified_userinfo) == 2
    for personal in ("Mint", "1980", "anna@", "hu_ugyfelkapu"):
        assert personal not in rested


# ------------------------------------------------------------------ what people are asked


def test_people_are_asked_for_data_in_the_order_in_which_they_read_them() -> None:
    wish = {"verification": {"trust_framework": None}, "claims": {"nationalities": None, "email": None}}
    wishes = claims_asked(
        {
            "userinfo": {"verified_claims": wish},
            "id_token": {"mother_birth_given_name": None, "unknown": None},
        }
    )

    assert data_asked(wishes, ["openid", "profile"], ALL) == (
        Datum.CONNECTION_CODE,
        Datum.NAME,
        Datum.PLACE_AND_DATE_OF_BIRTH,
        Datum.MOTHER_NAME,
        Datum.CITIZENSHIP,
    )


def test_people_are_not_asked_for_what_would_not_be_given() -> None:
    assert data_asked(asked(["birthdate"]), ["email"], {"email"}) == (Datum.CONNECTION_CODE, Datum.EMAIL)
    assert data_asked(asked(), ["openid"], ALL) == (Datum.CONNECTION_CODE,)


def test_every_datum_has_claims_and_every_claim_a_datum() -> None:
    assert set(DATA_OF_CLAIM.values()) == set(Datum)
    assert {claim for claims in CLAIMS_OF_SCOPE.values() for claim in claims} == ALL - {"sub"}


NAMES = st.sets(st.sampled_from([*DATA_OF_CLAIM, "phone_number", "unknown"]))


@given(
    NAMES,
    NAMES,
    st.sets(st.sampled_from(EVERY_SCOPE)),
    NAMES,
    st.sets(st.sampled_from(list(Datum))),
    st.booleans(),
)
def test_nothing_is_ever_told_beyond_request_ceiling_and_agreement(
    userinfo: set[str],
    id_token: set[str],
    scopes: set[str],
    ceiling: set[str],
    agreed: set[Datum],
    temporary: bool,
) -> None:
    owner = person(temporary=temporary)
    wish = {"verification": {"trust_framework": None}, "claims": dict.fromkeys(id_token)}
    wishes = claims_asked(
        {
            "userinfo": dict.fromkeys(userinfo),
            "id_token": {**dict.fromkeys(id_token), "verified_claims": wish},
        }
    )

    given_claims = give(wishes, scopes, ceiling=ceiling, agreed=agreed, to=owner)
    told = userinfo_values(given_claims, owner)
    in_token = id_token_values(given_claims, owner)

    verified = in_token.pop("verified_claims", {"claims": {}})["claims"]
    allowed = {name for name in ceiling if DATA_OF_CLAIM.get(name) in agreed}
    wanted = userinfo | {name for scope in scopes for name in CLAIMS_OF_SCOPE[scope]}
    assert set(told) <= wanted & allowed
    assert (set(in_token) | set(verified)) <= id_token & allowed
    if temporary:
        assert {DATA_OF_CLAIM[name] for name in (*told, *in_token)} <= OF_A_CLAIM
        assert not verified
    assert {DATA_OF_CLAIM[name] for name in (*told, *in_token, *verified)} <= set(
        data_asked(wishes, scopes, ceiling)
    )


@pytest.mark.parametrize("name", ["family_name", "birthdate", "nationalities"])
def test_a_granted_claim_is_told_as_it_is_now(name: str) -> None:
    renamed = person(identity=identity(current_name=Name("Új", "Név")))

    assert userinfo_values(ClaimsGranted((name,)), renamed) == values([name], renamed)
