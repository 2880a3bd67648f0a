"""The demo, as `make run` shows it."""

import os
import re
import signal
import subprocess
import sys
import time


def demo(*arguments):
    return [sys.executable, "-m", "pipeline", "demo", *arguments]


def test_the_counts_add_up_and_there_are_three_daily_indices():
    result = subprocess.run(demo("--count", "3000"), capture_output=True, text=True, timeout=100, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    indices = re.findall(r"logs-\d{4}\.\d\d\.\d\d\s+│\s+([\d,]+)", result.stdout)
    assert len(indices) >= 3
    assert sum(int(one.replace(",", "")) for one in indices) == 3000
    errors = int(re.search(r"(\d+)\s+tagged error", result.stdout)[1])
    assert 200 < errors < 400
    assert '"error"' in result.stdout
    assert '"location"' in result.stdout


def test_keep_stays_up_until_a_signal():
    process = subprocess.Popen(demo("--count", "100", "--keep"), stdout=subprocess.PIPE, text=True)
    seen = ""
    deadline = time.monotonic() + 60
    while "curl" not in seen:
        assert time.monotonic() < deadline
        seen += process.stdout.readline()
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(30) == 0
    process.stdout.close()
