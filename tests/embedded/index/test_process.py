"""The embedded index as a process: its first line, where it listens, and that it ends whatever happens."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.embedded.index import EmbeddedIndex

ROOT = Path(__file__).parents[3]


def answers(url: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def gone(url: str) -> bool:
    """Whether it stops answering within a few seconds."""
    for _ in range(100):
        if not answers(url):
            return True
        time.sleep(0.05)
    return False


def started(*arguments: str, **options) -> subprocess.Popen[str]:
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, **options)


def test_its_first_line_is_its_address():
    process = started("-m", "pipeline.embedded.index", "--port", "0")
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        assert answers(url)
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert not answers(url)


def test_it_lives_inside_its_with():
    with EmbeddedIndex() as index:
        assert index.running
        assert answers(index.url)
    assert not index.running
    assert not answers(index.url)


def test_it_ends_when_the_block_fails():
    with pytest.raises(ZeroDivisionError), EmbeddedIndex() as index:
        1 / 0  # noqa: B018
    assert not answers(index.url)


def test_closing_twice_is_no_fault():
    index = EmbeddedIndex()
    index.close()
    with index:
        index.close()
    index.close()
    assert not index.running


def test_two_at_once_are_two():
    with EmbeddedIndex() as one, EmbeddedIndex() as two:
        assert one.url != two.url
        assert answers(one.url)
        assert answers(two.url)


def test_it_ends_when_its_parent_is_killed():
    code = """
from pipeline.embedded.index import EmbeddedIndex
with EmbeddedIndex() as index:
    print(index.url, flush=True)
    input()
"""
    parent = started("-c", code, stdin=subprocess.PIPE)
    url = parent.stdout.readline().strip()
    assert answers(url)
    parent.send_signal(signal.SIGKILL)
    parent.communicate(timeout=10)
    assert gone(url)


def test_ctrl_c_on_the_terminal_is_for_the_parent():
    with EmbeddedIndex() as index:
        assert os.getsid(index._process.pid) == index._process.pid != os.getsid(0)


def test_it_starts_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with EmbeddedIndex() as index:
        assert answers(index.url)


def test_only_loopback_is_listened_on():
    with EmbeddedIndex() as index:
        port = int(index.url.rpartition(":")[2])
        with socket.socket() as other:
            other.bind(("127.0.0.2", port))  # would fail if it listened on all addresses


def test_a_port_in_use_is_told_in_a_sentence():
    with EmbeddedIndex() as index:
        port = index.url.rpartition(":")[2]
        command = [sys.executable, "-m", "pipeline.embedded.index", "--port", port]
        second = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=30, check=False)
    assert second.returncode == 1
    assert second.stderr.strip().startswith(f"can't listen on port {port}")


def test_one_that_cannot_start_is_an_error():
    with EmbeddedIndex() as index, pytest.raises(OSError, match="ended while it started"):
        EmbeddedIndex(port=int(index.url.rpartition(":")[2])).__enter__()
