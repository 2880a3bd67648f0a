"""The hot path: one event, two lines, appended to the batch; all that can be known beforehand is encoded beforehand."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from orjson import OPT_APPEND_NEWLINE, dumps

from pipeline.event import Event
from pipeline.fields import METADATA, TIMESTAMP
from pipeline.jsontext import encode_other
from pipeline.outputs.elasticsearch.actions import (
    CONTROLS,
    Describe,
    Identify,
    IndexName,
    Refused,
    add_described,
    own_id,
)
from pipeline.outputs.elasticsearch.batch import Batch
from pipeline.outputs.elasticsearch.data_streams import FIELD
from pipeline.plugin import Record

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch import ElasticsearchOutput

Collect = Callable[[Event, Record, int], None]
IdOf = Callable[[Event, Record, int], bytes]
Refuse = Callable[[Event, Record, str], None]
MOST_TAILS = 4096  # index names whose ends of an action line are kept
NOT_ENCODABLE = "the event can't be written as JSON"
DATE = re.compile(r"%\{\+([^}]*)\}")
QUOTED = re.compile(r"'[^']*'")
WIDTHS = {**dict.fromkeys("GCYyxweEDMdZz", 10), **dict.fromkeys("HkKha", 13), "m": 16, "s": 19}
"""How much of a timestamp's text a Joda letter depends on: 10 characters are the day."""


def collector(output: "ElasticsearchOutput", batch: Batch, refuse: Refuse, identify: Identify | None) -> Collect:
    """The function (event, record, number) for a sink: it appends to `batch`, or calls `refuse`."""
    describe = Describe(output, identify)

    def collect_any(event: Event, record: Record, number: int) -> None:
        try:
            add_described(batch, describe(event, record, number), record)
        except Refused as refusal:
            refuse(event, record, str(refusal))
        except (TypeError, ValueError, RecursionError):
            refuse(event, record, NOT_ENCODABLE)

    if not is_plain(output):
        return collect_any
    index = IndexName(output)
    id_of = id_encoder(output, identify)
    width = date_width(index)
    if width is None:
        return collect_rendered(output, batch, collect_any, index, id_of)
    return collect_dated(output, batch, collect_any, index, id_of, width)


def is_plain(output: "ElasticsearchOutput") -> bool:
    """Whether every event's action line is the same but for id and index."""
    constants = (output.pipeline, output.routing)
    return (
        output.action_text in ("index", "create")
        and output.parent is None
        and output.version is None
        and output.version_type is None
        and all(text is None or output.compiled(text).constant for text in constants)
    )


def date_width(index: IndexName) -> int | None:
    """How many characters of @timestamp decide the index; None where other fields or finer times do."""
    template = index.template
    if template.constant:
        return 0
    if template.fields or "%{" in DATE.sub("", template.text):
        return None
    letters = {
        letter for pattern in DATE.findall(template.text) for letter in QUOTED.sub("", pattern) if letter.isalpha()
    }
    if not letters or not letters <= WIDTHS.keys():
        return None
    return max(WIDTHS[letter] for letter in letters)


def id_encoder(output: "ElasticsearchOutput", identify: Identify | None) -> IdOf:
    """A function that gives the JSON of an event's id."""
    if output.document_id is not None:
        render = output.compiled(output.document_id).render
        return lambda event, record, number: dumps(render(event))
    if identify is None or not output.deterministic_ids:
        return lambda event, record, number: b"null"
    return lambda event, record, number: dumps(own_id(identify(record), number) if number else identify(record))


def tail_maker(output: "ElasticsearchOutput") -> Callable[[str], bytes]:
    """A function (index) -> the action line behind the id."""
    rest: dict[str, Any] = {"routing": output.routing}
    if output.pipeline:
        rest["pipeline"] = output.pipeline
    return lambda index: b"," + dumps({"_index": index, **rest})[1:] + b"}\n"


def dated_tails(
    index: IndexName, tail_of: Callable[[str], bytes], width: int, tails: dict[str, bytes]
) -> Callable[[Event], bytes]:
    """(event) -> the tail of a day not seen before, which is put into `tails`, or of an event without @timestamp."""

    def other_tail(event: Event) -> bytes:
        tail = tail_of(index(event))
        when = event.get(TIMESTAMP)
        if when and when[0] not in "+-":  # years of more than four digits would be cut at the wrong place
            if len(tails) >= MOST_TAILS:
                tails.clear()
            tails[when[:width]] = tail
        return tail

    return other_tail


def collect_dated(
    output: "ElasticsearchOutput", batch: Batch, collect_any: Collect, index: IndexName, id_of: IdOf, width: int
) -> Collect:
    """For an index by date, a constant one, or the default data stream."""
    write, take = batch.write, batch.records.append
    head = b'{"%s":{"_id":' % output.action_text.encode()
    streams = output.uses_data_stream
    suffix = output.stream.suffix() if streams else b""
    tails: dict[str, bytes] = {}
    other_tail = dated_tails(index, tail_maker(output), width, tails)

    def collect(event: Event, record: Record, number: int) -> None:
        metadata = event.get(METADATA)
        data = b""
        try:
            quoted = id_of(event, record, number)
            if metadata is not None:
                del event[METADATA]
            try:
                tail = tails[event[TIMESTAMP][:width]]
            except (KeyError, TypeError):
                tail = other_tail(event)
            data = dumps(event, encode_other, OPT_APPEND_NEWLINE)
        except (Refused, TypeError, RecursionError):
            pass
        finally:
            if metadata is not None:
                event[METADATA] = metadata
        if not data or (metadata and not CONTROLS.isdisjoint(metadata)) or (streams and (FIELD in event or not event)):
            collect_any(event, record, number)
            return
        if suffix:
            data = data[:-2] + suffix
        write(b"".join((head, quoted, tail, data)))
        take(record)

    return collect


def collect_rendered(
    output: "ElasticsearchOutput", batch: Batch, collect_any: Collect, index: IndexName, id_of: IdOf
) -> Collect:
    """For an index that depends on fields."""
    write, take = batch.write, batch.records.append
    head = b'{"%s":{"_id":' % output.action_text.encode()
    tail_of = tail_maker(output)
    render = index.template.render
    tails: dict[str, bytes] = {}

    def other_tail(event: Event) -> bytes:
        name = index(event)
        if len(tails) >= MOST_TAILS:
            tails.clear()
        tail = tails[name] = tail_of(name)
        return tail

    def collect(event: Event, record: Record, number: int) -> None:
        metadata = event.get(METADATA)
        data = b""
        try:
            tail = tails.get(render(event)) or other_tail(event)
            quoted = id_of(event, record, number)
            if metadata is not None:
                del event[METADATA]
            data = dumps(event, encode_other, OPT_APPEND_NEWLINE)
        except (Refused, TypeError, RecursionError):
            pass
        finally:
            if metadata is not None:
                event[METADATA] = metadata
        if not data or (metadata and not CONTROLS.isdisjoint(metadata)):
            collect_any(event, record, number)
            return
        write(b"".join((head, quoted, tail, data)))
        take(record)

    return collect
