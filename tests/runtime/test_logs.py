"""Our own log lines."""

import io
import json
import sys

import structlog

from pipeline.runtime import logs


class Writes(io.StringIO):
    """Keeps each write by itself: what processes that share a stream write at once stays together."""

    def __init__(self, terminal=False):
        super().__init__()
        self.all = []
        self._terminal = terminal

    def isatty(self):
        return self._terminal

    def write(self, text):
        self.all.append(text)
        return len(text)


def test_a_line_is_one_write_and_says_which_process_it_is_from(monkeypatch):
    writes = Writes()
    monkeypatch.setattr(sys, "stderr", writes)
    logs.configure_logs("info", "json")
    log = structlog.get_logger("pipeline")
    log.info("alone")
    monkeypatch.setattr(logs, "_process", 3)
    log.info("one of several")
    log.debug("not shown")
    structlog.reset_defaults()
    assert [write[-1] for write in writes.all] == ["\n", "\n"]
    alone, other = map(json.loads, writes.all)
    assert (alone["event"], alone.get("process")) == ("alone", None)
    assert (other["event"], other["process"]) == ("one of several", 3)


def test_on_a_terminal_a_line_takes_the_place_of_the_live_line(monkeypatch):
    writes = Writes(terminal=True)
    monkeypatch.setattr(sys, "stderr", writes)
    logs.configure_logs("info", "json")
    structlog.get_logger("pipeline").info("hello")
    structlog.reset_defaults()
    (line,) = writes.all
    assert line.startswith('\r\x1b[2K{"event": "hello"')
    assert line.endswith("\n")
