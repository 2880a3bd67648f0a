"""`pipeline run -w`: several processes as a user has them, on the broker in this process."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from pipeline.embedded.broker import EmbeddedBroker
from pipeline.inputs.kafka import KafkaInput
from pipeline.plugin import Context

KAFKA = 'kafka {{ bootstrap_servers => "{}" topics => "app" group_id => "g" auto_offset_reset => "earliest" codec => json {} }}'


class Run:
    """A `pipeline run` in a process group of its own."""

    def __init__(self, folder, config, *flags, output=None):
        self.log = folder / "log"
        command = [sys.executable, "-m", "pipeline", "run", "-e", config, "--path.data", str(folder / "data"), *flags]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=output or log, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def lines(self, event):
        whole = self.log.read_text().split("\n")[:-1]  # the last one may be half written
        logged = [json.loads(line) for line in whole if line.startswith("{")]
        return [line for line in logged if line.get("event") == event]

    def until(self, condition, seconds=40):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.02)

    def children(self):
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in text.split()]


def numbers(path):
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return Counter(json.loads(line)["n"] for line in lines)


@pytest.fixture
def broker():
    with EmbeddedBroker() as broker:
        broker.create("app")
        yield broker


def kafka(broker, more=""):
    return KAFKA.format(broker.bootstrap, more)


def shared(run, broker):
    """Wait until both processes have partitions."""
    run.until(lambda: len({line["process"] for line in run.lines("partitions assigned") if line["partitions"]}) == 2)


def test_two_processes_share_a_topic_and_a_file(tmp_path, broker):
    target = tmp_path / "out.jsonl"
    config = f'input {{ {kafka(broker)} }} output {{ file {{ path => "{target}" }} }}'
    with Run(tmp_path, config, "-w", "2") as run:
        shared(run, broker)
        broker.produce("app", (b'{"n":%d}' % number for number in range(10_000)))
        run.until(lambda: len(numbers(target)) == 10_000)
        os.killpg(run.process.pid, signal.SIGINT)  # as a terminal does: the processes get it, and from their parent too
        assert run.process.wait(30) == 0, run.log.read_text()
    assert set(numbers(target).values()) == {1}
    (ended,) = run.lines("all worker processes ended")
    assert (ended["received"], ended["delivered"], ended["in_flight"]) == (10_000, 10_000, 0)
    by_process = {line["process"]: line["delivered"] for line in run.lines("pipeline stopped")}
    assert sum(by_process.values()) == 10_000
    assert all(by_process[number] for number in (1, 2))
    assert broker.committed("app", "g") == 10_000


def test_they_end_when_their_supervisor_is_gone(tmp_path, broker):
    with Run(tmp_path, f"input {{ {kafka(broker)} }} output {{ null {{ }} }}", "-w", "2") as run:
        run.until(lambda: len(run.lines("pipeline started")) == 2)
        run.process.kill()
        run.process.wait(10)
        deadline = time.monotonic() + 30
        while len(run.lines("pipeline stopped")) < 2:
            assert time.monotonic() < deadline, run.log.read_text()
            time.sleep(0.05)


def test_a_process_that_is_ended_or_killed_has_a_successor(tmp_path, broker):
    with Run(tmp_path, f"input {{ {kafka(broker)} }} output {{ null {{ }} }}", "-w", "2") as run:
        run.until(lambda: len(run.lines("pipeline started")) == 2)
        first, second = run.children()
        os.kill(second, signal.SIGTERM)
        run.until(lambda: len(run.lines("pipeline started")) == 3)
        os.kill(first, signal.SIGKILL)
        run.until(lambda: len(run.lines("pipeline started")) == 4)
        assert not {first, second} & set(run.children())
        run.process.terminate()
        assert run.process.wait(30) == 0
    assert run.lines("worker process was ended by a signal, starting it again")[0]["process"] == 2
    assert run.lines("worker process failed, starting it again")[0]["signal"] == "SIGKILL"


def test_only_the_first_reads_what_can_not_be_shared(tmp_path, broker):
    target = tmp_path / "out.jsonl"
    config = f"""
        input {{ {kafka(broker)} generator {{ codec => json lines => ['{{"n":-1}}'] count => 3 }} }}
        output {{ file {{ path => "{target}" }} }}"""
    with Run(tmp_path, config, "-w", "3") as run:
        run.until(lambda: len(run.lines("pipeline started")) == 3)
        run.until(lambda: sum(numbers(target).values()) == 3)
        run.process.terminate()
        assert run.process.wait(30) == 0
    assert 'only the first of 3 worker processes reads from input "generator"' in run.log.read_text()
    assert sorted(line["workers"] for line in run.lines("pipeline started")) == [1, 1, 2]


def test_no_second_process_where_none_could_read(tmp_path):
    config = 'input { generator { count => 3 message => "hi" } } output { stdout { codec => line } }'
    with Run(tmp_path, config, "-w", "2") as run:
        assert run.process.wait(30) == 0
    text = run.log.read_text()
    assert 'one worker process runs, not 2: no second one could read from input "generator"' in text
    assert text.count(" hi\n") == 3
    assert "process" not in run.lines("pipeline started")[0]


def test_a_bad_config_is_told_once_and_nothing_started(tmp_path, broker):
    with Run(tmp_path, f"input {{ {kafka(broker)} }} filter {{ nosuch {{ }} }}", "-w", "2") as run:
        assert run.process.wait(30) == 2
    assert run.log.read_text().count('no filter is called "nosuch"') == 1


def test_lines_on_standard_output_stay_whole(tmp_path, broker):
    """Through a pipe, which holds 64 KiB: whoever has more to write has to wait in the middle of it."""
    config = f"input {{ {kafka(broker)} }} output {{ stdout {{ codec => json_lines }} }}"
    with Run(tmp_path, config, "-w", "2", output=subprocess.PIPE) as run:
        shared(run, broker)
        broker.produce("app", (b'{"n":%d,"text":"%s"}' % (number, b"x" * 1000) for number in range(10_000)))
        events = [json.loads(run.process.stdout.readline()) for _ in range(10_000)]
        run.process.terminate()
        assert run.process.wait(30) == 0
        run.process.stdout.close()
    assert sorted(event["n"] for event in events) == list(range(10_000))


@pytest.mark.parametrize(
    ("worker", "workers", "threads", "expected"),
    [
        (1, 1, 1, ["name"]),
        (1, 1, 2, ["name-0", "name-1"]),
        (2, 3, 1, ["name-2-0"]),
        (3, 3, 2, ["name-3-0", "name-3-1"]),
    ],
)
def test_members_of_a_group_have_names_of_their_own(monkeypatch, worker, workers, threads, expected):
    made = []
    plugin = KafkaInput(Context(), topics=["app"], group_instance_id="name", consumer_threads=threads)
    plugin.context.worker, plugin.context.workers = worker, workers
    monkeypatch.setattr("confluent_kafka.Consumer", made.append)
    for number in range(threads):
        plugin._connect(number, None, {})
    assert [settings["group.instance.id"] for settings in made] == expected
    assert len({settings["client.id"] for settings in made}) == threads
