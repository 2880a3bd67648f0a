"""What the output refuses when the config is checked, what it warns of, and what old options mean now."""

import base64

import pytest

from pipeline.errors import ConfigError
from pipeline.outputs.elasticsearch import ElasticsearchOutput
from pipeline.plugin.options import declared_options
from pipeline.testing import config_warnings

UPDATE = 'index => "i" action => "update" document_id => "1"'


def faults(options, ecs="v8"):
    """The first lines of all faults."""
    plugin = "" if ecs == "v8" else f"ecs_compatibility => {ecs} "
    with pytest.raises(ConfigError) as error:
        config_warnings(f"output {{ elasticsearch {{ {plugin}{options} }} }}")
    return [diagnostic.message for diagnostic in error.value.diagnostics if diagnostic.severity == "error"]


# options: a part of the only fault
REFUSED = {
    'action => "update" index => "i"': 'needs the option "document_id" for the action "update"',
    'action => "upsert" index => "i"': 'option "action": expected one of index, create, update, delete, got "upsert"',
    'version_type => "external" index => "i"': 'needs the option "version" for the version_type "external"',
    'hosts => ["http://es"] api_key => "id:key"': 'option "api_key": expected https',
    'hosts => ["https://es"] api_key => "nonsense"': 'option "api_key": expected an API key as "id:key", or that in base64',
    'hosts => ["https://es"] api_key => "ünicode"': 'option "api_key": expected an API key as "id:key", or that in base64',
    'hosts => ["https://es"] api_key => "essu_ü"': 'option "api_key": expected an API key as "id:key", or that in base64',
    'hosts => ["http://es"] custom_headers => { "a b" => "c" }': 'option "custom_headers": expected a header\'s name',
    'hosts => ["http://es"] custom_headers => { "a" => "€" }': 'option "custom_headers": expected a value of one line',
    'hosts => ["https://es"] user => "u" password => "p" api_key => "a:b"': "takes one kind of credentials, got user and api_key",
    'cloud_auth => "nobody"': 'option "cloud_auth": expected "user:password"',
    'index => "i" data_stream_dataset => "d"': 'has no use for "data_stream_dataset": "index" is given',
    'data_stream => false data_stream_type => "logs"': 'has no use for "data_stream_type": data streams are off',
    'index => "i" data_stream => true': 'takes no "index" with data_stream => true',
    'data_stream => true action => "index"': 'takes no "action" with data_stream => true',
    "data_stream => true manage_template => true": 'takes no "manage_template" with data_stream => true',
    'data_stream_namespace => "a b"': 'option "data_stream_namespace": expected 1 to 100 bytes',
    'data_stream_type => "things"': 'option "data_stream_type": expected one of logs, metrics, synthetics, traces',
    'index => "i" dlq_custom_codes => [409]': 'option "dlq_custom_codes": 409 has a meaning already',
    'hosts => ["https://es"] ssl_enabled => false': 'option "ssl_enabled": expected true for addresses with https, got false',
    'hosts => ["http://es"] ssl => true': 'option "ssl": expected false for addresses with http, got true',
    'hosts => ["http://a", "https://b"]': 'option "hosts": expected http or https for all addresses, got both',
    'hosts => ["http://a", "b c"]': 'option "hosts": expected an address such as "http://es:9200", got "b c"',
    'hosts => ["a,b"]': 'option "hosts": expected an address',
    "hosts => []": 'option "hosts": expected at least one address',
    'hosts => ["http://a/x"] path => "/y"': 'takes "path" or a path in "hosts", not both',
    'cloud_id => "x:y" hosts => ["a"]': 'takes "hosts" or "cloud_id", not both',
    'cloud_id => "nonsense"': 'option "cloud_id": expected a cloud id',
    'ssl_certificate => "/c.pem"': 'needs the option "ssl_key" beside "ssl_certificate"',
    'hosts => ["https://a"] ca_trusted_fingerprint => "abc"': 'option "ca_trusted_fingerprint": expected 64 hexadecimal digits',
    'ssl_cipher_suites => ["TLS_NO_WITH_SUCH_SUITE"]': 'option "ssl_cipher_suites": expected a cipher suite that OpenSSL knows',
    'ssl_supported_protocols => ["SSLv3"]': 'option "ssl_supported_protocols": expected one of TLSv1.1, TLSv1.2, TLSv1.3',
    'proxy => "socks5://p:1080"': 'option "proxy": expected a proxy such as "http://proxy:3128"',
    f"{UPDATE} doc_as_upsert => true scripted_upsert => true": 'takes "doc_as_upsert" or "scripted_upsert", not both',
    f"{UPDATE} upsert => '{{oops'": 'option "upsert": expected JSON',
    'index => "i-%{+QQ}"': 'option "index": "%{+QQ}"',
    'document_id => "%{[a}"': 'option "document_id": "%{[a}"',
    "compression_level => 10": 'option "compression_level": expected one of 0, 1, 2',
    'ssl_keystore_path => "/k.p12"': 'option "ssl_keystore_path" is not supported',
    'truststore => "/t.jks"': 'option "truststore" is not supported',
    'indx => "i"': 'has no option "indx"',
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_refused(options, message):
    (found,) = faults(options)
    assert message in found


def test_data_streams_need_ecs():
    assert "needs the fields of ECS" in faults("data_stream => true", ecs="disabled")[0]
    assert "ECS is disabled" in faults('data_stream_dataset => "d"', ecs="disabled")[0]


def test_all_faults_are_told_at_once_with_their_places():
    with pytest.raises(ConfigError) as error:
        config_warnings('output {\n elasticsearch {\n  hosts => ["a", "b c"]\n  action => "nope"\n } }', "x.conf")
    places = [(one.span.line, one.span.text) for one in error.value.diagnostics]
    assert places == [(3, '"b c"'), (4, '"nope"')]


def test_secrets_do_not_show_in_faults():
    text = str(faults('hosts => ["http://u:s3cret@a b"]')) + str(faults('hosts => ["http://a"] api_key => "id:s3cret"'))
    assert "s3cret" not in text


# options: a part of the only warning
WARNED = {
    'index => "i" document_type => "log"': 'option "document_type" no longer exists and is ignored',
    'index => "i" flush_size => 500': 'option "flush_size" no longer exists and is ignored',
    'index => "i" protocol => "http"': 'option "protocol" no longer exists and is ignored',
    'index => "i" host => "es"': 'option "host" is old: use "hosts"',
    'index => "i" hosts => ["https://a"] ssl => true': 'option "ssl" is old: use "ssl_enabled"',
    'index => "i" failure_type_logging_whitelist => ["x"]': 'use "silence_errors_in_log"',
    'index => "Upper"': 'option "index": Elasticsearch refuses upper case in a name, got "Upper"',
    'index => "i-%{+YYYY.mm.dd}"': 'option "index": "mm" in "i-%{+YYYY.mm.dd}" are minutes',
    'index => "i-%{+YYYY.MM.DD}"': 'option "index": "DD" in "i-%{+YYYY.MM.DD}" are the day of the year',
    'index => "i" ilm_rollover_alias => "a"': 'option "index": the rollover alias "a" overrules it',
    'index => "i" user => "u"': 'ignores "user" without "password"',
    'index => "i" action => "delete"': 'needs the option "document_id" for the action "delete", unless',
    'index => "i" hosts => ["https://a"] ssl_verification_mode => "none"': "does not check certificates",
    'index => "i" hosts => ["https://a"] ssl_certificate_authorities => ["/nowhere.pem"]': 'there is no file "/nowhere.pem"',
    'index => "i" template => "/nowhere.json"': 'there is no file "/nowhere.json"',
}


@pytest.mark.parametrize(("options", "message"), WARNED.items(), ids=WARNED)
def test_warned(options, message):
    (warning,) = config_warnings(f"output {{ elasticsearch {{ {options} }} }}")
    assert message in warning.message


# configs that are fine and say nothing
FINE = [
    "",
    'index => "logs-%{+YYYY.MM.dd}"',
    'index => "i-%{+YYYY.MM.dd.HH.mm}"',
    'index => "i-%{+HH:mm}"',
    'hosts => "es:9200" user => elastic password => changeme index => "i"',
    'cloud_id => "l:ZXUuZXhhbXBsZS5vcmckYWJjJGRlZg==" cloud_auth => "u:p" index => "i"',
    'hosts => ["https://a"] api_key => "YW5pZDpha2V5" index => "i"',
    'hosts => ["https://a"] ssl_cipher_suites => ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"]',
    'document_id => "%{id}" routing => "r" pipeline => "p" manage_template => false',
    "workers => 4 sniffing => true sniffing_delay => 10 pool_max => 50 timeout => 120",
]


@pytest.mark.parametrize("options", FINE)
def test_fine(options):
    assert config_warnings(f"output {{ elasticsearch {{ {options} }} }}") == []


def output(**options):
    return ElasticsearchOutput(**options)


def test_where_events_go_by_default():
    assert output().target_index == "logs-generic-default"
    assert output(ecs_compatibility="disabled").target_index == "logstash"
    assert output(ecs_compatibility="disabled", ilm_enabled="false").target_index == "logstash-%{+yyyy.MM.dd}"
    assert output(data_stream="false").target_index == "ecs-logstash"
    assert output(document_id="x", routing="r", pipeline="p", manage_template=False).uses_data_stream
    assert not output(action="index").uses_data_stream
    assert output(action="create").uses_data_stream


def labels(**options):
    return [node.label for node in output(index="i", **options).nodes]


def test_addresses_from_new_and_old_options():
    assert labels() == ["http://127.0.0.1:9200"]
    assert labels(hosts=["a", "http://b:1"]) == ["http://a:9200", "http://b:1"]
    assert labels(hosts=["a"], ssl_enabled=True) == ["https://a:9200"]
    assert labels(hosts=["a", "https://b"]) == ["https://a:9200", "https://b:9200"]
    assert labels(host=["a"], port=9201) == ["http://a:9201"]
    assert labels(host="a", ssl=True) == ["https://a:9200"]
    assert labels(hosts=["a"], path="es/") == ["http://a:9200/es"]


def test_credentials():
    def header(**options):
        return output(index="i", **options).nodes[0].authorization

    basic = "Basic " + base64.b64encode(b"u:p").decode()
    assert header() is None
    assert header(user="u", password="p") == basic
    assert header(cloud_auth="u:p", hosts=["https://a"]) == basic
    assert header(hosts=["http://u:p@a"], user="other", password="x") == basic
    assert header(hosts=["https://a"], api_key="id:key") == "ApiKey " + base64.b64encode(b"id:key").decode()
    assert header(hosts=["https://a"], api_key="aWQ6a2V5") == "ApiKey aWQ6a2V5"
    assert header(hosts=["https://a"], api_key="essu_abc") == "ApiKey essu_abc"


@pytest.mark.parametrize(
    ("options", "level"),
    [
        ({"hosts": ["127.0.0.1"]}, 0),
        ({"hosts": ["localhost", "[::1]"]}, 0),
        ({"hosts": ["127.0.0.1", "es"]}, 1),
        ({"hosts": ["es"]}, 1),
        ({"hosts": ["es"], "compression_level": 5}, 5),
        ({"hosts": ["es"], "compression_level": 0}, 0),
        ({"hosts": ["es"], "http_compression": False}, 0),
        ({"hosts": ["127.0.0.1"], "http_compression": True}, 1),
    ],
)
def test_compression(options, level):
    assert output(index="i", **options).bulk_settings(identifies=False).level == level


@pytest.mark.parametrize(
    ("options", "bulk", "check", "query"),
    [
        ({}, "/_bulk", "/", ""),
        ({"bulk_path": "_mybulk?refresh=true"}, "/_mybulk?refresh=true", "/", ""),
        ({"path": "/es", "bulk_path": "/es/_bulk", "healthcheck_path": "/es/up"}, "/_bulk", "/up", ""),
        ({"parameters": {"a": "b c", "d": "é&"}}, "/_bulk", "/", "a=b%20c&d=%C3%A9%26"),
    ],
)
def test_paths(options, bulk, check, query):
    made = output(index="i", **options)
    assert made.bulk_settings(identifies=False).path == bulk
    assert made.client_settings.check_path == check
    assert made.client_settings.query == query


def test_every_documented_option_is_known():
    """The options of Logstash's plugin, versions 11.22 and 12.1: honoured, refused with a reason, or told to be gone."""
    documented = """
        action api_key bulk_path ca_trusted_fingerprint cloud_auth cloud_id compression_level custom_headers data_stream
        data_stream_auto_routing data_stream_dataset data_stream_namespace data_stream_sync_fields data_stream_type
        dlq_custom_codes dlq_on_failed_indexname_interpolation doc_as_upsert document_id document_type drop_error_types
        ecs_compatibility failure_type_logging_whitelist healthcheck_path hosts http_compression ilm_enabled ilm_pattern
        ilm_policy ilm_rollover_alias index join_field manage_template parameters parent password path pipeline pool_max
        pool_max_per_route proxy resurrect_delay retry_initial_interval retry_max_interval retry_on_conflict routing script
        script_lang script_type script_var_name scripted_upsert silence_errors_in_log sniffing sniffing_delay sniffing_path
        ssl_certificate ssl_certificate_authorities ssl_cipher_suites ssl_enabled ssl_key ssl_keystore_password
        ssl_keystore_path ssl_keystore_type ssl_supported_protocols ssl_truststore_password ssl_truststore_path
        ssl_truststore_type ssl_verification_mode template template_api template_name template_overwrite timeout upsert user
        validate_after_inactivity version version_type
        ssl cacert keystore keystore_password truststore truststore_password ssl_certificate_verification
        codec enable_metric id workers
    """
    known = (
        declared_options(ElasticsearchOutput).keys()
        | ElasticsearchOutput.unsupported.keys()
        | ElasticsearchOutput.removed.keys()
    )
    assert set(documented.split()) <= known
