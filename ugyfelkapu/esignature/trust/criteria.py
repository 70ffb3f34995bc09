# SPDX-License-Identifier: EUPL-1.2
"""Which of a service's certificates a list's rule concerns (ETSI TS 119 612, 5.5.9.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from asn1crypto import x509

from .values import Criteria, Needs

_KEY_USAGE = {
    "digitalSignature": "digital_signature",
    "nonRepudiation": "non_repudiation",
    "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement",
    "keyCertSign": "key_cert_sign",
    "crlSign": "crl_sign",
    "encipherOnly": "encipher_only",
    "decipherOnly": "decipher_only",
}


@dataclass(frozen=True)
class Traits:
    """What criteria ask of a certificate."""

    certificate: x509.Certificate

    @cached_property
    def key_usage(self) -> frozenset[str]:
        """Return the names of the uses that the key is for."""
        value = self.certificate.key_usage_value
        return frozenset() if value is None else frozenset(value.native)

    @cached_property
    def policies(self) -> frozenset[str]:
        """Return the identifiers of the policies that the certificate claims."""
        value = self.certificate.certificate_policies_value or ()
        return frozenset(each["policy_identifier"].dotted for each in value)

    @cached_property
    def subject_attributes(self) -> frozenset[str]:
        """Return the identifiers of the attributes in the subject."""
        name = self.certificate.subject.chosen
        return frozenset(each["type"].dotted for relative in name for each in relative)

    @cached_property
    def purposes(self) -> frozenset[str]:
        """Return the identifiers of the extended purposes of the key."""
        value = self.certificate.extended_key_usage_value or ()
        return frozenset(each.dotted for each in value)


def meets(traits: Traits, criteria: Criteria) -> bool | None:
    """Tell whether a certificate meets criteria; None where something in them was not understood."""
    answers = list(_answers(traits, criteria))
    if criteria.unread or None in answers:
        return None
    if criteria.needs is Needs.ALL:
        return bool(answers) and all(answers)
    return any(answers) if criteria.needs is Needs.AT_LEAST_ONE else not any(answers)


def _answers(traits: Traits, criteria: Criteria) -> Iterator[bool | None]:
    for name, wanted in criteria.key_usage:
        known = _KEY_USAGE.get(name)
        yield None if known is None else (known in traits.key_usage) is wanted
    for names, held in (
        (criteria.policies, traits.policies),
        (criteria.subject_attributes, traits.subject_attributes),
        (criteria.purposes, traits.purposes),
    ):
        for wanted_names in names:
            yield wanted_names <= held
    for inner in criteria.inner:
        yield meets(traits, inner)
