"""Encrypted connections: the TLS options become one SSLContext; certificates are checked unless the config says no."""

import re
import ssl
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.plugin import OptionError

PROTOCOLS = {"TLSv1.1": ssl.TLSVersion.TLSv1_1, "TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}
FINGERPRINT = re.compile(r"[0-9a-fA-F]{64}\Z")


@dataclass(frozen=True, slots=True)
class Tls:
    """What the config says about TLS, files not yet read."""

    authorities: tuple[Path, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    verify: bool = True
    protocols: tuple[str, ...] = ()
    ciphers: tuple[str, ...] = ()
    fingerprint: str = ""  # SHA-256 of a certificate authority that the nodes show and that is to be trusted

    def files(self) -> list[Path]:
        """The files that must be there."""
        return [path for path in (*self.authorities, self.certificate, self.key) if path is not None]

    def context(self) -> ssl.SSLContext:
        """Read the files; OptionError where one can't be used."""
        context = ssl.create_default_context()
        try:
            for path in self.authorities:
                context.load_verify_locations(cafile=path)
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            raise OptionError(f"a TLS certificate or key can't be read: {error}") from None
        if self.protocols:
            versions = sorted(PROTOCOLS[name] for name in self.protocols)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # the user asked for TLSv1.1
                context.minimum_version, context.maximum_version = versions[0], versions[-1]
        if self.ciphers:
            context.set_ciphers(":".join(openssl_ciphers(self.ciphers)))
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def openssl_ciphers(names: Sequence[str]) -> list[str]:
    """OpenSSL's names of cipher suites that have Java's names; OptionError for one that OpenSSL lacks.

    Suites of TLS 1.3 (`TLS_AES_...`) are left out: OpenSSL always offers them.
    """
    found = []
    for number, name in enumerate(names):
        if "_WITH_" not in name and name.startswith("TLS_"):
            continue
        openssl = openssl_cipher(name)
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).set_ciphers(openssl)
        except ssl.SSLError:
            raise OptionError(f'expected a cipher suite that OpenSSL knows, got "{name}"', path=(number,)) from None
        found.append(openssl)
    return found


def openssl_cipher(name: str) -> str:
    """`TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384` as OpenSSL calls it: `ECDHE-RSA-AES256-GCM-SHA384`."""
    exchange, _, cipher = name.removeprefix("TLS_").partition("_WITH_")
    cipher = (
        re.sub(r"AES_(\d+)_", r"AES\1_", cipher)
        .replace("_CBC", "")
        .replace("CHACHA20_POLY1305_SHA256", "CHACHA20_POLY1305")
    )
    parts = [cipher] if exchange == "RSA" else [exchange, cipher]
    return "-".join(part for part in parts if part).replace("_", "-")


def trust_shown_authority(context: ssl.SSLContext, address: tuple[str, int], fingerprint: str, timeout: float) -> None:
    """Trust the certificate in a node's chain that has the fingerprint; a node without it stays untrusted.

    The chain is fetched unchecked once; every connection after that is checked in full, name included.
    """
    import socket

    unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    host = address[0].strip("[]")
    with (
        socket.create_connection((host, address[1]), timeout) as plain,
        unchecked.wrap_socket(plain, server_hostname=host) as encrypted,
    ):
        for certificate in chain_of(encrypted):
            if sha256(certificate).hexdigest() == fingerprint.lower():
                context.load_verify_locations(cadata=certificate)


def chain_of(connection: Any) -> list[bytes]:
    """The certificates that the other side showed, as DER."""
    if hasattr(connection, "get_unverified_chain"):  # Python 3.13
        return list(connection.get_unverified_chain())
    import _ssl

    shown = connection._sslobj.get_unverified_chain() or ()  # noqa: SLF001 - Python 3.11 and 3.12 have it only here
    return [certificate.public_bytes(_ssl.ENCODING_DER) for certificate in shown]
