"""Key stores and trust stores: what kind of file one is, and how to turn it into one that librdkafka can read."""

from pathlib import Path

PEM, JKS, PKCS12, OTHER = "PEM", "JKS", "PKCS12", "other"
KINDS = {"PEM": PEM, "JKS": JKS, "PKCS12": PKCS12, "P12": PKCS12, "PFX": PKCS12}
SUFFIXES = {".pem": PEM, ".crt": PEM, ".cer": PEM, ".jks": JKS, ".p12": PKCS12, ".pfx": PKCS12}
JKS_MAGIC = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")  # JKS and JCEKS
DER_SEQUENCE = b"\x30"  # how a PKCS#12 file begins


def kind_of(path: Path, stated: str | None) -> str:
    """PEM, JKS or PKCS12: as its bytes show, else as the option states, else by its name; else OTHER.

    OSError where the file can't be read.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if b"-----BEGIN " in head:
        return PEM
    if head.startswith(JKS_MAGIC):
        return JKS
    if head.startswith(DER_SEQUENCE):
        return PKCS12
    return KINDS.get((stated or "").upper()) or SUFFIXES.get(path.suffix.lower(), OTHER)


def trust_store_hints(path: Path, kind: str) -> tuple[str, ...]:
    """How to make the PEM file that librdkafka takes of a Java trust store."""
    pem = path.with_suffix(".pem").name
    source = path.name
    steps = []
    if kind == JKS:
        source = path.with_suffix(".p12").name
        steps.append(f"keytool -importkeystore -srckeystore {path.name} -destkeystore {source} -deststoretype PKCS12")
    steps.append(f"openssl pkcs12 -in {source} -nokeys -out {pem}")
    return (*(f"run: {step}" for step in steps), f'then write: ssl_truststore_location => "{path.with_suffix(".pem")}"')


def key_store_hints(path: Path) -> tuple[str, ...]:
    """How to make the PKCS#12 file that librdkafka takes of a Java key store."""
    p12 = path.with_suffix(".p12")
    return (
        f"run: keytool -importkeystore -srckeystore {path.name} -destkeystore {p12.name} -deststoretype PKCS12",
        f'then write: ssl_keystore_location => "{p12}"',
    )
