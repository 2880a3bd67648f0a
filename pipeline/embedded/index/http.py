"""A request and its answer, as the handlers of the API see them; what all of them have in common is done here."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson

from pipeline.embedded.index.errors import ApiError, bad_argument
from pipeline.embedded.index.paths import PathFilter

MAX_BODY = 100 * 1024 * 1024  # bytes, also after unpacking; Elasticsearch's default
JSON = "application/json"
TEXT = "text/plain; charset=UTF-8"
VENDOR = "application/vnd.elasticsearch+json"
BODY_TYPES = (JSON, "application/x-ndjson", VENDOR, "application/vnd.elasticsearch+x-ndjson")
MAJOR_VERSION = "8"


@dataclass(slots=True)
class Request:
    """One request: the path is split by the router, the body is unpacked."""

    method: str
    path: str
    query: Mapping[str, str]
    content_type: str = ""
    accept: str = ""
    body: bytes = b""
    parts: Mapping[str, str] = field(default_factory=dict)  # what stood for {index} and the like in the path

    def flag(self, name: str) -> bool:
        """Whether a parameter without a value, or with the value true, is there."""
        return self.query.get(name, "false").lower() in ("", "true")

    def number(self, name: str) -> int | None:
        """The whole number that a parameter holds; None where it isn't there."""
        text = self.query.get(name)
        if text is None:
            return None
        try:
            return int(text)
        except ValueError:
            cause = ApiError(400, "number_format_exception", f'For input string: "{text}"')
            reason = f"Failed to parse int parameter [{name}] with value [{text}]"
            raise ApiError(400, "illegal_argument_exception", reason, caused_by=cause) from None

    def json(self) -> dict[str, Any]:
        """The body as an object; empty where there is none."""
        if not self.body.strip():
            return {}
        try:
            decoded = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise ApiError(400, "x_content_parse_exception", f"expected JSON: {error}") from None
        if not isinstance(decoded, dict):
            raise ApiError(400, "parsing_exception", f"expected an object, got {type(decoded).__name__}")
        return decoded


@dataclass(slots=True)
class Response:
    """An answer: `content` is text, bytes, or anything that becomes JSON."""

    content: Any = b""
    status: int = 200


def check_media_types(request: Request) -> None:
    """ApiError where the body is of a type, or the client of a version, that isn't understood."""
    for name, value in (("Accept", request.accept), ("Content-Type", request.content_type)):
        _, marked, version = value.partition("compatible-with=")
        if marked and version.split(";")[0].strip() != MAJOR_VERSION:
            reason = (
                f"{name} version must be {MAJOR_VERSION}, but found {version}: the client is of another major version"
            )
            raise ApiError(400, "media_type_header_exception", reason)
    if request.body and request.content_type.partition(";")[0].strip().lower() not in BODY_TYPES:
        raise ApiError(406, "", f"Content-Type header [{request.content_type}] is not supported")


def unpack(body: bytes, encoding: str) -> bytes:
    """A body as it was before it was compressed; every member of a gzip file counts."""
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "deflate"):
        raise bad_argument(f"expected Content-Encoding gzip, got [{encoding}]")
    parts: list[bytes] = []
    room = MAX_BODY
    try:
        while body:
            unpacker = zlib.decompressobj(wbits=47)
            parts.append(unpacker.decompress(body, room))
            room -= len(parts[-1])
            if unpacker.unconsumed_tail or not room:
                raise ApiError(413, "content_too_long_exception", f"the body is longer than {MAX_BODY:,} bytes")
            if not unpacker.eof:
                raise bad_argument(f"the body ends inside its {encoding} stream")
            body = unpacker.unused_data
    except zlib.error as error:
        raise bad_argument(f"expected a body in {encoding}: {error}") from None
    return b"".join(parts)


def refused(error: ApiError) -> Response:
    """The answer to a request that is refused as a whole."""
    if error.kind:
        return Response(error.body(), error.status)
    status = {"status": error.status} if error.status != HTTPStatus.BAD_REQUEST else {}
    return Response({"error": error.reason, **status}, error.status)


def _dumps(content: Any, option: int) -> bytes:
    try:
        return orjson.dumps(content, option=option)
    except TypeError:
        return orjson.dumps(_without_surrogates(content), option=option)


def _without_surrogates(value: Any) -> Any:
    """The value with U+FFFD for halves of surrogate pairs, which UTF-8 can't hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(item) for name, item in value.items()}
    return [_without_surrogates(item) for item in value] if isinstance(value, list) else value


def encoded(request: Request, response: Response) -> tuple[bytes, str]:
    """The body of an answer and its content type; `filter_path` and `pretty` are heeded."""
    content = response.content
    if isinstance(content, str):
        return content.encode(), TEXT
    if not isinstance(content, bytes):
        if request.query.get("filter_path") and isinstance(content, dict | list):
            content = PathFilter.parse(request.query["filter_path"]).apply(content) or {}
        pretty = request.flag("pretty") if "pretty" in request.query else False
        option = orjson.OPT_NON_STR_KEYS | ((orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE) if pretty else 0)
        content = _dumps(content, option)
    return content, f"{VENDOR};compatible-with={MAJOR_VERSION}" if VENDOR in request.accept else JSON
