"""Handlers about indices: make, look at, delete, refresh; their mappings, settings and aliases."""

from collections.abc import Callable
from typing import Any

from pipeline.embedded.index.errors import ApiError, bad_argument, no_such_index
from pipeline.embedded.index.http import Request, Response
from pipeline.embedded.index.search import shards
from pipeline.embedded.index.store import Index, Store

CREATE_KEYS = ("aliases", "mappings", "settings")


def chosen(store: Store, request: Request) -> list[Index]:
    """The indices that a request is about; all where it names none."""
    lenient = request.flag("ignore_unavailable")
    found = store.matching(request.parts.get("index") or "_all", lenient=lenient)
    if not found and request.query.get("allow_no_indices") == "false":
        raise no_such_index(request.parts.get("index") or "_all")
    return found


class IndicesApi:
    """Handlers about indices as a whole."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, request: Request) -> Response:
        """`PUT /name`."""
        body = request.json()
        for key in body:
            if key not in CREATE_KEYS:
                raise ApiError(400, "parse_exception", f"unknown key [{key}] for create index")
        name = self._store.create(request.parts["index"], body).name
        return Response({"acknowledged": True, "shards_acknowledged": True, "index": name})

    def get(self, request: Request) -> Response:
        """`GET` and `HEAD /name`."""
        return self._each(request, lambda index: {**_aliases(index), **_mappings(index), **_settings(index)})

    def mapping(self, request: Request) -> Response:
        """`GET /name/_mapping`: what the fields have become."""
        return self._each(request, _mappings)

    def settings(self, request: Request) -> Response:
        """`GET /name/_settings`."""
        return self._each(request, _settings)

    def aliases(self, request: Request) -> Response:
        """`GET /name/_alias`."""
        return self._each(request, _aliases)

    def _each(self, request: Request, show: Callable[[Index], dict[str, Any]]) -> Response:
        return Response({index.name: show(index) for index in chosen(self._store, request)})

    def put_mapping(self, request: Request) -> Response:
        """Add fields to indices that exist."""
        for index in chosen(self._store, request):
            index.fields.define(request.json())
        return Response({"acknowledged": True})

    def delete(self, request: Request) -> Response:
        """Delete indices by their full names; patterns are refused, as Elasticsearch does by default."""
        names = request.parts["index"]
        if "*" in names or names == "_all":
            raise bad_argument("Wildcard expressions or all indices are not allowed")
        for index in chosen(self._store, request):
            self._store.drop(index)
        return Response({"acknowledged": True})

    def refresh(self, request: Request) -> Response:
        """Nothing to do: what was written can be found at once."""
        found = shards(chosen(self._store, request))
        return Response({"_shards": {key: found[key] for key in ("total", "successful", "failed")}})


def _mappings(index: Index) -> dict[str, Any]:
    return {"mappings": index.fields.shown()}


def _aliases(index: Index) -> dict[str, Any]:
    return {"aliases": index.aliases}


def _settings(index: Index) -> dict[str, Any]:
    given = index.settings.get("index", {})
    nested = given if isinstance(given, dict) else {}
    flat = {name.removeprefix("index."): value for name, value in index.settings.items() if name != "index"}
    made = {"uuid": index.uuid, "creation_date": str(index.created), "provided_name": index.name}
    shown = {"number_of_shards": "1", "number_of_replicas": "0", **nested, **flat, **made}
    return {"settings": {"index": shown}}
