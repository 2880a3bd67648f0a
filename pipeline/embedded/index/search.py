"""Search and count: which documents, in which order, which part of them, and what they add up to."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from pipeline.embedded.index.aggregations import aggregate
from pipeline.embedded.index.documents import parse
from pipeline.embedded.index.errors import SearchError, bad_argument, bad_query
from pipeline.embedded.index.paths import PathFilter
from pipeline.embedded.index.query import Scope, compile_query
from pipeline.embedded.index.sorting import SortKey, in_order, parse_sort, sort_reader
from pipeline.embedded.index.store import Index

WINDOW = 10_000  # from + size at most
MATCH_ALL: dict[str, Any] = {"match_all": {}}
KNOWN = frozenset((
    "query", "from", "size", "sort", "_source", "aggs", "aggregations", "track_total_hits", "timeout", "track_scores",
    "explain", "version", "seq_no_primary_term", "min_score",
))  # fmt: skip


@dataclass(slots=True)
class Hit:
    """A document that a query found; `number` is its place in the order of arrival in its index."""

    index: Index
    id: str
    raw: bytes
    number: int
    values: Sequence[Any]  # what it is sorted by


def shards(indices: Sequence[Index]) -> dict[str, int]:
    """The `_shards` of a response: every index is one shard."""
    return {"total": len(indices), "successful": len(indices), "skipped": 0, "failed": 0}


def count(indices: Sequence[Index], body: Mapping[str, Any]) -> dict[str, Any]:
    """How many documents a query finds; without one, or with match_all, none of them is looked at."""
    for key in body:
        if key != "query":
            raise bad_query(f"request does not support [{key}]")
    query = body.get("query", MATCH_ALL)
    if query == MATCH_ALL:
        return {"count": sum(len(index.documents) for index in indices), "_shards": shards(indices)}
    return {"count": sum(1 for index in indices for _ in _found(index, query)), "_shards": shards(indices)}


def search(indices: Sequence[Index], body: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a search request whose parameters have been put into `body`."""
    started = time.perf_counter()
    for key in body:
        if key not in KNOWN:
            raise bad_query(f"Unknown key in a search [{key}]: expected one of {', '.join(sorted(KNOWN))}")
    first, size = _window(indices, body)
    keys = parse_sort(body["sort"]) if body.get("sort") else []
    aggregations = body.get("aggs", body.get("aggregations"))
    hits, total, groups = _collect(indices, body.get("query", MATCH_ALL), keys, first + size, aggregations is not None)
    chosen = in_order(keys, hits, lambda hit: hit.values)[first : first + size]
    shown: dict[str, Any] = (
        {} if body.get("track_total_hits") is False else {"total": {"value": total, "relation": "eq"}}
    )
    shown["max_score"] = 1.0 if chosen and not keys else None
    shown["hits"] = [_shown(hit, keys, _source_of(body)) for hit in chosen]
    answer = {"took": int((time.perf_counter() - started) * 1000), "timed_out": False, "_shards": shards(indices)}
    answer["hits"] = shown
    if aggregations is not None:
        answer["aggregations"] = aggregate(groups, aggregations)
    return answer


def _window(indices: Sequence[Index], body: Mapping[str, Any]) -> tuple[int, int]:
    first, size = body.get("from", 0), body.get("size", 10)
    for name, number in (("from", first), ("size", size)):
        if not isinstance(number, int) or isinstance(number, bool):
            raise bad_query(f"expected a whole number for [{name}], got [{number}]")
        if number < 0:
            raise bad_argument(f"[{name}] parameter cannot be negative, found [{number}]")
    if first + size > WINDOW:
        reason = f"Result window is too large, from + size must be at most [{WINDOW}] but was [{first + size}]"
        raise SearchError("illegal_argument_exception", reason, indices[0].name if indices else "")
    return first, size


def _found(index: Index, query: Any) -> Iterator[tuple[int, str, bytes, dict[str, Any]]]:
    """(order of arrival, id, bytes, document) of each document that a query finds."""
    condition = compile_query(Scope(index.name, index.fields), query)
    for number, (document_id, raw) in enumerate(index.documents.items()):
        document = parse(raw)
        if condition(document_id, document):
            yield number, document_id, raw, document


def _collect(
    indices: Sequence[Index], query: Any, keys: Sequence[SortKey], wanted: int, group: bool
) -> tuple[list[Hit], int, list[tuple[Index, list[dict[str, Any]]]]]:
    """The hits (no more than `wanted` where they aren't sorted), how many there are, and the documents to aggregate."""
    hits: list[Hit] = []
    total = 0
    groups: list[tuple[Index, list[dict[str, Any]]]] = []
    for index in indices:
        readers = [sort_reader(index.name, index.fields, key) for key in keys]
        documents: list[dict[str, Any]] = []
        groups.append((index, documents))
        if not keys and not group and query == MATCH_ALL:
            total += len(index.documents)
            hits += _first(index, wanted - len(hits))
            continue
        for number, document_id, raw, document in _found(index, query):
            total += 1
            if group:
                documents.append(document)
            if keys or len(hits) < wanted:
                hits.append(Hit(index, document_id, raw, number, [read(number, document) for read in readers]))
    return hits, total, groups


def _first(index: Index, wanted: int) -> Iterator[Hit]:
    for number, (document_id, raw) in enumerate(index.documents.items()):
        if number >= wanted:
            return
        yield Hit(index, document_id, raw, number, ())


Source = Callable[[bytes], Any]


def _source_of(body: Mapping[str, Any]) -> Source | None:
    """How `_source` is shown: None for not at all."""
    return source_filter(body.get("_source", True))


def source_filter(wanted: Any) -> Source | None:
    """A function from a document's bytes to what is shown of it; None for nothing at all.

    `wanted` is what `_source` holds: true, false, a pattern, patterns, or an object with includes and excludes.
    """
    if wanted is False or wanted == "false":
        return None
    if wanted is True or wanted in ("true", "", None):
        return orjson.Fragment
    if isinstance(wanted, dict):
        includes, excludes = (_listed(wanted.get(name, wanted.get(name[:-1], []))) for name in ("includes", "excludes"))
    else:
        includes, excludes = _listed(wanted), []
    chosen = PathFilter(includes, excludes)
    return lambda raw: chosen.apply(parse(raw)) or {}


def _listed(value: Any) -> list[str]:
    return value.split(",") if isinstance(value, str) else list(value)


def _shown(hit: Hit, keys: Sequence[SortKey], source: Source | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"_index": hit.index.name, "_id": hit.id, "_score": None if keys else 1.0}
    if hit.id in hit.index.routings:
        shown["_routing"] = hit.index.routings[hit.id]
    if source is not None:
        shown["_source"] = source(hit.raw)
    if keys:
        shown["sort"] = list(hit.values)
    return shown
