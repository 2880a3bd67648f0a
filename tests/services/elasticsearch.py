"""A real Elasticsearch, 8 or 9: one node without security, in a small heap.

The distribution is the one Elastic publishes for integration tests: the real engine with few modules.  Bulk, search,
mappings, templates and ingest are there; `GET /` answers 405, ILM, data streams and scripts are absent.
"""

import json
import os
import shutil
import zipfile
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.services.java import find_java
from tests.services.maven import fetch
from tests.services.service import Service, free_port

COORDINATE = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{}:zip"
JAVA = {"8.19.0": 17, "9.2.0": 21}
SETTINGS = """\
cluster.name: pipeline-tests
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
path.data: {folder}/data
path.logs: {folder}/logs
node.store.allow_mmap: false
xpack.security.enabled: false
xpack.ml.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
action.destructive_requires_name: false
"""
JVM_OPTIONS = """\
-Xms512m
-Xmx512m
-XX:+ExitOnOutOfMemoryError
-Djava.io.tmpdir=${ES_TMPDIR}
"""


class Elasticsearch(Service):
    """Elasticsearch on a port of loopback; `url` is the address for clients."""

    def __init__(self, version: str = "8.19.0") -> None:
        self.version = version
        self.name = f"elasticsearch-{version}"
        # Elasticsearch refuses to run as root.
        self.user = "nobody" if os.geteuid() == 0 else ""
        super().__init__()

    @property
    def url(self) -> str:
        """The address of its HTTP interface, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Write the settings beside the data, so that the program's own folder is only read."""
        self._java = find_java(JAVA[self.version])
        self._home = fetch(self.name, [COORDINATE.format(self.version)], _unzip)
        config = self.folder / "config"
        config.mkdir()
        (self.folder / "tmp").mkdir()
        shutil.copy(self._home / "config" / "log4j2.properties", config)
        (config / "jvm.options").write_text(JVM_OPTIONS, "utf-8")
        settings = SETTINGS.format(port=self.port, transport=free_port(), folder=self.folder)
        (config / "elasticsearch.yml").write_text(settings, "utf-8")

    def command(self) -> list[str]:
        """Elasticsearch's own start script."""
        return [str(self._home / "bin" / "elasticsearch")]

    def environment(self) -> dict[str, str]:
        """The environment of the tests, with the chosen Java and with folders that the server's user may write."""
        own = {
            "ES_JAVA_HOME": str(self._java),
            "ES_PATH_CONF": str(self.folder / "config"),
            "HOME": str(self.folder),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        return {**super().environment(), **own}

    def ready(self) -> bool:
        """Whether the cluster says that it is in health."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=2)) as connection:
            try:
                connection.request("GET", "/_cluster/health")
                answer = connection.getresponse()
                return answer.status == HTTPStatus.OK and json.load(answer)["status"] != "red"
            except (OSError, HTTPException):
                return False


def _unzip(folder: Path) -> None:
    """Put what is inside the one archive in place of the archive; zipfile checks every file's sum."""
    archive = next(folder.glob("*.zip"))
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)
    archive.unlink()
    top = next(folder.iterdir())
    for entry in top.iterdir():
        entry.rename(folder / entry.name)
    top.rmdir()
    _make_readable(folder)


def _make_readable(folder: Path) -> None:
    """Let every user read, and run the scripts: zipfile sets no modes, and the umask may be a strict one."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.parent == folder / "bin" else 0o644)
