# SPDX-License-Identifier: EUPL-1.2
"""Apache with mod_auth_openidc, configured as the integrators' example is, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.servers import ROOT, Running, wait_for

EXAMPLE: Final = ROOT / "docs" / "integrators" / "apache" / "gate.conf"
MODULES: Final = Path("/usr/lib/apache2/modules")
LOADED: Final = (
    "mpm_event",
    "authz_core",
    "authn_core",
    "authz_user",
    "dir",
    "mime",
    "include",
    "auth_openidc",
)
UNPRIVILEGED: Final = "www-data"
PAGE: Final = "\n".join(
    f"{name}=<!--#echo var='{variable}' encoding='none' -->"
    for name, variable in (
        ("sub", "REMOTE_USER"),
        ("acr", "OIDC_CLAIM_acr"),
        ("name", "OIDC_CLAIM_name"),
        ("email", "OIDC_CLAIM_email"),
    )
)
"""What a site behind the module can read, one thing a line."""
CONFIGURATION: Final = """
ServerName localhost
Listen 127.0.0.1:{port}
DefaultRuntimeDir {folder}
PidFile {folder}/pid
ErrorLog {folder}/log
LogLevel info
DocumentRoot {folder}/site
DirectoryIndex index.shtml
TypesConfig /dev/null
AddType text/plain .shtml
AddOutputFilter INCLUDES .shtml
<Directory {folder}/site>
    Options +Includes
</Directory>
{modules}
{defines}
Include {folder}/gate.conf
"""


def binary() -> str:
    """Return where Debian's Apache is."""
    found = shutil.which("apache2", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None or not (MODULES / "mod_auth_openidc.so").exists():
        pytest.fail("Apache is needed: install the packages apache2 and libapache2-mod-auth-openidc")
    return found


@contextmanager
def apache(port: int, **defines: str) -> Iterator[None]:
    """Run it in the foreground on a port, as nobody of importance."""
    with tempfile.TemporaryDirectory(prefix="kapu-apache-", ignore_cleanup_errors=True) as text:
        folder = Path(text)
        _lay_out(folder)
        configuration = folder / "httpd.conf"
        configuration.write_text(_configuration(folder, port, defines), encoding="utf-8")
        server = Running(
            [*_as_nobody(folder), binary(), "-f", str(configuration), "-DFOREGROUND"],
            dict(os.environ),
            folder / "out",
        )
        server.start()
        try:
            wait_for(f"http://localhost:{port}/", server.log)
            yield
        finally:
            server.stop()


def _lay_out(folder: Path) -> None:
    for place in ("site", "site/inside", "site/inside/important"):
        (folder / place).mkdir(parents=True)
        (folder / place / "index.shtml").write_text(PAGE, encoding="utf-8")
    shutil.copy(EXAMPLE, folder)


def _configuration(folder: Path, port: int, defines: dict[str, str]) -> str:
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED)
    told = "\n".join(f'Define {name} "{value}"' for name, value in defines.items())
    return CONFIGURATION.format(port=port, folder=folder, modules=modules, defines=told)


def _as_nobody(folder: Path) -> list[str]:
    """Return what runs a command without the superuser's rights, where one has them."""
    if os.geteuid() != 0:
        return []
    folder.chmod(0o755)
    subprocess.run(["chown", "--recursive", UNPRIVILEGED, str(folder)], check=True)
    return ["setpriv", f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups"]
