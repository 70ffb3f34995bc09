# SPDX-License-Identifier: EUPL-1.2
"""The door for web servers: ``DEMO_SERVICE_FILE`` names the file that says who the demo service is.

``DEMO_SERVICE_CLOCK_FILE`` may name the file that sets the gate's clock in development.
"""

from __future__ import annotations

import os
from pathlib import Path

from .application import DemoService
from .clock import Clock

_clock_file = os.environ.get("DEMO_SERVICE_CLOCK_FILE")
application = DemoService(
    Path(os.environ.get("DEMO_SERVICE_FILE", "var/demo-service.json")),
    Clock(Path(_clock_file) if _clock_file else None),
)
