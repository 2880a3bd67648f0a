"""TLS and SASL: Logstash's options, most of them Java's, to what librdkafka takes.

Java keeps certificates in stores of its own and credentials in JAAS; librdkafka takes PEM and PKCS#12 files, a name and
a password.  What can't be carried over is refused with the command that converts it.
"""

from pathlib import Path
from typing import Any, ClassVar

from pipeline.kafka.jaas import JaasError, LoginModule, parse_login, parse_login_file
from pipeline.kafka.stores import JKS, OTHER, PEM, PKCS12, key_store_hints, kind_of, trust_store_hints
from pipeline.plugin import OptionError, Plugin, option
from pipeline.plugin.types import choice, number, password, path, string

Settings = dict[str, Any]
Faults = list[OptionError]

JAVA_ONLY = "it names a Java class or file; librdkafka has no use for it"
OAUTH_HANDLER = "OAuthBearerLoginCallbackHandler"
UNSUPPORTED = {
    "sasl_client_callback_handler_class": JAVA_ONLY,
    "sasl_iam_jar_paths": f"{JAVA_ONLY}; for Amazon MSK use SASL_SSL with SCRAM-SHA-512, or mutual TLS",
    "kerberos_config": "set KRB5_CONFIG in the environment instead",
    "sasl_username": 'write: sasl_jaas_config => \'...PlainLoginModule required username="..." password="...";\'',
    "sasl_password": 'write: sasl_jaas_config => \'...PlainLoginModule required username="..." password="...";\'',
}
SHOWN = {JKS: "a Java key store (JKS)", PKCS12: "a PKCS#12 file", PEM: "a PEM file", OTHER: "a file of another kind"}
NO_COUNTERPART = (
    "sasl_login_connect_timeout_ms",
    "sasl_login_read_timeout_ms",
    "sasl_login_retry_backoff_ms",
    "sasl_login_retry_backoff_max_ms",
    "sasl_oauthbearer_scope_claim_name",
)


