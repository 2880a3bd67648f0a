"""An embedded index for the tests of this folder, empty for each of them."""

from collections.abc import Iterator

import pytest

from pipeline.embedded.index import EmbeddedIndex
from tests.embedded.index.api import Api


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedIndex]:
    with EmbeddedIndex() as running:
        yield running


@pytest.fixture
def api(server: EmbeddedIndex) -> Iterator[Api]:
    client = Api(server.url)
    yield client
    for kind in ("_index_template", "_template"):
        found = client.get(f"/{kind}").json
        for name in [each["name"] for each in found["index_templates"]] if kind == "_index_template" else list(found):
            client.delete(f"/{kind}/{name}")
    for name in client.get("/_mapping").json:
        client.delete(f"/{name}")
    client.connection.close()
