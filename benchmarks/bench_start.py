"""How long a newcomer waits: first start with training, second start, one line on the command line."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

_PORT = 18765
_CLI = [sys.executable, "-c", "from server.cli import main; main()"]


def until_ready(home: str) -> float:
    """Seconds from the command to the first ready answer."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*_CLI, "serve", "--port", str(_PORT)],
        env=os.environ | {"CUIFA_HOME": home},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - begin < 180:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/readyz", timeout=2):
                    return time.perf_counter() - begin
            except (urllib.error.URLError, OSError):
                time.sleep(0.01)
        raise RuntimeError("not ready within 180 s")
    finally:
        process.terminate()
        process.wait(20)


def one_line(home: str) -> float:
    """Seconds for `cuifa classify` on one line."""
    begin = time.perf_counter()
    subprocess.run(
        [*_CLI, "classify"],
        input="没货了",
        text=True,
        env=os.environ | {"CUIFA_HOME": home},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - begin


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as home:
        first = until_ready(home)
        later = sorted(until_ready(home) for _ in range(5))
        lines = sorted(one_line(home) for _ in range(5))
    print(f"{'':32}{'seconds':>8}  bar")
    print(f"{'first start, with training':32}{first:8.1f}  30")
    print(f"{'later start, median of 5':32}{later[2]:8.2f}  2.5")
    print(f"{'classify one line, median of 5':32}{lines[2]:8.2f}  -")


if __name__ == "__main__":
    main()
