"""The `_cat` API: tables for people, and the same as JSON."""

import time
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from pipeline.embedded.index.cluster import NAME
from pipeline.embedded.index.errors import bad_argument
from pipeline.embedded.index.http import Request, Response
from pipeline.embedded.index.indices import chosen
from pipeline.embedded.index.store import Index, Store

Row = Mapping[str, str]

INDICES = (
    "health", "status", "index", "uuid", "pri", "rep", "docs.count", "docs.deleted", "store.size", "pri.store.size",
    "dataset.size",
)  # fmt: skip
SHORT = {
    "h": "health", "s": "status", "i": "index", "idx": "index", "id": "uuid", "p": "pri", "r": "rep",
    "dc": "docs.count", "docsCount": "docs.count", "dd": "docs.deleted", "docsDeleted": "docs.deleted",
    "ss": "store.size", "storeSize": "store.size", "cd": "creation.date", "cds": "creation.date.string",
}  # fmt: skip
TO_THE_RIGHT = frozenset((*INDICES[4:], "node.total", "node.data", "shards", "count"))
UNITS = {"b": 1, "kb": 1024, "mb": 1024**2, "gb": 1024**3}


class CatApi:
    """Handlers for `_cat`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def help(self, request: Request) -> Response:
        """What tables there are."""
        return Response(
            "=^.^=\n"
            + "".join(f"/_cat/{name}\n" for name in ("count", "count/{index}", "health", "indices", "indices/{index}"))
        )

    def indices(self, request: Request) -> Response:
        """`/_cat/indices`: the indices, and how many documents each holds."""
        unit = request.query.get("bytes", "")
        if unit not in ("", *UNITS):
            raise bad_argument(f"expected one of {', '.join(UNITS)} for [bytes], got [{unit}]")
        return _table(request, INDICES, [_row(index, unit) for index in chosen(self._store, request)])

    def count(self, request: Request) -> Response:
        """`/_cat/count`: documents in all."""
        total = sum(len(index.documents) for index in chosen(self._store, request))
        row = {**_clock(), "count": str(total)}
        return _table(request, list(row), [row])

    def health(self, request: Request) -> Response:
        """`/_cat/health`."""
        shards = str(len(self._store.indices))
        row = {**_clock(), "cluster": NAME, "status": "green", "node.total": "1", "node.data": "1", "shards": shards}
        return _table(request, list(row), [row])


def _clock() -> dict[str, str]:
    now = time.time()
    return {"epoch": str(int(now)), "timestamp": time.strftime("%H:%M:%S", time.gmtime(now))}


def _row(index: Index, unit: str) -> Row:
    size = _size(index.size, unit)
    numbers = {"pri": 1, "rep": 0, "docs.count": len(index.documents), "docs.deleted": index.deleted}
    return {
        "health": "green",
        "status": "open",
        "index": index.name,
        "uuid": index.uuid,
        **{name: str(number) for name, number in numbers.items()},
        **dict.fromkeys(("store.size", "pri.store.size", "dataset.size"), size),
        "creation.date": str(index.created),
        "creation.date.string": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(index.created / 1000)),
    }


def _size(size: int, unit: str) -> str:
    if unit:
        return str(size // UNITS[unit])
    for name in ("gb", "mb", "kb"):
        if size >= UNITS[name]:
            return f"{size / UNITS[name]:.1f}".removesuffix(".0") + name
    return f"{size}b"


def _table(request: Request, default: Sequence[str], rows: Sequence[Row]) -> Response:
    for name in reversed(_listed(request.query.get("s", ""))):
        column, _, direction = name.partition(":")
        rows = sorted(
            rows, key=lambda row: _sortable(row.get(SHORT.get(column, column), "")), reverse=direction == "desc"
        )
    columns = _columns(request.query.get("h"), default, rows)
    if request.query.get("format") == "json" or (not request.query.get("format") and "json" in request.accept):
        return Response([{shown: row.get(name, "") for shown, name in columns} for row in rows])
    lines = [[shown for shown, _ in columns]] if request.flag("v") and "v" in request.query else []
    lines += [[row.get(name, "") for _, name in columns] for row in rows]
    widths = [max((len(line[place]) for line in lines), default=0) for place in range(len(columns))]
    return Response("".join(_line(line, columns, widths) for line in lines))


def _columns(wanted: str | None, default: Sequence[str], rows: Sequence[Row]) -> list[tuple[str, str]]:
    """(name as it was asked for, column) of each column."""
    if not wanted:
        return [(name, name) for name in default]
    known = list(rows[0]) if rows else list(default)
    found = []
    for name in _listed(wanted):
        full = SHORT.get(name, name)
        if "*" in name:
            found += [(each, each) for each in known if fnmatchcase(each, name)]
        elif full in known:
            found.append((name, full))
    return found


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _sortable(text: str) -> tuple[bool, int, str]:
    return not text.isdigit(), int(text) if text.isdigit() else 0, text


def _line(line: Sequence[str], columns: Sequence[tuple[str, str]], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if name in TO_THE_RIGHT else cell.ljust(width)
        for cell, (_, name), width in zip(line, columns, widths, strict=True)
    ]
    return " ".join(cells).rstrip() + "\n"
