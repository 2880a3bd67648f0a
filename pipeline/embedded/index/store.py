"""What the embedded index holds: indices, documents as the bytes that came in, aliases, templates.  All in memory.

Nothing here is locked: the server handles one request at a time.
"""

import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from pipeline.embedded.index.documents import merged, parse, written
from pipeline.embedded.index.errors import ApiError, bad_argument, no_such_index
from pipeline.embedded.index.mapping import FieldMap
from pipeline.embedded.index.names import check_name, resolve_date_math
from pipeline.embedded.index.templates import Templates

MAX_DOCUMENTS = 1_000_000
MAX_BYTES = 512 * 1024 * 1024
EXTERNAL = ("external", "external_gte")


@dataclass(slots=True)
class Outcome:
    """What became of one write: "created", "updated", "deleted", "noop" or "not_found"."""

    index: str
    id: str
    result: str
    version: int
    number: int

    @property
    def status(self) -> int:
        """The HTTP status that says the same."""
        return {"created": 201, "not_found": 404}.get(self.result, 200)


@dataclass(slots=True)
class Index:
    """One index.  `versions` and `routings` name only documents whose value isn't 1, or none."""

    name: str
    settings: dict[str, Any]
    fields: FieldMap = field(default_factory=FieldMap)
    aliases: dict[str, dict[str, Any]] = field(default_factory=dict)
    uuid: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    created: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    documents: dict[str, bytes] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    routings: dict[str, str] = field(default_factory=dict)
    size: int = 0  # bytes of all documents
    deleted: int = 0  # documents that were deleted or overwritten
    writes: int = 0

    def facts(self) -> dict[str, Any]:
        """What errors about a document say of its index."""
        return {"index_uuid": self.uuid, "shard": "0", "index": self.name}


