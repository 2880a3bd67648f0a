"""From an event to its two lines of a bulk request, whatever the options ask for.

What can be said of most configs (one action, an index by date or field, an id) is compiled by collect.py; this is the
way for all the rest: updates, scripts, versions, parents, actions and control fields that come with the event.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline.event import Event, copy_event
from pipeline.fields import METADATA, parse_reference
from pipeline.jsontext import JsonError, dumps, loads
from pipeline.outputs.elasticsearch.document_options import ACTIONS
from pipeline.plugin import Record

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch import ElasticsearchOutput
    from pipeline.outputs.elasticsearch.batch import Batch
    from pipeline.sprintf import Template

Identify = Callable[[Record], str]
Params = dict[str, Any]
UNRESOLVED = re.compile(r"%\{.*?\}")
CONTROL = "_ingest_document"  # fields of @metadata that stand in for options that are unset
TARGET_PIPELINE = "target_ingest_pipeline"
CONTROLS = frozenset((CONTROL, TARGET_PIPELINE))


class Refused(Exception):  # noqa: N818 - the event's end rather than a fault of ours
    """This event can't be written, and trying again won't help; the text says why, without the event's content."""


class IndexName:
    """Renders the index of an event; Refused where a field that it needs is missing."""

    def __init__(self, output: "ElasticsearchOutput") -> None:
        self.template: Template = output.compiled(output.target_index)
        self._strict = output.dlq_on_failed_indexname_interpolation
        self._text = output.target_index

    def __call__(self, event: Event) -> str:
        """The name for an event."""
        index = self.template.render(event)
        if self._strict and UNRESOLVED.search(index):
            raise Refused(f'a field that the index "{self._text}" needs is missing')
        return index


class Describe:
    """(event, record, number) -> action, its parameters, the document; reads the options once."""

    def __init__(self, output: "ElasticsearchOutput", identify: Identify | None) -> None:
        self._output = output
        self._identify = identify if output.deterministic_ids else None
        self._index = IndexName(output)
        self._action = output.compiled(output.action_text)
        self._join = parse_reference(output.join_field) if output.join_field else None
        names = ("document_id", "pipeline", "routing", "parent", "version", "version_type", "upsert", "script")
        given = {name: getattr(output, name) for name in names}
        self._templates = {name: output.compiled(text) for name, text in given.items() if text not in (None, "")}

    def __call__(self, event: Event, record: Record, number: int) -> tuple[str, Params, Event, bool]:
        """The last value tells whether the id came with the event."""
        action = self._action_of(event)
        metadata = event.get(METADATA) or {}
        control = metadata.get(CONTROL)
        control = control if type(control) is dict else {}
        given = self._either("document_id", event, control.get("id"))
        if given is None and action in ("update", "delete"):
            raise Refused(f'the action "{action}" needs the id of a document')
        own = given is None and self._identify is not None and action in ("index", "create")
        params: Params = {
            "_id": own_id(self._identify(record), number) if own and self._identify else given,
            "_index": self._index_of(event, control),
            "routing": self._either("routing", event, control.get("routing")),
        }
        pipeline = self._either("pipeline", event, control.get("pipeline"))
        if pipeline is None and TARGET_PIPELINE in metadata:
            pipeline = self._output.compiled(str(metadata[TARGET_PIPELINE])).render(event)
        if pipeline not in (None, ""):
            params["pipeline"] = pipeline
        source = {key: value for key, value in event.items() if key != METADATA}
        if self._output.uses_data_stream:
            source = self._output.stream.document(source)
        else:
            source = self._relate(event, params, source)
            self._add_version(event, params, control)
        if action == "update":
            params["retry_on_conflict"] = self._output.retry_on_conflict
            source = self._update(event, source)
        return action, params, source, given is not None

    def _either(self, name: str, event: Event, control: Any) -> Any:
        """What an option says, else what came with the event."""
        template = self._templates.get(name)
        return control if template is None else template.render(event)

    def _action_of(self, event: Event) -> str:
        action = self._action.render(event)
        if action not in ACTIONS:
            raise Refused(f'the action "{self._action.text}" gave none of {", ".join(ACTIONS)}')
        return action

    def _index_of(self, event: Event, control: dict[str, Any]) -> str:
        if self._output.uses_data_stream:
            return self._output.stream.name(event)
        if control.get("index") and self._output.index is None:
            return str(control["index"])
        return self._index(event)

    def _relate(self, event: Event, params: Params, source: Event) -> Event:
        """Parent and join field: the routing must be the parent's, so that both land on one shard."""
        if "parent" not in self._templates:
            return source
        parent = self._templates["parent"].render(event)
        if self._join is None:
            params["parent"] = parent
            return source
        params["routing"] = parent
        source = copy_event(source)
        self._join.setter()(source, {"name": self._join.getter()(source), "parent": parent})
        return source

    def _add_version(self, event: Event, params: Params, control: dict[str, Any]) -> None:
        for name in ("version", "version_type"):
            value = self._either(name, event, control.get(name))
            if value is not None:
                params[name] = value

    def _update(self, event: Event, source: Event) -> Event:
        output = self._output
        if "script" in self._templates:
            return self._scripted(event, source)
        if output.doc_as_upsert:
            return {"doc": source, "doc_as_upsert": True}
        return {"doc": source, **self._upsert(event)}

    def _scripted(self, event: Event, source: Event) -> Event:
        output = self._output
        script: Event = {"params": {output.script_var_name: source}}
        script[{"indexed": "id", "file": "file"}.get(output.script_type, "inline")] = self._templates["script"].render(
            event
        )
        if output.script_lang:
            script["lang"] = output.script_lang
        if output.scripted_upsert:
            return {"script": script, "scripted_upsert": True, "upsert": {}}
        return {"script": script, **({"upsert": source} if output.doc_as_upsert else self._upsert(event))}

    def _upsert(self, event: Event) -> Event:
        if "upsert" not in self._templates:
            return {}
        try:
            return {"upsert": loads(self._templates["upsert"].render(event).encode())}
        except (JsonError, UnicodeEncodeError):
            raise Refused('the "upsert" text is no JSON with the fields of this event') from None


def own_id(record_id: str, number: int) -> str:
    """The id of the `number`th event (from 0) of a record."""
    return f"{record_id}-{number}" if number else record_id


def add_described(batch: "Batch", described: tuple[str, Params, Event, bool], record: Record) -> None:
    """Append an event's lines to a batch."""
    action, params, source, given = described
    document = dumps(source)
    line = dumps({action: params})
    if given:
        batch.given.add(len(batch.records))
    if action == "delete":
        batch.bare[len(batch.records)] = document
        batch.lines += line + b"\n"
    else:
        batch.lines += line + b"\n" + document + b"\n"
    batch.records.append(record)
