# SPDX-License-Identifier: EUPL-1.2
"""What a certificate says of itself: qualified, for what, and where its key lies (ETSI EN 319 412-5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from asn1crypto import core, x509

from .values import Kind

_QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
_COMPLIANCE, _DEVICE, _TYPE = "0.4.0.1862.1.1", "0.4.0.1862.1.4", "0.4.0.1862.1.6"
_KINDS = {
    "0.4.0.1862.1.6.1": Kind.SIGNATURE,
    "0.4.0.1862.1.6.2": Kind.SEAL,
    "0.4.0.1862.1.6.3": Kind.WEBSITE,
}
_OLD_POLICIES = frozenset({"0.4.0.1456.1.1", "0.4.0.1456.1.2"})
_OLD_DEVICE_POLICY = "0.4.0.1456.1.1"
"""QCP public with a device; 1.2 is without (ETSI TS 101 456)."""


class _Statement(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]


class _Statements(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Statement


class _Types(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.ObjectIdentifier


@dataclass(frozen=True)
class Statements:
    """The statements of one certificate."""

    qualified: bool = False
    device: bool = False
    kinds: tuple[Kind, ...] = ()
    old_policy: bool = False
    """It follows a policy for qualified certificates of the time before eIDAS."""
    old_device_policy: bool = False
    broken: bool = False
    """They could not be read: nothing follows from them."""


def statements(certificate: x509.Certificate) -> Statements:
    """Read the statements of a certificate."""
    try:
        return _read(certificate)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Statements(broken=True)


def _read(certificate: x509.Certificate) -> Statements:
    found = {each["id"].dotted: each["info"] for each in _statements(certificate)}
    kinds: list[Kind] = []
    if _TYPE in found:
        for each in _Types.load(found[_TYPE].dump(), strict=True):
            kind = _KINDS.get(each.dotted)
            if kind and kind not in kinds:
                kinds.append(kind)
    policies = {each["policy_identifier"].dotted for each in certificate.certificate_policies_value or ()}
    return Statements(
        qualified=_COMPLIANCE in found,
        device=_DEVICE in found,
        kinds=tuple(kinds),
        old_policy=bool(policies & _OLD_POLICIES),
        old_device_policy=_OLD_DEVICE_POLICY in policies,
    )


def _statements(certificate: x509.Certificate) -> _Statements:
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted == _QC_STATEMENTS:
            return cast("_Statements", _Statements.load(bytes(extension["extn_value"]), strict=True))
    return _Statements()
