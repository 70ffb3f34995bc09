# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    """Registering by electronic signature."""

    name = "ugyfelkapu.enrolment"
    label = "enrolment"
