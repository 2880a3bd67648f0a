"""What is asked of the whole: who are you, are you well, are you licensed; and what is kept only to be given back."""

from typing import Any

from pipeline.embedded.index.errors import ApiError
from pipeline.embedded.index.http import Request, Response
from pipeline.embedded.index.store import Store
from pipeline.embedded.index.templates import missing

VERSION = "8.19.0"
NAME = "embedded"
NOTHING = (
    "relocating_shards", "initializing_shards", "unassigned_shards", "unassigned_primary_shards",
    "delayed_unassigned_shards", "number_of_pending_tasks", "number_of_in_flight_fetch",
    "task_max_waiting_in_queue_millis",
)  # fmt: skip
ACKNOWLEDGED = {"acknowledged": True}


class ClusterApi:
    """Handlers about the cluster, its templates and its policies."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def info(self, request: Request) -> Response:
        """`GET /`: clients look here for the version and whether this is Elasticsearch."""
        version = {
            "number": VERSION,
            "build_flavor": "default",
            "build_type": "embedded",
            "build_hash": "unknown",
            "build_date": "2025-01-01T00:00:00.000Z",
            "build_snapshot": False,
            "lucene_version": "9.12.2",
            "minimum_wire_compatibility_version": "7.17.0",
            "minimum_index_compatibility_version": "7.0.0",
        }
        body = {"name": NAME, "cluster_name": NAME, "cluster_uuid": self._store.uuid, "version": version}
        return Response({**body, "tagline": "You Know, for Search"})

    def license(self, request: Request) -> Response:
        """A licence that never ends."""
        return Response({"license": {"status": "active", "uid": self._store.uuid, "type": "basic", "issued_to": NAME}})

    def health(self, request: Request) -> Response:
        """Always well: what is here is whole."""
        count = len(self._store.indices)
        body: dict[str, Any] = {"cluster_name": NAME, "status": "green", "timed_out": False}
        body |= {
            "number_of_nodes": 1,
            "number_of_data_nodes": 1,
            "active_primary_shards": count,
            "active_shards": count,
        }
        return Response({**body, **dict.fromkeys(NOTHING, 0), "active_shards_percent_as_number": 100.0})

    def nodes(self, request: Request) -> Response:
        """One node without an address to be found at: clients that sniff keep the one they have."""
        node = {"name": NAME, "version": VERSION, "roles": ["data", "ingest", "master"]}
        head = {"total": 1, "successful": 1, "failed": 0}
        return Response({"_nodes": head, "cluster_name": NAME, "nodes": {NAME: node}})

    def put_template(self, request: Request) -> Response:
        """Keep an index template; it counts for indices made from now on."""
        self._store.templates.put(request.parts["name"], request.json())
        return Response(ACKNOWLEDGED)

    def get_template(self, request: Request) -> Response:
        """One index template, or all."""
        found = _chosen(self._store.templates.composable, request.parts.get("name"), "index template")
        return Response({"index_templates": [{"name": name, "index_template": body} for name, body in found.items()]})

    def delete_template(self, request: Request) -> Response:
        """Forget an index template."""
        name = request.parts["name"]
        if self._store.templates.composable.pop(name, None) is None:
            raise ApiError(404, "index_template_missing_exception", f"index_template [{name}] missing")
        return Response(ACKNOWLEDGED)

    def put_legacy_template(self, request: Request) -> Response:
        """Keep a template of the old kind."""
        self._store.templates.put_legacy(request.parts["name"], request.json())
        return Response(ACKNOWLEDGED)

    def get_legacy_template(self, request: Request) -> Response:
        """One template of the old kind, or all."""
        templates, name = self._store.templates.legacy, request.parts.get("name")
        found = {name: templates[name]} if name in templates else {} if name else templates
        return Response(found, 404 if name and not found else 200)

    def delete_legacy_template(self, request: Request) -> Response:
        """Forget a template of the old kind."""
        name = request.parts["name"]
        if self._store.templates.legacy.pop(name, None) is None:
            raise ApiError(404, "index_template_missing_exception", f"index_template [{name}] missing")
        return Response(ACKNOWLEDGED)

    def put_policy(self, request: Request) -> Response:
        """Keep a life-cycle policy.  Nothing carries it out."""
        self._store.policies[request.parts["name"]] = request.json()
        return Response(ACKNOWLEDGED)

    def get_policy(self, request: Request) -> Response:
        """One life-cycle policy, or all."""
        name = request.parts.get("name")
        if name and name not in self._store.policies:
            raise ApiError(404, "resource_not_found_exception", f"Lifecycle policy not found: {name}")
        found = {name: self._store.policies[name]} if name else self._store.policies
        return Response({each: {"version": 1, **body} for each, body in found.items()})


def _chosen(templates: dict[str, dict[str, Any]], name: str | None, kind: str) -> dict[str, dict[str, Any]]:
    if name is None:
        return templates
    if name not in templates:
        raise missing(kind, name)
    return {name: templates[name]}
