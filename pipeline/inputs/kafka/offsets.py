"""Which offsets may be committed: of each partition the one after the last record that was settled."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import methodcaller
from typing import Any

Place = tuple[str, int]
"""Topic and partition."""

TOPIC, PARTITION = methodcaller("topic"), methodcaller("partition")


class Offsets:
    """The positions of one consumer.

    A batch is in flight from `begin` to `settle`.  What is taken away in between is forgotten: its new owner reads the
    batch again, and may have got further than we when it comes back.
    """

    def __init__(self, interval: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.assigned: set[Place] = set()
        self.settled: dict[Place, int] = {}  # since the partition was assigned
        self._unsent: dict[Place, int] = {}
        self._sent: dict[Place, int] = {}  # not answered yet
        self._gone: set[Place] = set()  # taken away while the batch is in flight
        self._interval = interval
        self._clock = clock
        self._due = clock() + interval

    def assign(self, places: Iterable[Place]) -> None:
        """These partitions are ours from now on."""
        self.assigned.update(places)

    def revoke(self, places: Iterable[Place]) -> None:
        """These are no longer ours, and nothing of them that is in flight will count."""
        for place in places:
            self.assigned.discard(place)
            self._gone.add(place)
            for positions in (self._unsent, self._sent, self.settled):
                positions.pop(place, None)

    def begin(self) -> None:
        """A new batch is about to be taken in; the one before it has been settled."""
        self._gone.clear()

    def settle(self, records: Sequence[Any]) -> None:
        """All records of the batch are delivered, dropped or dead-lettered."""
        for record in self._last_of_each_partition(records):
            place = record.topic(), record.partition()
            if place in self.assigned and place not in self._gone:
                self.settled[place] = self._unsent[place] = record.offset() + 1

    def _last_of_each_partition(self, records: Sequence[Any]) -> Iterable[Any]:
        if len(self.assigned) == 1 and not self._gone:
            return records[-1:]
        places: Iterable[Any] = map(PARTITION, records)
        if len({topic for topic, _ in self.assigned}) != 1 or self._gone:  # else the number alone tells the place
            places = zip(map(TOPIC, records), places, strict=True)
        return dict(zip(places, records, strict=True)).values()

    @property
    def due(self) -> bool:
        """Whether something is to be committed and the interval is over."""
        return bool(self._unsent) and self._clock() >= self._due

    @property
    def complete(self) -> bool:
        """Whether all that was settled is known to be committed."""
        return not self._unsent and not self._sent

    def take(self, places: set[Place] | None = None) -> dict[Place, int]:
        """What is to be committed now, of some partitions or of all; it counts as sent until it is answered."""
        self._due = self._clock() + self._interval
        chosen = list(self._unsent if places is None else self._unsent.keys() & places)
        taken = {place: self._unsent.pop(place) for place in chosen}
        self._sent.update(taken)
        return taken

    def answered(self, offsets: Mapping[Place, int], *, committed: bool) -> None:
        """A commit was answered: done, or to be sent again with the next one, unless it is out of date by then."""
        for place, offset in offsets.items():
            if self._sent.get(place) == offset:
                del self._sent[place]
                if not committed:
                    self._unsent.setdefault(place, offset)
