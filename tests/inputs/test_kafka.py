"""The options of the kafka input, and what it does with a record's facts; test_kafka_reader.py has what it commits."""

from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.inputs.kafka import KafkaInput
from pipeline.inputs.kafka.legacy import REMOVED, UNSUPPORTED
from pipeline.inputs.kafka.pattern import subscription_pattern
from pipeline.plugin import Context, OptionError

# what it shows: (options, some of librdkafka's settings)
SETTINGS = {
    "nothing is committed by itself": (
        {"enable_auto_commit": True},
        {"enable.auto.commit": False, "enable.auto.offset.store": False},
    ),
    "no offset to begin with: Kafka's default": ({}, {"auto.offset.reset": None}),
    "earliest": ({"auto_offset_reset": "earliest"}, {"auto.offset.reset": "earliest"}),
    "none is an error": ({"auto_offset_reset": "none"}, {"auto.offset.reset": "error"}),
    "old names": ({"auto_offset_reset": "smallest"}, {"auto.offset.reset": "earliest"}),
    "brokers as a list": ({"bootstrap_servers": ["a:1", "b"]}, {"bootstrap.servers": "a:1,b:9092"}),
    "brokers with a protocol": ({"bootstrap_servers": "SSL://a:1, [::1]:2"}, {"bootstrap.servers": "a:1,[::1]:2"}),
    "the prefetch is shared by the threads": ({"consumer_threads": 4}, {"queued.max.messages.kbytes": 6144}),
    "the prefetch has a least size": ({"consumer_threads": 100}, {"queued.max.messages.kbytes": 4096}),
    "a strategy by its word": (
        {"partition_assignment_strategy": "cooperative_sticky"},
        {"partition.assignment.strategy": "cooperative-sticky"},
    ),
    "a strategy by its class": (
        {"partition_assignment_strategy": "org.apache.kafka.clients.consumer.RoundRobinAssignor"},
        {"partition.assignment.strategy": "roundrobin"},
    ),
    "new protocol": (
        {"group_protocol": "consumer"},
        {"group.protocol": "consumer", "session.timeout.ms": None, "heartbeat.interval.ms": None},
    ),
    "the system's buffers": ({"receive_buffer_bytes": -1}, {"socket.receive.buffer.bytes": 0}),
    "Java's old time-out is longer than librdkafka's longest": (
        {"request_timeout_ms": 305000},
        {"socket.timeout.ms": 300000},
    ),
    "small fetches": ({"fetch_max_bytes": 2000}, {"fetch.max.bytes": 2000, "message.max.bytes": 2000}),
    "huge fetches": ({"fetch_max_bytes": 200_000_000}, {"receive.message.max.bytes": 200_000_512}),
    "metadata": ({"metadata_max_age_ms": 60000}, {"topic.metadata.refresh.interval.ms": 60000}),
    "internal topics": ({"topics_pattern": ".*"}, {"topic.blacklist": "^__consumer_offsets$,^__transaction_state$"}),
    "internal topics too": ({"topics_pattern": ".*", "exclude_internal_topics": "false"}, {"topic.blacklist": None}),
    "fetching": (
        {"fetch_min_bytes": 10, "fetch_max_wait_ms": 20, "max_partition_fetch_bytes": 30, "client_rack": "r1"},
        {"fetch.min.bytes": 10, "fetch.wait.max.ms": 20, "fetch.message.max.bytes": 30, "client.rack": "r1"},
    ),
    "transactions": ({"isolation_level": "read_committed"}, {"isolation.level": "read_committed"}),
}

