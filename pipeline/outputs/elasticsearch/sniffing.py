"""Sniffing: ask the cluster now and then which nodes it has, and use those that hold data or take documents in."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.jsontext import JsonError, loads
from pipeline.outputs.elasticsearch.client import Client, Unreachable
from pipeline.outputs.elasticsearch.nodes import Node, NodePool
from pipeline.plugin import OptionError


@dataclass(slots=True)
class Sniffer:
    """Asks at most every `delay` seconds, whichever thread comes by."""

    pool: NodePool
    path: str
    delay: float
    _due: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sniff(self, client: Client) -> None:
        """Take over the cluster's nodes, if it is time; when nobody answers the known nodes stay."""
        with self._lock:
            if time.monotonic() < self._due:
                return
            self._due = time.monotonic() + self.delay
        try:
            response = client.request("GET", self.path)
            nodes = loads(response.body)["nodes"].values() if response.ok else ()
        except (Unreachable, JsonError, KeyError, AttributeError, TypeError):
            return
        self.pool.replace(found_nodes(nodes, self.pool.nodes[0]))


def found_nodes(nodes: Any, model: Node) -> Iterator[Node]:
    """The nodes of an answer; scheme, path and credentials are those of a node that the config names."""
    for facts in nodes:
        roles = facts.get("roles")
        published = (facts.get("http") or {}).get("publish_address")
        if not published or roles == ["master"]:
            continue
        name, _, address = published.rpartition("/")
        host, _, port = address.rpartition(":")
        if host and port.isdecimal():
            yield Node(model.scheme, name or host, int(port), model.path, model.query, model.authorization)


def sniffer_of(pool: NodePool, path: str, delay: float) -> Sniffer:
    """A sniffer; OptionError where the path is none."""
    if not path.startswith("/"):
        raise OptionError('option "sniffing_path": expected a path such as "/_nodes/http"', ("sniffing_path",))
    return Sniffer(pool, path, delay)
