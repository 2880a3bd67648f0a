"""Parameters of URLs: which are known, so that a slip of the pen doesn't go unseen."""

from pipeline.embedded.index.errors import bad_argument
from pipeline.embedded.index.http import Request

HEEDED = frozenset((
    "_source", "_source_excludes", "_source_includes", "allow_no_indices", "bytes", "default_operator", "df",
    "filter_path", "format", "from", "h", "ignore_unavailable", "op_type", "pretty", "q", "require_alias",
    "rest_total_hits_as_int", "routing", "s", "size", "sort", "track_total_hits", "v", "version", "version_type",
))  # fmt: skip
HARMLESS = frozenset((
    "analyze_wildcard", "ccs_minimize_roundtrips", "error_trace", "expand_wildcards", "feature", "flat_settings",
    "human", "include_defaults", "lenient", "local", "master_timeout", "preference", "realtime", "refresh",
    "request_cache", "retry_on_conflict", "timeout", "track_scores", "typed_keys", "wait_for_active_shards",
    "wait_for_status", "wait_for_no_relocating_shards", "time", "ts", "create", "order",
))  # fmt: skip
"""Parameters that change nothing here: what they ask for is so already, or is about many nodes."""


def check_parameters(request: Request) -> None:
    """ApiError where a parameter isn't known."""
    unknown = request.query.keys() - HEEDED - HARMLESS
    if unknown:
        raise bad_argument(f"request [{request.path}] contains unrecognized parameter: [{min(unknown)}]")
