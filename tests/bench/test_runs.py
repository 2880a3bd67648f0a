"""What a process took is seen from outside: its CPU and its children's, its memory, how it ended."""

import os
import sys

import pytest

from bench.runs import Contestant, RunError, run_until
from bench.stand import ROOT

BURN = "import time\nwhile time.process_time() < 0.3: pass\n"
FORK = f"import os\nif not os.fork():\n    exec({BURN!r})\n    os._exit(0)\nos.wait()\n"
STAY = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit())\ntime.sleep(60)\n"
HOLD = f"held = bytes(100 << 20)\n{STAY}"


def run(tmp_path, code, done=lambda: True, *, ends=True):
    contestant = Contestant([sys.executable, "-c", code], os.environ, ROOT, ends)
    return run_until(contestant, done, tmp_path / "log")


@pytest.mark.parametrize("code", [BURN, FORK], ids=["itself", "a child"])
def test_cpu_is_counted(tmp_path, code):
    assert 0.29 < run(tmp_path, code).cpu < 3


def test_one_that_does_not_end_is_told_to_when_it_is_done(tmp_path):
    looks = iter([False] * 50 + [True])
    found = run(tmp_path, HOLD.replace("bytes(100 << 20)", "b'x' * (100 << 20)"), lambda: next(looks), ends=False)
    assert found.processes == 1
    assert 100 < found.peak_mib < 200
    assert next(looks, "all used") == "all used"


def test_children_are_seen(tmp_path):
    looks = iter([False] * 50 + [True])
    assert run(tmp_path, f"import os\nos.fork()\n{STAY}", lambda: next(looks), ends=False).processes == 2


def test_one_that_fails_is_an_error_with_what_it_said(tmp_path):
    with pytest.raises(RunError, match=r"(?s)exit code 3: .*the disk is full"):
        run(tmp_path, "import sys\nprint('the disk is full', file=sys.stderr)\nsys.exit(3)")
