# SPDX-License-Identifier: EUPL-1.2
"""Whoever asks for their data gets all: each column about a gate is exported or left out for a reason."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import ForeignObjectRel, Model

from ugyfelkapu.access import own_data as of_the_gate
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.enrolment import own_data as signed
from ugyfelkapu.federation.oidc import own_data as at_services
from ugyfelkapu.federation.oidc.models import Visit

PARTS = (of_the_gate.GATE, *of_the_gate.PARTS, *at_services.PARTS, *signed.PARTS)
LEFT_OUT = {**of_the_gate.LEFT_OUT, **at_services.LEFT_OUT, **signed.LEFT_OUT}
EXPORTED = {f"{part.model._meta.label}.{column}" for part in PARTS for column in part.columns}


def _about_people() -> Iterator[type[Model]]:
    yield Account
    for relation in Account._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.related_model, type):
            yield relation.related_model


TABLES = {model._meta.label: model for model in _about_people()}
COLUMNS = [
    f"{label}.{field.name}"
    for label, model in TABLES.items()
    for field in model._meta.local_fields
    if not (field.primary_key and field.name == "id" and label != "accounts.Account")
    and not (field.remote_field is not None and field.remote_field.model is Account)
]
"""Every column of every table that refers to a gate, besides the row's own number and the gate's."""


def test_each_column_is_exported_or_left_out_for_a_reason() -> None:
    left_out = {column for column in COLUMNS if LEFT_OUT.keys() & {column, column.rpartition(".")[0]}}

    assert COLUMNS
    assert not left_out & EXPORTED
    assert not set(COLUMNS) - EXPORTED - left_out


def test_no_reason_outlives_its_column() -> None:
    assert not set(LEFT_OUT) - set(COLUMNS) - set(TABLES)


def test_every_name_of_the_export_is_its_own() -> None:
    names = [part.name for part in PARTS]

    assert len(names) == len(set(names))


def test_what_holds_a_gate_by_number_alone_is_exported_too() -> None:
    assert f"{Visit._meta.label}.begun_at" in EXPORTED


def test_no_column_is_exported_that_opens_a_gate() -> None:
    opening = {
        name for name in COLUMNS if name.rpartition(".")[2] in {"digest", "password", "secret", "context"}
    }

    assert not opening & EXPORTED