# what it shows: (options, part of the message, where it points)
FAULTS = {
    "outside librdkafka's range": ({"fetch_min_bytes": -4}, "from 0 to 2147483647, got -4", ("fetch_min_bytes",)),
    "beyond librdkafka's range": ({"session_timeout_ms": 10**7}, "from 1 to 3600000", ("session_timeout_ms",)),
    "no group": (
        {"group_id": " "},
        'option "group_id": expected the name of a group, got an empty text',
        ("group_id",),
    ),
    "a nul": ({"client_id": "a\0b"}, 'option "client_id": expected a text without a NUL character', ("client_id",)),
    "a negative fetch": ({"fetch_max_bytes": -4}, 'option "fetch_max_bytes": expected', ("fetch_max_bytes",)),
    "a negative interval": ({"auto_commit_interval_ms": -1}, "at least 0", ("auto_commit_interval_ms",)),
    "two that don't fit": ({"max_poll_interval_ms": 100}, '"session_timeout_ms"', ("max_poll_interval_ms",)),
    "heartbeat too slow": (
        {"heartbeat_interval_ms": 20000},
        "less than session_timeout_ms",
        ("heartbeat_interval_ms",),
    ),
    "the broker decides": (
        {"group_protocol": "consumer", "session_timeout_ms": 5000},
        "the broker decides",
        ("session_timeout_ms",),
    ),
    "no threads": ({"consumer_threads": 0}, "at least 1", ("consumer_threads",)),
    "no topics": ({"topics": []}, "at least one topic", ("topics",)),
    "no such reset": ({"auto_offset_reset": "erliest"}, "earliest, latest or none", ("auto_offset_reset",)),
    "by duration": ({"auto_offset_reset": "by_duration:PT1H"}, "by_duration", ("auto_offset_reset",)),
    "no such strategy": ({"partition_assignment_strategy": "fair"}, '"fair"', ("partition_assignment_strategy",)),
    "no broker": ({"bootstrap_servers": "a b"}, 'got "a b"', ("bootstrap_servers",)),
    "avro": ({"schema_registry_url": "http://x"}, "not supported", ("schema_registry_url",)),
    "deserializer": ({"value_deserializer_class": "a.KafkaAvroDeserializer"}, "Avro", ("value_deserializer_class",)),
    "pattern": ({"topics_pattern": "a(?=b)"}, "(?=b", ("topics_pattern",)),
}

WARNINGS = {
    "old reset": ({"auto_offset_reset": "largest"}, '"largest" is an old name of "latest"'),
    "old topic": ({"topic_id": "a"}, '"topic_id" is an old name'),
    "old decoration": ({"decorate_events": True}, '"true" is an old name of "basic"'),
    "zookeeper": ({"zk_connect": "zk:2181"}, 'option "zk_connect" no longer exists'),
    "sticky": ({"partition_assignment_strategy": "sticky"}, "cooperative_sticky is used"),
    "poll timeout": ({"poll_timeout_ms": 5}, "pipeline.batch.delay"),
    "pattern and topics": ({"topics": ["a"], "topics_pattern": "b"}, 'takes the place of "topics"'),
    "dns": ({"client_dns_lookup": "default"}, "use_all_dns_ips"),
}

PATTERNS = {
    "app-.*": "^(app-.*)$",
    r"app\.\d+": r"^(app\.[0-9]+)$",
    r"[\w-]+": "^([A-Za-z0-9_-]+)$",
    "(?:a|b)c{2,}": "^((a|b)c{2,})$",
    r"\W\S": "^([^A-Za-z0-9_][^ \t])$",
    "[]x]": "^([]x])$",
}


def found(options: dict[str, Any]) -> tuple[KafkaInput, list[OptionError], list[OptionError]]:
    """The plugin, its faults and its warnings."""
    faults: list[OptionError] = []
    warnings: list[OptionError] = []
    plugin = KafkaInput.__new__(KafkaInput)
    plugin.configure(
        Context(), options, lambda error, *, warning=False: (warnings if warning else faults).append(error)
    )
    return plugin, faults, warnings


