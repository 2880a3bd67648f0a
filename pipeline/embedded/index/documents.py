"""Documents: bytes to values and back, and what an update makes of one.

Whole numbers beyond 64 bits count as decimals, where Elasticsearch would refuse them.
"""

import json
from collections.abc import Mapping
from typing import Any

import orjson

from pipeline.embedded.index.errors import ApiError


def parse(raw: bytes) -> dict[str, Any]:
    """The document in `raw`; ApiError where it is no JSON object."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        document = _parse_lenient(raw, error)
    if not isinstance(document, dict):
        raise _no_document(f"expected an object, got {raw[:40].decode('utf-8', 'replace')}")
    return document


def _parse_lenient(raw: bytes, error: orjson.JSONDecodeError) -> Any:
    """What orjson refuses and Elasticsearch takes: halves of surrogate pairs."""
    if b"\\u" not in raw:
        raise _no_document(str(error)) from None
    try:
        return json.loads(raw, parse_constant=_no_constant)
    except ValueError:
        raise _no_document(str(error)) from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _no_document(reason: str) -> ApiError:
    cause = ApiError(400, "x_content_parse_exception", reason)
    return ApiError(400, "document_parsing_exception", f"failed to parse: {reason}", caused_by=cause)


def written(document: Mapping[str, Any]) -> bytes:
    """A document as bytes."""
    try:
        return orjson.dumps(document)
    except TypeError:
        return json.dumps(document).encode()


def merged(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`document` with `changes` laid over it: objects are merged, everything else is replaced."""
    result = dict(document)
    for name, value in changes.items():
        old = result.get(name)
        result[name] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result
