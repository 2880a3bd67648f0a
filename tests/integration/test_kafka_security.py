"""TLS and SASL, as Logstash's options say them, against a real Kafka that asks for them."""

import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from tests.conftest import MISSING
from tests.inputs.runs import Running
from tests.outputs.runs import Run
from tests.services.kafka import SETTINGS, Kafka
from tests.services.maven import DownloadError
from tests.services.missing import MissingToolError
from tests.services.service import free_port

PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
SECURE = """\
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},TLS://127.0.0.1:{tls},LOGIN://127.0.0.1:{login}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},TLS://127.0.0.1:{tls},LOGIN://127.0.0.1:{login}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,LOGIN:SASL_SSL
ssl.keystore.type=PEM
ssl.keystore.location={both}
ssl.truststore.type=PEM
ssl.truststore.location={certificate}
listener.name.tls.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN
listener.name.login.plain.sasl.jaas.config={plain} required user_alice="s3cret pass";
"""


class SecureKafka(Kafka):
    """A Kafka with two more listeners: one asks for a certificate, one for a name and a password."""

    def __init__(self, stores: Path) -> None:
        super().__init__()
        self.stores = stores
        self.tls, self.login = free_port(), free_port()

    def prepare(self) -> None:
        super().prepare()
        names = ("listeners=", "advertised.listeners=", "listener.security.protocol.map=")
        plain = "".join(f"{line}\n" for line in SETTINGS.splitlines() if not line.startswith(names))
        settings = (plain + SECURE).format(
            port=self.port,
            controller=free_port(),
            data=self.folder / "data",
            tls=self.tls,
            login=self.login,
            both=self.stores / "both.pem",
            certificate=self.stores / "cert.pem",
            plain=PLAIN,
        )
        (self.folder / "server.properties").write_text(settings, "utf-8")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("stores")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    run(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
        *subject,
    )
    run("pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-out", "both.p12", "-passout", "pass:s3cret")
    (folder / "both.pem").write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return folder


@pytest.fixture(scope="module")
def secure(stores: Path) -> Iterator[SecureKafka]:
    service = SecureKafka(stores)
    try:
        service.start()
    except (MissingToolError, DownloadError) as error:
        pytest.skip(f"{MISSING}kafka: {error}")
    yield service
    service.close()


def options(kafka: SecureKafka, way: str) -> str:
    trust = f'ssl_truststore_location => "{kafka.stores}/cert.pem" ssl_truststore_type => "PEM"'
    if way == "password":
        login = f"{PLAIN} required username='alice' password='s3cret pass';"
        return f"""bootstrap_servers => "127.0.0.1:{kafka.login}" security_protocol => "SASL_SSL" {trust}
            sasl_mechanism => "PLAIN" sasl_jaas_config => "{login}" """
    store = "both.pem" if way == "pem" else "both.p12"
    return f"""bootstrap_servers => "127.0.0.1:{kafka.tls}" security_protocol => "SSL" {trust}
        ssl_keystore_location => "{kafka.stores}/{store}" ssl_keystore_password => "s3cret" """


@pytest.mark.parametrize("way", ["password", "pem", "pkcs12"])
def test_out_and_in(secure: SecureKafka, way: str):
    topic = f"secure-{uuid.uuid4().hex[:8]}"
    admin = AdminClient({"bootstrap.servers": secure.bootstrap})
    admin.create_topics([NewTopic(topic, 1, 1)])[topic].result(30)
    with Run(f'output {{ kafka {{ {options(secure, way)} topic_id => "{topic}" codec => json }} }}') as run:
        run.batch([{"n": number} for number in range(10)])
    more = f'topics => "{topic}" group_id => "{topic}" auto_offset_reset => "earliest" codec => json'
    with Running(f"input {{ kafka {{ {options(secure, way)} {more} }} }}") as running:
        running.until_events(10)
    assert [event["n"] for event in running.events] == list(range(10))


def test_a_wrong_password_is_logged_and_tried_again(secure: SecureKafka, capsys: pytest.CaptureFixture[str]):
    wrong = options(secure, "password").replace("s3cret pass", "wrong")
    seen = ""

    def told() -> bool:
        nonlocal seen
        seen += capsys.readouterr().out
        return "Authentication failed" in seen

    with Running(f'input {{ kafka {{ {wrong} topics => "any" }} }}') as running:
        try:
            running.until(told, 20)
        finally:
            print(seen)
        assert running.runner.running()
