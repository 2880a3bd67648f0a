"""What the reader commits, pauses and keeps, against a consumer that does what a test says."""

from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pipeline.inputs.kafka.facts import identifier
from pipeline.inputs.kafka.offsets import Offsets
from pipeline.inputs.kafka.reader import KafkaReader
from pipeline.kafka.log import ClientLog
from tests.inputs.fake_consumer import FakeConsumer, FakeError, Record

A, B, C = ("a", 0), ("a", 1), ("b", 0)
INTERVAL = 5.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def make(*places: tuple[str, int], most: int = 0) -> tuple[FakeConsumer, KafkaReader, Clock]:
    """A reader with these partitions."""
    consumer, clock = FakeConsumer(), Clock()
    reader = KafkaReader(consumer.connect, ["a", "b"], ClientLog("test"), Offsets(INTERVAL, clock), most)
    if places:
        consumer.move("assign", *places)
    return consumer, reader, clock


def places(records: Any) -> list[tuple[str, int, int]]:
    return [(*record.place, record.number) for record in records]


def test_commits_what_was_settled_when_the_interval_is_over():
    consumer, reader, clock = make(A, B)
    reader.acknowledge(reader.poll(8, 0))
    clock.now += INTERVAL
    reader.poll(8, 0)
    reader.poll(0, 0)
    assert consumer.committed == {A: 4, B: 4}  # 0 to 3 of each; the second batch is not acknowledged


def test_commits_nothing_before_the_interval_is_over():
    consumer, reader, clock = make(A)
    for _ in range(5):
        clock.now += INTERVAL / 10
        reader.acknowledge(reader.poll(10, 0))
    assert consumer.committed == {}


def test_commits_at_close():
    consumer, reader, _ = make(A, B)
    reader.acknowledge(reader.poll(7, 0))
    reader.poll(10, 0)  # in flight
    reader.close()
    assert consumer.closed
    assert consumer.committed == {A: 4, B: 3}


def test_commits_before_partitions_are_given_up():
    consumer, reader, _ = make(A, B)
    reader.acknowledge(reader.poll(8, 0))
    consumer.move("revoke", A)
    reader.poll(0, 0)
    assert consumer.committed == {A: 4}


def test_lost_partitions_are_not_committed():
    consumer, reader, _ = make(A, B)
    reader.acknowledge(reader.poll(8, 0))
    consumer.move("lost", A)
    reader.poll(0, 0)
    reader.close()
    assert consumer.committed == {B: 4}


def test_a_batch_whose_partition_left_meanwhile_is_not_committed():
    consumer, reader, _ = make(A, B)
    batch = reader.poll(8, 0)
    consumer.move("revoke", A)
    reader.keep_alive()
    reader.acknowledge(batch)
    reader.close()
    assert consumer.committed == {B: 4}


def test_a_partition_that_left_and_came_back_is_read_again():
    consumer, reader, _ = make(A)
    batch = reader.poll(4, 0)
    consumer.move("revoke", A)
    consumer.move("assign", A)
    reader.keep_alive()
    reader.acknowledge(batch)
    assert places(reader.poll(2, 0)) == [("a", 0, 0), ("a", 0, 1)]
    reader.close()
    assert consumer.committed == {}


def test_a_refused_commit_is_sent_again():
    consumer, reader, clock = make(A)
    reader.acknowledge(reader.poll(4, 0))
    consumer.refuse_commits = True
    clock.now += INTERVAL
    reader.poll(0, 0)
    reader.poll(0, 0)
    assert consumer.committed == {}
    consumer.refuse_commits = False
    clock.now += INTERVAL
    reader.poll(0, 0)
    reader.poll(0, 0)
    assert consumer.committed == {A: 4}


def test_partitions_pause_while_an_output_waits_and_go_on_after_it():
    consumer, reader, _ = make(A)
    batch = reader.poll(4, 0)
    reader.keep_alive()
    consumer.move("assign", B)
    reader.keep_alive()
    reader.keep_alive()
    assert consumer.paused == {A, B}
    reader.acknowledge(batch)
    assert places(reader.poll(4, 0)) == [("a", 0, 4), ("a", 0, 5), ("a", 1, 0), ("a", 1, 1)]
    assert consumer.paused == set()


def test_a_partition_that_was_taken_away_while_paused_runs_when_it_comes_back():
    consumer, reader, _ = make(A, B)
    batch = reader.poll(4, 0)
    reader.keep_alive()
    consumer.move("revoke", A)
    reader.keep_alive()
    reader.acknowledge(batch)
    reader.poll(0, 0)
    consumer.move("assign", A)
    assert places(reader.poll(2, 0)) == [("a", 0, 0), ("a", 0, 1)]


def test_what_slips_through_while_paused_is_kept():
    consumer, reader, _ = make(A)
    batch = reader.poll(2, 0)
    consumer.slips = 2
    for _ in range(3):
        reader.keep_alive()
    reader.acknowledge(batch)
    assert places(reader.poll(10, 0)) == [("a", 0, 2), ("a", 0, 3)]
    assert places(reader.poll(2, 0)) == [("a", 0, 4), ("a", 0, 5)]


