"""Handlers about single documents, and the bulk request, which is about many of them."""

from typing import Any

from pipeline.embedded.index.bulk import SHARDS, bulk, external_version, result
from pipeline.embedded.index.documents import parse
from pipeline.embedded.index.errors import ApiError
from pipeline.embedded.index.http import Request, Response
from pipeline.embedded.index.search import source_filter
from pipeline.embedded.index.store import Index, Outcome, Store


class DocumentsApi:
    """Handlers that write and read documents by their ids."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def bulk(self, request: Request) -> Response:
        """`POST /_bulk` and `/name/_bulk`."""
        alias_required = request.flag("require_alias")
        return Response(bulk(self._store, request.body, request.parts.get("index"), alias_required=alias_required))

    def put(self, request: Request) -> Response:
        """`PUT /name/_doc/id` and `POST /name/_doc`, which makes the id itself."""
        return self._put(request, create=request.query.get("op_type") == "create")

    def create(self, request: Request) -> Response:
        """`PUT /name/_create/id`."""
        return self._put(request, create=True)

    def _put(self, request: Request, *, create: bool) -> Response:
        raw = request.body.strip()
        if not raw:
            raise ApiError(400, "parse_exception", "request body is required")
        if b"\n" in raw or b"\r" in raw:  # kept as one line, since bulk requests are lines
            parse(raw)
            raw = raw.replace(b"\n", b" ").replace(b"\r", b" ")
        version, routing = external_version(request.query), request.query.get("routing")
        index = self._store.writable(request.parts["index"], alias_required=request.flag("require_alias"))
        document_id = request.parts.get("id")
        return _written(self._store.put(index, document_id, raw, create=create, version=version, routing=routing))

    def update(self, request: Request) -> Response:
        """`POST /name/_update/id`."""
        index = self._store.writable(request.parts["index"])
        return _written(self._store.update(index, request.parts["id"], request.json()))

    def delete(self, request: Request) -> Response:
        """`DELETE /name/_doc/id`."""
        return _written(self._store.remove(self._store.existing(request.parts["index"]), request.parts["id"]))

    def get(self, request: Request) -> Response:
        """`GET` and `HEAD /name/_doc/id`."""
        index, document_id = self._store.existing(request.parts["index"]), request.parts["id"]
        found = _document(index, document_id, request)
        return Response(found, 200 if found["found"] else 404)

    def source(self, request: Request) -> Response:
        """`GET /name/_source/id`: the document as it came in."""
        index, document_id = self._store.existing(request.parts["index"]), request.parts["id"]
        raw = index.documents.get(document_id)
        if raw is None:
            reason = f"Document not found [{index.name}]/[{document_id}]"
            raise ApiError(404, "resource_not_found_exception", reason)
        return Response(raw)


def _document(index: Index, document_id: str, request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {"_index": index.name, "_id": document_id}
    raw = index.documents.get(document_id)
    if raw is None:
        return {**found, "found": False}
    found["_version"] = index.versions.get(document_id, 1)
    if document_id in index.routings:
        found["_routing"] = index.routings[document_id]
    found["found"] = True
    source = source_filter(wanted_source(request))
    return found if source is None else {**found, "_source": source(raw)}


def wanted_source(request: Request) -> Any:
    """What the parameters of a URL say of `_source`."""
    named = {
        name: request.query[parameter]
        for name in ("includes", "excludes")
        for parameter in (f"_source_{name}",)
        if parameter in request.query
    }
    return named or request.query.get("_source", True)


def _written(outcome: Outcome) -> Response:
    return Response({**result(outcome), "_shards": SHARDS}, outcome.status)
