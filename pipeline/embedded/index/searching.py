"""Handlers that search and count: parameters of the URL and the body become one request."""

from typing import Any

from pipeline.embedded.index.http import Request, Response
from pipeline.embedded.index.indices import chosen
from pipeline.embedded.index.search import count, search
from pipeline.embedded.index.singles import wanted_source
from pipeline.embedded.index.store import Store


class SearchApi:
    """Handlers for `_search` and `_count`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(self, request: Request) -> Response:
        """`/_search` and `/name/_search`; what stands in the URL wins over the body."""
        body = _with_query(request, request.json())
        for name in ("from", "size"):
            number = request.number(name)
            if number is not None:
                body[name] = number
        if "sort" in request.query:
            body["sort"] = request.query["sort"]
        if "track_total_hits" in request.query:
            body["track_total_hits"] = request.query["track_total_hits"] != "false"
        if any(name.startswith("_source") for name in request.query):
            body["_source"] = wanted_source(request)
        answer = search(chosen(self._store, request), body)
        if request.flag("rest_total_hits_as_int"):
            answer["hits"]["total"] = answer["hits"]["total"]["value"]
        return Response(answer)

    def count(self, request: Request) -> Response:
        """`/_count` and `/name/_count`."""
        return Response(count(chosen(self._store, request), _with_query(request, request.json())))


def _with_query(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    text = request.query.get("q")
    if text is None:
        return body
    query: dict[str, Any] = {"query": text, "default_operator": request.query.get("default_operator", "or")}
    if "df" in request.query:
        query["default_field"] = request.query["df"]
    return {**body, "query": {"query_string": query}}
