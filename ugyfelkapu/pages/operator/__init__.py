# SPDX-License-Identifier: EUPL-1.2
"""Administration and the view of the journal."""
