# SPDX-License-Identifier: EUPL-1.2
"""Connected services that nobody here wrote, run against the product."""
