"""Who a Kafka client is, as Java is told."""

import pytest

from pipeline.kafka.jaas import JaasError, parse_login, parse_login_file

PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"

# what it shows: (text, options)
LOGINS = {
    "double quotes": (f'{PLAIN} required username="al ice" password="se=cr;et";', ("al ice", "se=cr;et")),
    "single quotes": (f"{PLAIN} required username='alice' password='\"';", ("alice", '"')),
    "no quotes": (f"{PLAIN} required username=alice password=x$1-2 ;", ("alice", "x$1-2")),
    "escapes": (f'{PLAIN} required username="a\\"b" password="c\\\\d";', ('a"b', "c\\d")),
    "lines and comments": (f'{PLAIN} REQUIRED // who\n username="a" /* and */ password="b";', ("a", "b")),
    "only the first counts": (f'{PLAIN} required username="a" password="b"; x.Y required username="c";', ("a", "b")),
}
FAULTS = {
    "nothing": "",
    "no flag": f'{PLAIN} username="a";',
    "no semicolon": f'{PLAIN} required username="a"',
    "no equals sign": f'{PLAIN} required username "a";',
    "no end of a quote": f'{PLAIN} required username="a;',
}
FILE = """
// who we are
KafkaServer { a.B required; };
KafkaClient {
  com.sun.security.auth.module.Krb5LoginModule required
  useTicketCache=true
  serviceName="kafka";
};
"""


@pytest.mark.parametrize(("text", "expected"), LOGINS.values(), ids=LOGINS)
def test_login(text: str, expected: tuple[str, str]):
    login = parse_login(text)
    assert (login.name, login.options["username"], login.options["password"]) == ("PlainLoginModule", *expected)


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_fault(text: str):
    with pytest.raises(JaasError, match=r"expected|quoted"):
        parse_login(text)


def test_file():
    login = parse_login_file(FILE)
    assert (login.name, login.options) == ("Krb5LoginModule", {"useTicketCache": "true", "serviceName": "kafka"})


def test_file_without_the_section():
    with pytest.raises(JaasError, match="KafkaClient"):
        parse_login_file("KafkaServer { a.B required; };")


def test_a_login_does_not_show_its_password():
    assert "secret" not in repr(parse_login(f'{PLAIN} required username="a" password="secret";'))
