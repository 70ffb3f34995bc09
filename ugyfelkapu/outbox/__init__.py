# SPDX-License-Identifier: EUPL-1.2
"""Letters waiting to leave."""
