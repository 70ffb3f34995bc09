# SPDX-License-Identifier: EUPL-1.2
"""A PostgreSQL server for one run of the tests: ``python -m tests.postgresql COMMAND…``.

It listens on a Unix socket in a temporary directory and forgets everything afterwards. Started by
root, only the server gives its rights up.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "ugyfelkapu"
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}
NO_SERVER = 77
"""Exit code when there are no server binaries and nobody insists on them."""


def binaries() -> Path | None:
    """Return the directory that holds ``initdb`` and ``postgres``, the newest version's if several."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if tool := shutil.which("pg_config"):
        answer = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False)
        places.append(Path(answer.stdout.strip() or "/nowhere"))
    if tool := shutil.which("initdb"):
        places.append(Path(tool).parent)
    found = [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]
    return found[-1] if found else None


def _lowered() -> tuple[list[str], int | None]:
    """Return the prefix that gives root's rights up, and the user who remains."""
    if os.geteuid() != 0:
        return [], None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        return prefix, user.pw_uid
    raise SystemExit("PostgreSQL refuses to run as root and there is no user 'nobody'")


@contextmanager
def server(place: Path, **options: str) -> Iterator[str]:
    """Run a server from the binaries in ``place``, with other options where some are named; yield its URL."""
    prefix, uid = _lowered()
    with tempfile.TemporaryDirectory(prefix="kapu-pg-", ignore_cleanup_errors=True) as text:
        home = Path(text)
        home.chmod(0o755)
        if uid is not None:
            os.chown(home, uid, -1)
        data = home / "data"

        def quietly(*command: str | Path, check: bool = True) -> None:
            subprocess.run([*prefix, *command], check=check, stdout=subprocess.DEVNULL, cwd="/")

        quietly(place / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in {**OPTIONS, **options}.items())
            file.write(f"unix_socket_directories = '{home}'\n")
        control: list[str | Path] = [place / "pg_ctl", "-D", data, "-w", "-l", home / "log"]
        quietly(*control, "start")
        try:
            yield f"postgresql://{USER}@/postgres?host={home}"
        finally:
            quietly(*control, "-m", "immediate", "stop", check=False)


def main(command: list[str]) -> int:
    """Run a command with the server's address in its environment."""
    place = binaries()
    if place is None:
        insisted = os.environ.get("CI", "").lower() in {"1", "true"}
        print("No PostgreSQL server binaries found: tests on PostgreSQL left out", file=sys.stderr)  # noqa: T201
        return 1 if insisted else NO_SERVER
    with server(place) as url:
        environment = {**os.environ, "UGYFELKAPU_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
