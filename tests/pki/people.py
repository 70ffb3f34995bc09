# SPDX-License-Identifier: EUPL-1.2
"""Who and what holds a certificate in the test world: the labels of its leaves and of its authorities."""

from __future__ import annotations

from enum import StrEnum


class Authority(StrEnum):
    """Those who issue certificates."""

    ROOT = "root"
    """The root above all listed authorities; itself on no list."""
    QUALIFIED = "qualified-ca"
    """Listed CA/QC for signatures and seals, granted since 2020; answers by OCSP and by CRL."""
    SIBLING = "sibling-ca"
    """Listed beside; its certificates are no citizens', but it certifies the border authority's responder."""
    BORDER = "border-ca"
    """Listed CA/QC whose OCSP responder is certified by the sibling and listed as a service (trap 10)."""
    WITHDRAWN = "withdrawn-ca"
    """Granted from 2020, withdrawn on 1 June 2026."""
    LATE = "late-ca"
    """Granted on 1 October 2026, after its leaf was issued."""
    FORMER = "former-ca"
    """Withdrawn on 1 November 2026; its granted time stands in a history that names it by key id alone."""
    TAKEN_OVER = "taken-over-ca"
    """Granted, with a critical TakenOverBy (trap 11)."""
    TSA = "tsa-ca"
    """Issues the time-stamping units TSU, which are listed themselves."""
    LISTED_TSA = "listed-tsa-ca"
    """Listed as QTST itself; its units are not (trap 8)."""
    UNLISTED = "unlisted-ca"
    """Under the root, on no list."""
    FOREIGN_ROOT = "foreign-root"
    """A root unknown to everybody, named like ROOT."""
    FOREIGN = "foreign-ca"
    """Under the foreign root, named like QUALIFIED, with another key."""


class Leaf(StrEnum):
    """Those who sign documents."""

    CITIZEN = "citizen"
    """Qualified for signatures, key in a device, PNOHU- identifier: signs QES."""
    CITIZEN_RSA = "citizen-rsa"
    """The same person with an RSA 2048 key."""
    NO_DEVICE = "no-device"
    """Qualified, key outside a device: signs AdES-QC."""
    ADVANCED = "advanced"
    """Issued by the unlisted authority: signs AdES at best."""
    SEAL = "seal"
    """A company's seal."""
    EMPLOYEE = "employee"
    """Qualified for signatures, with an organisation in the subject."""
    REVOKED = "revoked"
    """IDCHU- identifier, revoked on 10 November 2026."""
    EXPIRED = "expired"
    """PASHU- identifier, expired on 1 November 2026."""
    FUTURE = "future"
    """Valid from 1 January 2027."""
    WRONG_USAGE = "wrong-usage"
    """For encipherment only."""
    TWIN = "twin"
    """Subject equal to CITIZEN's, issued by the foreign authority."""
    NAMELESS = "nameless"
    """Qualified, no serial number in the subject."""
    OWN_OID = "own-oid"
    """Qualified, the issuer's own OID as serial number."""
    PSEUDONYM = "pseudonym"
    """Qualified, a pseudonym for a name."""
    TWO_TYPES = "two-types"
    """Qualified for signatures and for seals at once."""
    NO_STATEMENTS = "no-statements"
    """Issued by the qualified authority without any statement of qualification."""
    SMALL_RSA = "small-rsa"
    """RSA 1024."""
    SMALL_EC = "small-ec"
    """EC on secp224r1."""
    BORDER = "border"
    """Issued by BORDER, whose responder the sibling certified."""
    WITHDRAWN = "withdrawn"
    """Issued by WITHDRAWN in January 2026, while it was granted."""
    TOO_EARLY = "too-early"
    """Issued by LATE in January 2026, before it was granted."""
    FORMER = "former"
    """Issued by FORMER in January 2026."""
    TAKEN_OVER = "taken-over"
    """Issued by TAKEN_OVER."""


class Unit(StrEnum):
    """Those who date documents."""

    TSU = "tsu"
    """Listed as QTST by its own certificate."""
    LISTED_BY_CA = "tsu-by-ca"
    """Listed as QTST by its issuer's certificate (trap 8)."""
    UNLISTED = "tsu-unlisted"
    """On no list."""
    WRONG_USAGE = "tsu-wrong-usage"
    """Issued by TSA, without the purpose of time-stamping."""


class Responder(StrEnum):
    """Those who answer whether a certificate still stands."""

    QUALIFIED = "qualified-ocsp"
    """Certified by QUALIFIED; the one that certificates name."""
    EXPIRED = "expired-ocsp"
    """Certified by QUALIFIED, expired on 1 November 2026."""
    SELF_ISSUED = "self-ocsp"
    """Certified by nobody but itself."""
    SIBLING = "sibling-ocsp"
    """Certified by SIBLING; answers for BORDER."""
    FALSE = "false-ocsp"
    """Certified by SIBLING; answers for QUALIFIED without anybody's leave."""


class Operator(StrEnum):
    """Those who sign lists; nobody certified them but themselves."""

    COMMISSION = "commission"
    """Signs the list of the lists."""
    NEXT_COMMISSION = "next-commission"
    """Signs it after a pivot said so."""
    STATE = "state"
    """Signs the national list."""
    STRANGER = "stranger"
    """Signs nothing that anybody believes."""
