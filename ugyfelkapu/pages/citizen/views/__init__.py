# SPDX-License-Identifier: EUPL-1.2
"""The citizen's pages, one module a group."""
