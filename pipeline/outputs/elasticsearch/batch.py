"""The events of one batch as they go over the wire: one growing text of lines, cut into items only when one fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from pipeline.jsontext import dumps, loads
from pipeline.outputs.elasticsearch.pace import Pace

if TYPE_CHECKING:
    from pipeline.plugin import Record


class Batch:
    """NDJSON of a batch: for each event an action line and, unless it is a delete, a document line.

    `lines` is a new bytearray for each batch: one that is emptied and filled again costs more (400 ns of 2,700 an
    event, measured), as do lists of pieces.
    """

    __slots__ = ("_pieces", "bare", "given", "lines", "records")

    def __init__(self) -> None:
        self.lines = bytearray()
        self.records: list[Record] = []
        self.bare: dict[int, bytes] = {}  # items of one line only, with the event's bytes
        self.given: set[int] = set()  # items whose id came with the event, where ids are otherwise ours
        self._pieces: list[bytes] = []

    def __len__(self) -> int:
        """Bytes of the whole text."""
        return len(self.lines)

    def clear(self) -> None:
        """Forget all; the list of records stays the same, since closures hold it."""
        self.lines = bytearray()
        self.records.clear()
        self.bare.clear()
        self.given.clear()
        self._pieces = []

    @contextmanager
    def text(self) -> Iterator[memoryview]:
        """The whole text, without a copy; nothing can be added meanwhile."""
        with memoryview(self.lines) as text:
            yield text

    def pieces(self) -> list[bytes]:
        """The text of each item, with its line feeds."""
        if not self._pieces:
            lines = iter(bytes(self.lines).splitlines(keepends=True))
            bare = self.bare
            self._pieces = [
                next(lines) if number in bare else next(lines) + next(lines) for number in range(len(self.records))
            ]
        return self._pieces

    def event(self, number: int) -> bytes:
        """The event's bytes of an item, as dead letters keep it."""
        if number in self.bare:
            return self.bare[number]
        action, _, document = self.pieces()[number].partition(b"\n")
        document = document.rstrip(b"\n")
        if not action.startswith(b'{"update"'):
            return document
        update = loads(document)
        (found,) = update["script"]["params"].values() if "script" in update else (update["doc"],)
        return dumps(found)

    def target(self, number: int) -> bytes:
        """What the action line says after the action: the same for items that mean the same document."""
        return self.pieces()[number].partition(b"\n")[0].partition(b":")[2]

    def parts(self, numbers: Sequence[int], pace: Pace) -> "Iterator[Part]":
        """Some items in several parts, each as big as it may be when its turn comes; one big item goes alone."""
        pieces = self.pieces()
        start = size = 0
        for place, number in enumerate(numbers):
            length = len(pieces[number])
            if place > start and (size + length > pace.most_bytes or place - start >= pace.most_items):
                yield self.part(numbers[start:place])
                start, size = place, 0
            size += length
        yield self.part(numbers[start:])

    def part(self, numbers: Sequence[int]) -> "Part":
        """A part of some items."""
        pieces = self.pieces()
        return Part(numbers, b"".join([pieces[number] for number in numbers]))


class Part(NamedTuple):
    """What goes into one request: which items of the batch, and their text."""

    numbers: Sequence[int]
    body: bytes | memoryview
