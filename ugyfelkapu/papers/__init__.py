# SPDX-License-Identifier: EUPL-1.2
"""What is printed or scanned: PDF papers and QR codes, made from frozen dataclasses."""
