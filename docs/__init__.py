# SPDX-License-Identifier: EUPL-1.2
"""Documents, and what writes those that follow from the code."""
