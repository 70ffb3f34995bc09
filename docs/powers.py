# SPDX-License-Identifier: EUPL-1.2
"""The page of docs/ that says who may do what: owners by their level, staff by their role."""

from __future__ import annotations

from typing import Final

from ugyfelkapu.domain.powers import NEEDS, Needs, Power
from ugyfelkapu.staff.rights import Right, Role, may

LEVELS: Final = ("self-asserted", "low", "substantial")
"""The levels of a signed-in owner, lowest first (D17)."""
MEANING: Final = {
    Power.SEE: "see their data, their activity, and who looked at them",
    Power.END_SESSIONS: "sign out one or all of their sessions, forget a browser",
    Power.NAME_FACTOR: "give a second factor another name",
    Power.LOCK: "lock the gate at once",
    Power.STOP_RECOVERY: "stop a new start that somebody asked for at a desk",
    Power.CHANGE_PASSWORD: "change the password",
    Power.CHANGE_ADDRESS: "change the e-mail address",
    Power.CHANGE_FACTORS: "add or remove second factors, make recovery codes",
    Power.RECONCILE: "take over what the register says of them now",
    Power.EXPORT: "download their data or their activity",
    Power.CLOSE: "close the gate for good",
}
RIGHT_MEANING: Final = {
    Right.REGISTER: "register people and finalise temporary gates",
    Right.SEARCH: "find and open full gates",
    Right.APPROVE: "approve what a colleague of the office asked",
    Right.SUSPEND: "suspend a gate at once",
    Right.RESTORE: "restore a gate, start it over, after the in-person checks",
    Right.CORRECT: "correct a wrong address before activation",
    Right.CLOSE: "close a gate for good, after the in-person checks",
    Right.RUN: "run the house: offices, staff, services, letters",
    Right.READ_JOURNAL: "read and verify the journal",
}

INTRODUCTION: Final = """# Who may do what

A gate's level says what a service may rely on, and what its owner may do here. Three levels are signed
in: *self-asserted* is a temporary gate, *low* a full gate opened by its password, *substantial* one opened
with a second factor or a passkey. Whoever is not signed in may do nothing of this, except by the link of a
security letter (stop what waits, lock) and, for a gate that its owner locked, unlock it with a second factor.

- **proof** means that the owner showed again that it is them, at most five minutes ago: by a second factor
  where one counts, by the password otherwise.
- **no quiet day** means: not within 24 hours of a password reset by a mailed code, unless a second factor
  was shown.
"""


def cell(needs: Needs, level: str) -> str:
    """Say whether a session of a level may do what has these needs, and on what condition."""
    if needs.full and level == LEVELS[0]:
        return "no"
    conditions = ["proof"] if needs.fresh else []
    if needs.settled and level != LEVELS[-1]:
        conditions.append("no quiet day")
    return " + ".join(["yes", *conditions])


def _has(role: Role, right: Right) -> str:
    return "yes" if may(role, right) else "no"


def powers() -> str:
    """Tabulate what owners may do at each level, and what staff may do in each role."""
    lines = [INTRODUCTION, "## Owners\n", f"| may … | {' | '.join(LEVELS)} |", "|---|---|---|---|"]
    lines += [
        f"| {MEANING[power]} | {' | '.join(cell(needs, level) for level in LEVELS)} |"
        for power, needs in NEEDS.items()
    ]
    lines += ["", "## Staff\n", f"| may … | {' | '.join(Role)} |", "|---|" + "---|" * len(Role)]
    lines += [
        f"| {RIGHT_MEANING[right]} | {' | '.join(_has(role, right) for role in Role)} |" for right in Right
    ]
    lines += [
        "",
        "Nobody acts on their own record, and nobody sees a code, a password or a second factor (D22).",
    ]
    return "\n".join(lines) + "\n"
