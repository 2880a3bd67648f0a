"""Files: their paths, modes, and what happens when the disk refuses or a file goes away."""

import errno
import gzip
import json
import os
import stat
import threading
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.outputs.file import FileOutput, writer
from pipeline.plugin import Stopped
from pipeline.testing import check_config
from tests.outputs.runs import Run, run

FILE = Path(__file__).parents[1] / "golden" / "wire" / "file-output.jsonl"
CASES = {case["id"]: case for case in map(json.loads, FILE.read_text(encoding="utf-8").rstrip("\n").split("\n"))}


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()
    }


def comparable(text):
    """Key order is not Logstash's to keep."""
    if text.startswith('{"'):
        return [json.loads(line) for line in text.splitlines()]
    if text.startswith("{\n"):
        return sorted(line.rstrip(",") for line in text.split("\n"))
    return text


@pytest.mark.golden("wire/file-output")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_recorded(case, tmp_path):
    wanted = {name.removeprefix("@DIR@/"): facts for name, facts in case["files"].items()}
    if case["id"] == "append-existing":
        (tmp_path / "pre.log").write_text("old\n")
        (tmp_path / "o.log").write_text(wanted["o.log"]["text"])
    run(case["config"].replace("@DIR@", str(tmp_path)), case["events"], ecs=case["ecs"])
    assert {name: comparable(text) for name, text in files(tmp_path).items()} == {
        name: comparable(facts["text"]) for name, facts in wanted.items()
    }
    for name, facts in wanted.items():
        path = tmp_path / name
        assert oct(stat.S_IMODE(path.stat().st_mode)) == facts["mode"]
        if path.parent != tmp_path:
            assert oct(stat.S_IMODE(path.parent.stat().st_mode)) == facts["dir_mode"]


def config(folder, options="", path="o.log", codec="line { format => '%{n}' }"):
    return f'output {{ file {{ path => "{folder}/{path}" codec => {codec} {options} }} }}'


# what it shows: (path below the folder, event, file it goes to)
PATHS = {
    "a date": ("%{+YYYY-MM}/x.log", {}, "2024-03/x.log"),
    "climbing out": ("sub/%{p}", {"p": "../x"}, "sub/_filepath_failures"),
    "climbing about inside": ("sub/%{p}", {"p": "a/../x"}, "sub/x"),
    "to the folder itself": ("sub/%{p}", {"p": "."}, "sub/_filepath_failures"),
    "to a neighbour with the same beginning": ("sub/%{p}", {"p": "../sub2/x"}, "sub/_filepath_failures"),
    "absolute values stay below": ("sub/%{p}", {"p": "/etc/x"}, "sub/etc/x"),
    "name too long": ("%{p}.log", {"p": "x" * 300}, "_filepath_failures"),
    "path too long": ("%{p}.log", {"p": "x/" * 3000}, "_filepath_failures"),
    "a zero byte": ("%{p}.log", {"p": "a\0b"}, "_filepath_failures"),
    "a lone surrogate": ("%{p}.log", {"p": "a\ud800"}, "_filepath_failures"),
    "a literal percent": ("100%/x", {}, "100%/x"),
}


@pytest.mark.parametrize(("path", "event", "expected"), PATHS.values(), ids=PATHS)
def test_the_path(path, event, expected, tmp_path, capsys):
    run(config(tmp_path, path=path), [json.dumps({"@timestamp": "2024-03-05T10:11:12.345Z", "n": 1, **event})])
    assert files(tmp_path) == {expected: "1\n"}
    told = "".join(capsys.readouterr())
    assert (f"path={tmp_path / expected}" in told) == ("_filepath_failures" in expected), told


@pytest.mark.parametrize("path", ["/%{x}/a", "%{x}", "/pre%{x}/a", "a%{x}.log"])
def test_a_path_must_begin_with_something_fixed(path):
    with pytest.raises(ConfigError, match="expected a first part without"):
        check_config(f'output {{ file {{ path => "{path}" }} }}')


