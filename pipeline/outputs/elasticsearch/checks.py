"""Faults between the options of the output `elasticsearch`: all that can be known before a node is asked."""

import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pipeline.outputs.elasticsearch.client import checked_proxy
from pipeline.outputs.elasticsearch.connection_options import encoded_api_key, nodes_of, tls_of
from pipeline.outputs.elasticsearch.data_streams import data_stream_faults
from pipeline.outputs.elasticsearch.document_options import ACTIONS, EXTERNAL
from pipeline.outputs.elasticsearch.templates import read_template
from pipeline.outputs.elasticsearch.tls import FINGERPRINT, openssl_ciphers
from pipeline.plugin import NameOf, OptionError, each
from pipeline.plugin.types import shown

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch import ElasticsearchOutput

Faults = Iterator[OptionError]
CREDENTIALS = ("user", "cloud_auth", "api_key")
KNOWN_CODES = frozenset((200, 201, 400, 404, 409))
TEMPLATES = ("index", "document_id", "action", "pipeline", "routing", "parent", "version", "upsert", "script")
OLD_NAMES = {
    "host": "hosts",
    "port": "hosts",
    "ssl": "ssl_enabled",
    "cacert": "ssl_certificate_authorities",
    "ssl_certificate_verification": "ssl_verification_mode",
    "failure_type_logging_whitelist": "silence_errors_in_log",
    "http_compression": "compression_level",
}
FREQUENT_DATE = re.compile(r"%\{\+[^}Hh]*(mm|DD)[^}]*\}")  # not behind an hour
HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
HEADER_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*\Z")
FULL_FIELD = re.compile(r"%\{.*?\}")


def faults_of(output: "ElasticsearchOutput") -> Faults:
    """Every fault; warnings go to the output's own list."""
    yield from each(*(check(output) for check in CHECKS))


def addresses(output: "ElasticsearchOutput") -> Faults:
    """Hosts and cloud id: each must be an address, and they must agree with each other."""
    if output.cloud_id and output.given & {"hosts", "host"}:
        yield OptionError('takes "hosts" or "cloud_id", not both', (NameOf("cloud_id"),))
        return
    if not output.hosts:
        yield OptionError('option "hosts": expected at least one address, got an empty list', ("hosts",))
        return
    try:
        nodes = nodes_of(output)
    except OptionError as error:
        name = error.path[0] if error.path else "cloud_id" if output.cloud_id else "api_key"
        if name != "api_key":  # told by `credentials`
            yield OptionError(f'option "{name}": {error.message}', error.path or (name,), error.hints)
        return
    place = "cloud_id" if output.cloud_id else "hosts" if "hosts" in output.given else "host"
    schemes = {node.scheme for node in nodes}
    encrypted = output.ssl_enabled if output.ssl_enabled is not None else output.ssl
    if len(schemes) > 1:
        yield OptionError('option "hosts": expected http or https for all addresses, got both', (place,))
    elif encrypted is not None and schemes != {"https" if encrypted else "http"}:
        name = "ssl_enabled" if output.ssl_enabled is not None else "ssl"
        wanted, got = ("true", "false") if not encrypted else ("false", "true")
        yield OptionError(f'option "{name}": expected {wanted} for addresses with {schemes.pop()}, got {got}', (name,))
    if output.path and any(node.path != "/" + output.path.strip("/") for node in nodes):
        yield OptionError('takes "path" or a path in "hosts", not both', ("path",))


def credentials(output: "ElasticsearchOutput") -> Faults:
    """Who we are: one kind of credentials, whole, and an API key only over TLS."""
    kinds = [name for name in CREDENTIALS if getattr(output, name)]
    if len(kinds) > 1:
        yield OptionError(f"takes one kind of credentials, got {' and '.join(kinds)}", (NameOf(kinds[1]),))
    if output.user and not output.password:
        output.warn('ignores "user" without "password"', NameOf("user"))
    if output.password and not output.user:
        output.warn('ignores "password" without "user"', NameOf("password"))
    if output.cloud_auth and ":" not in output.cloud_auth:
        yield OptionError('option "cloud_auth": expected "user:password"', ("cloud_auth",))
    if not output.api_key:
        return
    try:
        encoded_api_key(output.api_key)
        plain = any(node.scheme == "http" for node in nodes_of(output))
    except OptionError as error:
        if not error.path:
            yield OptionError(f'option "api_key": {error.message}', ("api_key",))
        return
    if plain:
        hint = 'write "https://..." in "hosts", or set ssl_enabled => true'
        yield OptionError(
            'option "api_key": expected https, as over http it can be read on the way', (NameOf("api_key"),), (hint,)
        )


def encryption(output: "ElasticsearchOutput") -> Faults:
    """Certificates, keys and the fingerprint."""
    if bool(output.ssl_certificate) != bool(output.ssl_key):
        given, missing = ("ssl_certificate", "ssl_key") if output.ssl_certificate else ("ssl_key", "ssl_certificate")
        yield OptionError(f'needs the option "{missing}" beside "{given}"', (NameOf(given),))
    if output.cacert and output.ssl_certificate_authorities:
        yield OptionError('takes "cacert" or "ssl_certificate_authorities", not both', (NameOf("cacert"),))
    tls = tls_of(output)
    for name in ("ssl_certificate_authorities", "cacert", "ssl_certificate", "ssl_key"):
        yield from missing_files(output, name)
    for index, text in enumerate(output.ca_trusted_fingerprint):
        if not FINGERPRINT.match(text):
            message = f'option "ca_trusted_fingerprint": expected 64 hexadecimal digits, got {shown(text)}'
            yield OptionError(message, ("ca_trusted_fingerprint", index))
    if len(output.ca_trusted_fingerprint) > 1:
        yield OptionError('option "ca_trusted_fingerprint": expected one fingerprint', ("ca_trusted_fingerprint",))
    if output.ca_trusted_fingerprint and output.proxy:
        yield OptionError('takes "ca_trusted_fingerprint" or "proxy", not both', (NameOf("ca_trusted_fingerprint"),))
    if not tls.verify:
        output.warn("does not check certificates: anybody on the way can read and change what is sent")


