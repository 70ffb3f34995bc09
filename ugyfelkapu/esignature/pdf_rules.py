# SPDX-License-Identifier: EUPL-1.2
"""Which changes to a PDF let its signature be verified later; every other one is somebody's doing."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import map_with_return
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.commons import compare_key_refs
from pyhanko.sign.diff_analysis.rules_api import Context, ReferenceUpdate, WhitelistRule

_LISTS: Final = ("/Certs", "/CRLs", "/OCSPs")
_OF_ONE_SIGNATURE: Final = ("/Cert", "/CRL", "/OCSP")
_Found = tuple[generic.DictionaryObject, generic.DictionaryObject | None]


class SecurityStoreRule(WhitelistRule):
    """Lets the document security store be written anew: what lies in it proves itself, or is not believed.

    The library's own rule lets nobody change an entry about one signature (VRI); much software writes it
    anew whenever it adds proofs.
    """

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        """Yield the objects that may be new or other than before, each where the store has it."""
        path = RawPdfPath("/Root", "/DSS")
        versions = _Versions(old, new)
        before, after = yield from versions.compared(path, "/DSS", old.root, new.root)
        if after is None:
            return
        if not set(after) <= {"/Type", "/VRI", *_LISTS}:
            raise SuspiciousModification("unknown keys in the store")
        for key in _held(_LISTS, after):
            yield from versions.compared(path + key, key, before, after)
        if "/VRI" in after:
            path += "/VRI"
            entries, now = yield from versions.compared(path, "/VRI", before, after)
            for name in now or ():
                entry, written = yield from versions.compared(path + name, name, entries, now)
                for key in _held(_OF_ONE_SIGNATURE, written):
                    yield from versions.compared(path + name + key, key, entry, written)


def _held(keys: tuple[str, ...], dictionary: generic.DictionaryObject | None) -> list[str]:
    return [key for key in keys if dictionary is not None and key in dictionary]


@dataclass(frozen=True, slots=True)
class _Versions:
    """A document before and after a change."""

    old: HistoricalResolver
    new: HistoricalResolver

    def compared(
        self,
        path: RawPdfPath,
        key: str,
        before: generic.DictionaryObject,
        after: generic.DictionaryObject | None,
    ) -> Generator[ReferenceUpdate, None, _Found]:
        """Return what stood under a key and what stands there now, once its place may be written over."""
        approved = ReferenceUpdate.curry_ref(context_checked=Context.from_absolute(self.old, path))
        changes = compare_key_refs(key, self.old, before, after or generic.DictionaryObject())
        was, now = yield from map_with_return(changes, approved)
        if isinstance(now, generic.StreamObject):
            raise SuspiciousModification("a stream in the place of a list")
        if now is not None:
            yield from map(approved, self.new.collect_dependencies(now, self.old.revision + 1))
        return (
            was if isinstance(was, generic.DictionaryObject) else generic.DictionaryObject(),
            now if isinstance(now, generic.DictionaryObject) else None,
        )


ALLOWED: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        SecurityStoreRule().as_qualified(ModificationLevel.LTA_UPDATES),
        MetadataUpdateRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)
"""Without the rule that lets other form fields be filled in: a changed answer is a changed declaration."""
