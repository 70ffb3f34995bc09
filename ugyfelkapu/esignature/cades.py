# SPDX-License-Identifier: EUPL-1.2
"""CAdES signatures: alone with their content inside, or beside it in a container."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from . import cms
from .arithmetic import READING_FAULTS, UnknownAlgorithm, digest
from .findings import Code, Flaw, SubIndication, malformed, notice
from .signed_item import Coverage, Form, Part, SignedItem
from .stamps import stamps_of

_DATA: Final = "data"


def read(data: bytes) -> tuple[SignedItem, ...]:
    """Return the signature of a file that holds its own content. Raises :class:`Flaw`."""
    envelope = cms.open_envelope(data)
    return (
        ()
        if envelope.is_timestamp
        else (item_of(envelope, "signature", lambda: envelope.content, "content"),)
    )


def item_of(
    envelope: cms.Envelope, name: str, content: Callable[[], bytes | None], content_name: str
) -> SignedItem:
    """Return the signature over a content; its flaws are part of the answer."""
    bare = SignedItem(name, Form.CADES, None)
    try:
        return _item(bare, envelope, content(), content_name)
    except Flaw as flaw:
        return replace(bare, flaws=(flaw,))
    except UnknownAlgorithm as error:
        refused = Flaw(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED, str(error))
        return replace(bare, flaws=(refused,))
    except READING_FAULTS as error:
        return replace(bare, flaws=(malformed(Code.CMS_STRUCTURE, type(error).__name__),))


def _item(bare: SignedItem, envelope: cms.Envelope, content: bytes | None, content_name: str) -> SignedItem:
    def digest_of(algorithm: str) -> bytes | None:
        return None if content is None else digest(algorithm, content)

    counter = any(True for _ in envelope.unsigned_values(cms.COUNTER_SIGNATURE))
    return replace(
        bare,
        signer=cms.read_signer(envelope, digest_of, content_name),
        material=cms.material_of(envelope),
        stamps=stamps_of(envelope, digest_of),
        parts=() if content is None else (Part(content_name, content),),
        coverage=Coverage((content_name,)),
        claimed_time=cms.claimed_time(envelope),
        policy_id=cms.policy_id(envelope),
        flaws=() if envelope.content_type == _DATA else (malformed(Code.CMS_STRUCTURE, "no data"),),
        findings=(notice(Code.XML_COUNTER_SIGNATURE),) if counter else (),
    )
