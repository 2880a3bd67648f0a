"""Where Elasticsearch is: the texts of `hosts` and `cloud_id` become nodes, of which the living are used in turn."""

import base64
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import unquote

from pipeline.plugin import OptionError

DEFAULT_PORT = 9200
CLOUD_PORT = 443
ADDRESS = re.compile(
    r"(?:(?P<scheme>https?):)?(?://)?(?:(?P<user>[^/]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/?#@,\[\]]+)"
    r"(?::(?P<port>\d{1,5}))?(?P<path>/[^?#\s]*)?(?:\?(?P<query>[^#\s]*))?\Z",
    re.IGNORECASE,
)


@dataclass(slots=True, eq=False)
class Node:
    """One HTTP address of Elasticsearch, and whether it is thought to be alive."""

    scheme: str  # "http", "https", or "" where the config leaves it open
    host: str
    port: int = DEFAULT_PORT
    path: str = ""  # stands before every path; no slash at its end
    query: str = ""
    authorization: str | None = None
    dead_until: float = 0.0  # time.monotonic(); 0 while it is alive
    failures: int = 0  # connections lost or refused since it last answered

    @property
    def label(self) -> str:
        """How logs call it: the address without user, password and query."""
        return f"{self.scheme or 'http'}://{self.host}:{self.port}{self.path}"

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this machine, where compression only costs."""
        return self.host in {"localhost", "[::1]"} or self.host.startswith("127.")


def parse_host(text: str) -> Node:
    """The node that an element of `hosts` names: "es", "es:9200", "//es", "https://user:secret@es:9200/path?query"."""
    found = ADDRESS.match(text.strip())
    if found is None:
        hint = 'write a list: ["es1:9200", "es2:9200"]' if "," in text else 'write "http://es:9200" or "es:9200"'
        raise OptionError(f'expected an address such as "http://es:9200", got {masked(text)}', hints=(hint,))
    port = int(found["port"] or DEFAULT_PORT)
    if not 0 < port < 65536:
        raise OptionError(f"expected a port from 1 to 65535, got {port}")
    return Node(
        scheme=(found["scheme"] or "").lower(),
        host=found["host"],
        port=port,
        path=(found["path"] or "").rstrip("/"),
        query=found["query"] or "",
        authorization=None if found["user"] is None else basic_of(found["user"]),
    )


def masked(text: str) -> str:
    """The text of an address in quotes, its user and password hidden."""
    secret, at, rest = text.rpartition("@")
    scheme = secret.partition("//")[0] + "//" if "//" in secret else ""
    return f'"{scheme}<hidden>@{rest}"' if at else f'"{text}"'


def basic_of(userinfo: str) -> str:
    """The header for `user:password` as it stands in a URL."""
    user, _, password = userinfo.partition(":")
    return basic(unquote(user), unquote(password))


def basic(user: str, password: str) -> str:
    """The value of the header Authorization for a user and a password."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def parse_cloud_id(text: str) -> Node:
    """The node that an Elastic Cloud id stands for: `label:base64(domain$elasticsearch$kibana)`."""
    encoded = text.rpartition(":")[2]
    try:
        parts = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode().split("$")
    except ValueError:
        parts = []
    if len(parts) < 2 or not parts[0] or parts[1] in {"", "undefined"}:
        raise OptionError('expected a cloud id as Elastic Cloud shows it, "label:dXMtZWFzdC0x..."')
    domain, _, common_port = parts[0].partition(":")
    name, _, own_port = parts[1].partition(":")
    port = own_port or common_port or str(CLOUD_PORT)
    if not port.isdecimal():
        raise OptionError(f'expected a port in the cloud id, got "{port}"')
    return Node("https", f"{name}.{domain}", int(port))


class NodePool:
    """The nodes of one output, shared by its threads; a dead one is tried again after `resurrect_delay` seconds.

    The delay doubles with each failure (up to 16 times), since each try may keep a thread waiting.
    """

    def __init__(
        self, nodes: Sequence[Node], resurrect_delay: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.nodes = list(nodes)
        self._delay = resurrect_delay
        self._now = now
        self._turns = count()

    def candidates(self) -> list[Node]:
        """The nodes to try, in order: dead ones whose time has come, then the living in turn; all when none is left."""
        nodes = self.nodes
        if len(nodes) == 1:
            return nodes
        start = next(self._turns) % len(nodes)
        turned = nodes[start:] + nodes[:start]
        alive = [node for node in turned if not node.dead_until]
        due = [node for node in turned if node.dead_until and node.dead_until <= self._now()]
        for node in due:
            node.dead_until = self._now() + self._delay  # so that one thread at a time tries it
        return [*due, *alive] if alive else sorted(turned, key=lambda node: node.dead_until)

    def dead(self, node: Node) -> None:
        """A request to the node failed for want of a connection."""
        node.dead_until = self._now() + self._delay * 2 ** min(node.failures, 4)
        node.failures += 1

    @staticmethod
    def alive(node: Node) -> None:
        """The node answered."""
        node.dead_until = 0.0
        node.failures = 0

    def replace(self, found: Iterable[Node]) -> None:
        """Use other nodes from now on; those that were known before keep what is known of them."""
        known = {(node.host, node.port): node for node in self.nodes}
        nodes = [known.get((node.host, node.port), node) for node in found]
        if nodes:
            self.nodes = nodes
