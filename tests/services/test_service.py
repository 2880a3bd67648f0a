"""A service starts, ends and starts again at the same place, and never outlives who started it."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services.service import Service, ServiceError

ROOT = Path(__file__).parents[2]
ABANDONED = """
import os, signal
from tests.services.test_service import WebServer
server = WebServer().start()
print(server.port, server.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


class WebServer(Service):
    """Python's own web server, started by a shell so that the group has more than one process."""

    name = "web"

    def prepare(self):
        with (self.folder / "prepared").open("a") as file:
            file.write("once ")

    def command(self):
        return ["sh", "-c", f"{sys.executable} -m http.server --bind 127.0.0.1 {self.port}; exit 3"]

    def ready(self):
        return self._listening()


class Broken(WebServer):
    """A server that says why it can't start."""

    def command(self):
        return ["sh", "-c", "echo first; echo the disk is full >&2; exit 1"]


@pytest.mark.parametrize("end", [Service.stop, Service.kill])
def test_it_ends_and_starts_again_with_port_and_folder(end):
    with WebServer() as server:
        port = server.port
        end(server)
        assert not server.running
        assert not server._listening()
        assert server.start().ready()
        assert server.port == port
        assert (server.folder / "prepared").read_text() == "once "
    assert not server.folder.exists()
    assert not server._listening()


def test_a_log_may_be_kept():
    server = WebServer().start()
    server.close(keep_log=True)
    assert [path.name for path in server.folder.iterdir()] == ["log.txt"]
    server.close()


def test_one_that_fails_to_start_shows_its_log():
    server = Broken()
    with pytest.raises(ServiceError, match=r"(?s)web ended while it started.*the disk is full"):
        server.start()
    server.close()


def test_one_that_never_answers_is_killed(monkeypatch):
    monkeypatch.setattr("tests.services.service.START_SECONDS", 0.5)
    server = WebServer()
    server.ready = lambda: False
    with pytest.raises(ServiceError, match=r"web did not answer within 0\.5 s"):
        server.start()
    assert not server.running
    server.close()


def test_it_dies_with_who_started_it_even_by_sigkill():
    done = subprocess.run([sys.executable, "-c", ABANDONED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    port, folder = done.stdout.split()
    server = WebServer()
    server.port = int(port)
    deadline = time.monotonic() + 10
    while server._listening() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not server._listening()
    server.close()
    shutil.rmtree(folder)
