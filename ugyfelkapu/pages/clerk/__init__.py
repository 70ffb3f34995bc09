# SPDX-License-Identifier: EUPL-1.2
"""The clerk's workbench."""
