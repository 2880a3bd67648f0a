"""Raw HTTP to an embedded index, for the tests of this folder."""

import gzip
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def reason(self) -> str:
        return self.json["error"]["root_cause"][0]["reason"]


class Api:
    """Raw HTTP to an embedded index: `api.get("/logs/_search?q=a:1")`, `api.post("/_bulk", lines)`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)

    def __call__(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        typed = {"Content-Type": "application/json"} if data is not None else {}
        self.connection.request(method, path, data, {**typed, **(headers or {})})
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def get(self, path: str, body: Any = None) -> Answer:
        return self("GET", path, body)

    def head(self, path: str) -> int:
        return self("HEAD", path).status

    def put(self, path: str, body: Any = None) -> Answer:
        return self("PUT", path, body)

    def post(self, path: str, body: Any = None) -> Answer:
        return self("POST", path, body)

    def delete(self, path: str) -> Answer:
        return self("DELETE", path)

    def bulk(self, *lines: Any, path: str = "/_bulk", compressed: bool = False) -> Answer:
        """A bulk request of lines: objects, or texts as they are."""
        texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        body = "".join(f"{text}\n" for text in texts).encode()
        headers = {"Content-Type": "application/x-ndjson"}
        if compressed:
            headers["Content-Encoding"] = "gzip"
        return self("POST", path, gzip.compress(body) if compressed else body, headers)

    def fill(self, index: str, *documents: Any) -> None:
        """Documents with the ids 1, 2, ... into an index."""
        lines = [
            line
            for number, document in enumerate(documents, 1)
            for line in ({"index": {"_index": index, "_id": str(number)}}, document)
        ]
        assert not self.bulk(*lines).json["errors"]
