# SPDX-License-Identifier: EUPL-1.2
"""Every module of the certification plans is mirrored by a test that exists, or says why it cannot apply."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
MODULES = {
    "oidcc-basic": 38,
    "oidcc-config": 1,
    "oidcc-rp-initiated-logout": 11,
    "oidcc-backchannel-rp-initiated-logout": 2,
    "fapi2-security-profile-final": 60,
}
"""How many rows each plan has; three modules of other ecosystems share one."""


@pytest.mark.parametrize(("module", "shown_by"), [row for row in ROWS if not row[0].startswith("module")])
def test_what_a_module_names_exists(module: str, shown_by: str) -> None:
    named = re.fullmatch(r"`([^:`]+)(?:::(\w+))?`", shown_by)

    if shown_by.startswith("not applicable: ") or module in {"---", "what"}:
        return
    assert named, shown_by
    text = (ROOT / named[1]).read_text(encoding="utf-8")
    assert named[2] is None or f"def {named[2]}(" in text


def test_no_module_is_left_out() -> None:
    plans = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]

    counted = Counter(
        {plan.partition("\n")[0]: len(re.findall(r"^\| `", plan, re.MULTILINE)) for plan in plans}
    )

    assert {plan: counted[plan] for plan in MODULES} == MODULES
