"""The file input's options, paths, durations and positions."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.inputs.file import FileInput
from pipeline.inputs.file.durations import duration
from pipeline.inputs.file.paths import Key, alternatives, excluded, find_files, key_of, renamed_to
from pipeline.inputs.file.sincedb import Entry, Sincedb
from pipeline.inputs.file.watched import FileLine, Watched
from pipeline.plugin import Context, OptionError

# --- options

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no path": ({}, 'needs the option "path"'),
    "relative": ({"path": ["/a", "b/*.log"]}, 'expected an absolute path, got "b/*.log"'),
    "no delimiter": ({"path": "/a", "delimiter": ""}, "at least one character"),
    "folder as sincedb": ({"path": "/a", "sincedb_path": "/"}, "expected a file"),
    "log without a path": ({"path": "/a", "mode": "read", "file_completed_action": "log"}, "file_completed_log_path"),
    "exit while tailing": ({"path": "/a", "exit_after_read": True}, 'needs mode => "read"'),
    "duration": ({"path": "/a", "stat_interval": "1 fortnight"}, "expected a duration"),
    "no files": ({"path": "/a", "max_open_files": 0}, "at least 1"),
}
WARNINGS = {
    "delimiter": {"delimiter": "\\n"},
    "file_completed_action": {"file_completed_action": "log"},
    "start_position": {"mode": "read", "start_position": "beginning"},
}


@pytest.mark.parametrize(("options", "message"), FAULTS.values(), ids=FAULTS)
def test_fault(options: dict[str, Any], message: str):
    with pytest.raises(ConfigError) as raised:
        FileInput(**options)
    assert message in str(raised.value)


@pytest.mark.parametrize(("name", "options"), WARNINGS.items(), ids=WARNINGS)
def test_warning(name: str, options: dict[str, Any]):
    found: list[tuple[OptionError, bool]] = []
    FileInput.configured(Context(), {"path": "/a", **options}, lambda error, warning: found.append((error, warning)))
    assert [(name in error.message, warning) for error, warning in found] == [(True, True)]


def test_positions_are_kept_where_logstash_keeps_them():
    plugin = FileInput(Context(data_path="/data"), path=["/var/log/*.log", "/x"])
    assert plugin._sincedb_path() == Path("/data/plugins/inputs/file/.sincedb_27e91d089dee80d6d41d485295002de6")
    assert FileInput(path="/x", sincedb_path="/dev/null")._sincedb_path() is None
    assert FileInput(path="/x", sincedb_path="NUL")._sincedb_path() is None


DURATIONS = {
    "250 ms": 0.25, "1 hour": 3600, "2": 2, "1.5 min": 90, "14 days": 1209600, "3w": 1814400, "10us": 1e-5, "7 seconds": 7,
}  # fmt: skip


@pytest.mark.parametrize(("text", "seconds"), DURATIONS.items())
def test_duration(text: str, seconds: float):
    assert duration("seconds")(text) == pytest.approx(seconds)


def test_a_bare_number_has_the_options_unit():
    assert duration("days")(2) == 172800


# --- facts


def told(event: dict[str, Any], ecs: str = "v8") -> dict[str, Any]:
    FileInput(Context(ecs_compatibility=ecs), path="/a")._tell()(event, "/a/b.log")
    return event


def test_facts_take_nobodys_place():
    host = os.uname().nodename
    metadata = {"path": "/a/b.log", "host": host}
    assert told({}) == {"@metadata": metadata, "host": {"name": host}, "log": {"file": {"path": "/a/b.log"}}}
    assert told({}, "disabled") == {"@metadata": metadata, "host": host, "path": "/a/b.log"}
    own = {"host": "h", "log": "l", "@metadata": {"x": 1}}
    assert told(own) == {"host": "h", "log": "l", "@metadata": {"x": 1, **metadata}}
    assert told({"log": {"file": {"path": "own"}}, "host": {"name": "own"}})["log"] == {"file": {"path": "own"}}


# --- paths


def test_braces():
    assert alternatives("/a.{log,txt}") == ["/a.log", "/a.txt"]
    assert alternatives("/{a,b{1,2}}/c") == ["/a/c", "/b1/c", "/a/c", "/b2/c"]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.log", ["a.log", "b.log"]),
        ("**/*.log", ["a.log", "b.log", "deep/c.log", "deep/er/d.log"]),
        ("**", ["a.log", "b.log", "c.txt"]),
        ("deep/**", ["deep/c.log"]),
        ("{a,c}.*", ["a.log", "c.txt"]),
        ("[ab].log", ["a.log", "b.log"]),
        ("?.txt", ["c.txt"]),
        (".*.log", [".hidden.log"]),
        ("none/*", []),
        ("deep", []),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, names: list[str]):
    (tmp_path / "deep/er").mkdir(parents=True)
    for name in ("a.log", "b.log", "c.txt", ".hidden.log", "deep/c.log", "deep/er/d.log"):
        (tmp_path / name).touch()
    found = [str(Path(path).relative_to(tmp_path)) for path, _ in find_files([f"{tmp_path}/{pattern}"], [])]
    assert found == names


def test_exclude():
    assert excluded("/a/b.gz", ["*.gz"])
    assert not excluded("/gz/b.log", ["gz", "b"])
    assert not excluded("/a/.b.gz", ["*.gz"])
    assert excluded("/a/.b.gz", [".*"])


def test_renamed(tmp_path: Path):
    path = tmp_path / "a.log"
    path.touch()
    key = key_of(path.stat())
    path.rename(tmp_path / "a.log.1")
    assert renamed_to(str(path), key) == str(tmp_path / "a.log.1")
    assert renamed_to(str(path), Key(0, 0, 0)) is None
    assert renamed_to(str(tmp_path / "none/x"), key) is None


# --- sincedb

KEY, OTHER = Key(12, 0, 51714), Key(13, 0, 51714)


def sincedb(path: Path | None, now: float = 1000.0) -> Sincedb:
    return Sincedb(path, 100.0, lambda: now)


def test_positions_survive(tmp_path: Path):
    path = tmp_path / "deep" / "sincedb"
    first = sincedb(path)
    first.set(KEY, 5, "/a/b c.log")
    first.write()
    assert sincedb(path).entries == {KEY: Entry(5, 1000.0, "/a/b c.log")}
    assert [one.name for one in path.parent.iterdir()] == ["sincedb"]


def test_what_logstash_left_is_read(tmp_path: Path):
    path = tmp_path / "sincedb"
    path.write_text("12 0 51714 77 990.5 /var/log/a b.log\n13 0 51714 9\nnonsense\n14 0 1 5 1.0 /old\n")
    assert sincedb(path).entries == {KEY: Entry(77, 990.5, "/var/log/a b.log"), OTHER: Entry(9, 1000.0, "")}


def test_positions_grow_old_unless_the_file_is_there(tmp_path: Path):
    path = tmp_path / "sincedb"
    now = 1000.0
    kept = Sincedb(path, 100.0, lambda: now)
    kept.set(KEY, 5, "/a")
    kept.set(OTHER, 6, "/b")
    now = 1200.0
    kept.write({KEY})
    assert [line.split()[3] for line in path.read_text().splitlines()] == ["5"]


def test_nothing_is_kept_in_a_device():
    kept = sincedb(Path("/dev/null"))
    kept.set(KEY, 5, "/a")
    kept.write()
    assert not Path("/dev/null").is_file()


def test_a_disk_that_refuses_is_tried_again(tmp_path: Path):
    (tmp_path / "deep").write_text("in the way")
    kept = sincedb(tmp_path / "deep" / "sincedb")
    kept.set(KEY, 5, "/a")
    kept.write()
    (tmp_path / "deep").unlink()
    kept.write()
    assert sincedb(tmp_path / "deep" / "sincedb").entries[KEY].position == 5


def test_the_files_known_at_a_path(tmp_path: Path):
    now = 1000.0
    kept = Sincedb(None, 100.0, lambda: now)
    kept.set(KEY, 5, "/a")
    now = 1001.0
    kept.set(OTHER, 5, "/a")
    assert kept.known_at("/a") == [KEY, OTHER]
    assert kept.known_at("/b") == []


# --- cutting

BYTES = st.text(alphabet="ab;\n\r", max_size=200).map(str.encode)


@given(content=BYTES, size=st.integers(1, 50), delimiter=st.sampled_from([b"\n", b"\r\n", b";;"]))
def test_lines_are_cut_wherever_the_chunks_end(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, size: int, delimiter: bytes
):
    path = tmp_path_factory.mktemp("cut") / "file"
    path.write_bytes(content)
    file = Watched(str(path), key_of(path.stat()), 0, delimiter)
    assert file.reach(file.path)
    lines: list[FileLine] = []
    while file.read(size):
        lines += file.take(1000)
    *complete, rest = content.split(delimiter)
    assert [line.value for line in lines] == complete
    assert all(content[line.start :].startswith(line.value + delimiter) for line in lines)
    assert [line.start for line in lines[1:]] == [line.end for line in lines[:-1]]
    file.end()
    assert [line.value for line in file.take(10)] == ([rest] if rest else [])


def test_a_line_without_end_is_given_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipeline.inputs.file.watched.LONGEST", 100)
    path = tmp_path / "file"
    path.write_bytes(b"x" * 250 + b"\ny\n")
    file = Watched(str(path), key_of(path.stat()), 0, b"\n")
    assert file.reach(file.path)
    while file.read(50):
        pass
    lines = file.take(10)
    assert b"".join(line.value for line in lines[:-1]) == b"x" * 250
    assert (lines[-1].value, lines[-1].end) == (b"y", 253)


def test_reading_does_not_get_slower_with_the_length_of_a_line(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * (32 << 20))
    file = Watched(str(path), key_of(path.stat()), 0, b"\n")
    assert file.reach(file.path)
    before = time.monotonic()
    while file.read(4096):
        pass
    assert time.monotonic() - before < 20  # minutes, if each chunk copied all before it
