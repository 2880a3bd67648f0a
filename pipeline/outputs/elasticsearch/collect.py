"""The hot path: one event, two lines, appended to the batch; all that can be known beforehand is encoded beforehand."""

import re
from collections.abc import Callable, Mapping
from textwrap import indent
from typing import TYPE_CHECKING, Any

from orjson import OPT_APPEND_NEWLINE, Fragment, dumps

from pipeline.event import Event
from pipeline.fields import METADATA, TIMESTAMP
from pipeline.jsontext import dump_text, encode_other, loads
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
from pipeline.plugin.snippet import Snippet, snippet_of, with_snippet
from pipeline.timestamp import Timestamp

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch import ElasticsearchOutput

Collect = Callable[[Event, Record, int], None]
IdOf = Callable[[Event, Record, int], str]
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
    width = date_width(index)
    if width is None:
        return collect_rendered(output, batch, collect_any, index, id_encoder(output, identify))
    return collect_dated(output, batch, collect_any, index, identify, width)


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
        return lambda event, record, number: dump_text(render(event))
    if identify is None or not output.deterministic_ids:
        return lambda event, record, number: "null"
    return lambda event, record, number: dump_text(own_id(identify(record), number) if number else identify(record))


def tail_maker(output: "ElasticsearchOutput") -> Callable[[str], str]:
    """A function (index) -> the action line behind the id."""
    rest: dict[str, Any] = {"routing": output.routing}
    if output.pipeline:
        rest["pipeline"] = output.pipeline
    return lambda index: f",{dump_text({'_index': index, **rest})[1:]}}}\n"


def dated_tails(
    index: IndexName, tail_of: Callable[[str], str], width: int, tails: dict[str, str]
) -> Callable[[Event], str]:
    """(event) -> the tail of a day not seen before, which is put into `tails`, or of an event without @timestamp."""

    def other_tail(event: Event) -> str:
        tail = tail_of(index(event))
        when = event.get(TIMESTAMP)
        if when and when[0] not in "+-":  # years of more than four digits would be cut at the wrong place
            if len(tails) >= MOST_TAILS:
                tails.clear()
            tails[when[:width]] = tail
        return tail

    return other_tail


def collect_dated(
    output: "ElasticsearchOutput",
    batch: Batch,
    collect_any: Collect,
    index: IndexName,
    identify: Identify | None,
    width: int,
) -> Collect:
    """For an index by date, a constant one, or the default data stream."""
    take = batch.records.append
    head = f'{{"{output.action_text}":{{"_id":'
    id_of = id_encoder(output, identify)
    streams = output.uses_data_stream
    suffix = output.stream.suffix() if streams else b""
    tails: dict[str, str] = {}
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
        batch.lines += f"{head}{quoted}{tail}".encode() + data
        take(record)

    names = {"batch": batch, "take": take, "tails": tails, "collect": collect, "width": width, "suffix": suffix}
    return with_snippet(collect, dated_snippet(output, identify, names))


DATED = """\
try:
 data = $dumps(event, $other, $newline)
 tail = $tails.get(event["@timestamp"][:$width])
except $errors:
 tail = None
if tail is None or number or "@metadata" in event$or_stream:
 $collect($restored(event), record, number)
else:
$identity
 lines += f'$line'.encode()
 lines += data
$complete
 $take(record)
"""
OR_STREAM = f' or "{FIELD}" in event'
COMPLETE = "del lines[-2:]\nlines += $suffix"  # what follows the document's last field


DATED_SLOTS = """\
tail = $tails[event["@timestamp"][:$width]]
$refuse
$identity
length = len(lines)
lines += f'$line'.encode()
try:
 encode_event(event, lines, -1)
except Exception:
 del lines[length:]
 raise
lines += $end
$complete
$take(record)
"""


def dated_snippet(output: "ElasticsearchOutput", identify: Identify | None, names: Mapping[str, Any]) -> Snippet | None:
    """What `collect_dated` does with the first event of a record whose id is ours, when the day was seen before."""
    own = snippet_of(identify) if output.deterministic_ids and identify is not None else Snippet("", value="null")
    if own is None or output.document_id is not None:
        return None
    calls = {"dumps": dumps, "other": encode_other, "newline": OPT_APPEND_NEWLINE, "restored": restored}
    errors = (TypeError, KeyError, RecursionError)
    line = f'{{{{"{output.action_text}":{{{{"_id":{own.value}{{tail}}'
    streams = output.uses_data_stream
    complete = COMPLETE if names["suffix"] else ""
    refuse = f'if "{FIELD}" in event:\n $collect(event, record, number)' if streams else ""  # which makes it unusual
    body = DATED.replace("$identity\n", indent(own.body, " ")).replace("$line", line)
    body = body.replace("$or_stream", OR_STREAM if streams else "").replace("$complete", indent(complete, " "))
    slots = DATED_SLOTS.replace("$identity\n", own.body).replace("$line", line)
    slots = slots.replace("$refuse", refuse).replace("$complete", complete)
    names = {**own.names, **names, **calls, "errors": errors, "end": b"\n"}
    return Snippet(body, names, before=f"{own.before}\nlines = $batch.lines", shaped=slots)


def restored(event: Event) -> Event:
    """The event, with the typed time and the maps that the compiler left as text where it knew that we write them."""
    for key, value in event.items():
        if type(value) is Fragment:
            event[key] = loads(dumps(value))
    when = event.get(TIMESTAMP)
    if type(when) is str:
        event[TIMESTAMP] = Timestamp(when)
    return event


def collect_rendered(
    output: "ElasticsearchOutput", batch: Batch, collect_any: Collect, index: IndexName, id_of: IdOf
) -> Collect:
    """For an index that depends on fields."""
    take = batch.records.append
    head = f'{{"{output.action_text}":{{"_id":'
    tail_of = tail_maker(output)
    render = index.template.render
    tails: dict[str, str] = {}

    def other_tail(event: Event) -> str:
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
        batch.lines += f"{head}{quoted}{tail}".encode() + data
        take(record)

    return collect
