"""A PostgreSQL for the length of a `with` block, in a folder of its own and on a socket there."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path


def program(name):
    found = shutil.which(name)
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not found and not installed:
        raise SystemExit(f"{name} is not installed: it comes with PostgreSQL")
    return found or installed[-1]


def other_than_root():
    """As whom PostgreSQL runs: it refuses to be root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise SystemExit("there is no user other than root for PostgreSQL")


class Postgres:
    def __enter__(self):
        # Short: the path of a socket has a hundred characters at most.
        self.folder = tempfile.TemporaryDirectory(prefix="zp-pg-", dir="/tmp")
        root = Path(self.folder.name)
        self.data = root / "data"
        self.user = other_than_root()
        if self.user:
            os.chown(root, self.user["user"], self.user["group"])
        self._run("initdb", "-U", "interop", "--auth=trust", "--no-sync", "-E", "UTF8")
        options = f"-k {root} -c listen_addresses='' -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-l", str(root / "log"), "-o", options)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": str(root),
            "NAME": "postgres",
            "USER": "interop",
        }

    def __exit__(self, *_):
        self._run("pg_ctl", "stop", "-m", "immediate")
        self.folder.cleanup()

    def _run(self, name, *arguments):
        command = [program(name), "-D", str(self.data), *arguments]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, **self.user,
        )
        if done.returncode != 0:
            raise SystemExit(f"{name}: {done.stdout}{done.stderr}")