@pytest.mark.parametrize(("options", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_settings(options: dict[str, Any], expected: dict[str, Any]):
    plugin, faults, _ = found(options)
    assert faults == []
    assert {name: plugin.settings.get(name) for name in expected} == expected


@pytest.mark.parametrize(("options", "message", "path"), FAULTS.values(), ids=FAULTS)
def test_fault(options: dict[str, Any], message: str, path: tuple[str, ...]):
    _, faults, _ = found(options)
    assert [fault.path for fault in faults] == [path]
    assert message in faults[0].message + " ".join(faults[0].hints)


@pytest.mark.parametrize(("options", "message"), WARNINGS.values(), ids=WARNINGS)
def test_warning(options: dict[str, Any], message: str):
    _, faults, warnings = found(options)
    assert faults == []
    assert [message in warning.message for warning in warnings] == [True]


def test_the_old_name_of_topics_is_honoured():
    assert found({"topic_id": "a"})[0].subscription() == ["a"]
    assert found({"topic_id": "a", "topics": ["b"]})[0].subscription() == ["b"]


@pytest.mark.parametrize(("pattern", "expected"), PATTERNS.items())
def test_pattern(pattern: str, expected: str):
    assert subscription_pattern(pattern) == expected
    assert found({"topics_pattern": pattern})[0].subscription() == [expected]


@pytest.mark.parametrize("pattern", ["(?i)a", "a+?", r"\p{L}", r"a\b", "(?<x>a)", "a++"])
def test_a_pattern_that_posix_has_not(pattern: str):
    with pytest.raises(OptionError, match="librdkafka does not know"):
        subscription_pattern(pattern)


def test_every_table_says_what_to_do():
    assert all(len(text) > 10 for text in [*REMOVED.values(), *UNSUPPORTED.values()])
    assert not set(REMOVED) & set(KafkaInput.properties)


def test_no_password_is_shown():
    options = {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "PLAIN",
        "sasl_jaas_config": "a.B required password='s3cret';",
    }
    with pytest.raises(ConfigError) as raised:
        KafkaInput(**options)
    assert "s3cret" not in str(raised.value)


class Message:
    """A record with facts."""

    def __init__(self, key: bytes | None, headers: list[tuple[str, bytes | None]] | None = None) -> None:
        self._key = key
        self._headers = headers

    def topic(self) -> str:
        return "t"

    def partition(self) -> int:
        return 2

    def offset(self) -> int:
        return 7

    def timestamp(self) -> tuple[int, int]:
        return (1, 1700000000123)

    def key(self) -> bytes | None:
        return self._key

    def headers(self) -> list[tuple[str, bytes | None]] | None:
        return self._headers


BASIC = {
    "topic": "t",
    "consumer_group": "logstash",
    "partition": 2,
    "offset": 7,
    "key": "k",
    "timestamp": 1700000000123,
}
HEADERS: list[tuple[str, bytes | None]] = [
    ("h", b"v"),
    ("h", b"again"),
    ("bad", b"\xff"),
    ("none", None),
    ("empty", b""),
]


def decorated(mode: str, message: Message, event: dict[str, Any] | None = None) -> dict[str, Any]:
    event = event if event is not None else {}
    decorate = KafkaInput(decorate_events=mode).decorator()
    assert decorate is not None
    decorate(event, message)
    return event


@pytest.mark.parametrize("mode", ["basic", "true"])
def test_facts(mode: str):
    assert decorated(mode, Message(b"k", HEADERS)) == {"@metadata": {"kafka": BASIC}}


def test_a_key_may_be_missing_or_no_text():
    assert decorated("basic", Message(None))["@metadata"]["kafka"]["key"] is None
    assert decorated("basic", Message(b"\xfe\xff"))["@metadata"]["kafka"]["key"] == "��"


def test_headers():
    facts = decorated("extended", Message(b"k", HEADERS))["@metadata"]["kafka"]
    assert facts == {**BASIC, "headers": {"h": "again", "empty": ""}}
    assert decorated("extended", Message(b"k"))["@metadata"]["kafka"] == BASIC


def test_facts_join_what_the_record_brought():
    event = {"@metadata": {"m": 1, "kafka": {"own": 2, "topic": "x"}}}
    assert decorated("basic", Message(b"k"), event) == {"@metadata": {"m": 1, "kafka": {"own": 2, **BASIC}}}
    assert decorated("basic", Message(b"k"), {"@metadata": {"kafka": "text"}}) == {"@metadata": {"kafka": BASIC}}


@pytest.mark.parametrize("mode", ["none", "false"])
def test_no_facts(mode: str):
    assert KafkaInput(decorate_events=mode).decorator() is None