def ciphers_and_proxy(output: "ElasticsearchOutput") -> Faults:
    """Names that OpenSSL and http.client must understand."""
    try:
        openssl_ciphers(output.ssl_cipher_suites)
        if output.proxy:
            checked_proxy(output.proxy)
    except OptionError as error:
        name = "ssl_cipher_suites" if error.path else "proxy"
        yield OptionError(f'option "{name}": {error.message}', (name, *error.path))


def headers(output: "ElasticsearchOutput") -> Faults:
    """What HTTP takes; the text is not shown, as it may be a secret."""
    for name, value in output.custom_headers.items():
        if not HEADER.match(name):
            message = 'option "custom_headers": expected a header\'s name, of letters, digits and hyphens'
            yield OptionError(message, ("custom_headers", NameOf(name)))
        elif not HEADER_VALUE.match(value):
            message = 'option "custom_headers": expected a value of one line in ISO-8859-1'
            yield OptionError(message, ("custom_headers", name))


def missing_files(output: "ElasticsearchOutput", name: str) -> Faults:
    """Files that an option names and that are not there: warnings where the config is only checked."""
    value = getattr(output, name)
    for path in value if isinstance(value, list) else [value] if value else []:
        if path.is_file():
            continue
        message = f'option "{name}": there is no file "{path}"'
        if output.context.offline:
            output.warn(message, name)
        else:
            yield OptionError(message, (name,))


def actions(output: "ElasticsearchOutput") -> Faults:
    """Action, id, version and script."""
    action = output.action
    if action is not None and not FULL_FIELD.search(action) and action not in ACTIONS:
        choices = ", ".join(ACTIONS)
        hint = (
            '"update" with doc_as_upsert => true creates what is not there'
            if action == "upsert"
            else f"choices: {choices}"
        )
        yield OptionError(f'option "action": expected one of {choices}, got {shown(action)}', ("action",), (hint,))
    if action in ("update", "delete") and output.document_id is None:
        message = f'needs the option "document_id" for the action "{action}"'
        if action == "update":
            yield OptionError(message, ("action",))
        else:
            output.warn(message + ", unless [@metadata][_ingest_document][id] is set", "action")
    if output.version_type in EXTERNAL and output.version is None:
        yield OptionError(f'needs the option "version" for the version_type "{output.version_type}"', ("version_type",))
    if output.doc_as_upsert and output.scripted_upsert:
        yield OptionError('takes "doc_as_upsert" or "scripted_upsert", not both', (NameOf("scripted_upsert"),))
    if output.upsert and output.compiled(output.upsert).constant:
        try:
            json.loads(output.upsert)
        except ValueError as error:
            yield OptionError(f'option "upsert": expected JSON: {error}', ("upsert",))
    for index, code in enumerate(output.dlq_custom_codes):
        if code in KNOWN_CODES:
            message = f'option "dlq_custom_codes": {code} has a meaning already, expected another code'
            yield OptionError(message, ("dlq_custom_codes", index))


def names(output: "ElasticsearchOutput") -> Faults:
    """Templates that are faulty in themselves, index names that Elasticsearch won't take, and slips in dates."""
    for name in TEMPLATES:
        text = getattr(output, name)
        for fault in output.compiled(text).faults if text else ():
            yield OptionError(f'option "{name}": {fault}', (name,))
    index = output.index or ""
    fixed = FULL_FIELD.sub("", index)
    if fixed != fixed.lower():
        output.warn(f'option "index": Elasticsearch refuses upper case in a name, got "{index}"', "index")
    found = FREQUENT_DATE.search(index)
    if found:
        meaning = {"mm": "minutes (months are MM)", "DD": "the day of the year (days of the month are dd)"}[found[1]]
        output.warn(f'option "index": "{found[1]}" in "{index}" are {meaning}', "index")
    if index and output.uses_ilm:
        output.warn(f'option "index": the rollover alias "{output.alias}" overrules it', "index")


def templates(output: "ElasticsearchOutput") -> Faults:
    """Your own template's file."""
    yield from missing_files(output, "template")
    if output.template is None or not output.template.is_file():
        return
    try:
        read_template(output.template)
    except OptionError as error:
        yield error


def old_names(output: "ElasticsearchOutput") -> Faults:
    """Old names still work; say what they are called now."""
    for name in sorted(output.given & OLD_NAMES.keys()):
        output.warn(f'option "{name}" is old: use "{OLD_NAMES[name]}"', NameOf(name))
    yield from ()


CHECKS: tuple[Callable[["ElasticsearchOutput"], Faults], ...] = (
    addresses,
    credentials,
    encryption,
    ciphers_and_proxy,
    headers,
    actions,
    data_stream_faults,
    names,
    templates,
    old_names,
)