class KafkaSecurity(Plugin):
    """The options of TLS and SASL."""

    unsupported: ClassVar[dict[str, str]] = UNSUPPORTED

    security_protocol = option(
        choice("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"), default="PLAINTEXT", doc="How to talk to the brokers."
    )
    ssl_truststore_location = option(path, doc="PEM file of the authorities that may sign a broker's certificate.")
    ssl_truststore_type = option(string, doc="PEM; the file itself shows it, too.")
    ssl_truststore_password = option(password, secret=True, doc="Accepted; a PEM file of certificates has none.")
    ssl_keystore_location = option(path, doc="PKCS#12 or PEM file with our own certificate and its key.")
    ssl_keystore_type = option(string, doc="PKCS12 or PEM; the file itself shows it, too.")
    ssl_keystore_password = option(password, secret=True, doc="Password of the PKCS#12 file.")
    ssl_key_password = option(password, secret=True, doc="Password of the private key.")
    ssl_endpoint_identification_algorithm = option(
        choice("https", "HTTPS", ""),
        default="https",
        doc='"https" compares a broker\'s name with its certificate, "" does not.',
    )
    sasl_mechanism = option(string, default="GSSAPI", doc="PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER or GSSAPI.")
    sasl_jaas_config = option(
        password, secret=True, doc='Who we are: \'...PlainLoginModule required username="..." password="...";\'.'
    )
    jaas_path = option(path, doc="A JAAS file whose section KafkaClient says who we are.")
    sasl_kerberos_service_name = option(string, doc="Kerberos principal name that the brokers run as.")
    sasl_oauthbearer_token_endpoint_url = option(string, doc="Where OAuth 2.0 tokens come from.")
    sasl_oauthbearer_scope_claim_name = option(
        string, default="scope", doc="Accepted; librdkafka reads no scope claim."
    )
    sasl_login_callback_handler_class = option(
        string, doc=f"Only Kafka's own {OAUTH_HANDLER}, which librdkafka has built in."
    )
    sasl_login_connect_timeout_ms = option(number, doc="Accepted; librdkafka has its own time limit for tokens.")
    sasl_login_read_timeout_ms = option(number, doc="Accepted; librdkafka has its own time limit for tokens.")
    sasl_login_retry_backoff_ms = option(number, doc="Accepted; librdkafka has its own rhythm for tokens.")
    sasl_login_retry_backoff_max_ms = option(number, doc="Accepted; librdkafka has its own rhythm for tokens.")

    def security_settings(self, faults: Faults) -> Settings:
        """The settings of librdkafka for TLS and SASL; what is wrong is added to `faults`."""
        protocol = self.security_protocol
        settings: Settings = {"security.protocol": protocol.lower()}
        if protocol.endswith("SSL"):
            settings |= self._trust_store(faults) | self._key_store(faults)
            if self.ssl_endpoint_identification_algorithm == "":
                settings["ssl.endpoint.identification.algorithm"] = "none"
        if protocol.startswith("SASL"):
            settings |= self._sasl(faults)
        self._warn_of_options_without_effect()
        return settings

    def _warn_of_options_without_effect(self) -> None:
        protocol = self.security_protocol
        idle: tuple[str, ...] = () if protocol.endswith("SSL") else ("ssl_",)
        idle += () if protocol.startswith("SASL") else ("sasl_", "jaas_")
        for name in sorted(self.given):
            if name in NO_COUNTERPART:
                self.warn(f'option "{name}" has no counterpart in librdkafka and does nothing', name)
            elif name.startswith(idle):
                self.warn(f'option "{name}" does nothing while "security_protocol" is "{protocol}"', name)

    # --- TLS

    def _trust_store(self, faults: Faults) -> Settings:
        location = self.ssl_truststore_location
        if location is None:
            return {}
        kind = self._kind("ssl_truststore_location", location, self.ssl_truststore_type, faults)
        if kind is None:
            return {}
        if kind != PEM:
            text = f'option "ssl_truststore_location": expected a PEM file, got {SHOWN[kind]}'
            faults.append(OptionError(text, path=("ssl_truststore_location",), hints=trust_store_hints(location, kind)))
        return {"ssl.ca.location": str(location)}

    def _key_store(self, faults: Faults) -> Settings:
        location = self.ssl_keystore_location
        if location is None:
            return {}
        kind = self._kind("ssl_keystore_location", location, self.ssl_keystore_type, faults)
        if kind is None:
            return {}
        if kind == PEM:
            key = self.ssl_key_password or self.ssl_keystore_password
            files = {"ssl.certificate.location": str(location), "ssl.key.location": str(location)}
            return files | ({"ssl.key.password": str(key)} if key else {})
        if kind != PKCS12:
            text = f'option "ssl_keystore_location": expected a PKCS#12 or PEM file, got {SHOWN[kind]}'
            faults.append(OptionError(text, path=("ssl_keystore_location",), hints=key_store_hints(location)))
        return {"ssl.keystore.location": str(location), "ssl.keystore.password": str(self.ssl_keystore_password or "")}

    def _kind(self, name: str, location: Path, stated: str | None, faults: Faults) -> str | None:
        """The kind of a store, None where it can't be read."""
        try:
            return kind_of(location, stated)
        except OSError as error:
            self._unreadable(name, error, faults)
            return None

    def _unreadable(self, name: str, error: OSError, faults: Faults) -> None:
        text = f'option "{name}": {error.strerror}: "{error.filename}"'
        if self.context.offline:
            self.warn(text, name)
        else:
            faults.append(OptionError(text, path=(name,)))

    # --- SASL

    def _sasl(self, faults: Faults) -> Settings:
        mechanism = self.sasl_mechanism.upper()
        login = self._login(mechanism, faults)
        if login is None:
            return {}
        if mechanism == "GSSAPI":
            found = self._kerberos(login.options, faults)
        elif mechanism == "OAUTHBEARER":
            found = self._oauth(login.options, faults)
        else:
            found = self._name_and_password(mechanism, login, faults)
        return {"sasl.mechanism": mechanism, **found}

    def _login_option(self) -> str:
        return "sasl_jaas_config" if self.sasl_jaas_config else "jaas_path"

    def _login(self, mechanism: str, faults: Faults) -> LoginModule | None:
        """Who we are, from the config or from a file; faults never show the text, as it holds a password."""
        try:
            if self.sasl_jaas_config:
                return parse_login(self.sasl_jaas_config)
            if self.jaas_path:
                return parse_login_file(self.jaas_path.read_text("utf-8"))
        except JaasError as error:
            name = self._login_option()
            faults.append(OptionError(f'option "{name}": {error}', path=(name,)))
            return None
        except OSError as error:
            self._unreadable("jaas_path", error, faults)
            return None
        return LoginModule("", {})

    def _name_and_password(self, mechanism: str, login: LoginModule, faults: Faults) -> Settings:
        found = {f"sasl.{name}": login.options.get(name, "") for name in ("username", "password")}
        if login.name and not all(found.values()):
            name = self._login_option()
            text = f'option "{name}": expected username="..." and password="..." for {mechanism}'
            faults.append(OptionError(text, path=(name,)))
        elif not login.name:
            hint = f'add: sasl_jaas_config => \'{_module_for(mechanism)} required username="..." password="...";\''
            text = f'"sasl_mechanism" is "{mechanism}", but nothing says who we are'
            faults.append(OptionError(text, path=("sasl_mechanism",), hints=(hint,)))
        return found

    def _kerberos(self, options: dict[str, str], faults: Faults) -> Settings:
        service = self.sasl_kerberos_service_name or options.get("serviceName")
        if service is None:
            text = '"sasl_mechanism" is "GSSAPI", which needs the option "sasl_kerberos_service_name"'
            hints = ('for a name and a password: sasl_mechanism => "PLAIN" or "SCRAM-SHA-512"',)
            faults.append(OptionError(text, path=("sasl_mechanism",), hints=hints))
        found = {"keytab": options.get("keyTab"), "principal": options.get("principal"), "service.name": service}
        return {f"sasl.kerberos.{name}": value for name, value in found.items() if value}

    def _oauth(self, options: dict[str, str], faults: Faults) -> Settings:
        handler = self.sasl_login_callback_handler_class
        if handler is not None and handler.rpartition(".")[2] != OAUTH_HANDLER:
            text = f'option "sasl_login_callback_handler_class": expected "...{OAUTH_HANDLER}", got "{handler}"'
            faults.append(OptionError(text, path=("sasl_login_callback_handler_class",), hints=(JAVA_ONLY,)))
        url = self.sasl_oauthbearer_token_endpoint_url
        if url is None or not {"clientId", "clientSecret"} <= set(options):
            text = '"sasl_mechanism" is "OAUTHBEARER", which needs "sasl_oauthbearer_token_endpoint_url" and a client'
            hint = 'sasl_jaas_config => \'...OAuthBearerLoginModule required clientId="..." clientSecret="...";\''
            faults.append(OptionError(text, path=("sasl_mechanism",), hints=(hint,)))
        found = {
            "method": "oidc",
            "token.endpoint.url": url,
            "client.id": options.get("clientId"),
            "client.secret": options.get("clientSecret"),
            "scope": options.get("scope"),
        }
        return {f"sasl.oauthbearer.{name}": value for name, value in found.items() if value}


def _module_for(mechanism: str) -> str:
    package, name = ("scram", "ScramLoginModule") if mechanism.startswith("SCRAM") else ("plain", "PlainLoginModule")
    return f"org.apache.kafka.common.security.{package}.{name}"
