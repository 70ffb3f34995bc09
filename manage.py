#!/usr/bin/env python
# SPDX-License-Identifier: EUPL-1.2
"""The command line, for those who prefer it to the console script."""

from ugyfelkapu.project.command import main

if __name__ == "__main__":
    main()
