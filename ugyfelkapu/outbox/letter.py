# SPDX-License-Identifier: EUPL-1.2
"""What every letter is: a frozen dataclass whose fields are all that its templates may say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

SECRET: Final = {"secret": True}
"""Metadata of a field that no view may show, and that is wiped once the letter is sent."""


@dataclass(frozen=True)
class Letter:
    """Something to tell somebody; ``kind`` also names the folder of its templates."""

    kind: ClassVar[str]
