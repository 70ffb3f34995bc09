# SPDX-License-Identifier: EUPL-1.2
"""Make the checkout importable in its virtual environment, with a console script and no build tool."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = """#!{python}
# SPDX-License-Identifier: EUPL-1.2
import sys

from ugyfelkapu.project.command import main

sys.exit(main())
"""


def link() -> None:
    """Write both."""
    packages = Path(sysconfig.get_path("purelib"))
    (packages / "ugyfelkapu.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    script = Path(sysconfig.get_path("scripts")) / "ugyfelkapu"
    script.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
    script.chmod(0o755)


if __name__ == "__main__":
    link()
