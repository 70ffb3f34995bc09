# SPDX-License-Identifier: EUPL-1.2
"""A register that stands at the port and answers as it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.domain.ports import BirthQuestion, DocumentQuestion, RegisterAnswer, RegisterUnavailable


@dataclass
class Port:
    """Stands at the port: answers as it is told, or not at all."""

    answer: RegisterAnswer | None = None

    def who_has_document(self, question: DocumentQuestion, *, at: datetime) -> RegisterAnswer:
        """Answer, or be silent."""
        return self._say()

    def who_was_born(self, question: BirthQuestion, *, at: datetime) -> RegisterAnswer:
        """Answer, or be silent."""
        return self._say()

    def _say(self) -> RegisterAnswer:
        if self.answer is None:
            raise RegisterUnavailable("silent")
        return self.answer
