"""Bulk requests: post a batch, read what became of each document, send what failed again, until all is settled.

The rules for a document's status are Logstash's, but what it loses is kept: conflicts, and errors of types that the
config drops, become dead letters.  413 is cut in halves, the size of requests follows what the cluster takes (`Pace`),
and Retry-After is heeded.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from random import Random
from time import monotonic
from typing import Any, NamedTuple

from pipeline.outputs.elasticsearch.answers import (
    BUSY,
    CONFLICT,
    TOO_BIG,
    TOO_LARGE,
    Failure,
    Refusal,
    failure_of,
    items_of,
    refusal_of,
)
from pipeline.outputs.elasticsearch.batch import Batch, Part
from pipeline.outputs.elasticsearch.client import Client, Response, Unreachable
from pipeline.outputs.elasticsearch.pace import Pace
from pipeline.outputs.elasticsearch.reports import Reports
from pipeline.plugin import DeadLetter
from pipeline.runtime.retry import Backoff

FILTER = "filter_path=errors,items.*.error,items.*.status"
ALL_WELL = (b'{"errors":false}', b'{"errors":false,')  # with a status for each document, which needn't be read
NEVER_ACCEPTED = frozenset((400, 404))

Wait = Callable[[float], None]


@dataclass(slots=True)
class BulkSettings:
    """How an output posts, and what an answer means to it."""

    path: str = "/_bulk"
    level: int = 0  # of gzip; 0 for none
    initial: float = 2.0
    maximum: float = 64.0
    codes: frozenset[int] = NEVER_ACCEPTED  # statuses of a document that make a dead letter
    dropped: frozenset[str] = frozenset()  # types of error that do
    own_ids: bool = False  # ids are ours: a document that is there already is the very one
    repeat_followers: bool = False  # ids are the user's: a document's last event must win


class Unsettled(NamedTuple):
    """What has to be sent again, and how many seconds the node asked us to wait."""

    numbers: Sequence[int]
    retry_after: float | None = None
    busy: bool = False  # some of it was answered 429


class Bulk:
    """Delivers the batches of one sink."""

    def __init__(self, client: Client, settings: BulkSettings, reports: Reports, pace: Pace, chance: Random) -> None:
        self._client = client
        self._settings = settings
        self._reports = reports
        self._pace = pace
        self._chance = chance
        separator = "&" if "?" in settings.path else "?"
        self._path = f"{settings.path}{separator}{FILTER}"

    def deliver(self, batch: Batch, wait: Wait) -> list[DeadLetter]:
        """Return when every document is settled; given back are those that were refused for good."""
        letters: list[DeadLetter] = []
        numbers = range(len(batch.records))
        if len(batch) <= self._pace.most_bytes and len(numbers) <= self._pace.most_items:
            with batch.text() as text:
                self._settle(batch, Part(numbers, text), wait, letters)
        else:
            self._settle_parts(batch, numbers, wait, letters)
        return letters

    def _settle_parts(self, batch: Batch, numbers: Sequence[int], wait: Wait, letters: list[DeadLetter]) -> None:
        """One after the other, so that a document's later events stay behind its earlier ones."""
        for part in batch.parts(numbers, self._pace):
            self._settle(batch, part, wait, letters)

    def _settle(self, batch: Batch, part: Part, wait: Wait, letters: list[DeadLetter]) -> None:
        backoff = Backoff(self._settings.initial, self._settings.maximum, self._chance)
        while True:
            rest = self._try(batch, part, letters)
            if isinstance(rest, Refusal):
                self._halve(batch, part, rest, wait, letters)
                return
            if not rest.numbers:
                self._reports.well()
                return
            if len(rest.numbers) < len(part.numbers):
                part = batch.part(rest.numbers)
            delay = backoff.next()
            wait(delay if rest.retry_after is None else max(rest.retry_after, delay * 0.1))
            if len(part.body) > self._pace.most_bytes and len(part.numbers) > 1:
                self._settle_parts(batch, part.numbers, wait, letters)
                return

    def _try(self, batch: Batch, part: Part, letters: list[DeadLetter]) -> Unsettled | Refusal:
        """Post a part once; what comes of it says how big the next may be."""
        size, began = len(part.body), monotonic()
        try:
            response = self._post(part)
        except Unreachable as trouble:
            self._reports.unreachable(trouble)
            if trouble.late:
                self._pace.slow(size)
            return Unsettled(part.numbers)
        found = self._read(batch, part, response, letters)
        if isinstance(found, Refusal):
            if found.status == TOO_LARGE:
                self._pace.too_large(size)
        elif found.busy:
            self._pace.busy(size)
        elif not found.numbers:
            self._pace.settled(size, monotonic() - began)
        return found

    def _post(self, part: Part) -> Response:
        headers = {
            "X-Elastic-Event-Count": str(len(part.numbers)),
            "X-Elastic-Uncompressed-Request-Length": str(len(part.body)),
        }
        if not self._settings.level:
            return self._client.request("POST", self._path, part.body, headers)
        headers["Content-Encoding"] = "gzip"
        return self._client.request("POST", self._path, gzipped(part.body, self._settings.level), headers)

    def _halve(self, batch: Batch, part: Part, refusal: Refusal, wait: Wait, letters: list[DeadLetter]) -> None:
        """Try halves of a request that was refused for what it holds, down to the one document that is to blame."""
        numbers = part.numbers
        if len(numbers) == 1:
            failure = Failure(numbers[0], *refusal)
            self._reports.refused([failure])
            letters.append(letter(batch, failure))
            return
        middle = len(numbers) // 2
        self._settle(batch, batch.part(numbers[:middle]), wait, letters)
        self._settle(batch, batch.part(numbers[middle:]), wait, letters)

    def _read(self, batch: Batch, part: Part, response: Response, letters: list[DeadLetter]) -> Unsettled | Refusal:
        """What has to be sent again, or why the part can't be taken; what was refused for good joins `letters`."""
        if response.ok and response.body.startswith(ALL_WELL):
            return Unsettled(())
        if not response.ok:
            refusal = refusal_of(response)
            if refusal is not None:
                return refusal
            self._reports.answered(response.status)
            return Unsettled(part.numbers, response.retry_after, response.status == BUSY)
        items = items_of(response.body, len(part.numbers))
        if items is None:
            self._reports.not_understood()
            return Unsettled(part.numbers)
        return self._sort(batch, part, items, letters)

    def _sort(self, batch: Batch, part: Part, items: Sequence[Any], letters: list[DeadLetter]) -> Unsettled | Refusal:
        settings = self._settings
        again: list[Failure] = []
        refused: list[Failure] = []
        done: list[int] = []
        for number, item in zip(part.numbers, items, strict=False):
            ((operation, outcome),) = item.items()
            status = outcome["status"]
            if status < 300 or (operation == "delete" and status == 404 and "error" not in outcome):
                done += [number] if operation != "create" else []
                continue
            if status == CONFLICT and operation == "create" and settings.own_ids and number not in batch.given:
                continue
            failure = failure_of(number, outcome)
            final = status == CONFLICT or status in settings.codes or failure.kind in settings.dropped
            (refused if final else again).append(failure)
        if again and len(again) == len(part.numbers) and all(failure.status == TOO_LARGE for failure in again):
            return TOO_BIG
        if refused:
            self._reports.refused(refused)
            letters += [letter(batch, failure) for failure in refused]
        if again:
            self._reports.again(again)
        numbers = [failure.number for failure in again]
        busy = any(failure.status == BUSY for failure in again)
        return Unsettled(followed(batch, numbers, done) if settings.repeat_followers else numbers, busy=busy)


