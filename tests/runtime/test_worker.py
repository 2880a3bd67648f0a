"""The run loop: what is acknowledged, what is counted, how it ends."""

import threading

import pytest

from pipeline.plugin import DeadLetter, Reader, Sink, Stopped
from pipeline.runtime.shutdown import Shutdown
from pipeline.runtime.worker import Batching, Worker


class ListReader(Reader):
    """Gives batches out of a list, and writes down what happens to it."""

    def __init__(self, batches):
        self.batches = list(batches)
        self.acknowledged = []
        self.kept_alive = 0
        self.closed = False

    def poll(self, limit, timeout):
        if not self.batches:
            self.finished = True
            return []
        return self.batches.pop(0)

    def acknowledge(self, records):
        self.acknowledged.append(list(records))

    def keep_alive(self):
        self.kept_alive += 1

    def close(self):
        self.closed = True


class ListSink(Sink):
    """Keeps what it is given; refuses, waits or raises as told."""

    def __init__(self, refuse=(), waits=0):
        self.events, self.refuse, self.waits = [], set(refuse), waits

    def collect(self, event, record, number):
        self.events.append((event, record, number))

    def flush(self, wait):
        for _ in range(self.waits):
            wait(0.01)
        dead = [DeadLetter(record, b"{}", "refused") for _, record, _ in self.events if record in self.refuse]
        self.events = [one for one in self.events if one[1] not in self.refuse]
        return dead


class Letters:
    """A dead-letter queue in memory; its disk may be full for a while."""

    def __init__(self, full=0):
        self.kept, self.full = [], full

    def write(self, letters):
        if self.full:
            self.full -= 1
            raise OSError(28, "No space left on device")
        self.kept += letters


def make(reader, sink, letters=None, grace=5):
    worker = Worker("w", reader, [sink], letters or Letters(), Shutdown(grace), Batching())

    def process(records):
        dropped = 0
        for record in records:
            if record == "drop":
                dropped += 1
            elif record == "bad":
                worker.failed({"a": 1, "@metadata": {"secret": 1}}, record, ValueError("no"))
            else:
                sink.collect({"v": record}, record, 0)
        return dropped

    worker.process = process
    return worker


def run(worker):
    worker.start()
    worker.join(10)
    assert not worker.is_alive()


def counts(worker):
    tally = worker.tally
    return tally.received, tally.delivered, tally.dropped, tally.dead_lettered, tally.in_flight


def test_a_batch_is_acknowledged_after_its_flush():
    reader, sink = ListReader([["a", "b"], ["c"]]), ListSink()
    worker = make(reader, sink)
    run(worker)
    assert worker.state == "finished"
    assert reader.acknowledged == [["a", "b"], ["c"]]
    assert counts(worker) == (3, 3, 0, 0, 0)
    assert reader.closed


def test_the_ledger_adds_up_with_drops_refusals_and_failures():
    letters = Letters()
    worker = make(ListReader([["a", "drop", "bad", "x"]]), ListSink(refuse=["x"]), letters)
    run(worker)
    assert counts(worker) == (4, 1, 1, 2, 0)
    assert sorted(letter.record for letter in letters.kept) == ["bad", "x"]


def test_a_failed_event_keeps_its_reason_but_not_its_metadata():
    letters = Letters()
    run(make(ListReader([["bad"]]), ListSink(), letters))
    assert letters.kept[0].reason == "ValueError: no"
    assert letters.kept[0].event == b'{"a":1}'


def test_waiting_keeps_the_input_alive():
    reader = ListReader([["a"]])
    run(make(reader, ListSink(waits=3)))
    assert reader.kept_alive >= 3


def test_a_full_disk_stops_the_intake_and_loses_nothing(monkeypatch):
    monkeypatch.setattr("pipeline.runtime.worker.RETRY_DEAD_LETTERS", 0.01)
    letters, reader = Letters(full=2), ListReader([["bad"]])
    worker = make(reader, ListSink(), letters)
    run(worker)
    assert len(letters.kept) == 1
    assert counts(worker) == (1, 0, 0, 1, 0)


def test_at_the_deadline_nothing_unsettled_is_acknowledged():
    class Stuck(ListSink):
        def flush(self, wait):
            reached.set()
            while True:
                wait(0.05)

    reached = threading.Event()
    reader = ListReader([["a"], ["b"]])
    worker = make(reader, Stuck(), grace=0.1)
    worker.start()
    assert reached.wait(5)
    worker._shutdown.request()
    worker.join(5)
    assert worker.state == "stopped"
    assert reader.acknowledged == []
    assert reader.closed
    assert counts(worker) == (1, 0, 0, 0, 1)


def test_what_a_decoder_gives_up_after_a_silence_goes_through_and_the_reader_learns_only_that_it_is_settled():
    reader, sink = ListReader([["a"], [], [], ["b"]]), ListSink()
    worker = make(reader, sink)
    silences = iter([[], [{"v": "held"}], [], [], [{"v": "last"}]])
    sink.refuse = []
    worker.idle = lambda: next(silences)
    worker.process_held = lambda records: sink.collect(records[0][0], records[0], 0) or 0
    run(worker)
    assert [event["v"] for event, _, _ in sink.events] == ["a", "held", "b", "last"]
    assert reader.acknowledged == [["a"], [], ["b"], []]
    assert counts(worker) == (4, 4, 0, 0, 0)


def test_after_a_signal_the_batch_in_flight_is_finished_but_no_other_taken():
    class Slow(ListSink):
        def flush(self, wait):
            worker._shutdown.request()
            wait(0.01)
            return super().flush(wait)

    reader = ListReader([["a"], ["b"]])
    worker = make(reader, Slow())
    run(worker)
    assert reader.acknowledged == [["a"]]
    assert reader.batches == [["b"]]


def test_an_error_of_a_reader_is_kept_and_everything_closed():
    class Broken(ListReader):
        def poll(self, limit, timeout):
            raise RuntimeError("gone")

    reader = Broken([])
    worker = make(reader, ListSink())
    run(worker)
    assert worker.state == "failed"
    assert isinstance(worker.error, RuntimeError)
    assert reader.closed


def test_wait_raises_once_the_deadline_has_passed():
    worker = make(ListReader([]), ListSink(), grace=0)
    worker._shutdown.request()
    with pytest.raises(Stopped):
        worker.wait(1)


@pytest.mark.parametrize(
    ("requests", "grace", "reason"), [(1, 0, "the deadline has passed"), (2, 60, "asked for a second time")]
)
def test_a_wait_that_is_given_up_says_why(requests, grace, reason):
    worker = make(ListReader([]), ListSink(), grace=grace)
    for _ in range(requests):
        worker._shutdown.request()
    worker._shutdown.request_once()
    with pytest.raises(Stopped, match=reason):
        worker.wait(0.01)
