"""TLS and SASL options to librdkafka's settings, with real key stores where OpenSSL is there to make them."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.inputs.kafka import KafkaInput
from pipeline.plugin import Context

PLAIN = 'o.a.k.PlainLoginModule required username="alice" password="s3cret";'
KERBEROS = {"security_protocol": "SASL_PLAINTEXT", "sasl_kerberos_service_name": "kafka"}
OAUTH = {
    "security_protocol": "SASL_SSL",
    "sasl_mechanism": "OAUTHBEARER",
    "sasl_oauthbearer_token_endpoint_url": "https://id.example/token",
    "sasl_jaas_config": 'o.a.k.OAuthBearerLoginModule required clientId="me" clientSecret="s3cret" scope="kafka";',
}

# what it shows: (options, some of the settings they become)
SETTINGS = {
    "plain": (
        {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN", "sasl_jaas_config": PLAIN},
        {
            "security.protocol": "sasl_plaintext",
            "sasl.mechanism": "PLAIN",
            "sasl.username": "alice",
            "sasl.password": "s3cret",
        },
    ),
    "scram": (
        {"security_protocol": "SASL_SSL", "sasl_mechanism": "scram-sha-512", "sasl_jaas_config": PLAIN},
        {"security.protocol": "sasl_ssl", "sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "alice"},
    ),
    "oauth": (
        OAUTH,
        {
            "sasl.oauthbearer.method": "oidc",
            "sasl.oauthbearer.token.endpoint.url": "https://id.example/token",
            "sasl.oauthbearer.client.id": "me",
            "sasl.oauthbearer.client.secret": "s3cret",
            "sasl.oauthbearer.scope": "kafka",
        },
    ),
    "names not compared": (
        {"security_protocol": "SSL", "ssl_endpoint_identification_algorithm": ""},
        {"ssl.endpoint.identification.algorithm": "none"},
    ),
}

# what it shows: (options, part of the message)
FAULTS = {
    "kerberos is not built in": (KERBEROS, "no GSSAPI"),
    "kerberos needs the service": ({"security_protocol": "SASL_SSL"}, "sasl_kerberos_service_name"),
    "nobody": ({"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN"}, "PlainLoginModule required username"),
    "no password": (
        {"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "sasl_jaas_config": 'a.B required username="x";'},
        'expected username="..." and password="..."',
    ),
    "no token endpoint": (
        {**OAUTH, "sasl_oauthbearer_token_endpoint_url": None},
        "sasl_oauthbearer_token_endpoint_url",
    ),
    "handler of another": ({**OAUTH, "sasl_login_callback_handler_class": "a.MyHandler"}, "MyHandler"),
    "no such file": ({"security_protocol": "SSL", "ssl_truststore_location": "/nowhere/t.jks"}, "/nowhere/t.jks"),
    "no such jaas file": (
        {"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "jaas_path": "/nowhere"},
        "/nowhere",
    ),
}


def make(options: dict[str, Any], context: Context | None = None) -> KafkaInput:
    return KafkaInput(context, **{name: value for name, value in options.items() if value is not None})


@pytest.mark.parametrize(("options", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_settings(options: dict[str, Any], expected: dict[str, str]):
    settings = make(options).settings
    assert {name: settings.get(name) for name in expected} == expected


@pytest.mark.parametrize(("options", "expected"), FAULTS.values(), ids=FAULTS)
def test_fault(options: dict[str, Any], expected: str):
    with pytest.raises(ConfigError) as raised:
        make(options)
    assert expected in str(raised.value)
    assert "s3cret" not in str(raised.value)


def test_a_missing_file_is_a_warning_for_check():
    context = Context(offline=True)
    warnings: list[str] = []
    options = {"security_protocol": "SSL", "ssl_truststore_location": "/nowhere/t.pem"}
    KafkaInput.configured(context, options, lambda error, *, warning=False: warnings.append(error.message))
    assert warnings == ['option "ssl_truststore_location": No such file or directory: "/nowhere/t.pem"']


def test_options_without_effect_are_told():
    warnings: list[str] = []
    options = {"ssl_truststore_location": "/t.pem", "sasl_mechanism": "PLAIN", "sasl_login_read_timeout_ms": 5}
    KafkaInput.configured(Context(), options, lambda error, *, warning=False: warnings.append(error.message))
    assert [text.split('"')[1] for text in warnings] == sorted(options)


def test_jaas_file(tmp_path: Path):
    path = tmp_path / "jaas.conf"
    path.write_text(f"KafkaClient {{ {PLAIN} }};")
    settings = make({"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "jaas_path": str(path)}).settings
    assert (settings["sasl.username"], settings["sasl.password"]) == ("alice", "s3cret")


# --- stores


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate and its key in each form."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("stores")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=test")
    run("pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-out", "both.p12", "-passout", "pass:s3cret")
    (folder / "both.pem").write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    (folder / "java.jks").write_bytes(b"\xfe\xed\xfe\xed\x00\x00\x00\x02")
    return folder


def test_pem_stores(stores: Path):
    options = {"ssl_truststore_location": str(stores / "cert.pem"), "ssl_keystore_location": str(stores / "both.pem")}
    settings = make({"security_protocol": "SSL", **options}).settings
    assert settings["ssl.ca.location"] == str(stores / "cert.pem")
    assert settings["ssl.certificate.location"] == settings["ssl.key.location"] == str(stores / "both.pem")


def test_pkcs12_key_store(stores: Path):
    options = {"ssl_keystore_location": str(stores / "both.p12"), "ssl_keystore_password": "s3cret"}
    settings = make({"security_protocol": "SSL", **options}).settings
    assert settings["ssl.keystore.location"] == str(stores / "both.p12")


def test_wrong_password_is_found_before_anything_runs(stores: Path):
    options = {"ssl_keystore_location": str(stores / "both.p12"), "ssl_keystore_password": "wrong"}
    with pytest.raises(ConfigError, match="librdkafka refuses this"):
        make({"security_protocol": "SSL", **options})


@pytest.mark.parametrize(("name", "steps"), [("java.jks", ["keytool", "openssl"]), ("both.p12", ["openssl"])])
def test_a_trust_store_of_java_is_refused_with_the_way_to_convert_it(stores: Path, name: str, steps: list[str]):
    with pytest.raises(ConfigError) as raised:
        make({"security_protocol": "SSL", "ssl_truststore_location": str(stores / name), "ssl_truststore_type": "PEM"})
    hints = raised.value.diagnostics[0].hints
    assert [hint.split()[1] for hint in hints[:-1]] == steps
    assert hints[-1].endswith('.pem"')


def test_a_key_store_of_java_is_refused_with_the_way_to_convert_it(stores: Path):
    with pytest.raises(ConfigError, match="keytool -importkeystore"):
        make({"security_protocol": "SSL", "ssl_keystore_location": str(stores / "java.jks")})
