"""Following files: what is written comes out once, whatever happens to the files."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from pipeline.inputs.file.decoders import decoders_for
from pipeline.inputs.file.reader import Watching
from pipeline.inputs.file.sincedb import Sincedb
from pipeline.inputs.file.tail import TailReader
from pipeline.plugin.find import find_plugin
from tests.inputs.runs import NOW, Running


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.inputs.file.tail.LEFT_SECONDS", 0.0)


def watching(*patterns: object, **more: Any) -> Watching:
    given = {
        "patterns": [str(pattern) for pattern in patterns],
        "exclude": [],
        "delimiter": b"\n",
        "from_start": False,
        "stat_interval": 0.0,
        "discover_interval": 0.0,
        "write_interval": 0.0,
        "ignore_older": None,
        "close_older": 3600.0,
        "most_open": 4095,
        "chunk_size": 16,
        "chunk_count": 1 << 60,
        "by_path": True,
        "descending": False,
        "exit_after_read": False,
        "check_archives": False,
    }
    return Watching(**{**given, **more})


class Tail:
    """A reader, whose records `read` acknowledges."""

    def __init__(self, folder: Path, *patterns: object, wall: Callable[[], float] = lambda: 2e9, **more: Any) -> None:
        sincedb = Sincedb(folder / "sincedb", 1e9, lambda: 1000.0)
        codec = find_plugin("codec", "plain")()
        self.reader = TailReader(
            watching(*patterns, **more), sincedb, decoders_for(codec, lambda event, path: None), wall
        )

    def read(self, tries: int = 6) -> list[str]:
        lines: list[str] = []
        for _ in range(tries):
            records = self.reader.poll(1000, 0)
            lines += [record.value.decode() for record in records]
            self.reader.acknowledge(records)
        return lines


def append(path: Path, *lines: str) -> None:
    with path.open("a") as file:
        file.writelines(f"{line}\n" for line in lines)


def test_what_is_there_at_first_is_passed_over(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "old")
    tail = Tail(tmp_path, log)
    assert tail.read() == []
    append(log, "new", "newer")
    assert tail.read() == ["new", "newer"]


def test_from_the_beginning(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "old")
    assert Tail(tmp_path, log, from_start=True).read() == ["old"]


def test_a_file_that_appears_later_is_read_from_its_start(tmp_path: Path):
    tail = Tail(tmp_path, tmp_path / "*.log")
    assert tail.read() == []
    append(tmp_path / "b.log", "1", "2")
    assert tail.read() == ["1", "2"]


def test_a_line_waits_for_its_end(tmp_path: Path):
    log = tmp_path / "a.log"
    log.write_bytes(b"one\ntw")
    tail = Tail(tmp_path, log, from_start=True)
    assert tail.read() == ["one"]
    append(log, "o")
    assert tail.read() == ["two"]


def test_renamed_and_written_to(tmp_path: Path):
    log, rotated = tmp_path / "a.log", tmp_path / "a.log.1"
    append(log, "1")
    tail = Tail(tmp_path, log, from_start=True)
    assert tail.read() == ["1"]
    append(log, "2")
    log.rename(rotated)
    append(rotated, "3")
    append(log, "4")
    assert sorted(tail.read(2)) == ["2", "3", "4"]
    append(log, "5")
    assert tail.read() == ["5"]


def test_renamed_to_a_name_that_is_watched_too(tmp_path: Path):
    log, rotated = tmp_path / "a.log", tmp_path / "a.log.1"
    append(log, "1")
    tail = Tail(tmp_path, tmp_path / "a.log*", from_start=True)
    assert tail.read() == ["1"]
    log.rename(rotated)
    append(rotated, "2")
    append(log, "3")
    assert sorted(tail.read()) == ["2", "3"]
    assert {file.path for file in tail.reader.files.values()} == {str(log), str(rotated)}
    append(rotated, "4")
    assert tail.read() == ["4"]


def test_the_last_line_of_a_file_that_goes_away_needs_no_end(tmp_path: Path):
    log = tmp_path / "a.log"
    log.write_bytes(b"one\ntwo")
    tail = Tail(tmp_path, log, from_start=True)
    assert tail.read() == ["one"]
    log.unlink()
    assert tail.read() == ["two"]
    assert tail.reader.files == {}
    assert tail.reader.sincedb.entries == {}


def test_copied_and_truncated(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "1", "2", "3")
    tail = Tail(tmp_path, log, from_start=True)
    assert tail.read() == ["1", "2", "3"]
    shutil.copy(log, tmp_path / "a.log.1")
    os.truncate(log, 0)
    append(log, "4")
    assert tail.read() == ["4"]


@pytest.mark.parametrize("length", [1, 3, 4, 20, 500])
def test_truncated_and_grown_beyond_where_we_were(tmp_path: Path, length: int):
    log = tmp_path / "a.log"
    append(log, "first", "second", "third")
    tail = Tail(tmp_path, log, from_start=True)
    assert len(tail.read()) == 3
    new = [f"new {number}" for number in range(length)]
    os.truncate(log, 0)
    append(log, *new)
    assert tail.read(12) == new


def test_a_line_cut_off_by_truncation_is_given(tmp_path: Path):
    log = tmp_path / "a.log"
    log.write_bytes(b"one\ntw")
    tail = Tail(tmp_path, log, from_start=True)
    assert tail.read() == ["one"]
    log.write_bytes(b"3\n")
    assert tail.read() == ["tw", "3"]


# --- restarts


def test_a_restart_goes_on_where_it_was(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "1")
    first = Tail(tmp_path, log, from_start=True)
    assert first.read() == ["1"]
    append(log, "2")
    first.reader.close()
    append(log, "3")
    assert Tail(tmp_path, log).read() == ["2", "3"]


def test_what_was_not_acknowledged_comes_again(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "1", "2")
    first = Tail(tmp_path, log, from_start=True)
    first.reader.acknowledge(first.reader.poll(1, 0))
    assert len(first.reader.poll(10, 0)) == 1
    first.reader.close()
    assert Tail(tmp_path, log).read() == ["2"]


def test_the_place_at_the_end_is_kept_although_nothing_was_read(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "old")
    first = Tail(tmp_path, log)
    assert first.read() == []
    first.reader.close()
    append(log, "new")
    assert Tail(tmp_path, log).read() == ["new"]


@pytest.mark.parametrize("pattern", ["a.log", "a.log*"])
def test_renamed_between_two_lives(tmp_path: Path, pattern: str):
    log = tmp_path / "a.log"
    append(log, "1")
    first = Tail(tmp_path, tmp_path / pattern, from_start=True)
    assert first.read() == ["1"]
    first.reader.close()
    append(log, "2")
    log.rename(tmp_path / "a.log.1")
    append(log, "3")
    again = Tail(tmp_path, tmp_path / pattern)
    assert sorted(again.read()) == ["2", "3"]
    append(log, "4")
    assert again.read() == ["4"]


def test_truncated_between_two_lives(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "first", "second")
    first = Tail(tmp_path, log, from_start=True)
    first.read()
    first.reader.close()
    log.write_text("3\n")
    assert Tail(tmp_path, log).read() == ["3"]


def test_another_file_with_a_used_inode(tmp_path: Path):
    log = tmp_path / "b.log"
    append(log, "a new file", "of some length")
    first = Tail(tmp_path, log, from_start=True)
    first.read()
    (key,) = first.reader.sincedb.entries
    first.reader.sincedb.set(key, 5, str(tmp_path / "long-gone.log"))
    first.reader.close()
    assert Tail(tmp_path, log).read() == ["a new file", "of some length"]


# --- limits


def test_old_files_wait_until_they_change(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "old")
    os.utime(log, (1000, 1000))
    tail = Tail(tmp_path, log, from_start=True, ignore_older=100.0, wall=lambda: 2000.0)
    assert tail.read() == []
    append(log, "new")
    assert tail.read() == ["new"]


def test_idle_files_are_closed_and_opened_again(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "1")
    tail = Tail(tmp_path, log, from_start=True, close_older=-1.0)
    assert tail.read() == ["1"]
    assert [file.open for file in tail.reader.files.values()] == [False]
    append(log, "2")
    assert tail.read() == ["2"]
    append(log, "3")
    log.rename(tmp_path / "a.log.1")
    append(log, "4")
    assert sorted(tail.read()) == ["3", "4"]


def test_no_more_files_are_open_than_allowed(tmp_path: Path):
    logs = [tmp_path / f"{number}.log" for number in range(10)]
    for log in logs:
        append(log, "first")
    tail = Tail(tmp_path, tmp_path / "*.log", from_start=True, most_open=3)
    assert tail.read() == ["first"] * 10
    for log in reversed(logs):
        append(log, "second")
    assert tail.read() == ["second"] * 10
    assert sum(file.open for file in tail.reader.files.values()) <= 3


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"by_path": True}, ["a1", "a2", "b1", "b2"]),
        ({"by_path": True, "descending": True}, ["b1", "b2", "a1", "a2"]),
        ({"by_path": False}, ["b1", "b2", "a1", "a2"]),
        ({"by_path": False, "descending": True}, ["a1", "a2", "b1", "b2"]),
        ({"by_path": True, "chunk_count": 1, "chunk_size": 3}, ["a1", "b1", "a2", "b2"]),
    ],
)
def test_order_of_files(tmp_path: Path, more: dict[str, Any], expected: list[str]):
    for name, changed in (("b", 1000), ("a", 2000)):
        append(tmp_path / f"{name}.log", f"{name}1", f"{name}2")
        os.utime(tmp_path / f"{name}.log", (changed, changed))
    assert Tail(tmp_path, tmp_path / "*.log", from_start=True, **more).read() == expected


def test_a_file_that_never_ends_does_not_starve_the_others(tmp_path: Path):
    busy, other = tmp_path / "a.log", tmp_path / "b.log"
    append(busy, "x")
    append(other, "y")
    tail = Tail(tmp_path, tmp_path / "*.log", from_start=True)
    lines: list[str] = []
    for _ in range(10):
        records = tail.reader.poll(1, 0)
        lines += [record.value.decode() for record in records]
        append(busy, "x")
    assert "y" in lines


def test_a_file_that_may_not_be_read_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    log = tmp_path / "a.log"
    append(log, "1")
    tail = Tail(tmp_path, log, from_start=True)

    def refuse(*unused: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.inputs.file.watched.os.open", refuse)
        assert tail.read() == []
    append(log, "2")
    assert tail.read() == ["1", "2"]


def test_joined_lines_are_not_lost_between_two_lives(tmp_path: Path):
    log = tmp_path / "a.log"
    config = f"""input {{ file {{
        path => "{log}" start_position => "beginning" stat_interval => 0.02
        codec => multiline {{ pattern => "^ " what => "previous" }}
    }} }}"""
    append(log, "one", " more", "two", " more")
    with Running(config, data_path=tmp_path / "data") as running:
        running.until_events(1)
    append(log, " and more", "three")
    with Running(config, data_path=tmp_path / "data") as again:
        again.until_events(1)
    assert [event["message"] for event in [*running.events, *again.events]] == ["one\n more", "two\n more\n and more"]


def test_a_held_blank_line_is_read_again(tmp_path: Path):
    log = tmp_path / "app.log"
    config = f"""input {{ file {{ path => "{log}" start_position => "beginning" stat_interval => 0.02
        codec => multiline {{ pattern => "^(a|$)" negate => true what => "previous" }}
    }} }}"""
    append(log, "a", "", "b")
    with Running(config, data_path=tmp_path / "data") as running:
        running.until_events(1)
    append(log, "c", "a")
    with Running(config, data_path=tmp_path / "data") as again:
        again.until_events(1)
    assert [event["message"] for event in [*running.events, *again.events]] == ["a", "\nb\nc"]


def test_silence_ends_a_message_and_its_lines_are_delivered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    log = tmp_path / "app.log"
    config = f"""input {{ file {{ path => "{log}" start_position => "beginning" stat_interval => 0.02 add_field => {{ "x" => "%{{[log][file][path]}}" }}
        codec => multiline {{ pattern => "^ " what => "previous" auto_flush_interval => 5 }}
    }} }}"""
    append(log, "one", " more")
    with Running(config, data_path=tmp_path / "data") as running:
        running.until(lambda: running.runner.totals().received == 2)
        assert running.events == []
        monkeypatch.setattr("tests.inputs.runs.NOW", NOW + 5_000_000_000)
        running.until_events(1)
        assert running.runner.totals().in_flight == 0
    append(log, " and more", "three")
    with Running(config, data_path=tmp_path / "data") as again:
        again.until_events(1)
    assert [event["message"] for event in [*running.events, *again.events]] == ["one\n more", " and more"]
    assert running.events[0]["log"]["file"]["path"] == running.events[0]["x"] == str(log)


class Writer(RuleBasedStateMachine):
    """Somebody writes and rotates, we read and are restarted: no line is lost, and none comes twice."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = Path(tempfile.mkdtemp())
        self.log = self.folder / "app.log"
        self.written: list[str] = []
        self.seen: list[str] = []
        self.rotations = 0
        self.log.touch()
        self.tail = self._start()
        self._drain()

    def _start(self) -> Tail:
        return Tail(self.folder, self.log)

    def _drain(self) -> None:
        self.seen += self.tail.read(12)

    @rule(count=st.integers(1, 8), length=st.integers(0, 30))
    def write(self, count: int, length: int) -> None:
        lines = [f"{len(self.written) + number}{'x' * length}" for number in range(count)]
        append(self.log, *lines)
        self.written += lines

    @rule()
    def read(self) -> None:
        self._drain()

    @rule(limit=st.integers(1, 5))
    def read_a_little(self, limit: int) -> None:
        records = self.tail.reader.poll(limit, 0)
        self.seen += [record.value.decode() for record in records]
        self.tail.reader.acknowledge(records)

    @rule(late=st.integers(0, 3))
    def rename(self, late: int) -> None:
        self.rotations += 1
        rotated = self.folder / f"app.log.{self.rotations}"
        self.log.rename(rotated)
        lines = [f"late {len(self.written) + number}" for number in range(late)]
        append(rotated, *lines)
        self.written += lines
        self.log.touch()
        self.read_a_little(1)  # nobody follows two renames without a look in between

    @rule()
    def copy_and_truncate(self) -> None:
        self._drain()  # what nobody has read by then is lost to all
        os.truncate(self.log, 0)
        self.read_a_little(1)

    @rule()
    def restart(self) -> None:
        self.tail.reader.close()
        self.tail = self._start()

    def teardown(self) -> None:
        self._drain()
        self.tail.reader.close()
        shutil.rmtree(self.folder)
        assert Counter(self.seen) == Counter(self.written)


Writer.TestCase.settings = settings(
    max_examples=100, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestWriter = Writer.TestCase
