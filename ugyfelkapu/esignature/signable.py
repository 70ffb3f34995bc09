# SPDX-License-Identifier: EUPL-1.2
"""Making a PDF ready to be signed."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class _Appending(IncrementalPdfFileWriter):
    """Adds to a PDF and leaves what it says of itself alone: its day is the declaration's."""

    def _update_meta(self) -> None:
        """Change nothing."""


def signable(pdf: bytes) -> bytes:
    """Return a PDF with an empty place for signatures, so that what a signature adds can be told apart."""
    writer = _Appending(BytesIO(pdf))
    fields = generic.DictionaryObject({generic.pdf_name("/Fields"): writer.add_object(generic.ArrayObject())})
    writer.root["/AcroForm"] = writer.add_object(fields)
    writer.update_root()  # type: ignore[no-untyped-call]
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
