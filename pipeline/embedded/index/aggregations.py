"""Aggregations: terms, date_histogram, and numbers over a field; grouping ones may hold others."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipeline.embedded.index import datetext
from pipeline.embedded.index.errors import ApiError, SearchError, bad_argument, bad_query
from pipeline.embedded.index.kinds import DateKind, Kind
from pipeline.embedded.index.names import java_date
from pipeline.embedded.index.reading import Document, stored_reader
from pipeline.embedded.index.sorting import check_aggregatable
from pipeline.embedded.index.store import Index

MAX_BUCKETS = 65_536
CALENDAR = {
    "minute": "m", "hour": "h", "day": "d", "week": "w", "month": "M", "year": "y",
    "1m": "m", "1h": "h", "1d": "d", "1w": "w", "1M": "M", "1y": "y",
}  # fmt: skip
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}

Groups = Sequence[tuple[Index, Sequence[Document]]]
"""The documents to aggregate, by index: an index says of which kind a field is."""


def aggregate(groups: Groups, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to all aggregations of a level."""
    if not isinstance(wanted, dict):
        raise bad_query("expected an object of aggregations")
    return {name: _one(groups, name, body) for name, body in wanted.items()}


def _one(groups: Groups, name: str, body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise bad_query(f"expected an object for aggregation [{name}]")
    inner = body.get("aggs", body.get("aggregations"))
    kinds = [key for key in body if key not in ("aggs", "aggregations", "meta")]
    if len(kinds) != 1:
        raise bad_query(f"expected one aggregation in [{name}], got {len(kinds)}")
    kind, options = kinds[0], body[kinds[0]]
    if kind in METRICS:
        return _metric(groups, kind, options)
    if kind not in GROUPINGS:
        raise bad_query(f"Unknown aggregation type [{kind}]: expected one of {', '.join([*GROUPINGS, *METRICS])}")
    return GROUPINGS[kind](groups, options, inner)


class _Column:
    """The values of a field in all groups of documents."""

    def __init__(self, groups: Groups, kind: str, options: Mapping[str, Any], known: Sequence[str]) -> None:
        for key in options:
            if key not in ("field", *known):
                raise ApiError(400, "x_content_parse_exception", f"[{kind}] unknown field [{key}]")
        if "field" not in options:
            raise bad_argument(f"[{kind}] aggregation needs a [field]")
        self.kind: Kind | None = None
        self.documents: list[tuple[Index, Document, list[Any]]] = []
        for index, documents in groups:
            field = index.fields.find(str(options["field"]))
            if field is None:
                continue
            check_aggregatable(index.name, field)
            if kind in NUMERIC and not (field.kind.numeric or isinstance(field.kind, DateKind)):
                reason = f"Field [{field.path}] of type [{field.type}] is not supported for aggregation [{kind}]"
                raise SearchError("illegal_argument_exception", reason, index.name)
            self.kind = self.kind or field.kind
            read = stored_reader(index.fields, field)
            self.documents += [(index, document, values) for document in documents if (values := read(document))]

    def buckets(self, key: Callable[[Any], Any]) -> dict[Any, list[tuple[Index, Document]]]:
        """Documents by what `key` makes of their values; one with several values is in several buckets."""
        found: dict[Any, list[tuple[Index, Document]]] = {}
        for index, document, values in self.documents:
            for bucket in dict.fromkeys(map(key, values)):
                found.setdefault(bucket, []).append((index, document))
        return found


def _regrouped(documents: Sequence[tuple[Index, Document]]) -> Groups:
    found: dict[str, tuple[Index, list[Document]]] = {}
    for index, document in documents:
        found.setdefault(index.name, (index, []))[1].append(document)
    return list(found.values())


def _inner(documents: Sequence[tuple[Index, Document]], wanted: Any) -> dict[str, Any]:
    return aggregate(_regrouped(documents), wanted) if wanted else {}


def _terms(groups: Groups, options: Mapping[str, Any], inner: Any) -> dict[str, Any]:
    column = _Column(groups, "terms", options, ("size", "order", "min_doc_count", "shard_size"))
    least = int(options.get("min_doc_count", 1))
    found = [
        (key, documents) for key, documents in column.buckets(lambda value: value).items() if len(documents) >= least
    ]
    for name, direction in reversed(_orders(options.get("order", {"_count": "desc"}))):
        found.sort(key=_rank(name), reverse=direction == "desc")
    size = int(options.get("size", 10))
    return {
        "doc_count_error_upper_bound": 0,
        "sum_other_doc_count": sum(len(documents) for _, documents in found[size:]),
        "buckets": [
            {**_key(column.kind, key), "doc_count": len(documents), **_inner(documents, inner)}
            for key, documents in found[:size]
        ],
    }


def _rank(name: str) -> Callable[[tuple[Any, Sequence[Any]]], tuple[bool, Any]]:
    if name == "_count":
        return lambda bucket: (False, len(bucket[1]))
    return lambda bucket: (isinstance(bucket[0], str), bucket[0])


def _orders(order: Any) -> list[tuple[str, str]]:
    pairs = [pair for entry in (order if isinstance(order, list) else [order]) for pair in entry.items()]
    for name, direction in pairs:
        if name not in ("_count", "_key") or direction not in ("asc", "desc"):
            raise bad_argument(f"[terms] order: expected _count or _key, asc or desc, got [{name}] [{direction}]")
    return [*pairs, ("_key", "asc")]


def _key(kind: Kind | None, key: Any) -> dict[str, Any]:
    printed = kind.printed(key) if kind else None
    return {"key": key} if printed is None else {"key": key, "key_as_string": printed}


def _date_histogram(groups: Groups, options: Mapping[str, Any], inner: Any) -> dict[str, Any]:
    column = _Column(
        groups, "date_histogram", options, ("calendar_interval", "fixed_interval", "format", "min_doc_count")
    )
    start, following = _interval(options)
    found = column.buckets(start)
    keys = sorted(found)
    if keys and not int(options.get("min_doc_count", 0)):
        keys = _filled(keys, following)
    return {
        "buckets": [
            {
                "key_as_string": _date_text(key, options.get("format")),
                "key": key,
                "doc_count": len(found.get(key, ())),
                **_inner(found.get(key, ()), inner),
            }
            for key in keys
        ]
    }


def _interval(options: Mapping[str, Any]) -> tuple[Callable[[int], int], Callable[[int], int]]:
    """Two functions: a time to the start of its interval, and a start to the next one; all in milliseconds."""
    calendar, fixed = options.get("calendar_interval"), options.get("fixed_interval")
    if calendar is not None:
        unit = CALENDAR.get(calendar)
        if unit is None:
            raise bad_argument(f"The supplied interval [{calendar}] could not be parsed as a calendar interval.")
        return (
            lambda value: datetext.millis(datetext.floor(_moment(value), unit)),
            lambda start: datetext.millis(datetext.add(_moment(start), 1, unit)),
        )
    number = str(fixed).rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = str(fixed)[len(number) :]
    if not number.isdigit() or unit not in SECONDS or int(number) == 0:
        raise bad_argument(f"Invalid interval specified, expected for instance 30m or 1d, got [{fixed}]")
    length = int(int(number) * SECONDS[unit] * 1000)
    return lambda value: value // length * length, lambda start: start + length


def _moment(value: int) -> datetime:
    return datetext.EPOCH + timedelta(milliseconds=value)


def _filled(keys: Sequence[int], following: Callable[[int], int]) -> list[int]:
    filled = [keys[0]]
    while filled[-1] < keys[-1]:
        filled.append(following(filled[-1]))
        if len(filled) > MAX_BUCKETS:
            raise ApiError(
                400, "too_many_buckets_exception", f"Trying to create too many buckets, more than [{MAX_BUCKETS}]"
            )
    return filled


def _date_text(key: int, pattern: str | None) -> str:
    return datetext.text_of(key) if pattern is None else java_date(_moment(key), pattern)


GROUPINGS = {"date_histogram": _date_histogram, "terms": _terms}
METRICS: dict[str, Callable[[list[Any]], Any]] = {
    "avg": lambda values: sum(values) / len(values) if values else None,
    "cardinality": lambda values: len(set(values)),
    "max": lambda values: max(values, default=None),
    "min": lambda values: min(values, default=None),
    "sum": lambda values: float(sum(values)),
    "value_count": len,
}
NUMERIC = ("avg", "date_histogram", "max", "min", "sum")
DATED = ("avg", "max", "min")


def _metric(groups: Groups, kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
    column = _Column(groups, kind, options, ())
    value = METRICS[kind]([value for _, _, values in column.documents for value in values])
    if kind in NUMERIC and value is not None:
        value = float(value)
    if kind in DATED and value is not None and isinstance(column.kind, DateKind):
        return {"value": value, "value_as_string": column.kind.printed(value)}
    return {"value": value}
