"""What is known of a record beside its value: for `decorate_events`, and as the id of what becomes of it."""

from collections.abc import Callable
from typing import Any

from pipeline.event import Event
from pipeline.fields import METADATA
from pipeline.jsontext import dump_text
from pipeline.plugin.snippet import Snippet, with_snippet


def identifier(*, one_topic: bool = False) -> Callable[[Any], str]:
    """A function (record) -> `topic-partition-offset-timestamp`: the same whenever this record is read again.

    The time keeps it apart from a record at the same place of another cluster, or of a topic made anew.
    """
    last_topic, last_partition, prefix = None, None, ""

    def identify(record: Any) -> str:
        nonlocal last_topic, last_partition, prefix
        if record.partition() != last_partition or record.topic() != last_topic:
            last_topic, last_partition = record.topic(), record.partition()
            prefix = f"{last_topic}-{last_partition}-"
        return f"{prefix}{record.offset()}-{record.timestamp()[1]}"

    lines = IDENTITY.replace(OTHER_TOPIC, "") if one_topic else IDENTITY
    value = '"{place}{record.offset()}-{record.timestamp()[1]}"'
    return with_snippet(identify, Snippet(lines, {"text": dump_text}, before="topic = partition = None", value=value))


OTHER_TOPIC = " or record.topic() != topic"
IDENTITY = f"""\
if record.partition() != partition{OTHER_TOPIC}:
 topic, partition = record.topic(), record.partition()
 place = f"{{$text(topic)[1:-1]}}-{{partition}}-"
"""


def decorator(group: str, *, headers: bool) -> Callable[[Event, Any], None]:
    """A function that puts what is known of a record into [@metadata][kafka] (golden/wire 18)."""

    def decorate(event: Event, record: Any) -> None:
        key = record.key()
        facts = {
            "topic": record.topic(),
            "consumer_group": group,
            "partition": record.partition(),
            "offset": record.offset(),
            "key": None if key is None else key.decode("utf-8", "replace"),
            "timestamp": record.timestamp()[1],
        }
        if headers and (shown := readable_headers(record)):
            facts["headers"] = shown
        metadata = event.setdefault(METADATA, {})
        held = metadata.get("kafka")
        metadata["kafka"] = {**held, **facts} if type(held) is dict else facts

    return decorate


def readable_headers(record: Any) -> dict[str, str]:
    """The headers of a record as text: the last of equal names counts, null and what is no UTF-8 is left out."""
    shown = {}
    for name, value in record.headers() or ():
        try:
            shown[name] = value.decode("utf-8")
        except (AttributeError, UnicodeDecodeError):
            continue
    return shown