@pytest.mark.parametrize(
    "options", ['file_mode => "rw"', "file_mode => 99999", "dir_mode => 1.5", 'filename_failure => "a/b"']
)
def test_refused(options):
    with pytest.raises(ConfigError):
        check_config(f'output {{ file {{ path => "/tmp/x" {options} }} }}')


@pytest.mark.parametrize("mode", ["0640", '"0640"', '"640"', "416"])
def test_modes(mode, tmp_path):
    run(config(tmp_path, f"file_mode => {mode} dir_mode => 0750", path="a/b/%{n}.log"), [{"n": 1}])
    assert stat.S_IMODE((tmp_path / "a/b/1.log").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "a/b").stat().st_mode) == stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o750


def test_modes_leave_what_is_there_alone(tmp_path):
    (tmp_path / "o.log").write_text("")
    (tmp_path / "o.log").chmod(0o600)
    run(config(tmp_path, "file_mode => 0644"), [{"n": 1}])
    assert stat.S_IMODE((tmp_path / "o.log").stat().st_mode) == 0o600


def test_the_default_codec_is_json_lines(tmp_path):
    run(f'output {{ file {{ path => "{tmp_path}/o" }} }}', [{"n": 1, "@metadata": {"m": 1}}, {"n": 2}])
    assert files(tmp_path) == {"o": '{"n":1}\n{"n":2}\n'}


def test_overwrite_leaves_the_last_event(tmp_path):
    with Run(config(tmp_path, 'write_behavior => "overwrite"', path="%{f}")) as done:
        done.batch([{"f": "a", "n": 1}, {"f": "b", "n": 2}, {"f": "a", "n": 3}])
        assert files(tmp_path) == {"a": "3\n", "b": "2\n"}
        done.batch([{"f": "a", "n": 12345}])
        done.batch([{"f": "a", "n": 6}])
    assert files(tmp_path) == {"a": "6\n", "b": "2\n"}


def test_gzip_is_readable_after_every_batch(tmp_path):
    with Run(config(tmp_path, "gzip => true")) as done:
        for number in range(3):
            done.batch([{"n": number}, {"n": "x"}])
            assert gzip.decompress((tmp_path / "o.log").read_bytes()).decode().split("\n")[-3] == str(number)
    assert gzip.decompress((tmp_path / "o.log").read_bytes()) == b"0\nx\n1\nx\n2\nx\n"


def test_a_batch_is_on_disk_when_flush_returns(tmp_path):
    with Run(config(tmp_path)) as done:
        done.batch([{"n": 1}])
        assert files(tmp_path) == {"o.log": "1\n"}


class TestDeleted:
    def test_it_is_made_again(self, tmp_path):
        with Run(config(tmp_path, path="sub/o.log")) as done:
            done.batch([{"n": 1}])
            (tmp_path / "sub/o.log").unlink()
            (tmp_path / "sub").rmdir()
            done.batch([{"n": 2}])
        assert files(tmp_path) == {"sub/o.log": "2\n"}

    def test_or_its_events_go_to_the_failure_file(self, tmp_path):
        with Run(config(tmp_path, 'create_if_deleted => false filename_failure => "lost"')) as done:
            done.batch([{"n": 1}])
            (tmp_path / "o.log").unlink()
            done.batch([{"n": 2}])
        assert files(tmp_path) == {"lost": "2\n"}

    def test_one_that_was_rotated_is_made_anew(self, tmp_path):
        with Run(config(tmp_path)) as done:
            done.batch([{"n": 1}])
            (tmp_path / "o.log").rename(tmp_path / "o.log.1")
            done.batch([{"n": 2}])
            (tmp_path / "o.log").rename(tmp_path / "o.log.2")
            (tmp_path / "o.log").write_text("new\n")
            done.batch([{"n": 3}])
        assert files(tmp_path) == {"o.log.1": "1\n", "o.log.2": "2\n", "o.log": "new\n3\n"}


