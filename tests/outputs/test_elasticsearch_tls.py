"""Encrypted connections, against a node with a certificate of its own making."""

import shutil
import socket
import ssl
import subprocess
import threading
from hashlib import sha256

import pytest

from pipeline.errors import ConfigError
from pipeline.outputs.elasticsearch.tls import Tls, openssl_cipher
from pipeline.plugin import OptionError, Stopped
from tests.outputs.fake_elasticsearch import FakeElasticsearch
from tests.outputs.runs import Run

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the command openssl makes the certificates")


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """ca.pem, and node.pem with chain and key for 127.0.0.1, signed by it."""
    folder = tmp_path_factory.mktemp("certificates")
    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(folder, *new, "-x509", "-days", "2", "-subj", "/CN=test CA", "-keyout", "ca.key", "-out", "ca.pem",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip
    openssl(folder, *new, "-subj", "/CN=node", "-keyout", "node.key", "-out", "node.csr")
    (folder / "names").write_text(
        "subjectAltName=IP:127.0.0.1\nauthorityKeyIdentifier=keyid\nbasicConstraints=CA:FALSE\n"
    )
    openssl(folder, "x509", "-req", "-in", "node.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "only.pem")  # fmt: skip
    (folder / "node.pem").write_text((folder / "only.pem").read_text() + (folder / "ca.pem").read_text())
    return folder


@pytest.fixture
def node(certificates):
    """A node that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "node.pem", certificates / "node.key")
    with FakeElasticsearch(tls=context) as found:
        yield found


def deliver(node, options):
    config = f'output {{ elasticsearch {{ hosts => ["https://{node.address}"] index => "i" manage_template => false {options} }} }}'
    with Run(config, most=2) as run:
        run.batch([{"n": 1}])
    return node.documents()


@needs_openssl
class TestTrust:
    def test_a_named_authority(self, node, certificates):
        assert deliver(node, f'ssl_certificate_authorities => ["{certificates}/ca.pem"]') == [{"n": 1}]

    def test_the_old_names(self, node, certificates):
        assert deliver(node, f'ssl => true cacert => "{certificates}/ca.pem"') == [{"n": 1}]

    def test_a_fingerprint(self, node, certificates):
        der = ssl.PEM_cert_to_DER_cert((certificates / "ca.pem").read_text())
        assert deliver(node, f'ca_trusted_fingerprint => "{sha256(der).hexdigest().upper()}"') == [{"n": 1}]

    def test_no_check_when_told_so(self, node):
        assert deliver(node, "ssl_verification_mode => none") == [{"n": 1}]
        assert node.requests[0].method == "HEAD"

    @pytest.mark.parametrize("options", ["", f'ca_trusted_fingerprint => "{"0" * 64}"'])
    def test_nobody_else(self, node, options, capsys):
        with pytest.raises(Stopped):
            deliver(node, options)
        assert node.requests == []
        assert "certificate verify failed" in "".join(capsys.readouterr())

    def test_an_api_key_travels_encrypted(self, node, certificates):
        deliver(node, f'ssl_certificate_authorities => ["{certificates}/ca.pem"] api_key => "YW5pZDpha2V5"')
        assert {request.headers["Authorization"] for request in node.requests} == {"ApiKey YW5pZDpha2V5"}

    def test_a_certificate_of_our_own(self, certificates):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates / "node.pem", certificates / "node.key")
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certificates / "ca.pem")
        own = f'ssl_certificate => "{certificates}/only.pem" ssl_key => "{certificates}/node.key"'
        with FakeElasticsearch(tls=context) as node:
            assert deliver(node, f'{own} ssl_certificate_authorities => ["{certificates}/ca.pem"]') == [{"n": 1}]


def test_files_that_are_none(tmp_path):
    (tmp_path / "bad.pem").write_text("nothing")
    with pytest.raises(OptionError, match="can't be read"):
        Tls(authorities=(tmp_path / "bad.pem",)).context()
    with pytest.raises(ConfigError):
        Run(
            f'output {{ elasticsearch {{ hosts => ["https://a"] ssl_certificate_authorities => "{tmp_path}/absent.pem" }} }}'
        )


def test_protocols_and_ciphers():
    context = Tls(protocols=("TLSv1.3", "TLSv1.2"), ciphers=("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",)).context()
    assert (context.minimum_version, context.maximum_version) == (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    offered = {cipher["name"] for cipher in context.get_ciphers() if cipher["protocol"] == "TLSv1.2"}
    assert offered == {"ECDHE-RSA-AES256-GCM-SHA384"}
    assert Tls(protocols=("TLSv1.1",)).context().maximum_version == ssl.TLSVersion.TLSv1_1


@pytest.mark.parametrize(
    ("java", "openssl"),
    [
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"),
        ("TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", "DHE-RSA-AES256-SHA256"),
        ("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA"),
    ],
)
def test_names_of_ciphers(java, openssl):
    assert openssl_cipher(java) == openssl


class Proxy:
    """A proxy that notes the first line and the credentials of each connection, and passes bytes on."""

    def __enter__(self):
        self.seen = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *unused):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self):
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(65536)
        lines = head.decode("latin-1").split("\r\n")
        self.seen.append((lines[0], [line for line in lines if line.lower().startswith("proxy-authorization")]))
        address = lines[0].split()[1].removeprefix("http://").partition("/")[0]
        host, port = address.split(":")
        with client, socket.create_connection((host, int(port))) as server:
            if lines[0].startswith("CONNECT"):
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                server.sendall(head)
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            self._pump(client, server)
            back.join(5)

    @staticmethod
    def _pump(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def test_a_proxy_for_http():
    with FakeElasticsearch() as node, Proxy() as proxy:
        config = f"""output {{ elasticsearch {{ hosts => ["http://{node.address}"] index => "i" manage_template => false
            proxy => "http://u:p@127.0.0.1:{proxy.port}" }} }}"""
        with Run(config) as run:
            run.batch([{"n": 1}])
        names = [line for line, _ in proxy.seen]
        assert names == [
            f"HEAD http://{node.address}/ HTTP/1.1",
            f"POST http://{node.address}/_bulk?filter_path=errors,items.*.error,items.*.status HTTP/1.1",
        ]
        assert all(credentials == ["Proxy-Authorization: Basic dTpw"] for _, credentials in proxy.seen)


@needs_openssl
def test_a_proxy_for_https(node, certificates):
    with Proxy() as proxy:
        options = f'proxy => "http://127.0.0.1:{proxy.port}" ssl_certificate_authorities => ["{certificates}/ca.pem"]'
        assert deliver(node, options) == [{"n": 1}]
        assert all(line.startswith(f"CONNECT {node.address} ") for line, _ in proxy.seen)
