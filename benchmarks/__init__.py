# SPDX-License-Identifier: EUPL-1.2
"""How much work a page is: processor time and queries, measured side by side."""
