# SPDX-License-Identifier: EUPL-1.2
"""Answers that every page group gives alike."""

from __future__ import annotations

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """Success: the browser goes on with a GET."""

    status_code = 303
