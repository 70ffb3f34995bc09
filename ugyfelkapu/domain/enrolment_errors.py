# SPDX-License-Identifier: EUPL-1.2
"""How registering by electronic signature is refused."""

from __future__ import annotations

from .errors import Kind, Refusal


class DeclarationOver(Refusal):
    """The declaration's day is over, or it is no declaration of this browser."""

    code = "declaration_over"


class DeclarationUsed(Refusal):
    """A gate came of this declaration already: one signed form opens one gate."""

    code = "declaration_used"


class FormUnderWay(Refusal):
    """A signed form of this declaration is being looked at already."""

    code = "form_under_way"


class FormTooLarge(Refusal):
    """A signed form is empty, or larger than ten megabytes."""

    code = "form_too_large"
    kind = Kind.INVALID
