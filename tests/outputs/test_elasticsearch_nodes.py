"""Addresses, cloud ids, and which node is asked next."""

import base64

import pytest

from pipeline.outputs.elasticsearch.client import described
from pipeline.outputs.elasticsearch.nodes import Node, NodePool, masked, parse_cloud_id, parse_host
from pipeline.plugin import OptionError

# the text, and what it means: scheme, host, port, path, query
ADDRESSES = {
    "es": ("", "es", 9200, "", ""),
    "es:9201": ("", "es", 9201, "", ""),
    "//127.0.0.1": ("", "127.0.0.1", 9200, "", ""),
    "http://es": ("http", "es", 9200, "", ""),
    "HTTPS://ES.example.org:443/": ("https", "ES.example.org", 443, "", ""),
    "https://es:9200/deep/er/?pretty=true": ("https", "es", 9200, "/deep/er", "pretty=true"),
    "es/sub": ("", "es", 9200, "/sub", ""),
    "[::1]:9200": ("", "[::1]", 9200, "", ""),
    " http://es_1.local ": ("http", "es_1.local", 9200, "", ""),
}


@pytest.mark.parametrize(("text", "expected"), ADDRESSES.items(), ids=ADDRESSES)
def test_an_address(text, expected):
    node = parse_host(text)
    assert (node.scheme, node.host, node.port, node.path, node.query) == expected
    assert node.authorization is None


@pytest.mark.parametrize("text", ["http://u:s%40cret@es", "u:s%40cret@es:9200", "https://u:s@cret@es"])
def test_user_and_password_in_an_address(text):
    node = parse_host(text)
    assert node.authorization == "Basic " + base64.b64encode(b"u:s@cret").decode()
    assert "cret" not in node.label


@pytest.mark.parametrize(
    "text", ["", "http://", "es1,es2", "ftp://es", "es:port", "es:99999", "es 1", "http://u:p/w@es"]
)
def test_what_is_no_address(text):
    with pytest.raises(OptionError) as error:
        parse_host(text)
    assert "p/w" not in str(error.value)


def test_a_list_in_one_text_gets_a_hint():
    with pytest.raises(OptionError) as error:
        parse_host("es1:9200,es2:9200")
    assert error.value.hints == ('write a list: ["es1:9200", "es2:9200"]',)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://u:secret@es", '"http://<hidden>@es"'),
        ("u:secret@es", '"<hidden>@es"'),
        ("http://u:se/cr@et@es", '"http://<hidden>@es"'),
        ("es", '"es"'),
    ],
)
def test_secrets_are_masked(text, expected):
    assert masked(text) == expected


def cloud(text):
    return "label:" + base64.b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (cloud("eu.example.org$abc$def"), "https://abc.eu.example.org:443"),
        (cloud("eu.example.org:9243$abc$def"), "https://abc.eu.example.org:9243"),
        (cloud("eu.example.org$abc:9244$def"), "https://abc.eu.example.org:9244"),
        (cloud("eu.example.org$abc"), "https://abc.eu.example.org:443"),
    ],
)
def test_a_cloud_id(text, label):
    assert parse_cloud_id(text).label == label


@pytest.mark.parametrize(
    "text", ["", "label:", "label:%%%", cloud("eu.example.org"), cloud("eu$undefined$x"), cloud("$a$b")]
)
def test_what_is_no_cloud_id(text):
    with pytest.raises(OptionError):
        parse_cloud_id(text)


@pytest.fixture
def clock():
    class Clock:
        now = 100.0

        def __call__(self):
            return self.now

    return Clock()


def names(nodes):
    return [node.host for node in nodes]


def test_nodes_are_used_in_turn(clock):
    pool = NodePool([Node("http", "a"), Node("http", "b")], 5, clock)
    assert [names(pool.candidates()) for _ in range(3)] == [["a", "b"], ["b", "a"], ["a", "b"]]


def test_a_dead_node_is_left_out_until_its_time_has_come_and_then_tried_by_one_thread(clock):
    a, b = Node("http", "a"), Node("http", "b")
    pool = NodePool([a, b], 5, clock)
    pool.dead(a)
    assert [names(pool.candidates()) for _ in range(2)] == [["b"], ["b"]]
    clock.now += 5
    assert names(pool.candidates()) == ["a", "b"]
    assert names(pool.candidates()) == ["b"]
    pool.alive(a)
    assert sorted(names(pool.candidates())) == ["a", "b"]


def test_the_delay_doubles_with_each_failure_up_to_16_times(clock):
    node = Node("http", "a")
    pool = NodePool([node, Node("http", "b")], 5, clock)
    waits = []
    for _ in range(7):
        pool.dead(node)
        waits.append(node.dead_until - clock.now)
    assert waits == [5, 10, 20, 40, 80, 80, 80]


def test_when_all_are_dead_all_are_tried_the_longest_dead_first(clock):
    a, b = Node("http", "a"), Node("http", "b")
    pool = NodePool([a, b], 5, clock)
    pool.dead(b)
    clock.now += 1
    pool.dead(a)
    assert names(pool.candidates()) == ["b", "a"]


def test_new_nodes_replace_the_old_ones_and_known_ones_stay_what_they_are(clock):
    a, b = Node("http", "a"), Node("http", "b")
    pool = NodePool([a, b], 5, clock)
    pool.replace([Node("http", "b"), Node("http", "c")])
    assert names(pool.nodes) == ["b", "c"]
    assert pool.nodes[0] is b
    pool.replace([])
    assert names(pool.nodes) == ["b", "c"]


def test_nodes_that_do_not_answer_are_named():
    nodes = [Node("http", f"es{number}") for number in range(1, 6)]
    trouble = {node.label: "connection refused" for node in nodes}
    text = described(trouble, nodes)
    assert text.startswith("http://es1:9200: connection refused; http://es2:9200: connection refused; http://es3")
    assert text.endswith(" and 2 more")
    assert described({}, nodes[:1]) == "http://es1:9200: no answer"
