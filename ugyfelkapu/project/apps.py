# SPDX-License-Identifier: EUPL-1.2
"""The top of the house as Django sees it."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Commands and checks of the whole."""

    name = "ugyfelkapu.project"

    def ready(self) -> None:
        """Register the checks."""
        from . import checks  # noqa: F401  registers by being imported
