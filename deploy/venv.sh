#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Make the virtual environment with the first Python that is new enough.
set -eu
for python in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
  if command -v "$python" >/dev/null && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
      echo "This Python cannot make virtual environments: install its venv package (Debian: python3-venv)." >&2
      exit 1
    fi
    exec "$python" -m venv "$1"
  fi
done
echo "Python 3.11 or newer is needed; name it with PYTHON=/path/to/python3." >&2
exit 1
