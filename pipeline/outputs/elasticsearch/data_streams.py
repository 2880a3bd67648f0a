"""Data streams: when a config means one, which stream an event goes to, and the fields that name it in the document."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.event import Event
from pipeline.jsontext import dumps
from pipeline.outputs.elasticsearch.document_options import NOT_FOR_DATA_STREAMS
from pipeline.plugin import NameOf, OptionError

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch import ElasticsearchOutput

FIELD = "data_stream"
PARTS = ("type", "dataset", "namespace")
LONGEST_PART = 100  # bytes, Elasticsearch's own limit
FORBIDDEN = frozenset('\\/*?"<>| ,#:')


def stands_against(output: "ElasticsearchOutput") -> list[str]:
    """The given options that are not for data streams, in the config's order as far as it is known."""
    against = [name for name in sorted(output.given) if name in NOT_FOR_DATA_STREAMS]
    if output.action is not None and output.action != "create":
        against.append("action")
    if "manage_template" in output.given and output.manage_template:
        against.append("manage_template")
    return against


def means_data_stream(output: "ElasticsearchOutput") -> bool:
    """Whether events go to data streams: asked for, or left open and nothing speaks against it."""
    if output.data_stream == "auto":
        return output.ecs and not stands_against(output)
    return output.data_stream == "true"


def data_stream_faults(output: "ElasticsearchOutput") -> Iterator[OptionError]:
    """What does not go together with data streams, or with none."""
    parts = [name for name in sorted(output.given) if name.startswith("data_stream_")]
    against = stands_against(output)
    if output.data_stream == "true":
        if not output.ecs:
            hint = 'set ecs_compatibility => "v8", or write to an index'
            yield OptionError(
                "needs the fields of ECS for data streams, and those are disabled", (NameOf("data_stream"),), (hint,)
            )
        for name in against:
            yield OptionError(f'takes no "{name}" with data_stream => true', (NameOf(name),))
    elif parts and not means_data_stream(output):
        reason = (
            f'"{against[0]}" is given' if against else "ECS is disabled" if not output.ecs else "data streams are off"
        )
        for name in parts:
            yield OptionError(f'has no use for "{name}": {reason}, so events go to an index', (NameOf(name),))
    for name in ("data_stream_dataset", "data_stream_namespace"):
        text = getattr(output, name)
        if not text or len(text.encode()) > LONGEST_PART or FORBIDDEN & set(text):
            expected = f'1 to {LONGEST_PART} bytes without blanks or any of \\/*?"<>|,#:'
            yield OptionError(f'option "{name}": expected {expected}, got "{text}"', (name,))


class Stream:
    """Names the stream of an event and completes its document; an event is left as it was."""

    def __init__(self, output: "ElasticsearchOutput") -> None:
        self.fields = {part: getattr(output, f"data_stream_{part}") for part in PARTS}
        self.default = "-".join(self.fields.values())
        self.sync = output.data_stream_sync_fields
        self._routing = output.data_stream_auto_routing

    def name(self, event: Event) -> str:
        """The stream of an event: its own fields, where they are allowed to choose, else the configured ones."""
        found = event.get(FIELD)
        if not self._routing or type(found) is not dict:
            return self.default
        return "-".join(
            str(default if found.get(part) is None else found[part]) for part, default in self.fields.items()
        )

    def document(self, source: Event) -> Event:
        """The document with the fields of its stream; a text in their place is overwritten, as recorded (ds-fields)."""
        if not self.sync:
            return source
        found: Any = source.get(FIELD)
        merged = dict(found) if type(found) is dict else {}
        for part, default in self.fields.items():
            if not self._routing or merged.get(part) is None:
                merged[part] = default
        return {**source, FIELD: merged}

    def suffix(self) -> bytes:
        """What completes the JSON of a document without such fields, in place of its closing brace."""
        return b"," + dumps({FIELD: self.fields})[1:] + b"\n" if self.sync else b""
