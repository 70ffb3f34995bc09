# SPDX-License-Identifier: EUPL-1.2
"""The verdict on a signed form, in the process of one thread that finds it.

Apart from :mod:`judging`: what validating loads is heavy, and neither web server nor worker needs it.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial, reduce
from operator import add
from typing import Final

from ugyfelkapu.esignature.findings import Code
from ugyfelkapu.esignature.queries import HOME, trust
from ugyfelkapu.esignature.revocation import Given
from ugyfelkapu.esignature.same_document import held_against
from ugyfelkapu.esignature.sandbox import examine_apart
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.esignature.trust.snapshot import Freshness, TrustSnapshot

from .judging import Asked, Case, Judged, NotJudged

NO_LISTS: Final = "no_lists"


def judge_here(case: Case) -> Judged:
    """Judge a form in a fork of this process, which must have one thread. Raises :class:`NotJudged`."""
    lists = trust()
    if lists is None:
        raise NotJudged(NO_LISTS)
    examined = examine_apart(
        case.document,
        lists,
        at=case.at,
        source=Given(reduce(add, case.known.values(), Material())),
        then=partial(held_against, case.declared),
    )
    if examined.report.reason == Code.CHAIN_NOT_FOUND and _home_is_missing(lists, case.at):
        raise NotJudged(NO_LISTS)  # it may well be of a provider at home, whose list could not be had
    return Judged(examined.report, tuple(Asked(q.certificate, q.issuer) for q in examined.questions))


def _home_is_missing(lists: TrustSnapshot, at: datetime) -> bool:
    return lists.list_of_lists is not None and lists.freshness(HOME, at) is Freshness.MISSING
