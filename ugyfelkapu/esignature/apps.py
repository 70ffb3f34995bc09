# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class EsignatureConfig(AppConfig):
    """Validating signed forms."""

    name = "ugyfelkapu.esignature"
    label = "esignature"
