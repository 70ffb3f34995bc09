# SPDX-License-Identifier: EUPL-1.2
"""The desk's pages, a module for each group of them."""
