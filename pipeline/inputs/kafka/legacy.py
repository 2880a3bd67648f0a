"""Options of the kafka input that are refused, or that older versions had, and what to write instead."""

NO_REGISTRY = "Avro and a schema registry are not supported; write JSON to the topic, or decode it before"
BY_KAFKA = "the group's offsets are kept by Kafka itself"
GOES_ON = "the consumer always goes on"

UNSUPPORTED = {
    "schema_registry_key": NO_REGISTRY,
    "schema_registry_proxy": NO_REGISTRY,
    "schema_registry_secret": NO_REGISTRY,
    "schema_registry_ssl_keystore_location": NO_REGISTRY,
    "schema_registry_ssl_keystore_password": NO_REGISTRY,
    "schema_registry_ssl_keystore_type": NO_REGISTRY,
    "schema_registry_ssl_truststore_location": NO_REGISTRY,
    "schema_registry_ssl_truststore_password": NO_REGISTRY,
    "schema_registry_ssl_truststore_type": NO_REGISTRY,
    "schema_registry_url": NO_REGISTRY,
    "schema_registry_validation": NO_REGISTRY,
}
REMOVED = {
    "zk_connect": 'write: bootstrap_servers => "kafka:9092"; ZooKeeper is not asked any more',
    "reset_beginning": 'write: auto_offset_reset => "earliest"; it counts only where the group has no offset yet',
    "white_list": "write: topics_pattern => ...",
    "black_list": "write: topics_pattern => ...",
    "consumer_id": "write: client_id => ...",
    "consumer_restart_on_error": GOES_ON,
    "consumer_restart_sleep_ms": GOES_ON,
    "consumer_timeout_ms": "the consumer waits for records as long as it takes",
    "decoder_class": "write: codec => ...",
    "key_decoder_class": "keys are decoded as UTF-8",
    "fetch_message_max_bytes": "write: max_partition_fetch_bytes => ...",
    "queue_size": "nothing is queued between the consumer and the filters",
    "rebalance_backoff_ms": BY_KAFKA,
    "rebalance_max_retries": BY_KAFKA,
    "ssl": 'write: security_protocol => "SSL"',
}
