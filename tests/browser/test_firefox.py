"""The Firefox build in a real Firefox."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.make_extension import GECKO_ID, write

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
DRIVER = Path(__file__).with_name("firefox.mjs")


@pytest.mark.skipif(FIREFOX is None, reason="no Firefox on PATH")
def test_paste_analyze_and_read_in_firefox(service: None, tmp_path: Path) -> None:
    command = ["node", DRIVER, FIREFOX, write("firefox", tmp_path), GECKO_ID]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
