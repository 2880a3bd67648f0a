"""A server process for tests: started on loopback, waited for, stopped for sure, its log at hand when it fails."""

import atexit
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.services import guard

START_SECONDS = 180
STOP_SECONDS = 30
LOG_LINES = 30
LOG_WIDTH = 240
# Below the ports that systems give to outgoing connections: while a service is down, a client that knocks at a port
# of that range could be handed the very port and connect to itself.
PORTS = range(20_000, 32_000)


class ServiceError(Exception):
    """A service did not do what it was told; the text ends with the last lines of its log."""


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ServiceError(f"no free port between {PORTS.start} and {PORTS.stop}")


class Service(ABC):
    """One server with its own folder.  `kill` and `stop` leave ports and data as they are, for the next `start`."""

    name: str
    user = ""
    """Who runs the process; "" is whoever runs the tests."""

    def __init__(self) -> None:
        self.port = free_port()
        # A user of the server's own may not be able to look into the folder that TMPDIR names.
        self.folder = Path(tempfile.mkdtemp(prefix=f"pipeline-{self.name}-", dir="/tmp" if self.user else None))
        self.log = self.folder / "log.txt"
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    @abstractmethod
    def prepare(self) -> None:
        """Fetch the program and write its configuration; called before the first start."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command line of the server."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether the server answers now; asked again and again, so it must not wait longer than a second or two."""

    def environment(self) -> dict[str, str]:
        """What the process finds in its environment."""
        return dict(os.environ)

    @property
    def running(self) -> bool:
        """Whether the process lives; it may not answer yet."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start the server and wait until it answers; ServiceError when it does not within START_SECONDS."""
        self.launch()
        return self.wait()

    def launch(self) -> Self:
        """Start the server and return at once; nothing happens to one that runs."""
        if self.running:
            return self
        if self._process is None:
            self.prepare()
        if self.user:
            _give(self.folder, self.user)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, guard.__file__, self.user, *self.command()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self.environment(),
                start_new_session=True,
            )
        return self

    def wait(self) -> Self:
        """Wait until the server answers; ServiceError when it ends instead, or takes longer than START_SECONDS."""
        deadline = time.monotonic() + START_SECONDS
        while not self.ready():
            if not self.running:
                raise ServiceError(f"{self.name} ended while it started\n{self.log_tail()}")
            if time.monotonic() > deadline:
                self.kill()
                raise ServiceError(f"{self.name} did not answer within {START_SECONDS} s\n{self.log_tail()}")
            time.sleep(0.2)
        return self

    def stop(self) -> None:
        """End the server as an operator would, by SIGTERM; by SIGKILL when it does not obey within STOP_SECONDS."""
        self._signal(signal.SIGTERM)
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the server and all its children at once, by SIGKILL, as a crash of the machine would."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.communicate()  # waits, and closes the pipe to the guard
        while self._listening():  # the kernel takes a moment to take a large process down
            time.sleep(0.02)

    def close(self, *, keep_log: bool = False) -> None:
        """Kill the server and remove its folder; with `keep_log` all of it but the log."""
        self.kill()
        atexit.unregister(self.close)
        for path in [self.folder] if not keep_log else [each for each in self.folder.iterdir() if each != self.log]:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()

    def log_tail(self) -> str:
        """The last lines of the server's log, below a line that says where all of it is."""
        lines = self.log.read_text("utf-8", "replace").splitlines() if self.log.exists() else []
        return "\n".join([f"--- the end of {self.log}", *(line[:LOG_WIDTH] for line in lines[-LOG_LINES:])])

    def _listening(self) -> bool:
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", self.port)) == 0

    def _signal(self, number: signal.Signals) -> None:
        """Signal the whole process group, which outlives its leader as long as one child is left."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _give(folder: Path, user: str) -> None:
    """Make a folder and all below it the user's."""
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, user)
