"""The start: what it says when it goes well, and the one sentence when it does not."""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from model.registry import Registry
from tests.service import BASE, PORT, running_service

COMMAND = [sys.executable, "-c", "from server.cli import main; main()", "serve"]


def start(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `cuifa serve` where it must end by itself."""
    environment = os.environ | {"CUIFA_HOME": str(home)}
    return subprocess.run([*COMMAND, *options], env=environment, capture_output=True, text=True, timeout=60)


def test_a_good_start_says_what_to_do_next(trained_home: Path) -> None:
    with running_service(trained_home) as process:
        assert process.stdout
        said = ""
        while "Ctrl+C stops" not in said:
            said += process.stdout.readline()
    assert f"Cuifa is ready: {BASE}" in said
    assert "Load unpacked" in said
    folder = re.search(r"^ +(/.*extension)$", said, re.MULTILINE)
    assert folder
    assert (Path(folder[1]) / "manifest.json").exists()
    assert f"{BASE}/review/login?token=" in said


def test_a_port_that_another_program_holds_is_named_with_the_mend(trained_home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = start(trained_home, "--port", str(port))
    assert ended.returncode == 1
    assert f"127.0.0.1:{port} cannot be used" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_second_start_says_that_cuifa_already_runs(trained_home: Path) -> None:
    with running_service(trained_home):
        ended = start(trained_home, "--port", str(PORT))
    assert ended.returncode == 1
    assert "already runs" in ended.stderr


@pytest.mark.parametrize("broken", ["scorer.npz", "manifest.json"])
def test_a_broken_model_is_named_with_the_mend(trained_home: Path, tmp_path: Path, broken: str) -> None:
    shutil.copytree(trained_home, tmp_path / "home")
    registry = Registry(tmp_path / "home" / "models")
    registry.path(registry.versions()[0], broken).write_bytes(b"broken")
    ended = start(tmp_path / "home")
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "run `cuifa train`" in ended.stderr


def test_two_workers_answer_over_http(trained_home: Path) -> None:
    with running_service(trained_home, "--workers", "2"):
        for _ in range(8):
            with urllib.request.urlopen(f"{BASE}/api/v1/model", timeout=10) as answer:
                assert answer.status == 200
