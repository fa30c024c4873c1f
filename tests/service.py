"""A real service in a process of its own, for tests that go over HTTP."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = 8765
BASE = f"http://127.0.0.1:{PORT}"
"""The address that the extension asks by default, so that its tests change nothing in it."""
_READY_WITHIN = 90


@contextmanager
def running_service(
    home: Path | None = None, *options: str, port: int = PORT, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run `cuifa serve` until it answers, and end it after; its model is trained at first if `home` has none."""
    told = os.environ | ({"CUIFA_HOME": str(home)} if home else {}) | (environment or {})
    command = [sys.executable, "-c", "from server.cli import main; main()", "serve", "--port", str(port), *options]
    process = subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        _wait(process, port)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout
        process.stdout.close()


def kill_all(process: subprocess.Popen[str], *, frozen: bool = False) -> None:
    """End the service and its workers at once, without a word to whoever waits; or only stop their clocks."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children = [int(pid) for pid, parent in map(str.split, listed.splitlines()) if int(parent) == process.pid]
    for pid in (process.pid, *children):
        os.kill(pid, signal.SIGSTOP if frozen else signal.SIGKILL)


def _wait(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            assert process.stdout
            raise RuntimeError(f"cuifa serve ended: {process.stdout.read()}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"cuifa serve was not ready within {_READY_WITHIN} s")
