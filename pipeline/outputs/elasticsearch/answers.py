"""Answers to bulk requests: what they say of each document, or of the request as a whole."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from pipeline.jsontext import JsonError, loads
from pipeline.outputs.elasticsearch.client import Response

CONFLICT = 409
TOO_LARGE = 413
BUSY = 429
BAD_REQUEST = 400
UNREADABLE = frozenset((
    "action_request_validation_exception",
    "illegal_argument_exception",
    "json_e_o_f_exception",
    "json_parse_exception",
    "parse_exception",
    "parsing_exception",
    "x_content_e_o_f_exception",
    "x_content_parse_exception",
))  # fmt: skip
QUOTING = re.compile(r"Preview of field's value|For input string")
LONG = re.compile(r"\[[^\]]{100,}\]")


class Failure(NamedTuple):
    """A document that Elasticsearch did not take."""

    number: int
    status: int
    kind: str  # Elasticsearch's type of error
    reason: str


class Refusal(NamedTuple):
    """Why a request was refused as a whole, on account of what it holds: some document in it is to blame."""

    status: int
    kind: str
    reason: str


TOO_BIG = Refusal(TOO_LARGE, "request_entity_too_large", "the node takes no request of that size")


def refusal_of(response: Response) -> Refusal | None:
    """Why a whole request was refused, where that can't change: it is too large, or a line of it can't be read.

    One id of more than 512 bytes is enough for that.  None means that the same request may be taken later.
    """
    if response.status == TOO_LARGE:
        return TOO_BIG
    if response.status != BAD_REQUEST:
        return None
    try:
        error = loads(response.body)["error"]
        refusal = Refusal(BAD_REQUEST, error["type"], reason_of(error))
    except (JsonError, KeyError, TypeError):
        return None
    about_the_url = refusal.reason.startswith("request [")
    return refusal if refusal.kind in UNREADABLE and not about_the_url else None


def items_of(body: bytes, count: int) -> Sequence[Any] | None:
    """The items of a bulk answer: none where all went well, None where the answer isn't understood."""
    try:
        answer = loads(body)
    except JsonError:
        return None
    if type(answer) is not dict or "errors" not in answer:
        return None
    if not answer["errors"]:
        return ()
    items = answer.get("items")
    if type(items) is not list or len(items) != count or not all(map(is_item, items)):
        return None
    return items


def is_item(item: Any) -> bool:
    """Whether a value is the answer for one document: {"index": {"status": 201, ...}}."""
    if type(item) is not dict or len(item) != 1:
        return False
    (outcome,) = item.values()
    return type(outcome) is dict and type(outcome.get("status")) is int


def failure_of(number: int, outcome: dict[str, Any]) -> Failure:
    """What went wrong with a document."""
    error = outcome.get("error")
    error = error if type(error) is dict else {"reason": error}
    return Failure(number, outcome["status"], str(error.get("type") or "unknown"), reason_of(error))


def reason_of(error: dict[str, Any]) -> str:
    """Elasticsearch's reason as far as it does not quote the document."""
    reason = QUOTING.split(str(error.get("reason") or ""), maxsplit=1)[0]
    return LONG.sub("[...]", reason).rstrip(".: ")
