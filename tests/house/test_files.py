# SPDX-License-Identifier: EUPL-1.2
"""Every file says what it is, none grows too long, and the rules lean on the standard library alone."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for folder in ("ugyfelkapu", "tests", "benchmarks", "docs", "deploy")
    for path in (ROOT / folder).rglob("*.py")
    if path.stat().st_size
)
WRITTEN = [path for path in FILES if "migrations" not in path.parts]
LONGEST = 400
SPDX = "SPDX-License-Identifier: EUPL-1.2"
SENTENCE = re.compile(r'(?:#[^\n]*\n)*\n*"""(.+?)(?:\n\n|""")', re.DOTALL)
"""Comments, then the first paragraph of the module's docstring."""
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _begins_with_its_licence(path: Path) -> bool:
    return SPDX in "\n".join(path.read_text(encoding="utf-8").splitlines()[:2])


def _opens_with_one_sentence(path: Path) -> bool:
    found = SENTENCE.match(path.read_text(encoding="utf-8"))
    return found is not None and found[1].rstrip().endswith((".", "?"))


def test_each_file_starts_with_its_licence_and_one_sentence() -> None:
    unlicensed = [_name(path) for path in FILES if not _begins_with_its_licence(path)]
    unsaid = [_name(path) for path in FILES if not _opens_with_one_sentence(path)]

    assert FILES
    assert (unlicensed, unsaid) == ([], [])


def test_no_file_is_longer_than_a_reader_bears() -> None:
    too_long = [_name(path) for path in WRITTEN if path.read_text(encoding="utf-8").count("\n") > LONGEST]

    assert not too_long


@pytest.mark.parametrize("path", sorted((ROOT / "ugyfelkapu" / "domain").glob("*.py")), ids=_name)
def test_the_rules_import_the_standard_library_alone(path: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add(node.module or "")

    foreign = {
        name
        for name in imported
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("ugyfelkapu.domain")
    }

    assert not foreign


def test_no_room_is_a_lumber_room() -> None:
    found = [_name(path) for path in FILES if FORBIDDEN_NAMES & {*path.parts[len(ROOT.parts) :], path.stem}]

    assert not found
