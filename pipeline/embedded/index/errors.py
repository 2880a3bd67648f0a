"""What goes wrong, in the JSON shape that Elasticsearch's clients know: type, reason, causes, status."""

from typing import Any


class ApiError(Exception):
    """A request, or one item of a bulk request, that is refused; `status` is the HTTP status."""

    def __init__(
        self, status: int, kind: str, reason: str, *, caused_by: "ApiError | None" = None, **details: Any
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.kind = kind
        self.reason = reason
        self.caused_by = caused_by
        self.details = details

    def summary(self) -> dict[str, Any]:
        """Type and reason with what belongs to them, but without causes."""
        return {"type": self.kind, "reason": self.reason, **self.details}

    def cause(self) -> dict[str, Any]:
        """What stands under "error" in an item of a bulk response."""
        chain = {"caused_by": self.caused_by.cause()} if self.caused_by else {}
        return {**self.summary(), **chain}

    def body(self) -> dict[str, Any]:
        """The whole body of a refused request."""
        return {"error": {"root_cause": [self.summary()], **self.cause()}, "status": self.status}


class SearchError(ApiError):
    """A search that fails on the data of one index: Elasticsearch wraps it in the failure of a shard."""

    def __init__(self, kind: str, reason: str, index: str, *, caused_by: ApiError | None = None) -> None:
        super().__init__(400, kind, reason, caused_by=caused_by, index=index)
        self.index = index

    def body(self) -> dict[str, Any]:
        """The whole body of a refused request."""
        failed = {"shard": 0, "index": self.index, "reason": self.cause()}
        error = {
            "root_cause": [self.summary()],
            "type": "search_phase_execution_exception",
            "reason": "all shards failed",
            "phase": "query",
            "grouped": True,
            "failed_shards": [failed],
        }
        return {"error": error, "status": self.status}


class UnfitError(Exception):
    """A value that a field can't hold, or a text that can't be compared with its values; `kind` is Elasticsearch's."""

    def __init__(self, reason: str, kind: str = "illegal_argument_exception") -> None:
        super().__init__(reason)
        self.kind = kind


MALFORMED = (AttributeError, KeyError, TypeError, ValueError)
"""What Python raises where JSON isn't of the expected shape: a text in place of an object, and so on."""


def malformed(what: str) -> ApiError:
    """JSON that isn't of the shape that is expected at its place."""
    return ApiError(400, "x_content_parse_exception", f"{what} is not of the expected shape")


def bad_argument(reason: str) -> ApiError:
    """A request whose parameters or body can't be used."""
    return ApiError(400, "illegal_argument_exception", reason)


def bad_query(reason: str) -> ApiError:
    """A body that is JSON, but no query, sort or aggregation that is known here."""
    return ApiError(400, "parsing_exception", reason)


def no_such_index(name: str) -> ApiError:
    """An index, or an alias, that doesn't exist."""
    details: dict[str, Any] = {
        "resource.type": "index_or_alias",
        "resource.id": name,
        "index_uuid": "_na_",
        "index": name,
    }
    return ApiError(404, "index_not_found_exception", f"no such index [{name}]", **details)
