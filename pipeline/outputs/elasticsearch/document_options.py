"""Options of the output `elasticsearch` that say what is written where, and what a failure means."""

from pipeline.plugin import option, types

INDEX_ALONE = "is not for data streams"
REMOVED = {
    "document_type": "documents have no type since Elasticsearch 8; leave it out",
    "index_type": "documents have no type since Elasticsearch 8; leave it out",
    "flush_size": 'the setting "pipeline.batch.size" says how many events go at once',
    "idle_flush_time": 'the setting "pipeline.batch.delay" says how long events wait for others',
    "max_inflight_requests": "each consumer thread has one request under way",
    "max_retries": "what can be retried is retried until it succeeds",
    "retry_max_items": "only what failed is sent again",
    "type": 'put the output into if [type] == "..." { }',
    "tags": 'put the output into if "..." in [tags] { }',
    "exclude_tags": 'put the output into if "..." not in [tags] { }',
}
ACTIONS = ("index", "create", "update", "delete")
EXTERNAL = ("external", "external_gt", "external_gte")


class DocumentOptions:
    """What becomes of an event: which action, where, under which id."""

    index = option(types.string, doc="Index to write to; may hold %{...}.")
    action = option(
        types.string, doc='"index", "create", "update", "delete", or a template such as "%{[@metadata][action]}".'
    )
    document_id = option(types.string, doc="Id of the document; may hold %{...}.")
    deterministic_ids = option(
        types.boolean,
        default=True,
        doc="Without document_id, make ids from the records' places in Kafka: reading one again changes nothing.",
    )
    pipeline = option(types.string, doc="Ingest pipeline; may hold %{...}.")
    routing = option(types.string, doc="Routing; may hold %{...}.")
    parent = option(types.string, doc="Id of the parent document; may hold %{...}.")
    join_field = option(types.string, doc="Name of the join field, which then holds name and parent.")
    version = option(types.string, doc="Version of the document; may hold %{...}.")
    version_type = option(types.choice("internal", *EXTERNAL, "force"), doc="How Elasticsearch compares versions.")
    retry_on_conflict = option(types.integer, default=1, doc="How often Elasticsearch itself tries an update again.")
    doc_as_upsert = option(types.boolean, default=False, doc="An update of a document that is not there creates it.")
    upsert = option(
        types.string, default="", doc="Document, as JSON text with %{...}, that such an update creates instead."
    )
    script = option(types.string, default="", doc="Script of an update, or the name of one.")
    script_type = option(types.choice("inline", "indexed", "file"), default="inline", doc="What `script` holds.")
    script_lang = option(types.string, default="painless", doc="Language of the script.")
    script_var_name = option(types.string, default="event", doc="Name of the event among the script's params.")
    scripted_upsert = option(types.boolean, default=False, doc="The script also creates documents that are not there.")

    data_stream = option(
        types.choice("true", "false", "auto"),
        default="auto",
        doc="Write to a data stream; auto: where all else allows.",
    )
    data_stream_type = option(
        types.choice("logs", "metrics", "synthetics", "traces"), default="logs", doc="First part of its name."
    )
    data_stream_dataset = option(types.string, default="generic", doc="Second part of its name.")
    data_stream_namespace = option(types.string, default="default", doc="Third part of its name.")
    data_stream_auto_routing = option(
        types.boolean, default=True, doc="Let the event's data_stream fields choose the stream."
    )
    data_stream_sync_fields = option(types.boolean, default=True, doc="Write the data_stream fields into the document.")

    manage_template = option(types.boolean, default=True, doc="Install an index template at start.")
    template = option(types.path, doc="JSON file of your own template.")
    template_name = option(types.string, doc="Name of the template in Elasticsearch.")
    template_overwrite = option(types.boolean, default=False, doc="Replace a template that is there already.")
    template_api = option(
        types.choice("auto", "legacy", "composable"), default="auto", doc="Kind of template; auto: by version."
    )
    ilm_enabled = option(
        types.choice("true", "false", "auto"), default="auto", doc="Write to an alias that rolls over by a policy."
    )
    ilm_rollover_alias = option(types.string, doc="Name of that alias.")
    ilm_pattern = option(
        types.string, default="{now/d}-000001", doc="What follows the alias in the first index's name."
    )
    ilm_policy = option(types.string, default="logstash-policy", doc="Name of the policy.")

    retry_initial_interval = option(
        types.number, default=2, doc="Seconds before the second try; doubled for each further one."
    )
    retry_max_interval = option(types.number, default=64, doc="Most seconds between two tries.")
    dlq_custom_codes = option(
        types.array(types.integer), default=[], doc="Codes, beside 400 and 404, that make dead letters."
    )
    dlq_on_failed_indexname_interpolation = option(
        types.boolean,
        default=True,
        doc="An index name with a missing field makes a dead letter; if false it is sent as it is.",
    )
    drop_error_types = option(
        types.array(types.string), default=[], doc="Types of error that make dead letters at once."
    )
    silence_errors_in_log = option(types.array(types.string), default=[], doc="Types of error that are not logged.")
    failure_type_logging_whitelist = option(
        types.array(types.string), default=[], doc='Old name of "silence_errors_in_log".'
    )


NOT_FOR_DATA_STREAMS = frozenset({
    "index", "parent", "join_field", "version", "version_type", "retry_on_conflict", "doc_as_upsert", "upsert",
    "script", "script_type", "script_lang", "script_var_name", "scripted_upsert",
    "template", "template_name", "template_overwrite", "template_api",
    "ilm_enabled", "ilm_rollover_alias", "ilm_pattern", "ilm_policy",
})  # fmt: skip
