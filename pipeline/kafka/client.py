"""Options of any Kafka client, as Logstash names them, and what librdkafka calls them."""

import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from pipeline.kafka.security import KafkaSecurity, Settings
from pipeline.kafka.trial import try_settings
from pipeline.plugin import OptionError, option
from pipeline.plugin.types import Type, array, choice, integer, string

SERVER = re.compile(r"(?:[A-Za-z_]+://)?(\[[0-9A-Fa-f:%.]+\]|[A-Za-z0-9_.%-]+)(?::(\d+))?\Z")
LONGEST_REQUEST = 300_000  # milliseconds that librdkafka waits for an answer at most


def _servers(value: Any) -> str:
    """`host:port,host:port`; a list is taken too, and a port left out is 9092."""
    found = []
    for text in ",".join(array(string)(value)).split(","):
        server = SERVER.match(text.strip())
        if server is None:
            raise OptionError(f'expected brokers such as "kafka1:9092,kafka2:9092", got "{text}"')
        found.append(f"{server[1]}:{server[2] or 9092}")
    return ",".join(found)


servers = Type("host:port, comma-separated", _servers)


class KafkaClient(KafkaSecurity):
    """What the input and the output have in common."""

    properties: ClassVar[dict[str, str]] = {
        "bootstrap_servers": "bootstrap.servers",
        "client_dns_lookup": "client.dns.lookup",
        "client_id": "client.id",
        "connections_max_idle_ms": "connections.max.idle.ms",
        "metadata_max_age_ms": "topic.metadata.refresh.interval.ms",
        "receive_buffer_bytes": "socket.receive.buffer.bytes",
        "reconnect_backoff_max_ms": "reconnect.backoff.max.ms",
        "reconnect_backoff_ms": "reconnect.backoff.ms",
        "request_timeout_ms": "socket.timeout.ms",
        "retry_backoff_ms": "retry.backoff.ms",
        "send_buffer_bytes": "socket.send.buffer.bytes",
    }
    """Option -> the property of librdkafka that takes its value as it is."""

    settings: Settings
    """For librdkafka; made by `check`."""

    bootstrap_servers = option(servers, default="localhost:9092", doc="Brokers to ask first; they name the others.")
    client_dns_lookup = option(
        choice("default", "use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"),
        default="use_all_dns_ips",
        doc="Which addresses of a broker's name to try.",
    )
    client_id = option(string, default="logstash", doc="What the brokers' logs and quotas call this client.")
    connections_max_idle_ms = option(
        integer, doc="Milliseconds after which an idle connection is closed; never unless given."
    )
    metadata_max_age_ms = option(
        integer, doc="Milliseconds between two questions after the cluster's topics and partitions."
    )
    receive_buffer_bytes = option(integer, doc="Size of a socket's receive buffer; the system's own unless given.")
    reconnect_backoff_max_ms = option(integer, default=1000, doc="Most milliseconds between two attempts to connect.")
    reconnect_backoff_ms = option(integer, default=50, doc="Milliseconds before the first attempt to connect again.")
    request_timeout_ms = option(integer, default=40_000, doc="Milliseconds to wait for a broker's answer.")
    retry_backoff_ms = option(integer, default=100, doc="Milliseconds before a failed request is sent again.")
    send_buffer_bytes = option(integer, doc="Size of a socket's send buffer; the system's own unless given.")

    def client_settings(self) -> Settings:
        """The settings of librdkafka that follow from the options one by one."""
        given = {name: self.options[name] for name in self.properties}
        for name in ("receive_buffer_bytes", "send_buffer_bytes", "connections_max_idle_ms"):
            if given[name] == -1:  # Java's word for "the system's own" and "never"
                given[name] = 0
        given["request_timeout_ms"] = min(given["request_timeout_ms"], LONGEST_REQUEST)
        if given["client_dns_lookup"] == "default":
            given["client_dns_lookup"] = "use_all_dns_ips"
        return {self.properties[name]: value for name, value in given.items() if value is not None}

    def check_client(self, make: Callable[[dict[str, Any]], Any], more: Settings) -> Iterator[OptionError]:
        """Put `settings` together and let librdkafka look at them; `more` are the plugin's own."""
        if self.client_dns_lookup == "default":
            self.warn('option "client_dns_lookup": "default" is an old name of "use_all_dns_ips"', "client_dns_lookup")
        faults = [
            OptionError(
                f'option "{name}": expected a text without a NUL character, where librdkafka would cut it', (name,)
            )
            for name in self.properties
            if "\0" in str(self.options[name])
        ]
        self.settings = {**self.client_settings(), **self.security_settings(faults), **more}
        yield from faults or try_settings(make, self.settings, self.properties)
