"""Output `elasticsearch`: bulk requests as Logstash sends them, retried until every document is settled."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import ClassVar

from pipeline.outputs.elasticsearch import checks, connection_options, document_options
from pipeline.outputs.elasticsearch.actions import IndexName
from pipeline.outputs.elasticsearch.bulk import NEVER_ACCEPTED, BulkSettings
from pipeline.outputs.elasticsearch.client import Client, ClientSettings
from pipeline.outputs.elasticsearch.collect import date_width, is_plain
from pipeline.outputs.elasticsearch.connection_options import (
    ConnectionOptions,
    below_prefix,
    client_settings,
    level_of,
    nodes_of,
)
from pipeline.outputs.elasticsearch.data_streams import FIELD, Stream, means_data_stream
from pipeline.outputs.elasticsearch.document_options import DocumentOptions
from pipeline.outputs.elasticsearch.nodes import Node, NodePool
from pipeline.outputs.elasticsearch.pace import Pace
from pipeline.outputs.elasticsearch.reports import Reports
from pipeline.outputs.elasticsearch.setup import NotReady, Setup
from pipeline.outputs.elasticsearch.sink import ElasticsearchSink
from pipeline.outputs.elasticsearch.sniffing import Sniffer, sniffer_of
from pipeline.plugin import OptionError, Output, Record, WithEcs
from pipeline.sprintf import Template, compile_template


class ElasticsearchOutput(ConnectionOptions, DocumentOptions, Output, WithEcs):
    """Write events to Elasticsearch.

    Whatever fails and can be tried again is tried again until it succeeds; what Elasticsearch refuses for good
    becomes a dead letter.  Nothing is lost, and with records from Kafka nothing is there twice, since a document's
    id is made from its record's place unless `document_id` says otherwise.
    """

    template = DocumentOptions.template  # type: ignore[assignment]  # hides the method of plugins; see `compiled`
    unsupported: ClassVar = connection_options.UNSUPPORTED
    removed: ClassVar = {**connection_options.REMOVED, **document_options.REMOVED}

    def check(self) -> Iterator[OptionError]:
        """Faults between options."""
        return checks.faults_of(self)

    @cached_property
    def uses_data_stream(self) -> bool:
        """Whether events go to data streams."""
        return means_data_stream(self)

    @cached_property
    def stream(self) -> Stream:
        """Names data streams."""
        return Stream(self)

    @property
    def default_name(self) -> str:
        """What index, alias and template are called unless the config says otherwise."""
        return "ecs-logstash" if self.ecs else "logstash"

    @property
    def uses_ilm(self) -> bool:
        """Whether events go to an alias that rolls over."""
        default_index = self.index is None
        return (
            not self.uses_data_stream
            and self.ilm_enabled != "false"
            and (default_index or self.alias != self.default_name)
        )

    @property
    def alias(self) -> str:
        """The alias that rolls over."""
        return self.ilm_rollover_alias or self.default_name

    @property
    def target_index(self) -> str:
        """The template of the index that events go to."""
        if self.uses_data_stream:
            return self.stream.default
        if self.uses_ilm:
            return self.alias
        return self.index or f"{self.default_name}-%{{+yyyy.MM.dd}}"

    @property
    def action_text(self) -> str:
        """The template of the action."""
        return self.action or ("create" if self.uses_data_stream else "index")

    @property
    def final_template_name(self) -> str:
        """The name of the index template."""
        return self.template_name or (self.alias if self.uses_ilm else self.default_name)

    def compiled(self, text: str) -> Template:
        """A compiled `%{...}` text (the method that all plugins have for it is hidden by the option `template`)."""
        return compile_template(text, self.context.clock)

    @cached_property
    def nodes(self) -> list[Node]:
        """The nodes that the config names."""
        return nodes_of(self)

    @cached_property
    def pool(self) -> NodePool:
        """The nodes in use."""
        return NodePool(self.nodes, float(self.resurrect_delay))

    @cached_property
    def client_settings(self) -> ClientSettings:
        """What all connections have in common."""
        return client_settings(self, self.nodes)

    @cached_property
    def reports(self) -> Reports:
        """This output's log."""
        return Reports(self.label(), (*self.silence_errors_in_log, *self.failure_type_logging_whitelist))

    @cached_property
    def pace(self) -> Pace:
        """How big requests may be, for all sinks."""
        return Pace(self.reports, float(self.timeout))

    @cached_property
    def setup(self) -> Setup:
        """What is done once before the first document."""
        return Setup(self)

    @cached_property
    def sniffer(self) -> Sniffer | None:
        """Finds the cluster's nodes, if it is asked to."""
        if not self.sniffing:
            return None
        return sniffer_of(
            self.pool, below_prefix(self, self.sniffing_path or "/_nodes/http"), float(self.sniffing_delay)
        )

    def bulk_settings(self, *, identifies: bool) -> BulkSettings:
        """How documents are posted; `identifies` tells whether the input can identify its records."""
        return BulkSettings(
            path=below_prefix(self, self.bulk_path or "/_bulk"),
            level=level_of(self, self.nodes),
            initial=float(self.retry_initial_interval),
            maximum=float(self.retry_max_interval),
            codes=NEVER_ACCEPTED | set(self.dlq_custom_codes),
            dropped=frozenset(self.drop_error_types),
            own_ids=identifies and self.deterministic_ids and self.document_id is None,
            repeat_followers=self.document_id is not None and self.version is None and not self.script,
        )

    def sees(self, field: str) -> bool:
        """Nothing, when events are written as they are, under our id, to an index by date or by no field at all."""
        plain = is_plain(self) and self.document_id is None
        return not plain or date_width(IndexName(self)) is None or (self.uses_data_stream and field == FIELD)

    def start(self) -> None:
        """Prepare Elasticsearch, or leave that to the first batch while it is away; OptionError where it refuses."""
        client = Client(self.pool, self.client_settings)
        try:
            self.setup.attempt(client)
        except NotReady as why:
            self.reports.set_up_waits(why)
        finally:
            client.close()

    def open(self, identify: Callable[[Record], str] | None) -> ElasticsearchSink:
        """A sink for one worker thread."""
        return ElasticsearchSink(self, identify)
