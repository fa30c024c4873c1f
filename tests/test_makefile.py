"""What `make` says on a machine that lacks what it needs."""

import re
import shutil
import subprocess
from pathlib import Path

MAKEFILE = Path(__file__).resolve().parent.parent / "Makefile"


def test_without_python_one_sentence_names_the_mend(tmp_path: Path) -> None:
    shutil.copy(MAKEFILE, tmp_path)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "pyproject.toml").touch()
    ended = subprocess.run(["make", "run", "PYTHON="], cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode != 0
    assert ended.stderr.splitlines()[0].startswith("cuifa needs Python 3.11 or newer")
    assert "install" in ended.stderr


def test_without_node_one_sentence_names_the_mend_and_nothing_is_set_up(tmp_path: Path) -> None:
    shutil.copy(MAKEFILE, tmp_path)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).touch()
    command = ["make", "--no-print-directory", "node_modules/.ready", "NODE=no-such-node"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode != 0
    assert ended.stderr.splitlines()[0].startswith("the extension's tests and lint need Node 20.19 or newer")
    assert ended.stdout == ""


def test_running_needs_no_node() -> None:
    planned = subprocess.run(
        ["make", "-n", "-B", "run"], cwd=MAKEFILE.parent, capture_output=True, text=True, check=True
    )
    assert "cuifa serve" in planned.stdout
    assert not re.search(r"node|npm", planned.stdout)


def test_help_names_every_target_with_a_description(tmp_path: Path) -> None:
    shown = subprocess.run(["make", "-f", str(MAKEFILE), "help"], capture_output=True, text=True, check=True).stdout
    for target in ("install", "run", "test", "check", "bench", "extension"):
        assert any(line.startswith(target) for line in shown.splitlines())
