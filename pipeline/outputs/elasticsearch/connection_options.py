"""Options of the output `elasticsearch` that say where Elasticsearch is and how to reach it."""

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from pipeline import __version__
from pipeline.outputs.elasticsearch.client import ClientSettings, checked_proxy
from pipeline.outputs.elasticsearch.nodes import Node, basic, parse_cloud_id, parse_host
from pipeline.outputs.elasticsearch.tls import PROTOCOLS, Tls
from pipeline.plugin import OptionError, option, types

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch import ElasticsearchOutput

STORES = (
    "a Java key store can't be read here: turn it into PEM files (openssl pkcs12 -in STORE -nodes; "
    "keytool -importkeystore first, for a .jks) and name those in"
)
KEY_STORE = f'{STORES} "ssl_certificate" and "ssl_key"'
TRUST_STORE = f'{STORES} "ssl_certificate_authorities"'
UNSUPPORTED = {
    "ssl_keystore_path": KEY_STORE,
    "ssl_keystore_password": KEY_STORE,
    "ssl_keystore_type": KEY_STORE,
    "keystore": KEY_STORE,
    "keystore_password": KEY_STORE,
    "ssl_truststore_path": TRUST_STORE,
    "ssl_truststore_password": TRUST_STORE,
    "ssl_truststore_type": TRUST_STORE,
    "truststore": TRUST_STORE,
    "truststore_password": TRUST_STORE,
}
REMOVED = {
    "protocol": 'only HTTP is spoken; write the scheme in "hosts", as in "https://es:9200"',
    "cluster": 'nodes are found by "hosts" alone',
    "embedded": "Elasticsearch runs on its own",
    "embedded_http_port": "Elasticsearch runs on its own",
    "node_name": "the pipeline does not join the cluster",
    "bind_host": "the pipeline does not join the cluster",
    "bind_port": "the pipeline does not join the cluster",
}


class ConnectionOptions:
    """Where Elasticsearch is, who we are there, and how the connection is made."""

    hosts = option(
        types.array(types.uri),
        default=["//127.0.0.1"],
        doc="Addresses of the nodes, used in turn; the port is 9200 unless given.",
    )
    cloud_id = option(types.string, doc='The cloud id as Elastic Cloud shows it, in place of "hosts".')
    path = option(types.string, doc="Path below which Elasticsearch lives behind a proxy.")
    proxy = option(types.uri, doc="Forward proxy, such as http://proxy:3128.", secret=True)
    parameters = option(
        types.hash_of(types.string), default={}, doc="Query parameters for every request, written as plain text."
    )
    custom_headers = option(types.hash_of(types.string), default={}, doc="Headers for every request.", secret=True)
    bulk_path = option(types.string, doc='Path of bulk requests, "/_bulk" unless given.')
    healthcheck_path = option(types.string, doc='Path that tells whether a node is alive, "/" unless given.')
    timeout = option(types.number, default=60, doc="Seconds to wait for an answer.")
    resurrect_delay = option(types.number, default=5, doc="Seconds until a dead node is tried again.")
    sniffing = option(types.boolean, default=False, doc="Ask the cluster for its nodes and use them all.")
    sniffing_delay = option(types.number, default=5, doc="Seconds between two such questions.")
    sniffing_path = option(types.string, doc='Path of that question, "/_nodes/http" unless given.')
    pool_max = option(
        types.integer, doc="Accepted for Logstash's sake: each consumer thread keeps one connection to each node."
    )
    pool_max_per_route = option(types.integer, doc='As "pool_max".')
    validate_after_inactivity = option(
        types.integer, doc="Accepted for Logstash's sake: connections are always checked before use."
    )
    http_compression = option(types.boolean, doc='Older form of "compression_level": true is 1, false is 0.')
    compression_level = option(
        types.choice(*"0123456789"),
        doc="Gzip level of bulk requests, 0 for none; 1 unless all nodes are on this machine, then 0.",
    )

    user = option(types.string, doc="User for basic authentication.")
    password = option(types.password, doc="Password of that user.", secret=True)
    cloud_auth = option(types.password, doc='"user:password", for Elastic Cloud.', secret=True)
    api_key = option(types.password, doc='API key, as "id:key" or encoded; needs TLS.', secret=True)

    ssl_enabled = option(types.boolean, doc="Whether to encrypt; taken from the addresses unless given.")
    ssl_certificate_authorities = option(
        types.array(types.path), default=[], doc="PEM files of certificate authorities to trust."
    )
    ssl_certificate = option(types.path, doc="PEM file of the certificate that we show.")
    ssl_key = option(types.path, doc="PEM file of its key.")
    ssl_verification_mode = option(
        types.choice("full", "none"), default="full", doc="Check the node's certificate and name, or don't."
    )
    ssl_supported_protocols = option(types.array(types.choice(*PROTOCOLS)), default=[], doc="Versions of TLS to offer.")
    ssl_cipher_suites = option(
        types.array(types.string), default=[], doc="Cipher suites to offer, by the names that Java has for them."
    )
    ca_trusted_fingerprint = option(
        types.array(types.string), default=[], doc="SHA-256 in hex of a certificate authority to trust."
    )

    host = option(types.array(types.uri), default=[], doc='Old name of "hosts".')
    port = option(types.integer, doc='Old: the port of "host".')
    ssl = option(types.boolean, doc='Old name of "ssl_enabled".')
    cacert = option(types.path, doc='Old name of "ssl_certificate_authorities".')
    ssl_certificate_verification = option(types.boolean, doc='Old form of "ssl_verification_mode".')


