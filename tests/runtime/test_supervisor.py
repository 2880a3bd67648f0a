"""Processes that are started, watched, started again and ended; each case is a program of its own, since it forks."""

import json
import signal
import subprocess
import sys
import time

import pytest

PROGRAM = """
import os, signal, sys, time
from random import Random
from pipeline.runtime import supervisor
from pipeline.runtime.ledger import Tally
from pipeline.runtime.logs import configure_logs
from pipeline.runtime.status import ProcessStatus
from pipeline.runtime.supervisor import Supervisor

configure_logs("info", "json")
supervisor.PAUSE, supervisor.FIRST_WAIT, supervisor.LEAVING = 0.01, 0.01, 0.3
folder = sys.argv[1]

def earlier(name, number):
    "How often this was called before with the same arguments, in whichever process."
    path = os.path.join(folder, f"{name}-{number}")
    with open(path, "a") as file:
        file.write("x")
        return file.tell() - 1

def report(board, number, state, received=0, delivered=0):
    board.write(ProcessStatus(number, os.getpid(), state, tally=Tally(received, delivered)))

def until_asked(board, times=1):
    while board.asked < times:
        time.sleep(0.005)

def work(number, board):
    run = earlier("run", number)
BODY

many = Supervisor("main", 2, work, 0.2, Random())
good = many.run()
print(good, [(one.state, one.restarts, one.tally.received, one.tally.delivered) for one in many.status().processes])
"""


def start(tmp_path, body):
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    program = PROGRAM.replace("BODY", lines)
    return subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def outcome(process):
    output, errors = process.communicate(timeout=30)
    assert "Traceback" not in errors, errors
    return output.strip(), [json.loads(line) for line in errors.splitlines()]


def runs(tmp_path, number):
    path = tmp_path / f"run-{number}"
    return path.stat().st_size if path.exists() else 0


def wait_for(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_all_work_and_the_ledger_is_their_sum(tmp_path):
    output, lines = outcome(start(tmp_path, 'report(board, number, "finished", 10 * number, 10 * number); return 0'))
    assert output == "True [('finished', 0, 10, 10), ('finished', 0, 20, 20)]"
    assert lines[-1]["event"] == "all worker processes ended"
    assert (lines[-1]["received"], lines[-1]["delivered"], lines[-1]["in_flight"]) == (30, 30, 0)


def test_what_keeps_the_first_from_starting_is_told_once_and_ends_it(tmp_path):
    output, _ = outcome(start(tmp_path, "return 3"))
    assert output.startswith("False")
    assert (runs(tmp_path, 1), runs(tmp_path, 2)) == (1, 0)


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "return 1", "os._exit(7)"])
def test_one_that_fails_is_started_again_and_its_ledger_kept(tmp_path, end):
    body = f"""
if number == 1 or run:
    report(board, number, "finished", 5, 5)
    return 0
report(board, number, "running", 8, 6)
{end}
"""
    output, lines = outcome(start(tmp_path, body))
    assert output == "True [('finished', 0, 5, 5), ('finished', 1, 11, 11)]"  # two were in flight: others read them
    (line,) = [line for line in lines if line["event"] == "worker process failed, starting it again"]
    assert line["process"] == 2
    assert line.get("signal", line.get("exit_code")) in ("SIGKILL", 1, 7)


def test_one_that_fails_again_and_again_ends_the_whole(tmp_path):
    body = """
if number == 2:
    return 1
report(board, number, "running")
until_asked(board)
report(board, number, "asked")
return 0
"""
    output, lines = outcome(start(tmp_path, body))
    assert output.startswith("False")
    assert runs(tmp_path, 2) == 5
    assert "giving up" in lines[-2]["event"]


def test_an_output_that_can_take_nothing_any_more_ends_the_whole(tmp_path):
    body = """
if number == 2:
    report(board, number, "stopped")
    return 1
report(board, number, "running")
until_asked(board)
report(board, number, "asked")
return 0
"""
    output, _ = outcome(start(tmp_path, body))
    assert output.startswith("False")
    assert runs(tmp_path, 2) == 1


def test_one_that_somebody_ends_by_a_signal_is_started_again(tmp_path):
    body = """
if number == 2 and not run:
    report(board, number, "asked")
    return 0
report(board, number, "finished")
return 0
"""
    output, _ = outcome(start(tmp_path, body))
    assert output.startswith("True")
    assert runs(tmp_path, 2) == 2


WAITING = """
report(board, number, "running")
until_asked(board, TIMES)
report(board, number, "asked")
return 0
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_them_well(tmp_path, number):
    process = start(tmp_path, WAITING.replace("TIMES", "1"))
    wait_for(lambda: runs(tmp_path, 2))
    process.send_signal(number)
    output, _ = outcome(process)
    assert output.startswith("True")


def test_a_second_signal_reaches_them_too(tmp_path):
    process = start(tmp_path, WAITING.replace("TIMES", "2"))
    wait_for(lambda: runs(tmp_path, 2))
    process.send_signal(signal.SIGTERM)
    time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    output, _ = outcome(process)
    assert output.startswith("True")


def test_one_that_hangs_is_killed_after_the_deadline(tmp_path):
    process = start(tmp_path, WAITING.replace("TIMES", "99"))
    wait_for(lambda: runs(tmp_path, 2))
    process.send_signal(signal.SIGTERM)
    output, lines = outcome(process)
    assert output.startswith("False")
    assert [line["process"] for line in lines if "killing" in line["event"]] == [1, 2]


def test_nohup_is_heeded(tmp_path):
    """Where SIGHUP is ignored at the start it stays so, in the supervisor and in its processes."""
    body = """
kept = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
report(board, number, "running")
os.kill(os.getppid(), signal.SIGHUP)
time.sleep(0.2)
report(board, number, "finished", int(kept), int(not board.asked))
return 0
"""
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = start(tmp_path, body)  # what is ignored here is ignored there
    finally:
        signal.signal(signal.SIGHUP, ignored)
    output, _ = outcome(process)
    assert output == "True [('finished', 0, 1, 1), ('finished', 0, 1, 1)]"
