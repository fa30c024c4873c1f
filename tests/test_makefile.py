"""What `make` says on a machine that lacks what it needs."""

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


def test_help_names_every_target_with_a_description(tmp_path: Path) -> None:
    shown = subprocess.run(["make", "-f", str(MAKEFILE), "help"], capture_output=True, text=True, check=True).stdout
    for target in ("install", "run", "test", "check", "bench"):
        assert any(line.startswith(target) for line in shown.splitlines())