def nodes_of(output: "ElasticsearchOutput") -> list[Node]:
    """The nodes of a config, with scheme and credentials; OptionError for an address that is none."""
    if output.cloud_id:
        nodes = [parse_cloud_id(output.cloud_id)]
    else:
        name = "host" if output.host and "hosts" not in output.given else "hosts"
        nodes = [_parsed(text, name, index) for index, text in enumerate(getattr(output, name))]
    credentials = authorization_of(output)
    encrypted = output.ssl_enabled if output.ssl_enabled is not None else output.ssl
    common = encrypted is None and any(node.scheme == "https" for node in nodes)
    for node in nodes:
        node.scheme = node.scheme or ("https" if encrypted or common else "http")
        node.authorization = node.authorization or credentials
        node.path = node.path or prefix_of(output)
        if output.port and "hosts" not in output.given:
            node.port = output.port
    return nodes


def _parsed(text: str, name: str, index: int) -> Node:
    try:
        return parse_host(text)
    except OptionError as error:
        raise OptionError(error.message, path=(name, index), hints=error.hints) from None


def prefix_of(output: "ElasticsearchOutput") -> str:
    """The option `path`, with a slash before it and none behind."""
    return "/" + output.path.strip("/") if output.path and output.path.strip("/") else ""


def authorization_of(output: "ElasticsearchOutput") -> str | None:
    """The value of the header Authorization, None where no credentials are given."""
    if output.api_key:
        return "ApiKey " + encoded_api_key(output.api_key)
    if output.cloud_auth:
        user, _, secret = output.cloud_auth.partition(":")
        return basic(user, secret)
    return basic(output.user, output.password) if output.user and output.password else None


def encoded_api_key(key: str) -> str:
    """An API key as the header takes it; OptionError where it is neither `id:key`, nor that in base64, nor of Cloud."""
    if ":" in key:
        return base64.b64encode(key.encode()).decode()
    try:
        known = (key.isascii() and key.startswith("essu_")) or b":" in base64.b64decode(key, validate=True)
    except ValueError:
        known = False
    if not known:
        raise OptionError('expected an API key as "id:key", or that in base64')
    return str(key)


def tls_of(output: "ElasticsearchOutput") -> Tls:
    """What the config says about TLS."""
    authorities = tuple(output.ssl_certificate_authorities) or ((output.cacert,) if output.cacert else ())
    return Tls(
        authorities=authorities,
        certificate=output.ssl_certificate,
        key=output.ssl_key,
        verify=output.ssl_verification_mode == "full" and output.ssl_certificate_verification is not False,
        protocols=tuple(output.ssl_supported_protocols),
        ciphers=tuple(output.ssl_cipher_suites),
        fingerprint="".join(output.ca_trusted_fingerprint[:1]),
    )


def level_of(output: "ElasticsearchOutput", nodes: list[Node]) -> int:
    """The gzip level of bulk requests, 0 for none."""
    if output.compression_level is not None:
        return int(output.compression_level)
    if output.http_compression is not None:
        return int(output.http_compression)
    return 0 if all(node.is_loopback for node in nodes) else 1


def client_settings(output: "ElasticsearchOutput", nodes: list[Node]) -> ClientSettings:
    """What every connection needs; OptionError where a certificate can't be read."""
    tls = tls_of(output)
    return ClientSettings(
        timeout=float(output.timeout),
        headers={
            "User-Agent": f"pipeline/{__version__}",
            "Content-Type": "application/json",
            "x-elastic-product-origin": "logstash-output-elasticsearch",
            **output.custom_headers,
        },
        query=urlencode(output.parameters, quote_via=quote),
        check_path=below_prefix(output, output.healthcheck_path or "/"),
        proxy=checked_proxy(output.proxy) if output.proxy else "",
        context=tls.context() if any(node.scheme == "https" for node in nodes) else None,
        fingerprint=tls.fingerprint,
    )


def below_prefix(output: "ElasticsearchOutput", text: str) -> str:
    """A path of the config as it stands behind the prefix, which may have been written out in it."""
    text = "/" + text.lstrip("/")
    prefix = prefix_of(output)
    return text.removeprefix(prefix) if prefix and text.startswith(prefix + "/") else text
