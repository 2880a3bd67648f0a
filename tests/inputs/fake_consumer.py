"""A consumer of confluent-kafka's shape whose group is moved about by a test, one call at a time."""

from collections import deque
from typing import Any, NamedTuple


class Partition(NamedTuple):
    """What callbacks are given, and what `commit`, `pause` and `resume` take."""

    topic: str
    partition: int
    offset: int = -1001
    error: Any = None


class Record:
    """One message; its value tells its place."""

    def __init__(self, topic: str, partition: int, offset: int, error: Any = None) -> None:
        self.place = (topic, partition)
        self.number = offset
        self.fault = error

    def topic(self) -> str:
        return self.place[0]

    def partition(self) -> int:
        return self.place[1]

    def offset(self) -> int:
        return self.number

    def error(self) -> Any:
        return self.fault

    def timestamp(self) -> tuple[int, int]:
        return (1, 1700000000000 + self.number)


class FakeError:
    """A KafkaError."""

    def __init__(self, code: int = -1, *, fatal: bool = False) -> None:
        self._code = code
        self._fatal = fatal

    def code(self) -> int:
        return self._code

    def fatal(self) -> bool:
        return self._fatal

    def name(self) -> str:
        return "_FAKE"

    def str(self) -> str:
        return "a fault made by the test"


class FakeConsumer:
    """Every partition has no end.  Commits are answered, and callbacks called, inside `consume`, `poll` and `close`."""

    def __init__(self) -> None:
        self.committed: dict[tuple[str, int], int] = {}  # what the broker holds
        self.position: dict[tuple[str, int], int] = {}  # of what is assigned
        self.paused: set[tuple[str, int]] = set()
        self.refuse_commits = False
        self.slips = 0  # records that get through although they were paused
        self.strays: list[Record] = []  # what `consume` gives beside records
        self.closed = False
        self._moves: deque[tuple[str, list[tuple[str, int]]]] = deque()
        self._sent: list[Partition] = []
        self.callbacks: dict[str, Any] = {}

    def connect(self, callbacks: dict[str, Any]) -> "FakeConsumer":
        self.callbacks |= callbacks
        return self

    def subscribe(self, topics: list[str], **callbacks: Any) -> None:
        self.topics = topics
        self.callbacks |= callbacks

    # --- what the test does

    def move(self, what: str, *places: tuple[str, int]) -> None:
        """Let the group assign, revoke or lose partitions at the next call that serves it."""
        self._moves.append((what, list(places)))

    # --- what the reader calls

    def consume(self, limit: int, timeout: float) -> list[Any]:
        self._serve()
        records: list[Any] = [*self.strays]
        self.strays = []
        running = sorted(set(self.position) - self.paused)
        while running and len(records) < limit:
            for place in running:
                records += [self._next(place) for _ in range(min(2, limit - len(records)))]
        return records

    def poll(self, timeout: float) -> Any:
        self._serve()
        if self.slips and self.position:
            self.slips -= 1
            return self._next(min(self.position))
        return None

    def _next(self, place: tuple[str, int]) -> Record:
        offset = self.position[place]
        self.position[place] += 1
        return Record(*place, offset)

    def commit(self, offsets: list[Any], *, asynchronous: bool) -> None:
        assert asynchronous, "a commit that waits would block the thread for as long as the broker hangs"
        self._sent += [Partition(one.topic, one.partition, one.offset) for one in offsets]

    def pause(self, partitions: list[Any]) -> None:
        places = {(one.topic, one.partition) for one in partitions}
        assert places <= set(self.position)
        self.paused |= places

    def resume(self, partitions: list[Any]) -> None:
        self.paused -= {(one.topic, one.partition) for one in partitions}

    def get_watermark_offsets(self, partition: Any, *, cached: bool) -> tuple[int, int]:
        assert cached, "asking the broker would block"
        return (0, 1000)

    def close(self) -> None:
        self._answer()
        self._moves.clear()
        if self.position:
            self.move("revoke", *self.position)
        self._serve()
        self.closed = True

    def _serve(self) -> None:
        self._answer()
        while self._moves:
            what, places = self._moves.popleft()
            self._move(what, places)

    def _move(self, what: str, places: list[tuple[str, int]]) -> None:
        self.callbacks[f"on_{what}"](self, [Partition(*place) for place in places])
        self._answer()  # librdkafka gives partitions up only after the broker has answered
        for place in places:
            if what == "assign":
                self.position[place] = self.committed.get(place, 0)
            else:
                self.position.pop(place, None)  # stays paused, if it was: librdkafka does not forget

    def _answer(self) -> None:
        sent, self._sent = self._sent, []
        if not sent:
            return
        error = FakeError() if self.refuse_commits else None
        if error is None:
            self.committed |= {(one.topic, one.partition): one.offset for one in sent}
        self.callbacks["on_commit"](error, [one._replace(error=error) for one in sent])
