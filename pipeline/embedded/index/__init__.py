"""A stand-in for Elasticsearch on loopback: bulk, search, count, mappings that refuse, in a process of its own.

It speaks enough of the API (as of version 8.19) for the `elasticsearch` output, for the official client and for curl.
What it hasn't: scripts, ingest pipelines, scoring (every hit scores 1.0), scrolling, security, anything on disk.
"""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

STOP_SECONDS = 5.0


class EmbeddedIndex:
    """The index as a child process, alive inside its `with`; it ends with this process, however that ends."""

    def __init__(self, *, port: int = 0, max_documents: int | None = None, max_bytes: int | None = None) -> None:
        """`port` 0 takes a free one; the bounds are those of `Store` unless given."""
        bounds = {"--max-documents": max_documents, "--max-bytes": max_bytes}
        self._arguments = ["--port", str(port), "--until-stdin-ends"]
        self._arguments += [text for name, value in bounds.items() if value is not None for text in (name, str(value))]
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._process = process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__, *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the parent, which still has to deliver what is in flight
        )
        assert process.stdout is not None
        self.url = process.stdout.readline().decode().strip()
        if not self.url:
            self.close()
            raise OSError("the embedded index ended while it started; its reason is on standard error")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """End the process, and what it holds with it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _environment() -> dict[str, str]:
    """The environment with this package's folder in front of Python's path, wherever the parent found it."""
    folder = str(Path(__file__).resolve().parents[3])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (folder, os.environ.get("PYTHONPATH"))))}
