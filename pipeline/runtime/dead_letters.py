"""The dead-letter queue on local disk: what no retry can deliver is kept here, with why, before its offset may pass.

One JSON object a line: when, pipeline, reason, the event, and the record it came from.  Files are `NNNNNN.jsonl`.
"""

import base64
import json
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pipeline.plugin.base import DeadLetter
from pipeline.timestamp import Timestamp

SEGMENT_BYTES = 16 << 20


class DeadLetterQueue:
    """Appends dead letters durably; shared by the threads of a process; each process writes files of its own."""

    def __init__(self, folder: Path, pipeline_id: str, clock: Callable[[], int]) -> None:
        self._folder = folder / pipeline_id
        self._pipeline_id = pipeline_id
        self._clock = clock
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None

    def write(self, letters: Sequence[DeadLetter]) -> None:
        """Write and fsync; when this returns the letters survive a crash.  OSError where the disk refuses."""
        now = str(Timestamp.from_epoch_ns(self._clock()))
        lines = b"".join(json.dumps(self._entry(letter, now)).encode() + b"\n" for letter in letters)
        with self._lock:
            file = self._segment()
            before = file.tell()
            try:
                _write_all(file, lines)
            except OSError:
                self._take_back(file, before)
                raise

    def _take_back(self, file: IO[bytes], size: int) -> None:
        """Leave no part of what a full disk took: the file goes on as if nothing had been tried, or ends here."""
        try:
            file.truncate(size)
            file.seek(size)
        except OSError:
            self._file = None

    def _entry(self, letter: DeadLetter, now: str) -> dict[str, Any]:
        return {
            "entry_time": now,
            "pipeline": self._pipeline_id,
            "reason": letter.reason,
            "event": letter.event.decode("utf-8", "replace"),
            "record": record_facts(letter.record),
        }

    def _segment(self) -> IO[bytes]:
        """The file being written; a full one is closed and the next begun."""
        if self._file is None or self._file.tell() >= SEGMENT_BYTES:
            if self._file is not None:
                self._file.close()
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._new_file()
        return self._file

    def _new_file(self) -> IO[bytes]:
        """The next file that nobody has; other processes may be looking for one too."""
        numbers = [int(path.stem) for path in self._folder.glob("*.jsonl") if path.stem.isdecimal()]
        number = max(numbers, default=0)
        while True:
            number += 1
            with suppress(FileExistsError):
                return (self._folder / f"{number:06d}.jsonl").open("xb", buffering=0)

    def close(self) -> None:
        """Nothing more will be written."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None


def _write_all(file: IO[bytes], data: bytes) -> None:
    """Write to an unbuffered file all that is given, and to the disk; OSError where it refuses, parts may be there."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    os.fsync(file.fileno())


def record_facts(record: Any) -> dict[str, Any]:
    """What can be told of a record: where it came from, and its bytes."""
    if isinstance(record, bytes | bytearray):
        return {"value": base64.b64encode(record).decode()}
    if hasattr(record, "partition") and callable(record.partition):
        value = record.value()
        return {
            "topic": record.topic(),
            "partition": record.partition(),
            "offset": record.offset(),
            "value": None if value is None else base64.b64encode(value).decode(),
        }
    value = getattr(record, "value", None) or getattr(record, "data", None)
    return {"value": base64.b64encode(value).decode()} if isinstance(value, bytes) else {}