def test_what_slipped_through_is_forgotten_with_its_partition():
    consumer, reader, _ = make(A)
    batch = reader.poll(2, 0)
    consumer.slips = 1
    reader.keep_alive()
    consumer.move("revoke", A)
    reader.keep_alive()
    reader.acknowledge(batch)
    assert reader.poll(10, 0) == []


def test_max_poll_records_bounds_a_batch():
    _, reader, _ = make(A, most=3)
    assert len(reader.poll(100, 0)) == 3
    assert len(reader.poll(2, 0)) == 2


def test_errors_among_the_records_are_left_out():
    consumer, reader, _ = make(A)
    consumer.strays = [Record("a", 0, 0, FakeError(KafkaError.UNKNOWN_TOPIC_OR_PART)), Record("a", 0, 0, FakeError())]
    assert places(reader.poll(3, 0)) == [("a", 0, 0)]


@pytest.mark.parametrize("error", [FakeError(fatal=True), FakeError(KafkaError._AUTO_OFFSET_RESET)])
def test_errors_that_never_pass_surface(error: FakeError):
    consumer, reader, _ = make(A)
    consumer.strays = [Record("a", 0, 0, error)]
    with pytest.raises(KafkaException):
        reader.poll(3, 0)


def test_lag_is_known_of_what_was_settled():
    _, reader, _ = make(A, B)
    assert reader.lag() == {}
    reader.acknowledge(reader.poll(2, 0))
    reader._next_look = 0
    reader.poll(0, 0)
    assert reader.lag() == {"a-0": 998}


def test_ids_tell_records_apart():
    identify = identifier()
    records = [Record("a", 0, 7), Record("a", 1, 7), Record("b", 1, 7), Record("b", 1, 8), Record("a", 0, 7)]
    ids = [identify(record) for record in records]
    assert ids[0] == ids[4] == "a-0-7-1700000000007"
    assert len(set(ids)) == 4


def test_lines_of_a_kind_are_logged_once_in_a_while(capsys: pytest.CaptureFixture[str]):
    told = ClientLog("test")
    for kind in ("down", "down", "other", "down"):
        told.warn("in trouble", kind)
    assert capsys.readouterr().out.count("in trouble") == 2


class Group(RuleBasedStateMachine):
    """A reader in a group where anything happens, a rival that takes over what it gives up, commits that fail.

    However it goes: nothing is committed that was not settled with all before it, and no record is left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.consumer, self.reader, self.clock = make()
        self.batch: Any = None
        self.settled: dict[tuple[str, int], int] = dict.fromkeys((A, B, C), 0)  # all below is settled, by whomever
        self.expected: dict[tuple[str, int], int] = {}  # of what is ours: the next offset that the reader must give
        self.ours: set[tuple[str, int]] = set()  # once all moves are served

    def _take_in(self, batch: Any) -> None:
        for place in set(self.consumer.position) - set(self.expected):
            self.expected[place] = self.consumer.committed.get(place, 0)
        for record in batch:
            assert record.number == self.expected[record.place], "left out, or given twice"
            self.expected[record.place] += 1

    @precondition(lambda self: self.batch is None)
    @rule(limit=st.integers(1, 6))
    def poll(self, limit: int) -> None:
        self.batch = self.reader.poll(limit, 0)
        self._take_in(self.batch)

    @precondition(lambda self: self.batch is not None)
    @rule()
    def acknowledge(self) -> None:
        for record in self.batch:
            if record.number == self.settled[record.place]:
                self.settled[record.place] += 1
        self.reader.acknowledge(self.batch)
        self.batch = None

    @precondition(lambda self: self.batch is not None)
    @rule(slips=st.integers(0, 1))
    def keep_alive(self, slips: int) -> None:
        self.consumer.slips = slips
        self.reader.keep_alive()
        self.consumer.slips = 0

    @rule(place=st.sampled_from([A, B, C]))
    def assign(self, place: tuple[str, int]) -> None:
        if place not in self.ours:
            self.ours.add(place)
            self.consumer.move("assign", place)

    @rule(place=st.sampled_from([A, B, C]), how=st.sampled_from(["revoke", "lost"]), rival=st.integers(0, 3))
    def leave(self, place: tuple[str, int], how: str, rival: int) -> None:
        if place not in self.ours:
            return
        self.ours.discard(place)
        if self.batch is None:
            self.poll(1)
        self.consumer.move(how, place)
        self.reader.keep_alive()  # serves the group, so that the rival can go on from what was committed
        self.expected.pop(place, None)
        done = self.consumer.committed.get(place, 0) + rival
        self.consumer.committed[place] = done
        self.settled[place] = max(self.settled[place], done)

    @rule(refuse=st.booleans(), seconds=st.sampled_from([0.0, INTERVAL]))
    def weather(self, refuse: bool, seconds: float) -> None:
        self.consumer.refuse_commits = refuse
        self.clock.now += seconds

    @invariant()
    def nothing_unsettled_is_committed(self) -> None:
        for place, offset in self.consumer.committed.items():
            assert offset <= self.settled[place]

    def teardown(self) -> None:
        owned = self.ours & set(self.consumer.position)
        self.consumer.refuse_commits = False
        settled = dict(self.reader._offsets.settled)
        self.reader.close()
        self.nothing_unsettled_is_committed()
        for place in owned & set(settled):
            assert self.consumer.committed[place] == settled[place]


Group.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestGroup = Group.TestCase
