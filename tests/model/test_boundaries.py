import subprocess
import sys
from pathlib import Path

import pytest

MODEL = Path(__file__).resolve().parents[2] / "model"
WITHOUT_SERVER = """
import sys
for name in ("server", "flask", "apiflask", "pydantic", "granian"):
    sys.modules[name] = None  # an import of it fails, as where it is not installed
sys.argv = ["model", "classify"]
import runpy
runpy.run_module("model", run_name="__main__")
"""


def test_the_model_reads_with_flask_uninstalled(trained_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUIFA_HOME", str(trained_home))
    ended = subprocess.run([sys.executable, "-c", WITHOUT_SERVER], input="没货了", capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert '"cause"' in ended.stdout


@pytest.mark.parametrize("path", sorted(MODEL.glob("*.py")), ids=lambda path: path.name)
def test_no_module_of_the_model_imports_the_server(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "from server" not in text
    assert "import server" not in text
