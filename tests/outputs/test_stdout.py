"""Standard output: a batch in one write, whatever the reader does."""

import errno
import json
import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.outputs.stdout import StdoutOutput
from pipeline.plugin import Stopped
from tests.outputs.runs import Run, run

FILE = Path(__file__).parents[1] / "golden" / "wire" / "stdout.jsonl"
CASES = {case["id"]: case for case in map(json.loads, FILE.read_text(encoding="utf-8").rstrip("\n").split("\n"))}


def comparable(text):
    """Key order is not Logstash's to keep: JSON lines are parsed, the lines of rubydebug compared as a set."""
    if text.startswith('{"'):
        return [json.loads(line) for line in text.splitlines()]
    if text.startswith("{\n"):
        return sorted(line.rstrip(",") for line in text.split("\n"))
    return text


@pytest.mark.golden("wire/stdout")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_recorded(case, capfd):
    run(case["config"], case["events"], ecs=case["ecs"])
    assert comparable(capfd.readouterr().out) == comparable(case["stdout"])


def test_the_default_is_rubydebug(capfd):
    run("output { stdout { } }", [{"n": 1}])
    assert capfd.readouterr().out == '{\n    "n" => 1\n}\n'


def test_a_batch_is_one_write(capfd, monkeypatch):
    writes = []
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: writes.append(len(data)) or real(descriptor, data))
    with Run("output { stdout { codec => json_lines } }") as found:
        found.batch([{"n": 1}, {"n": 2}])
        found.batch([])
        found.batch([{"n": 3}])
    assert capfd.readouterr().out == '{"n":1}\n{"n":2}\n{"n":3}\n'
    assert len(writes) == 2


def test_old_options_are_told_to_be_gone():
    with Run("output { stdout { debug => true debug_format => ruby } }") as found:
        pass
    assert len(found.warnings) == 2


@pytest.fixture
def pipe():
    """The ends of a pipe."""
    ends = os.pipe()
    yield ends
    for descriptor in ends:
        with suppress(OSError):
            os.close(descriptor)


class Stdout:
    def __init__(self, descriptor):
        self.fileno = lambda: descriptor
        self.flush = lambda: None


def sink():
    found = StdoutOutput(codec="json_lines").open(None)
    found.collect({"n": 1}, None, 0)
    return found


def test_nobody_reads_any_more(pipe, monkeypatch):
    reader, writer = pipe
    os.close(reader)
    monkeypatch.setattr("sys.stdout", Stdout(writer))  # in the test itself: pytest puts its own in place before
    with pytest.raises(Stopped):
        sink().flush(lambda seconds: None)


def test_a_full_disk_is_waited_for(pipe, monkeypatch):
    reader, writer = pipe
    real, full = os.write, [True]

    def write(descriptor, data):
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr("sys.stdout", Stdout(writer))
    monkeypatch.setattr("os.write", write)
    told = []
    monkeypatch.setattr("pipeline.outputs.stdout.report_full", told.append)
    sink().flush(lambda seconds: full.clear())
    assert os.read(reader, 100) == b'{"n":1}\n'
    assert [error.errno for error in told] == [errno.ENOSPC]


def test_a_terminal_that_is_gone_ends_it(pipe, monkeypatch):
    def write(descriptor, data):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("sys.stdout", Stdout(pipe[1]))
    monkeypatch.setattr("os.write", write)
    with pytest.raises(Stopped, match="Input/output error"):
        sink().flush(lambda seconds: None)


def test_a_full_pipe_is_waited_for(pipe, monkeypatch):
    reader, writer = pipe
    os.set_blocking(writer, False)
    os.set_blocking(reader, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writer, b"x" * 65536)
    read = bytearray()
    monkeypatch.setattr("sys.stdout", Stdout(writer))
    sink().flush(lambda seconds: read.extend(os.read(reader, 1 << 20)))
    read += os.read(reader, 1 << 20)
    assert read.lstrip(b"x") == b'{"n":1}\n'


def test_threads_do_not_mix_their_batches(capfd):
    def work(letter):
        found = StdoutOutput(codec="json_lines").open(None)
        for _ in range(50):
            for number in range(3):
                found.collect({"l": letter, "n": number, "p": "x" * 300}, None, 0)
            found.flush(lambda seconds: None)

    threads = [threading.Thread(target=work, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert len(lines) == 600
    for first in range(0, 600, 3):
        assert len({line["l"] for line in lines[first : first + 3]}) == 1


def test_what_can_not_be_encoded_is_a_dead_letter(capfd):
    done = run("output { stdout { codec => json_lines } }", [{"n": 1}, {"n": object()}, {"n": 2}])
    assert capfd.readouterr().out == '{"n":1}\n{"n":2}\n'
    assert [letter.reason for letter in done.letters] == ["the event can't be encoded: TypeError"]
