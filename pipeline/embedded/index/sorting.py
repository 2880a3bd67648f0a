"""The order of hits: by fields, by score (all scores are equal here), by the order of arrival."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.embedded.index.errors import SearchError, bad_argument, bad_query
from pipeline.embedded.index.mapping import Field, FieldMap
from pipeline.embedded.index.reading import Document, stored_reader

ARRIVAL = ("_doc", "_shard_doc")


@dataclass(frozen=True, slots=True)
class SortKey:
    """One criterion; `missing` is "_last", "_first" or a value."""

    path: str
    descending: bool = False
    missing: Any = "_last"
    unmapped: bool = False  # whether indices without the field are taken, as if it were empty


def parse_sort(sort: Any) -> list[SortKey]:
    """The criteria of a `sort` in a body, or of `sort=field:order,...` in a URL."""
    if isinstance(sort, str):
        sort = [_from_text(part) for part in sort.split(",")] if "," in sort or ":" in sort else [sort]
    return [key for entry in (sort if isinstance(sort, list) else [sort]) for key in _keys(entry)]


def _from_text(part: str) -> dict[str, str]:
    path, _, order = part.strip().partition(":")
    return {path: order or _default_order(path)}


def _default_order(path: str) -> str:
    return "desc" if path == "_score" else "asc"


def _keys(entry: Any) -> Iterable[SortKey]:
    if isinstance(entry, str):
        entry = {entry: {}}
    if not isinstance(entry, dict):
        raise bad_query("expected names of fields, or objects, in [sort]")
    for path, options in entry.items():
        given = {"order": options} if isinstance(options, str) else options
        order = str(given.get("order", _default_order(path))).lower()
        if order not in ("asc", "desc"):
            raise bad_argument(f"No enum constant for the order [{order}]: expected asc or desc")
        yield SortKey(path, order == "desc", given.get("missing", "_last"), "unmapped_type" in given)


def sort_reader(index: str, fields: FieldMap, key: SortKey) -> Callable[[int, Document], Any]:
    """A function (order of arrival, document) -> the value that a document is sorted by; None where it has none."""
    if key.path in ARRIVAL:
        return lambda number, document: number
    if key.path == "_score":
        return lambda number, document: 1.0
    field = fields.find(key.path)
    if field is None:
        if key.unmapped:
            return lambda number, document: None
        raise SearchError("query_shard_exception", f"No mapping found for [{key.path}] in order to sort on", index)
    check_aggregatable(index, field)
    read, choose = stored_reader(fields, field), max if key.descending else min
    return lambda number, document: choose(read(document), default=None)


def check_aggregatable(index: str, field: Field) -> None:
    """SearchError where a field can't be sorted or grouped by: text, and objects."""
    if not field.kind.sortable:
        keyword = "".join(f", or use [{field.path}.{name}]" for name in field.fields)
        reason = (
            f"Fielddata is disabled on [{field.path}] in [{index}]: fields of type [{field.type}] can't be sorted "
            f"or aggregated; please use a keyword field instead{keyword}"
        )
        raise SearchError("illegal_argument_exception", reason, index)


def in_order(keys: Sequence[SortKey], rows: list[Any], values: Callable[[Any], Sequence[Any]]) -> list[Any]:
    """Rows sorted by all keys; `values` gives a row's value for each."""
    for position in reversed(range(len(keys))):
        key = keys[position]
        first = key.missing == "_first"

        def rank(row: Any, position: int = position, key: SortKey = key, first: bool = first) -> tuple[int, bool, Any]:
            value = values(row)[position]
            if value is None and key.missing not in ("_first", "_last"):
                value = key.missing
            if value is None:
                return (1 if first else -1) if key.descending else (-1 if first else 1), False, 0
            return 0, isinstance(value, str), value  # of one field, which may be a number in one index only

        rows = sorted(rows, key=rank, reverse=key.descending)
    return rows
