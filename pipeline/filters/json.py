"""Filter `json`: expand JSON text held in one field into structured fields."""

from functools import partial
from textwrap import indent
from typing import Any

from pipeline.escapes import escape_style
from pipeline.event import Event, merge_into_root, tag
from pipeline.fields import METADATA
from pipeline.jsontext import BEGINNINGS, NO_BEGINNING, REFUSED, JsonError, decode_decimal, loads_decimal
from pipeline.plugin import FieldError, Filter, Later, Step, WithEcs, option
from pipeline.plugin.snippet import Snippet, tagging
from pipeline.plugin.types import array, boolean, field_reference, string


class JsonFilter(Filter, WithEcs):
    """Expand the JSON text of `source` into `target`, or into the event itself.

    An event without `source` passes unchanged.  Text that does not parse, or a non-object without a `target`,
    leaves every field as it was and tags the event.
    """

    source = option(field_reference, required=True, doc="Field that holds the JSON text.")
    target = option(field_reference, doc="Field for the result, overwritten; the event itself if unset.")
    tag_on_failure = option(array(string), default=["_jsonparsefailure"], doc="Tags for text that does not parse.")
    skip_on_invalid_json = option(boolean, default=False, doc="Pass text that is not JSON without a tag.")

    def common_failure(self) -> list[str]:
        """As for text that does not parse."""
        return self.tag_on_failure

    def compile(self) -> Step:
        """The step; the source is read once, decimals keep their digits."""
        read = self.source.getter()
        write = self.target.setter() if self.target else None
        clock = self.context.clock
        fail = self.failure(self.tag_on_failure)
        skip = self.skip_on_invalid_json

        def json(event: Event) -> bool:
            text = read(event)
            if text is None or text is False:
                return False
            if type(text) is not str:
                return False if skip else fail(event, "not a text")
            try:
                value = loads_decimal(text)
            except JsonError as error:
                return False if skip else fail(event, error)
            try:
                if write is not None:
                    write(event, value)
                elif type(value) is dict:
                    merge_into_root(event, value, clock)
                else:
                    return fail(event, "not a JSON object, and no target to hold it")
            except FieldError as error:
                return fail(event, error)
            return True

        return json

    def snippet(self, step: Step, later: Later) -> Snippet | None:
        """An object whose keys are plain joins the event; without a target and with a source at the top."""
        if self.target is not None or len(self.source.path) != 1 or self.source.path[0] == METADATA:
            return None
        if escape_style() != "none":  # then keys without brackets are references too
            return None
        source = self.source.path[0]
        names: dict[str, Any] = {"source": source, "decode": decode_decimal, "refused": REFUSED, "step": step}
        report = partial(self.context.report, self, NO_BEGINNING)
        names |= {"beginnings": BEGINNINGS, "report": report, "tag": tag}
        failed = [] if self.skip_on_invalid_json else [*map(tagging, self.tag_on_failure), "reports.append($report)"]
        slots = MERGE_SLOTS.replace("$failed", indent("\n".join(failed), " "))
        return Snippet(MERGE, names, certain=False, shaped=slots)


MERGE_SLOTS = """\
value = event.get($source)
if type(value) is str and (value == "" or value[0] in $beginnings):
 found = decode_inner(value)
 event.update(found)
 matched = True
elif type(value) is str:
 matched = False
$failed
else:
 matched = value is not None and value is not False and $step(event)
"""
MERGE = """\
value = event.get($source)
if type(value) is str:
 try:
  found = $decode(value)
 except $refused:
  matched = $step(event)
 else:
  if type(found) is not dict or "[" in value or "]" in value or "\\\\" in value:
   matched = $step(event)
  elif "@timestamp" in found or "tags" in found or "@metadata" in found:
   matched = $step(event)
  else:
   event.update(found)
   matched = True
else:
 matched = value is not None and value is not False and $step(event)
"""
