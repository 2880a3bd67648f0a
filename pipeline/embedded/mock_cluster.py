"""librdkafka's mock cluster, through its C API: confluent-kafka offers only a part of it, as a setting.

The part that isn't offered is what makes groups form soon and well.  A real broker waits 3 s for the members of a new
group; one that is started for a demonstration need not.  And the mock hands out partitions as soon as the group's
leader has answered: a member whose answer comes later is sent back to join, which costs 9 s.  The leader asks for
metadata before it answers, so a little latency on all answers puts it last.
"""

import ctypes
from types import TracebackType
from typing import Self

from confluent_kafka import cimpl

PRODUCER = 0  # rd_kafka_type_t
CONF_OK = 0  # rd_kafka_conf_res_t
ALL_BROKERS = -1
ROUND_TRIP = 10  # milliseconds
GROUP_DELAY = 1000  # milliseconds in which the members of a group should come
ERROR_BYTES = 512
QUIET = {"log_level": "0"}


class MockCluster:
    """A cluster of one broker on loopback, alive inside its `with`; `bootstrap` is its address."""

    def __init__(self, *, debug: bool = False) -> None:
        """`debug` shows on standard error what the broker does."""
        self._settings = {"debug": "mock"} if debug else QUIET
        self._api = _api()
        self._handle: int | None = None
        self._cluster: int | None = None
        self.bootstrap = ""

    def __enter__(self) -> Self:
        api = self._api
        self._handle = self._new_handle()
        self._cluster = api.rd_kafka_mock_cluster_new(self._handle, 1)
        if not self._cluster:
            self.close()
            raise OSError("librdkafka could not start its mock cluster")
        api.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, GROUP_DELAY)
        api.rd_kafka_mock_broker_set_rtt(self._cluster, ALL_BROKERS, ROUND_TRIP)
        self.bootstrap = api.rd_kafka_mock_cluster_bootstraps(self._cluster).decode()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the broker; what it holds is gone."""
        cluster, handle = self._cluster, self._handle
        self._cluster = self._handle = None
        if cluster:
            self._api.rd_kafka_mock_cluster_destroy(cluster)
        if handle:
            self._api.rd_kafka_destroy(handle)

    def create_topic(self, name: str, partitions: int) -> None:
        """Make a topic, unless it exists."""
        self._api.rd_kafka_mock_topic_create(self._cluster, name.encode(), partitions, 1)

    def _new_handle(self) -> int:
        """A client that the cluster needs for its threads and its log."""
        error = ctypes.create_string_buffer(ERROR_BYTES)
        settings = self._api.rd_kafka_conf_new()
        for name, value in self._settings.items():
            if self._api.rd_kafka_conf_set(settings, name.encode(), value.encode(), error, ERROR_BYTES) != CONF_OK:
                raise OSError(error.value.decode())
        handle: int | None = self._api.rd_kafka_new(PRODUCER, settings, error, ERROR_BYTES)
        if not handle:
            raise OSError(f"librdkafka could not start: {error.value.decode()}")
        return handle


def _api() -> ctypes.CDLL:
    """The functions that are used here, with their types; looked up in what confluent-kafka itself is linked to."""
    api = ctypes.CDLL(cimpl.__file__)
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("rd_kafka_conf_new", pointer, ()),
        ("rd_kafka_conf_set", number, (pointer, text, text, text, ctypes.c_size_t)),
        ("rd_kafka_new", pointer, (number, pointer, text, ctypes.c_size_t)),
        ("rd_kafka_destroy", None, (pointer,)),
        ("rd_kafka_mock_cluster_new", pointer, (pointer, number)),
        ("rd_kafka_mock_cluster_destroy", None, (pointer,)),
        ("rd_kafka_mock_cluster_bootstraps", text, (pointer,)),
        ("rd_kafka_mock_topic_create", number, (pointer, text, number, number)),
        ("rd_kafka_mock_group_initial_rebalance_delay_ms", None, (pointer, ctypes.c_int32)),
        ("rd_kafka_mock_broker_set_rtt", number, (pointer, ctypes.c_int32, number)),
    ):
        function = getattr(api, name)
        function.restype = result
        function.argtypes = arguments
    return api