@cache
def fast_zlib() -> Any:
    """The package isal, where it is installed: five times as fast as zlib at level 1 (0.3 µs an event, measured)."""
    try:
        return import_module("isal.isal_zlib")
    except ImportError:
        return None


def gzipped(body: bytes | memoryview, level: int) -> bytes:
    """A complete gzip stream."""
    fast = fast_zlib()
    maker = fast if fast is not None and level <= fast.ISAL_BEST_COMPRESSION else zlib
    compressor = maker.compressobj(level, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return bytes(compressor.compress(body) + compressor.flush())


def letter(batch: Batch, failure: Failure) -> DeadLetter:
    """The dead letter for a document that was refused for good."""
    why = ": ".join(part for part in (failure.kind, failure.reason) if part)
    reason = f"could not index event to Elasticsearch: status {failure.status}, {why}"
    return DeadLetter(batch.records[failure.number], batch.event(failure.number), reason)


def followed(batch: Batch, again: Sequence[int], done: Sequence[int]) -> list[int]:
    """`again`, and of `done` what came later for the same documents, so that the last event of a document wins."""
    first: dict[bytes, int] = {}
    for number in again:
        first.setdefault(batch.target(number), number)
    later = [number for number in done if first.get(batch.target(number), number) < number]
    return sorted([*again, *later])
