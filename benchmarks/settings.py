# SPDX-License-Identifier: EUPL-1.2
"""The real settings with cheap hashing: what a password's hash costs is chosen, so it is left out."""

from ugyfelkapu.project.settings import *  # noqa: F403

ARGON2_MEMORY_KIB = 8
ARGON2_PASSES = 1
