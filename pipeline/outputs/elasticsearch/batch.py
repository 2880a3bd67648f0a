"""The events of one batch as they go over the wire: one growing text of lines, cut into items only when one fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from pipeline.jsontext import dumps, loads

if TYPE_CHECKING:
    from pipeline.plugin import Record


KEPT = 32 << 20  # bytes of memory that stay with a sink between two batches


class Batch:
    """NDJSON of a batch: for each event an action line and, unless it is a delete, a document line.

    The text stands in one BytesIO that is written over, batch after batch: a bytearray that is emptied gives its memory
    back and gets it again page by page, which costs more than encoding (350 ns of 790 an event, measured).
    """

    __slots__ = ("_pieces", "_text", "bare", "given", "records", "write")

    def __init__(self) -> None:
        self._text = BytesIO()
        self.write = self._text.write
        self.records: list[Record] = []
        self.bare: dict[int, bytes] = {}  # items of one line only, with the event's bytes
        self.given: set[int] = set()  # items whose id came with the event, where ids are otherwise ours
        self._pieces: list[bytes] = []

    def __len__(self) -> int:
        """Bytes of the whole text."""
        return self._text.tell()

    def clear(self) -> None:
        """Forget all; the objects stay the same, since closures hold them."""
        much = len(self) > KEPT
        self._text.seek(0)
        if much:
            self._text.truncate()
        self.records.clear()
        self.bare.clear()
        self.given.clear()
        self._pieces = []

    @contextmanager
    def text(self) -> Iterator[memoryview]:
        """The whole text, without a copy; nothing can be added meanwhile."""
        with self._text.getbuffer() as everything, everything[: len(self)] as text:
            yield text

    def pieces(self) -> list[bytes]:
        """The text of each item, with its line feeds."""
        if not self._pieces:
            with self.text() as text:
                lines = iter(bytes(text).splitlines(keepends=True))
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

    def parts(self, most_bytes: int, most_items: int) -> "Iterator[Part]":
        """Several parts of a batch that is too big for one request; one big item goes alone."""
        pieces = self.pieces()
        start = size = 0
        for number, piece in enumerate(pieces):
            if number > start and (size + len(piece) > most_bytes or number - start >= most_items):
                yield self.part(range(start, number))
                start, size = number, 0
            size += len(piece)
        yield self.part(range(start, len(pieces)))

    def part(self, numbers: Sequence[int]) -> "Part":
        """A part of some items."""
        pieces = self.pieces()
        return Part(numbers, b"".join([pieces[number] for number in numbers]))


class Part(NamedTuple):
    """What goes into one request: which items of the batch, and their text."""

    numbers: Sequence[int]
    body: bytes | memoryview
