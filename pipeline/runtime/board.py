"""Memory that a supervisor and its worker processes share: what it asks of them, what each reports of itself.

Nothing here waits: a process that hangs or was killed holds up no other.  A report is written into the older one of two
places and carries a checksum, so that one which was cut off is passed over for the one before.
"""

import mmap
import struct
import zlib

from msgspec import msgpack

from pipeline.runtime.status import ProcessStatus

HEAD = struct.Struct("=QII")  # the report's turn, its length, its checksum
PLACE = 32 << 10  # bytes of a report with its head
ASKED = mmap.PAGESIZE  # bytes before the first place
encode, decoder = msgpack.encode, msgpack.Decoder(ProcessStatus)


class Board:
    """For so many processes, numbered from 1; made before they are forked."""

    def __init__(self, processes: int) -> None:
        self._memory = mmap.mmap(-1, ASKED + processes * 2 * PLACE)
        self._turns = [0] * (processes + 1)  # of the reports that this process wrote

    @property
    def asked(self) -> int:
        """How often the processes were asked to end: at the second time what is in flight is given up."""
        return self._memory[0]

    def ask(self) -> None:
        """Ask all processes to end, or to give up."""
        self._memory[0] = min(self._memory[0] + 1, 255)

    def write(self, status: ProcessStatus) -> None:
        """Replace what a process reports."""
        data = encode(status)
        if len(data) > PLACE - HEAD.size:
            status.failures = {"": sum(status.failures.values())}
            data = encode(status)
        self._turns[status.number] += 1
        turn = self._turns[status.number]
        start = self._start(status.number, turn % 2)
        HEAD.pack_into(self._memory, start, turn, len(data), zlib.crc32(data))
        self._memory[start + HEAD.size : start + HEAD.size + len(data)] = data

    def read(self, number: int) -> ProcessStatus | None:
        """What a process reported last; None where it has not."""
        found: dict[int, bytes] = {}
        for half in (0, 1):
            start = self._start(number, half)
            turn, length, checksum = HEAD.unpack_from(self._memory, start)
            data = self._memory[start + HEAD.size : start + HEAD.size + min(length, PLACE - HEAD.size)]
            if turn and zlib.crc32(data) == checksum:
                found[turn] = data
        return decoder.decode(found[max(found)]) if found else None

    def clear(self, number: int) -> None:
        """Forget what a process reported, before its successor begins."""
        for half in (0, 1):
            HEAD.pack_into(self._memory, self._start(number, half), 0, 0, 0)

    @staticmethod
    def _start(number: int, half: int) -> int:
        return ASKED + ((number - 1) * 2 + half) * PLACE
