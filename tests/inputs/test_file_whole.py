"""Reading complete files: each once, in order, and what is done with it when all of it was delivered."""

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.inputs.file.completed import Completed
from pipeline.inputs.file.decoders import FileDecoders, LineDecoders, decoders_for
from pipeline.inputs.file.sincedb import Sincedb
from pipeline.inputs.file.watched import FileLine
from pipeline.inputs.file.whole import WholeReader
from pipeline.plugin import Codec
from pipeline.plugin.find import find_plugin
from tests.inputs.runs import Running
from tests.inputs.test_file_tail import append, watching


class Pairs:
    """A decoder that joins two lines; it tells what it holds."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    @property
    def held(self) -> bool:
        return bool(self.lines)

    def decode(self, data: bytes) -> list[dict[str, Any]]:
        self.lines.append(data.removesuffix(b"\n"))
        return self.flush() if len(self.lines) == 2 else []

    def flush(self) -> list[dict[str, Any]]:
        lines, self.lines = self.lines, []
        return [{"message": b"+".join(lines).decode()}] if lines else []


class PairsCodec(Codec):
    """A codec that joins lines."""

    name = "pairs"

    def decoder(self) -> Any:
        return Pairs()


class Whole:
    """A reader with its decoders; `read` acknowledges what it gives."""

    def __init__(self, folder: Path, *patterns: object, action: str = "delete", codec: Any = None, **more: Any) -> None:
        self.sincedb = Sincedb(folder / "sincedb", 1e9, lambda: 1000.0)
        self.told: list[str] = []
        codec = codec or find_plugin("codec", "plain")()
        decoders = decoders_for(codec, lambda event, path: self.told.append(path))
        completed = Completed(action, folder / "done.txt")
        self.reader = WholeReader(completed, watching(*patterns, **more), self.sincedb, decoders, lambda: 2e9)

    def batch(self, limit: int = 1000) -> tuple[list[FileLine], list[str]]:
        records = list(self.reader.poll(limit, 0))
        events = [event for record in records for event in self.reader.decoders.decode(record)]
        return records, [event["message"] for event in events]

    def read(self, tries: int = 6, limit: int = 1000) -> list[str]:
        found: list[str] = []
        for _ in range(tries):
            records, messages = self.batch(limit)
            found += messages
            self.reader.acknowledge(records)
        return found


def pack(path: Path, *lines: str) -> bytes:
    data = gzip.compress("".join(f"{line}\n" for line in lines).encode())
    path.write_bytes(data)
    return data


def test_the_last_line_needs_no_end(tmp_path: Path):
    (tmp_path / "a.log").write_bytes(b"one\n\ntwo")
    assert Whole(tmp_path, tmp_path / "a.log").read() == ["one", "", "two"]
    assert not (tmp_path / "a.log").exists()


def test_a_file_is_deleted_when_all_of_it_was_delivered(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "1", "2", "3")
    whole = Whole(tmp_path, log)
    first, _ = whole.batch(2)
    whole.reader.acknowledge(first)
    second, _ = whole.batch()
    assert [record.value for record in second] == [b"3"]
    assert log.exists()
    whole.reader.acknowledge(second)
    whole.batch()
    assert not log.exists()
    assert whole.sincedb.entries == {}


def test_logged_and_left(tmp_path: Path):
    append(tmp_path / "a.log", "1")
    whole = Whole(tmp_path, tmp_path / "*.log", action="log")
    assert whole.read() == ["1"]
    assert (tmp_path / "done.txt").read_text() == f"{tmp_path}/a.log\n"
    whole.reader.close()
    again = Whole(tmp_path, tmp_path / "*.log", action="log")
    assert again.read() == []
    assert (tmp_path / "done.txt").read_text() == f"{tmp_path}/a.log\n"


def test_logged_and_deleted(tmp_path: Path):
    append(tmp_path / "a.log", "1")
    assert Whole(tmp_path, tmp_path / "*.log", action="log_and_delete").read() == ["1"]
    assert (tmp_path / "done.txt").read_text() == f"{tmp_path}/a.log\n"
    assert not (tmp_path / "a.log").exists()


def test_a_file_left_behind_by_a_crash_is_deleted(tmp_path: Path):
    append(tmp_path / "a.log", "1")
    first = Whole(tmp_path, tmp_path / "*.log")
    records, _ = first.batch()
    first.reader.acknowledge(records)
    first.reader.close()
    assert (tmp_path / "a.log").exists()
    assert Whole(tmp_path, tmp_path / "*.log").read() == []
    assert not (tmp_path / "a.log").exists()


def test_a_restart_goes_on_in_the_middle(tmp_path: Path):
    append(tmp_path / "a.log", "1", "2", "3")
    first = Whole(tmp_path, tmp_path / "*.log")
    assert first.read(tries=1, limit=1) == ["1"]
    first.batch(1)  # not acknowledged
    first.reader.close()
    assert Whole(tmp_path, tmp_path / "*.log").read() == ["2", "3"]


def test_what_is_added_to_a_file_that_was_read_is_read(tmp_path: Path):
    log = tmp_path / "a.log"
    append(log, "1")
    whole = Whole(tmp_path, log, action="log")
    assert whole.read() == ["1"]
    append(log, "2")
    assert whole.read() == ["2"]
    log.write_text("3\n")
    assert whole.read() == ["3"]


def test_an_empty_file_is_complete_at_once(tmp_path: Path):
    (tmp_path / "a.log").touch()
    assert Whole(tmp_path, tmp_path / "a.log").read() == []
    assert not (tmp_path / "a.log").exists()


def test_files_in_order(tmp_path: Path):
    for name in "cab":
        append(tmp_path / f"{name}.log", f"{name}1" * 20, f"{name}2" * 20)
    assert [line[0] for line in Whole(tmp_path, tmp_path / "*.log").read()] == list("aabbcc")


def test_old_files_are_left_out(tmp_path: Path):
    append(tmp_path / "a.log", "1")
    os.utime(tmp_path / "a.log", (1000, 1000))
    whole = Whole(tmp_path, tmp_path / "*.log", ignore_older=100.0)
    assert whole.read() == []
    append(tmp_path / "a.log", "2")
    os.utime(tmp_path / "a.log", (2e9, 2e9))
    assert whole.read() == ["1", "2"]


def test_it_ends_when_all_is_read(tmp_path: Path):
    append(tmp_path / "a.log", "1")
    whole = Whole(tmp_path, tmp_path / "*.log", exit_after_read=True)
    assert whole.read(1) == ["1"]
    assert not whole.reader.finished
    append(tmp_path / "b.log", "too late")
    assert whole.read(2) == []
    assert whole.reader.finished
    assert (tmp_path / "b.log").exists()


def test_it_ends_when_there_is_nothing(tmp_path: Path):
    whole = Whole(tmp_path, tmp_path / "*.log", exit_after_read=True)
    whole.read(2)
    assert whole.reader.finished


# --- compressed


@pytest.mark.parametrize("name", ["a.gz", "a.log.gzip"])
def test_compressed(tmp_path: Path, name: str):
    pack(tmp_path / name, *(f"line {number}" for number in range(1000)))
    whole = Whole(tmp_path, tmp_path / "a.*")
    assert whole.read() == [f"line {number}" for number in range(1000)]
    assert not (tmp_path / name).exists()


def test_a_compressed_file_that_was_read_is_not_read_again(tmp_path: Path):
    pack(tmp_path / "a.gz", "1" * 1000)
    whole = Whole(tmp_path, tmp_path / "a.gz", action="log")
    assert len(whole.read()) == 1
    whole.reader.close()
    assert Whole(tmp_path, tmp_path / "a.gz", action="log").read() == []


def test_a_compressed_file_begins_again_after_a_stop_in_the_middle(tmp_path: Path):
    pack(tmp_path / "a.gz", "1", "2")
    first = Whole(tmp_path, tmp_path / "a.gz")
    assert first.read(tries=1, limit=1) == ["1"]
    first.reader.close()
    assert Whole(tmp_path, tmp_path / "a.gz").read() == ["1", "2"]


def test_a_broken_compressed_file_stays_and_is_not_read_over_and_over(tmp_path: Path):
    path = tmp_path / "a.gz"
    data = pack(path, *(f"line {number} {os.urandom(20).hex()}" for number in range(1000)))
    path.write_bytes(data[: len(data) // 2])
    whole = Whole(tmp_path, path, chunk_size=1000)
    read = whole.read()
    assert 0 < len(read) < 1000
    assert whole.read() == []
    assert path.exists()
    path.write_bytes(data)  # its copy was under way
    assert len(whole.read()) == 1000 - len(read)
    assert not path.exists()


def test_a_broken_compressed_file_may_be_refused_whole(tmp_path: Path):
    path = tmp_path / "a.gz"
    data = pack(path, *(os.urandom(20).hex() for _ in range(1000)))
    path.write_bytes(data[:-100])
    whole = Whole(tmp_path, path, check_archives=True, exit_after_read=True)
    assert whole.read() == []
    assert whole.reader.finished
    path.write_bytes(data)
    assert len(Whole(tmp_path, path, check_archives=True).read()) == 1000


# --- codecs that join lines


def test_codecs_of_whole_lines_need_no_decoder_for_each_file():
    plain = decoders_for(find_plugin("codec", "json_lines")(), lambda event, path: None)
    assert isinstance(plain, LineDecoders)
    assert isinstance(decoders_for(PairsCodec(), lambda event, path: None), FileDecoders)


def test_each_file_has_its_own_decoder_and_ends_with_it(tmp_path: Path):
    append(tmp_path / "a.log", "a1", "a2", "a3")
    append(tmp_path / "b.log", "b1", "b2", "b3")
    whole = Whole(tmp_path, tmp_path / "*.log", codec=PairsCodec(), chunk_size=3, chunk_count=1)
    assert sorted(whole.read(20)) == ["a1+a2", "a3", "b1+b2", "b3"]
    assert not list(tmp_path.glob("*.log"))


def test_a_line_that_a_decoder_holds_is_not_acknowledged(tmp_path: Path):
    append(tmp_path / "a.log", "1", "2", "3", "4")
    first = Whole(tmp_path, tmp_path / "*.log", codec=PairsCodec())
    assert first.read(tries=1, limit=3) == ["1+2"]
    first.reader.close()
    assert Whole(tmp_path, tmp_path / "*.log", codec=PairsCodec()).read() == ["3+4"]


def test_what_is_held_at_the_end_of_all_has_its_path(tmp_path: Path):
    append(tmp_path / "a.log", "1", "2", "3")
    whole = Whole(tmp_path, tmp_path / "*.log", codec=PairsCodec())
    whole.batch(3)
    assert [event["message"] for event in whole.reader.decoders.flush()] == ["3"]
    assert whole.told == [str(tmp_path / "a.log")]


# --- through the whole pipeline


def test_add_field_sees_the_path(tmp_path: Path):
    append(tmp_path / "a.log", "1")
    config = f"""input {{ file {{
        path => "{tmp_path}/*.log" mode => "read" exit_after_read => true sincedb_path => "/dev/null"
        add_field => {{ "from" => "%{{[log][file][path]}}" }}
    }} }}"""
    with Running(config, data_path=tmp_path / "data") as running:
        events = running.to_end()
    assert [event["from"] for event in events] == [str(tmp_path / "a.log")]


def test_a_pipeline_that_is_stopped_goes_on_where_it_was(tmp_path: Path):
    log = tmp_path / "a.log"
    config = f'input {{ file {{ path => "{log}" start_position => "beginning" stat_interval => 0.02 }} }}'
    append(log, *map(str, range(1000)))
    seen: list[str] = []
    with Running(config, data_path=tmp_path / "data", size=100) as running:
        running.until_events(300)
    seen += [event["message"] for event in running.events]
    append(log, *map(str, range(1000, 1500)))
    with Running(config, data_path=tmp_path / "data") as running:
        running.until_events(1500 - len(seen))
    seen += [event["message"] for event in running.events]
    assert seen == list(map(str, range(1500)))
