# SPDX-License-Identifier: EUPL-1.2
"""CAdES signatures, from level B up to LTA."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any, cast  # asn1crypto's values carry no types

from asn1crypto import cms, core, crl, ocsp, tsp, x509
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.ades.cades_asn1 import SignaturePolicyId, SignaturePolicyIdentifier
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .how import How, Level
from .people import Leaf
from .proofs import proofs
from .world import world

_HASH_INDEX = "0.4.0.19122.1.5"
_ARCHIVE = "0.4.0.1733.2.4"
_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2"


class Clockless(TimeStamper):
    """A timestamp service that dates everything to one moment."""

    def __init__(self, how: How) -> None:
        super().__init__(include_nonce=False)  # type: ignore[no-untyped-call]
        self.how = how

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Answer in process."""
        return world().respond(req, self.how.stamped_at, self.how.unit)


class _HashIndex(core.Sequence):  # type: ignore[misc]
    """ATSHashIndexV3 (EN 319 122-1, 5.5.2)."""

    _fields = [
        ("algorithm", cms.DigestAlgorithm),
        ("certificates", core.SequenceOf, {"spec": core.OctetString}),
        ("crls", core.SequenceOf, {"spec": core.OctetString}),
        ("attributes", core.SequenceOf, {"spec": core.OctetString}),
    ]


def signer(leaf: Leaf, how: How) -> SimpleSigner:
    """Return who signs with a leaf's key, with the certificates that come along."""
    store = SimpleCertificateStore()
    store.register_multiple([world().certificate(label) for label in how.key_info or ()])
    return SimpleSigner(
        signing_cert=world().certificate(how.signing_certificate or leaf),
        signing_key=cast("Any", world().private_key_info(leaf)),
        cert_registry=store,
    )


def attributes(how: How, *, pdf: bool) -> PdfCMSSignedAttributes:
    """Return the signed attributes; in a PDF the time of signing stands outside of them."""
    policy = None
    if how.policy:
        digest = {"digest_algorithm": {"algorithm": "sha256"}, "digest": hashlib.sha256(b"").digest()}
        named = {"sig_policy_id": how.policy.removeprefix("urn:oid:"), "sig_policy_hash": digest}
        policy = SignaturePolicyIdentifier({"signature_policy_id": SignaturePolicyId(named)})
    return PdfCMSSignedAttributes(
        signing_time=None if pdf else how.signed_at,
        cades_signed_attrs=CAdESSignedAttrSpec(signature_policy_identifier=policy),
    )


def signed(payload: bytes, level: Level, leaf: Leaf, how: How, *, attached: bool) -> bytes:
    """Return a CAdES signature over the payload, which it contains or not."""
    made = asyncio.run(
        signer(leaf, how).async_sign_general_data(
            payload,
            how.digest,
            detached=not attached,
            use_cades=True,
            timestamper=None,
            signed_attr_settings=attributes(how, pdf=False),
        )
    )
    return bytes(raised(made, payload, level, leaf, how).dump())


def raised(made: cms.ContentInfo, payload: bytes, level: Level, leaf: Leaf, how: How) -> cms.ContentInfo:
    """Return the signature with what its level asks for beside it."""
    if level is Level.B:
        return made
    data = made["content"]
    info = data["signer_infos"][0]
    token = world().stamp(how.stamped_message or info["signature"].native, how.stamped_at, how.unit)
    info["unsigned_attrs"] = cms.CMSAttributes([_attribute("signature_time_stamp_token", token)])
    if level is not Level.T:
        _add_values(data, leaf, how)
    if level is Level.LTA:
        _add_archive(data, info, payload, how)
    return settled(made, data, info)


def settled(made: cms.ContentInfo, data: cms.SignedData, info: cms.SignerInfo) -> cms.ContentInfo:
    """Return a signature whose parts were changed, read anew.

    To force the library to write it all again would take it, from part to part, twice the time.
    """
    data["signer_infos"] = cms.SignerInfos([info])
    settled = cms.ContentInfo({"content_type": made["content_type"], "content": data})
    return cms.ContentInfo.load(settled.dump())


def _attribute(kind: str, token: bytes) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [cms.ContentInfo.load(token)]})


def _add_values(data: cms.SignedData, leaf: Leaf, how: How) -> None:
    held = proofs(leaf, how)
    known = {choice.chosen.dump() for choice in data["certificates"]}
    more = [found for found in held.certificates if found.dump() not in known]
    choices = [cms.CertificateChoices("certificate", found) for found in more]
    data["certificates"] = cms.CertificateSet([*data["certificates"], *choices])
    lists = [cms.RevocationInfoChoice("crl", crl.CertificateList.load(found)) for found in held.crls]
    answers = [cms.RevocationInfoChoice("other", _other(found)) for found in held.ocsps]
    data["crls"] = cms.RevocationInfoChoices([*lists, *answers])
    data["version"] = "v5"


def _other(answer: bytes) -> cms.OtherRevocationInfoFormat:
    return cms.OtherRevocationInfoFormat(
        {"other_rev_info_format": _OCSP_RESPONSE, "other_rev_info": ocsp.OCSPResponse.load(answer)}
    )


def _add_archive(data: cms.SignedData, info: cms.SignerInfo, payload: bytes, how: How) -> None:
    """Add an archive timestamp of the third kind (EN 319 122-1, 5.5.3)."""

    def hashed(octets: bytes) -> bytes:
        return hashlib.sha256(octets).digest()

    index = _HashIndex(
        {
            "algorithm": {"algorithm": "sha256"},
            "certificates": [hashed(found.dump()) for found in data["certificates"]],
            "crls": [hashed(found.dump()) for found in data["crls"]],
            "attributes": [
                hashed(attribute["type"].dump() + value.dump())
                for attribute in info["unsigned_attrs"]
                for value in attribute["values"]
            ],
        }
    )
    parts = [
        data["encap_content_info"]["content_type"].dump(),
        hashed(payload),
        info["version"].dump(),
        info["sid"].dump(),
        info["digest_algorithm"].dump(),
        info["signed_attrs"].dump(),
        info["signature_algorithm"].dump(),
        info["signature"].dump(),
        index.dump(),
    ]
    token = cms.ContentInfo.load(world().stamp(b"".join(parts), how.archived_at, how.archive_unit))
    _set_unsigned(token["content"]["signer_infos"][0], _HASH_INDEX, index)
    attribute = cms.CMSAttribute({"type": _ARCHIVE, "values": [core.Any(token)]})
    info["unsigned_attrs"] = cms.CMSAttributes([*info["unsigned_attrs"], attribute])


def _set_unsigned(info: cms.SignerInfo, kind: str, value: core.Asn1Value) -> None:
    info["unsigned_attrs"] = cms.CMSAttributes(
        [cms.CMSAttribute({"type": kind, "values": [core.Any(value)]})]
    )


def certificates(token: bytes) -> list[x509.Certificate]:
    """Return the certificates that a signature or a timestamp brings."""
    return [choice.chosen for choice in cms.ContentInfo.load(token)["content"]["certificates"]]
