# SPDX-License-Identifier: EUPL-1.2
"""The clock, for the gate and the demo service alike."""

from tests.clock import clock

__all__ = ["clock"]
