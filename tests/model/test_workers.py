import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.workers import job, results, working

SLEEPING = """
import os, sys, time
from pathlib import Path
from model.workers import job, working

def sleep(folder):
    Path(folder, str(os.getpid())).touch()
    time.sleep(60)

with working([job(sleep, sys.argv[1]) for _ in range(2)]) as found:
    next(found)
"""


def test_results_come_in_the_order_of_the_jobs() -> None:
    assert results(job(pow, 2, n) for n in range(4)) == [1, 2, 4, 8]


def test_what_is_not_done_is_called_off_without_a_word() -> None:
    begin = time.monotonic()
    with working([job(pow, 2, 3), job(time.sleep, 30)]) as found:
        assert next(found) == 8
    assert time.monotonic() - begin < 20


@pytest.mark.skipif(os.name != "posix" or os.cpu_count() == 1, reason="one core needs no workers")
def test_workers_end_with_the_process_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "sleeping.py"
    script.write_text(SLEEPING, encoding="utf-8")
    (folder := tmp_path / "pids").mkdir()
    with subprocess.Popen(
        [sys.executable, script, folder], env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    ) as process:
        while len(pids := [int(path.name) for path in folder.iterdir()]) < 2:
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
    assert process.pid not in pids
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < until
        time.sleep(0.1)
