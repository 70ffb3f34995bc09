# SPDX-License-Identifier: EUPL-1.2
"""One module for each group of the operator's pages."""
