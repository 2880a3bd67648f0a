"""The bulk API: lines of actions and documents in, one item a document out."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from pipeline.embedded.index.documents import parse
from pipeline.embedded.index.errors import MALFORMED, ApiError, bad_argument, malformed
from pipeline.embedded.index.store import EXTERNAL, Outcome, Store

ACTIONS = ("create", "delete", "index", "update")
PARAMETERS = frozenset((
    "_index", "_id", "routing", "pipeline", "version", "version_type", "retry_on_conflict", "if_seq_no",
    "if_primary_term", "require_alias", "require_data_stream", "dynamic_templates", "list_executed_pipelines",
    "_source",
))  # fmt: skip
SHARDS = {"total": 1, "successful": 1, "failed": 0}


def bulk(store: Store, body: bytes, index: str | None = None, *, alias_required: bool = False) -> dict[str, Any]:
    """Carry out a bulk request; `index` is where actions without one go.

    ApiError refuses the request as a whole, and then nothing of it was done: its lines are checked first.
    """
    started = time.perf_counter()
    if not body:
        raise ApiError(400, "parse_exception", "request body is required")
    if not body.endswith(b"\n"):
        raise bad_argument("The bulk request must be terminated by a newline [\\n]")
    actions = list(_actions(body.split(b"\n"), index))
    if not actions:
        raise ApiError(400, "action_request_validation_exception", "Validation Failed: 1: no requests added;")
    items, errors = [], False
    for action, parameters, raw in actions:
        try:
            outcome = _carry_out(store, action, parameters, raw, alias_required)
        except ApiError as error:
            errors = True
            items.append({action: _refused(parameters, error)})
        except MALFORMED:
            errors = True
            items.append({action: _refused(parameters, malformed("the action or its document"))})
        else:
            items.append({action: {**result(outcome), "status": outcome.status}})
    return {"errors": errors, "took": int((time.perf_counter() - started) * 1000), "items": items}


def result(outcome: Outcome) -> dict[str, Any]:
    """What a response says of a write."""
    return {
        "_index": outcome.index,
        "_id": outcome.id,
        "_version": outcome.version,
        "result": outcome.result,
        "_shards": SHARDS,
        "_seq_no": outcome.number,
        "_primary_term": 1,
    }


def _refused(parameters: Mapping[str, Any], error: ApiError) -> dict[str, Any]:
    return {
        "_index": parameters["_index"],
        "_id": parameters.get("_id"),
        "status": error.status,
        "error": error.cause(),
    }


def _actions(lines: list[bytes], index: str | None) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """(action, its parameters, the document's line) for each action of a request."""
    number, last = 0, len(lines) - 1
    while number < last:
        line = lines[number]
        number += 1
        if not line or line == b"\r":
            continue
        action, parameters = _action(line, number)
        if parameters.get("_index") is None:
            if index is None:
                reason = "Validation Failed: 1: index is missing;"
                raise ApiError(400, "action_request_validation_exception", reason)
            parameters["_index"] = index
        raw = b""
        if action != "delete":
            if number == last:
                return  # as Elasticsearch does: an action without its document is passed over
            raw = lines[number]
            number += 1
        yield action, parameters, raw


def _action(line: bytes, number: int) -> tuple[str, dict[str, Any]]:
    try:
        decoded = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ApiError(400, "x_content_parse_exception", f"action/metadata line [{number}]: {error}") from None
    if not isinstance(decoded, dict) or len(decoded) != 1:
        raise bad_argument(f"Malformed action/metadata line [{number}], expected an object with one action")
    ((action, parameters),) = decoded.items()
    if action not in ACTIONS:
        known = "[create], [delete], [index] or [update]"
        raise bad_argument(f"Malformed action/metadata line [{number}], expected field {known} but found [{action}]")
    if not isinstance(parameters, dict):
        raise bad_argument(f"Malformed action/metadata line [{number}], expected an object for [{action}]")
    unknown = parameters.keys() - PARAMETERS
    if unknown:
        raise bad_argument(f"Action/metadata line [{number}] contains an unknown parameter [{min(unknown)}]")
    return action, parameters


def _carry_out(store: Store, action: str, parameters: Mapping[str, Any], raw: bytes, alias_required: bool) -> Outcome:
    document_id = parameters.get("_id")
    if document_id is not None and not isinstance(document_id, str):
        if isinstance(document_id, bool | dict | list):
            raise malformed("[_id]")
        document_id = str(document_id)
    if parameters.get("pipeline") not in (None, "", "_none"):
        raise bad_argument(f"pipeline with id [{parameters['pipeline']}] does not exist")
    if action == "delete":
        return store.remove(store.existing(parameters["_index"]), _required(document_id))
    alias_required = bool(parameters.get("require_alias", alias_required))
    index = store.writable(parameters["_index"], alias_required=alias_required)
    if action == "update":
        return store.update(index, _required(document_id), parse(raw))
    version, routing = external_version(parameters), parameters.get("routing")
    return store.put(index, document_id, raw, create=action == "create", version=version, routing=routing)


def external_version(parameters: Mapping[str, Any]) -> tuple[int, str] | None:
    """The version that the writer gives to a document, and how it is compared with the one that is there."""
    if "if_seq_no" in parameters or "if_primary_term" in parameters:
        raise bad_argument("the embedded index knows no conditions on sequence numbers")
    if parameters.get("version") is None:
        return None
    kind = parameters.get("version_type", "internal")
    try:
        version = int(parameters["version"])
    except ValueError:
        raise bad_argument(f"expected a whole number for [version], got [{parameters['version']}]") from None
    if kind not in EXTERNAL:
        raise bad_argument(f"expected [version_type] external or external_gte beside [version], got [{kind}]")
    return version, kind


def _required(document_id: str | None) -> str:
    if document_id is None:
        raise ApiError(400, "action_request_validation_exception", "Validation Failed: 1: id is missing;")
    return document_id