class TestTrouble:
    def test_a_full_disk_is_waited_for_and_nothing_is_written_twice(self, tmp_path, monkeypatch, capsys):
        real = os.write
        full = [True]

        def write(descriptor, data):
            if full and os.fstat(descriptor).st_size >= 4:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(descriptor, data[:4] if full else data)

        monkeypatch.setattr(writer.os, "write", write)
        with Run(config(tmp_path, codec="line { format => 'event %{n}' }")) as done:
            done.meanwhile = lambda tries: full.clear() if tries == 3 else None
            done.batch([{"n": 1}, {"n": 2}])
        assert files(tmp_path) == {"o.log": "event 1\nevent 2\n"}
        assert len(done.waits) == 3
        assert "".join(capsys.readouterr()).count("can't be written") == 1

    def test_what_was_there_before_stays_when_a_write_is_taken_back(self, tmp_path, monkeypatch):
        (tmp_path / "o.log").write_text("before\n")
        real = os.write
        calls = []

        def write(descriptor, data):
            calls.append(1)
            if len(calls) == 2:
                raise OSError(errno.EIO, "Input/output error")
            return real(descriptor, data[:3] if len(calls) == 1 else data)

        monkeypatch.setattr(writer.os, "write", write)
        run(config(tmp_path, codec="line { format => 'event %{n}' }"), [{"n": 1}])
        assert files(tmp_path) == {"o.log": "before\nevent 1\n"}

    def test_a_folder_that_does_not_exist_yet_and_can_not_be_made(self, tmp_path):
        (tmp_path / "block").write_text("")
        with Run(config(tmp_path, path="block/o.log")) as done:
            done.meanwhile = lambda tries: (tmp_path / "block").unlink(missing_ok=True) if tries == 2 else None
            done.batch([{"n": 1}])
        assert files(tmp_path) == {"block/o.log": "1\n"} or files(tmp_path) == {"block/_filepath_failures": "1\n"}

    def test_a_folder_in_the_place_of_a_file(self, tmp_path):
        (tmp_path / "a").mkdir()
        run(config(tmp_path, path="%{f}"), [{"f": "a", "n": 1}, {"f": "b", "n": 2}])
        assert files(tmp_path) == {"b": "2\n", "_filepath_failures": "1\n"}

    def test_stopped_comes_out(self, tmp_path):
        (tmp_path / "o.log").mkdir()
        (tmp_path / "_filepath_failures").mkdir()
        with pytest.raises(Stopped):
            run(config(tmp_path), [{"n": 1}], most=3)


class TestOpenFiles:
    def test_no_more_than_the_limit(self, tmp_path, monkeypatch):
        monkeypatch.setattr(writer, "MOST_OPEN", 3)
        with Run(config(tmp_path, path="%{n}")) as done:
            done.batch([{"n": number} for number in range(10)])
            assert len(done.sinks[0]._writer._open) == 3
            done.batch([{"n": number} for number in range(10)])
        assert files(tmp_path) == {str(number): f"{number}\n" * 2 for number in range(10)}

    def test_those_that_are_not_used_are_closed(self, tmp_path):
        with Run(config(tmp_path, "stale_cleanup_interval => 0", path="%{n}")) as done:
            done.batch([{"n": 1}])
            done.batch([{"n": 2}])
            assert len(done.sinks[0]._writer._open) <= 1

    def test_a_named_pipe(self, tmp_path):
        os.mkfifo(tmp_path / "o.log")
        reader = os.open(tmp_path / "o.log", os.O_RDONLY | os.O_NONBLOCK)
        run(config(tmp_path), [{"n": 1}])
        assert os.read(reader, 100) == b"1\n"
        os.close(reader)


def test_threads_append_whole_batches(tmp_path):
    output = FileOutput(path=f"{tmp_path}/o.log")

    def work(letter):
        sink = output.open(None)
        for _ in range(50):
            for number in range(3):
                sink.collect({"l": letter, "n": number, "p": "x" * 3000}, None, 0)
            sink.flush(lambda seconds: None)
        sink.close()

    threads = [threading.Thread(target=work, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = [json.loads(line) for line in (tmp_path / "o.log").read_text().splitlines()]
    assert len(lines) == 600
    assert all(len({line["l"] for line in lines[first : first + 3]}) == 1 for first in range(0, 600, 3))
