"""A compiled pipeline: its loops, bound to a thread's decoder and sinks, and chosen by what the records look like.

    general    any record, any codec
    direct     whole records of JSON, one event each; odd ones go to the general loop
    shaped     as direct, for records whose fields are known (shapes.py)

A thread begins with the direct loop, which notes the fields of some records, and goes on with the shaped one.  When
too many records have other fields, it learns these too.  When that doesn't help, or there are too many fields, it stays
with the direct loop for a long while.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.compiler.shapes import MOST_FIELDS, TooManyFieldsError, can_be_slot
from pipeline.jsontext import decode_decimal, decode_fast
from pipeline.plugin.snippet import Snippet

Process = Callable[[Sequence[Any]], int]
"""(records) -> how many of them came to no event that reached the outputs."""
Factory = Callable[..., Process]

LEARNED = 500  # records whose fields are noted
JUDGED = 5000  # records, or LEARNED unusual ones, after which the shaped loop has to show that it pays
UNUSUAL = 0.1  # the share of records that may be unusual: each is decoded twice
TRIES = 3
PAUSE = 1_000_000  # records until a thread that gave up looks again: applications change


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """What is the same for all threads of an input."""

    value: str = "record"  # Python expression for the bytes of `record`
    decorate: Any = None  # (event, record): adds what the input knows of a record
    codec: Snippet | None = None  # the codec's, where each record is whole


@dataclass(slots=True)
class Fields:
    """The fields of some records, and of JSON texts in them, in the order in which they came."""

    outer: dict[str, None] = field(default_factory=dict)
    inner: dict[str, None] = field(default_factory=dict)
    records: int = 0

    def of_records(self, decode: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """`decode`, noting the fields of what it gives."""

        def noted(data: Any) -> Any:
            event = decode(data)
            if type(event) is dict:
                self.records += 1
                self.outer |= dict.fromkeys(filter(can_be_slot, event))
            return event

        return noted

    def of_texts(self, decode: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """The same for texts in records."""

        def noted(text: Any) -> Any:
            value = decode(text)
            if type(value) is dict:
                self.inner |= dict.fromkeys(filter(can_be_slot, value))
            return value

        return noted

    def noting(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """The decoders among the names of a loop, noting what they decode."""
        records = {name: self.of_records(value) for name, value in names.items() if value is decode_fast}
        return records | {name: self.of_texts(value) for name, value in names.items() if value is decode_decimal}

    def fit(self) -> bool:
        """Whether they are few enough for slots."""
        return 0 < len(self.outer | self.inner) <= MOST_FIELDS


@dataclass(slots=True)
class Loops:
    """The factories of loops for one input and some sinks; None for loops that can't be."""

    general: Factory
    direct: Factory | None = None
    learning: Callable[[Fields], Factory] | None = None  # the direct loop that notes fields
    shaped: Callable[[Fields], Factory] | None = None


@dataclass(slots=True)
class Program:
    """A compiled pipeline."""

    loops: Callable[[Feed, Sequence[Snippet | None]], Loops]
    listing: Callable[[], str]  # the generated Python, for `explain` and for the curious

    def process(self, decode: Any, failed: Any, sinks: Sequence[Any], feed: Feed | None = None) -> Process:
        """Bind what belongs to a thread: its decoder, its sinks, and where failed events go."""
        snippets = [sink.snippet() for sink in sinks]
        loops = self.loops(feed or Feed(), snippets)
        bound = {f"collect_{number}": sink.collect for number, sink in enumerate(sinks)}
        for number, snippet in enumerate(snippets):
            if snippet is not None:
                bound |= {f"{name}_out_{number}": value for name, value in snippet.names.items()}
        general = loops.general(decode=decode, failed=failed, general=None, missed=None, **bound)
        if loops.direct is None:
            return general
        bound |= {"decode": decode, "failed": failed, "general": general, "missed": []}
        if loops.shaped is None or loops.learning is None:
            return loops.direct(**bound)
        return Adaptive(loops.direct, loops.learning, loops.shaped, bound)


class Adaptive:
    """A Process of one thread that learns the shape of its records."""

    def __init__(
        self,
        direct: Factory,
        learning: Callable[[Fields], Factory],
        shaped: Callable[[Fields], Factory],
        bound: dict[str, Any],
    ) -> None:
        self._direct = direct
        self._learning = learning
        self._shaped = shaped
        self._bound = bound
        self._missed: list[int] = bound["missed"]
        self._fields = Fields()
        self._tries = 0
        self._judged = self._unusual = 0
        self._run: Process = self._learner()

    def __call__(self, records: Sequence[Any]) -> int:
        """Take a batch through the loop of the moment."""
        return self._run(records)

    def _learner(self) -> Process:
        """The direct loop, until enough is known."""
        self._fields.records = 0
        learning = self._learning(self._fields)(**self._bound)

        def run(records: Sequence[Any]) -> int:
            dropped = learning(records)
            if self._fields.records >= LEARNED:
                self._run = self._chosen()
            return dropped

        return run

    def _chosen(self) -> Process:
        self._tries += 1
        if self._tries > TRIES or not self._fields.fit():
            return self._settled()
        try:
            shaped = self._shaped(self._fields)(**self._bound)
        except TooManyFieldsError:
            return self._settled()

        def run(records: Sequence[Any]) -> int:
            dropped = shaped(records)
            self._judged += len(records)
            self._unusual += self._missed.pop()
            if self._judged >= JUDGED or self._unusual > LEARNED:
                self._judge()
            return dropped

        return run

    def _judge(self) -> None:
        """Learn again where the shaped loop does not pay."""
        if self._unusual <= self._judged * UNUSUAL:
            self._tries = 0
        else:
            self._run = self._learner()
        self._judged = self._unusual = 0

    def _settled(self) -> Process:
        """The direct loop, for a long while; then everything begins anew."""
        direct = self._direct(**self._bound)
        rest = PAUSE

        def run(records: Sequence[Any]) -> int:
            nonlocal rest
            rest -= len(records)
            if rest < 0:
                self._fields, self._tries = Fields(), 0
                self._run = self._learner()
            return direct(records)

        return run
