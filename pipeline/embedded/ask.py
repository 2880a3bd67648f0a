"""A few questions to the embedded index, over HTTP."""

import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

TIMEOUT = 60.0  # seconds; a query looks at every document


class Ask:
    """Asks about the indices that `pattern` names; one connection for each question, so threads may share it."""

    def __init__(self, url: str, pattern: str) -> None:
        self._address = urlsplit(url).netloc
        self._pattern = pattern

    def total(self) -> int:
        """How many documents there are; quick, however many."""
        return int(self._get(f"/{self._pattern}/_count")["count"])

    def count(self, query: str) -> int:
        """How many documents a query string finds."""
        return int(self._get(f"/{self._pattern}/_count?q={quote(query)}")["count"])

    def first(self, query: str) -> dict[str, Any] | None:
        """The first document that a query string finds, with its index and id."""
        hits = self._get(f"/{self._pattern}/_search?size=1&q={quote(query)}")["hits"]["hits"]
        return hits[0] if hits else None

    def indices(self) -> dict[str, int]:
        """How many documents each index holds."""
        rows = self._get(f"/_cat/indices/{self._pattern}?format=json&h=index,docs.count")
        return {row["index"]: int(row["docs.count"]) for row in rows}

    def _get(self, path: str) -> Any:
        connection = http.client.HTTPConnection(self._address, timeout=TIMEOUT)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise OSError(f"the index answers {answer.status} to {path}")
        return json.loads(body)
