"""Plugins that Logstash has and we don't, so that a config which names one hears that, and not that it is misspelt."""

KNOWN = {
    "input": frozenset(
        """azure_event_hubs beats cloudwatch couchdb_changes dead_letter_queue elastic_agent
        elastic_serverless_forwarder elasticsearch exec ganglia gelf github google_cloud_storage
        google_pubsub graphite heartbeat http http_poller imap irc java_generator java_stdin jdbc jms
        jmx kinesis log4j logstash lumberjack meetup pipe pipeline puppet_facter rabbitmq redis relp rss
        s3 salesforce snmp snmptrap sqlite sqs stomp syslog tcp twitter udp unix varnishlog websocket
        wmi xmpp""".split()  # noqa: SIM905 - reads better than a hundred quotes
    ),
    "codec": frozenset(
        """avro cloudfront cloudtrail collectd edn edn_lines es_bulk fluent graphite java_line
        java_plain jdots netflow nmap protobuf""".split()  # noqa: SIM905
    ),
    "filter": frozenset(
        """age aggregate alter bytes cipher dns elastic_integration elasticsearch
        environment extractnumbers http i18n java_uuid jdbc_static jdbc_streaming
        json_encode math memcached metricize metrics multiline noop range rest sleep
        tld uuid wurfl_device_detection""".split()  # noqa: SIM905
    ),
    "output": frozenset(
        """amazon_es app_search boundary circonus cloudwatch csv datadog datadog_metrics dynatrace
        elastic_app_search elastic_workplace_search email exec ganglia gelf google_bigquery
        google_cloud_storage google_pubsub graphite graphtastic http influxdb irc java_stdout juggernaut
        librato loggly logstash lumberjack metriccatcher mongodb nagios nagios_nsca opensearch opentsdb
        pagerduty pipe pipeline rabbitmq redis redmine riak riemann s3 sink sns solr_http sqs statsd
        stomp syslog tcp timber udp webhdfs websocket xmpp zabbix""".split()  # noqa: SIM905
    ),
}
INSTEAD = {
    ("input", "beats"): "Beats can send to Kafka: output.kafka in their file, input { kafka { codec => json } } here",
    ("filter", "environment"): 'write: mutate { add_field => { "field" => "${VARIABLE}" } }',
    ("filter", "json_encode"): "write: ruby { code => \"event.set('target', event.get('source').to_json)\" }",
    ("filter", "multiline"): 'the codec does it: codec => multiline { pattern => "^\\s" what => "previous" }',
    ("filter", "uuid"): 'write: fingerprint { method => "UUID" target => "field" }',
}
"""What does the work of some of them here: (kind, name) -> a hint; behind `write: ` a filter stands."""
