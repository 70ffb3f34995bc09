# SPDX-License-Identifier: EUPL-1.2
"""No act of a signed-in owner forgets to ask the table of powers first."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ugyfelkapu.access import services

FOLDER = Path(services.__file__).parent
PROVING = {
    "_by_code": "proves that the owner is there, which powers ask for",
    "note_step_up": "proves that the owner is there, which powers ask for",
    "_step_up": "proves that the owner is there, which powers ask for",
    "_count_wrong_code": "counts a wrong code and changes nothing",
}
"""Acts that ask no power, each with the reason."""


def _acts() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or not node.args.args:
                continue
            first = node.args.args[0].annotation
            named = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
            if "act" in named and isinstance(first, ast.Name) and first.id == "Citizen":
                yield f"{path.stem}.{node.name}", node


ACTS = dict(_acts())


@pytest.mark.parametrize("name", ACTS)
def test_an_owners_act_asks_whether_this_session_may(name: str) -> None:
    first = ACTS[name].body[1] if ast.get_docstring(ACTS[name]) else ACTS[name].body[0]

    asks = ast.unparse(first).startswith(("require_power(", "require_may_add("))

    assert asks or name.rpartition(".")[2] in PROVING


def test_there_are_such_acts_and_no_reason_outlives_its_act() -> None:
    names = {name.rpartition(".")[2] for name in ACTS}

    assert len(ACTS) > len(PROVING)
    assert set(PROVING) <= names
