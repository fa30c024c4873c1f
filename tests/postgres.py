"""A real PostgreSQL of the tests' own, which nobody else can reach."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
_ACCOUNT = "postgres"


def programs() -> Path | None:
    """Find the folder of PostgreSQL's programs, the newest ones; Debian has them beside the path."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name))
    return folders[-1] if folders else None


@contextmanager
def running_postgres(programs: Path) -> Iterator[str]:
    """Run a server on a socket in a folder of its own; give the address of its first database."""
    root = os.name == "posix" and os.geteuid() == 0  # as whom PostgreSQL refuses to run
    account = {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []} if root else {}
    with tempfile.TemporaryDirectory(prefix="pg-") as name:  # not pytest's: a socket's path must be short
        folder = Path(name)
        if root:
            shutil.chown(folder, _ACCOUNT, _ACCOUNT)
        data = folder / "data"

        def run(program: str, *options: str) -> None:
            command = [programs / program, "-D", data, *options]
            with open(folder.with_suffix(".log"), "wb") as log:  # no pipe, which the server would inherit
                ended = subprocess.run(command, cwd=folder, stdout=log, stderr=log, **account)
            told = folder.with_suffix(".log").read_text(errors="replace")
            folder.with_suffix(".log").unlink()
            assert ended.returncode == 0, told

        run("initdb", "--auth=trust", "--username=cuifa", "--encoding=UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "start", "--wait", f"--options=-F -k {folder} -c listen_addresses=''", f"--log={folder}/log")
        try:
            yield f"postgresql://cuifa@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")