class Store:
    """Everything there is, within bounds: `max_documents`, and `max_bytes` of documents as they came in."""

    def __init__(self, max_documents: int = MAX_DOCUMENTS, max_bytes: int = MAX_BYTES) -> None:
        self.indices: dict[str, Index] = {}
        self.templates = Templates()
        self.policies: dict[str, Any] = {}
        self.uuid = secrets.token_urlsafe(16)
        self._max_documents = max_documents
        self._max_bytes = max_bytes
        self._documents = 0
        self._bytes = 0

    def create(self, name: str, body: Mapping[str, Any]) -> Index:
        """A new index with the settings, mappings and aliases of templates and of `body`."""
        name = resolve_date_math(name)
        check_name(name)
        if name in self.indices:
            uuid = self.indices[name].uuid
            reason = f"index [{name}/{uuid}] already exists"
            raise ApiError(400, "resource_already_exists_exception", reason, index_uuid=uuid, index=name)
        if name in self._aliases():
            raise bad_argument(f"the name [{name}] is that of an alias")
        index = Index(name, {})
        for part in (*self.templates.parts(name), body):
            index.fields.define(part.get("mappings") or {})
            index.settings |= part.get("settings") or {}
            index.aliases |= part.get("aliases") or {}
        self.indices[name] = index
        return index

    def drop(self, index: Index) -> None:
        """Delete an index with all that is in it."""
        del self.indices[index.name]
        self._documents -= len(index.documents)
        self._bytes -= index.size

    def writable(self, name: str, *, alias_required: bool = False) -> Index:
        """The index that documents for `name` go to: made if there is none, or the one behind an alias."""
        index = self.indices.get(name)
        if index is not None and not alias_required:
            return index
        behind = self._aliases().get(name)
        if behind is not None:
            return self._behind(name, behind)
        if alias_required:
            reason = f"no such index [{name}]: an alias is required, and [{name}] is none"
            raise ApiError(404, "index_not_found_exception", reason, index_uuid="_na_", index=name)
        resolved = resolve_date_math(name)
        return self.indices.get(resolved) or self.create(resolved, {})

    def _behind(self, alias: str, indices: list[Index]) -> Index:
        marked = [index for index in indices if index.aliases[alias].get("is_write_index")]
        if len(marked) == 1 or len(indices) == 1:
            return (marked or indices)[0]
        raise bad_argument(f"no write index is defined for alias [{alias}], which points to several indices")

    def _aliases(self) -> dict[str, list[Index]]:
        found: dict[str, list[Index]] = {}
        for index in self.indices.values():
            for alias in index.aliases:
                found.setdefault(alias, []).append(index)
        return found

    def existing(self, name: str) -> Index:
        """The index of that name, or behind that alias."""
        if name in self.indices:
            return self.indices[name]
        behind = self._aliases().get(name)
        if not behind:
            raise no_such_index(name)
        return self._behind(name, behind)

    def matching(self, expression: str, *, lenient: bool = False) -> list[Index]:
        """The indices that "logs-*,-logs-2020*" and the like name, sorted; `lenient` passes over missing ones."""
        aliases = self._aliases()
        chosen: dict[str, Index] = {}
        for part in expression.split(","):
            if part in ("", "_all", "*"):
                chosen |= self.indices
            elif part.startswith("-") and chosen:
                chosen = {name: index for name, index in chosen.items() if not fnmatchcase(name, part[1:])}
            else:
                found = list(self._named(part, aliases))
                if not found and "*" not in part and not lenient:
                    raise no_such_index(part)
                chosen |= {index.name: index for index in found}
        return [chosen[name] for name in sorted(chosen)]

    def _named(self, part: str, aliases: Mapping[str, list[Index]]) -> Iterator[Index]:
        part = resolve_date_math(part)
        for name, index in self.indices.items():
            if name == part or ("*" in part and fnmatchcase(name, part)):
                yield index
        for alias, indices in aliases.items():
            if alias == part or ("*" in part and fnmatchcase(alias, part)):
                yield from indices

    def put(
        self,
        index: Index,
        document_id: str | None,
        raw: bytes,
        *,
        create: bool = False,
        version: tuple[int, str] | None = None,
        routing: str | None = None,
    ) -> Outcome:
        """Store a document.  `create` refuses to overwrite; `version` is (number, "external" or "external_gte")."""
        document = parse(raw)
        if document_id is None:
            document_id = secrets.token_urlsafe(15)
        self._check_id(document_id)
        old = index.documents.get(document_id)
        current = self._version(index, document_id)
        if create and old is not None:
            raise _conflict(index, document_id, f"document already exists (current version [{current}])")
        if version and current and (version[0] < current or (version[0] == current and version[1] == "external")):
            reason = f"current version [{current}] is higher or equal to the one provided [{version[0]}]"
            raise _conflict(index, document_id, reason)
        size = len(raw) - len(old or b"")
        self._check_room(index, size, old is None)
        index.fields.absorb(document, document_id)
        self._documents += old is None
        self._bytes += size
        index.size += size
        index.deleted += old is not None
        index.documents[document_id] = raw
        if routing is not None:
            index.routings[document_id] = routing
        number = version[0] if version else current + 1
        if number != 1:
            index.versions[document_id] = number
        return self._outcome(index, document_id, "updated" if old is not None else "created", number)

    def update(self, index: Index, document_id: str, body: Mapping[str, Any]) -> Outcome:
        """Merge `doc` into a document; where there is none, store `upsert`, or `doc` itself with `doc_as_upsert`."""
        doc = body.get("doc")
        if "script" in body:
            raise bad_argument("the embedded index runs no scripts")
        if not isinstance(doc, dict):
            raise ApiError(
                400, "action_request_validation_exception", "Validation Failed: 1: script or doc is missing;"
            )
        raw = index.documents.get(document_id)
        if raw is None:
            first = doc if body.get("doc_as_upsert") else body.get("upsert")
            if first is None:
                reason = f"[{document_id}]: document missing"
                raise ApiError(404, "document_missing_exception", reason, **index.facts())
            return self.put(index, document_id, written(first))
        before = parse(raw)
        after = merged(before, doc)
        if after == before and body.get("detect_noop", True):
            return Outcome(index.name, document_id, "noop", self._version(index, document_id), index.writes)
        return self.put(index, document_id, written(after))

    def remove(self, index: Index, document_id: str) -> Outcome:
        """Delete a document; "not_found" is an outcome, too."""
        raw = index.documents.pop(document_id, None)
        if raw is None:
            return self._outcome(index, document_id, "not_found", 1)
        self._documents -= 1
        self._bytes -= len(raw)
        index.size -= len(raw)
        index.deleted += 1
        index.routings.pop(document_id, None)
        return self._outcome(index, document_id, "deleted", index.versions.pop(document_id, 1) + 1)

    def _version(self, index: Index, document_id: str) -> int:
        return index.versions.get(document_id, 1) if document_id in index.documents else 0

    def _check_id(self, document_id: str) -> None:
        if not document_id:
            raise bad_argument("if _id is specified it must not be empty")
        if len(document_id) > 128 and len(document_id.encode()) > 512:
            raise bad_argument(f"id [{document_id}] is too long, must be no longer than 512 bytes")

    def _check_room(self, index: Index, size: int, new: bool) -> None:
        """Refuse what is too much, with a status that clients retry: nothing is wrong with the document."""
        if (new and self._documents >= self._max_documents) or (size > 0 and self._bytes + size > self._max_bytes):
            reason = (
                f"the embedded index is full: it keeps {self._max_documents:,} documents and "
                f"{self._max_bytes:,} bytes at most; delete an index to make room"
            )
            raise ApiError(429, "cluster_block_exception", reason, index=index.name)

    def _outcome(self, index: Index, document_id: str, result: str, version: int) -> Outcome:
        index.writes += 1
        return Outcome(index.name, document_id, result, version, index.writes - 1)


def _conflict(index: Index, document_id: str, reason: str) -> ApiError:
    return ApiError(
        409, "version_conflict_engine_exception", f"[{document_id}]: version conflict, {reason}", **index.facts()
    )
