# SPDX-License-Identifier: EUPL-1.2
"""Who did what, when: the audit trail, and the one clock of the house."""
