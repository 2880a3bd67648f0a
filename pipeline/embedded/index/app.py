"""The embedded index as a WSGI application: from the environment of a request to the bytes of its answer."""

import traceback
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from pipeline.embedded.index.cat import CatApi
from pipeline.embedded.index.cluster import ClusterApi
from pipeline.embedded.index.errors import MALFORMED, ApiError, malformed
from pipeline.embedded.index.http import Request, Response, check_media_types, encoded, refused, unpack
from pipeline.embedded.index.indices import IndicesApi
from pipeline.embedded.index.parameters import check_parameters
from pipeline.embedded.index.router import Route, Router
from pipeline.embedded.index.searching import SearchApi
from pipeline.embedded.index.singles import DocumentsApi
from pipeline.embedded.index.store import Store

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class App:
    """Call it as WSGI does.  One request at a time: nothing below is locked."""

    def __init__(self, store: Store) -> None:
        self._router = Router(_routes(store))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; whatever goes wrong is an answer, too."""
        request = _request(environ)
        try:
            request.body = unpack(request.body, environ.get("HTTP_CONTENT_ENCODING", "").lower())
            check_media_types(request)
            check_parameters(request)
            response = self._router.answer(request)
        except ApiError as error:
            response = refused(error)
        except RecursionError:
            response = refused(ApiError(400, "x_content_parse_exception", "nested too deeply"))
        except MALFORMED as error:
            _log(request, error, "request not understood")
            response = refused(malformed("the body") if request.body else malformed("the request"))
        except Exception as error:  # noqa: BLE001 - a fault of ours is an answer, and a line in the log
            _log(request, error, "request failed")
            response = refused(ApiError(500, "exception", "a fault of the embedded index; its log says more"))
        return _send(request, response, start_response)


def _log(request: Request, error: Exception, event: str) -> None:
    """Where it went wrong, without the data that it went wrong on."""
    import structlog

    last = traceback.extract_tb(error.__traceback__)[-1]
    facts = {"kind": type(error).__name__, "at": f"{Path(last.filename).name}:{last.lineno}"}
    structlog.get_logger(__name__).error(event, method=request.method, path=request.path, **facts)


def _request(environ: Environ) -> Request:
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
        query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
        content_type=environ.get("CONTENT_TYPE", ""),
        accept=environ.get("HTTP_ACCEPT", ""),
        body=environ["wsgi.input"].read(),
    )


def _send(request: Request, response: Response, start_response: StartResponse) -> Iterable[bytes]:
    content, content_type = encoded(request, response)
    if request.method == "HEAD":
        content = b""
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(content))),
        ("X-Elastic-Product", "Elasticsearch"),
    ]
    start_response(f"{response.status} {HTTPStatus(response.status).phrase}", headers)
    return [content]


def _routes(store: Store) -> Iterable[Route]:
    cluster, indices, cat = ClusterApi(store), IndicesApi(store), CatApi(store)
    documents, searches = DocumentsApi(store), SearchApi(store)
    yield Route("POST PUT", "/_bulk", documents.bulk)
    yield Route("GET", "/", cluster.info)
    yield Route("GET", "/_license", cluster.license)
    yield Route("GET", "/_cluster/health", cluster.health)
    yield Route("GET", "/_cluster/health/{index}", cluster.health)
    yield Route("GET", "/_nodes/http", cluster.nodes)
    yield Route("PUT POST", "/_index_template/{name}", cluster.put_template)
    yield Route("GET", "/_index_template/{name}", cluster.get_template)
    yield Route("GET", "/_index_template", cluster.get_template)
    yield Route("DELETE", "/_index_template/{name}", cluster.delete_template)
    yield Route("PUT POST", "/_template/{name}", cluster.put_legacy_template)
    yield Route("GET", "/_template/{name}", cluster.get_legacy_template)
    yield Route("GET", "/_template", cluster.get_legacy_template)
    yield Route("DELETE", "/_template/{name}", cluster.delete_legacy_template)
    yield Route("PUT", "/_ilm/policy/{name}", cluster.put_policy)
    yield Route("GET", "/_ilm/policy/{name}", cluster.get_policy)
    yield Route("GET", "/_ilm/policy", cluster.get_policy)
    yield Route("GET", "/_cat", cat.help)
    for path, table in (("indices", cat.indices), ("count", cat.count)):
        yield Route("GET", f"/_cat/{path}", table)
        yield Route("GET", f"/_cat/{path}/{{index}}", table)
    yield Route("GET", "/_cat/health", cat.health)
    for prefix in ("", "/{index}"):
        yield Route("GET POST", f"{prefix}/_search", searches.search)
        yield Route("GET POST", f"{prefix}/_count", searches.count)
        yield Route("GET POST", f"{prefix}/_refresh", indices.refresh)
        yield Route("GET", f"{prefix}/_mapping", indices.mapping)
        yield Route("GET", f"{prefix}/_settings", indices.settings)
        yield Route("GET", f"{prefix}/_alias", indices.aliases)
    yield Route("PUT POST", "/{index}/_mapping", indices.put_mapping)
    yield Route("POST PUT", "/{index}/_bulk", documents.bulk)
    yield Route("PUT POST", "/{index}/_create/{id}", documents.create)
    yield Route("PUT POST", "/{index}/_doc/{id}", documents.put)
    yield Route("POST", "/{index}/_doc", documents.put)
    yield Route("GET", "/{index}/_doc/{id}", documents.get)
    yield Route("DELETE", "/{index}/_doc/{id}", documents.delete)
    yield Route("POST", "/{index}/_update/{id}", documents.update)
    yield Route("GET", "/{index}/_source/{id}", documents.source)
    yield Route("PUT", "/{index}", indices.create)
    yield Route("GET", "/{index}", indices.get)
    yield Route("DELETE", "/{index}", indices.delete)
