"""What becomes of documents: delivered, sent again, or dead letters; never lost, whatever a node answers."""

import gzip
import json

import pytest

from pipeline.outputs.elasticsearch import bulk, pace
from pipeline.plugin import Stopped
from tests.outputs.fake_elasticsearch import FakeElasticsearch
from tests.outputs.runs import Run, run


def config(node, options='index => "i"', hosts=""):
    hosts = hosts or f'"http://{node.address}"'
    return f"output {{ elasticsearch {{ hosts => [{hosts}] manage_template => false {options} }} }}"


def numbered(count):
    return [{"n": number} for number in range(count)]


def sent(node):
    """The numbers of the documents in each bulk request."""
    return [[line["n"] for line in request.lines if "n" in line] for request in node.bulks]


def deliver(answers, events=3, options='index => "i"', **more):
    """The numbers sent in each request, and the run."""
    with FakeElasticsearch(answers) as node:
        done = run(config(node, options), numbered(events), **more)
        return sent(node), done


# an answer that asks for the whole request again -> how often it is sent
WHOLE = {
    "429": [429, "{}"],
    "500": [500, "{}"],
    "503 without a body": [503, ""],
    "401": [401, "{}"],
    "403": [403, "{}"],
    "404": [404, "{}"],
    "400": [400, "{}"],
    "redirect": [302, "", {"Location": "http://elsewhere/"}],
    "not JSON": [200, "<html>"],
    "JSON that says nothing": [200, "{}"],
    "no object": [200, "[]"],
    "too few items": [200, '{"errors":true,"items":[{"index":{"status":429}}]}'],
    "items that are none": [200, '{"errors":true,"items":[1,2,3]}'],
    "no items": [200, '{"errors":true}'],
}


@pytest.mark.parametrize("answer", WHOLE.values(), ids=WHOLE)
def test_the_whole_request_is_sent_again(answer):
    requests, done = deliver([answer, answer])
    assert requests == [[0, 1, 2]] * 3
    assert done.letters == []
    assert len(done.waits) == 2


def test_a_lost_connection_is_made_anew_once_before_waiting():
    requests, done = deliver(["reset"] * 4)
    assert requests == [[0, 1, 2]] * 5
    assert len(done.waits) == 2


def test_waits_double_with_jitter_up_to_the_maximum():
    options = 'index => "i" retry_initial_interval => 2 retry_max_interval => 8'
    _, done = deliver([[503, ""]] * 5, options=options)
    for waited, full in zip(done.waits, [2, 4, 8, 8, 8], strict=True):
        assert full / 2 <= waited <= full


@pytest.mark.parametrize(
    ("header", "low", "high"), [("7", 7, 7), ("0", 0, 1), ("Fri, 01 Jan 2100 00:00:00 GMT", 600, 600)]
)
def test_retry_after_is_heeded(header, low, high):
    _, done = deliver([[429, "", {"Retry-After": header}]])
    assert low <= done.waits[0] <= high


@pytest.mark.parametrize("header", ["", "soon", "-1"])
def test_a_retry_after_that_says_nothing_is_no_harm(header):
    _, done = deliver([[429, "", {"Retry-After": header}]])
    assert 1 <= done.waits[0] <= 2


def test_only_what_failed_is_sent_again():
    requests, done = deliver([["items", [201, 429, 503]], ["items", [500, 201]]])
    assert requests == [[0, 1, 2], [1, 2], [1]]
    assert done.letters == []


def test_what_is_refused_for_good_is_a_dead_letter_with_event_record_and_reason():
    requests, done = deliver([["items", [400, 201, 404]]])
    assert requests == [[0, 1, 2]]
    assert [letter.record[0]["n"] for letter in done.letters] == [0, 2]
    assert json.loads(done.letters[0].event) == done.letters[0].record[0]
    assert done.letters[0].reason == (
        "could not index event to Elasticsearch: status 400, document_parsing_exception: failed to parse field [n]"
    )


def test_the_reason_does_not_quote_the_document():
    reason = "failed to parse field [n] of type [long]. Preview of field's value: 'secret'"
    _, done = deliver([["raw", 400, "document_parsing_exception", reason]])
    assert "secret" not in done.letters[0].reason


def test_codes_and_types_of_error_that_the_config_names_are_dead_letters():
    _, done = deliver([["items", [429, 201, 403]], "ok"], options='index => "i" dlq_custom_codes => [403]')
    assert [letter.record[0]["n"] for letter in done.letters] == [2]
    options = 'index => "i" drop_error_types => ["internal_error"]'
    _, done = deliver([["items", [500, 503, 201]], "ok"], options=options)
    assert [letter.record[0]["n"] for letter in done.letters] == [0]


@pytest.mark.parametrize("start", ['"took":1,"errors":false', '"errors":false,"took":1', '"errors" : false'])
def test_errors_false_means_that_all_is_well(start):
    _, done = deliver([[200, f'{{{start},"items":[{{"index":{{"status":400}}}}]}}']])
    assert (done.letters, done.waits) == ([], [])


class TestConflicts:
    def test_a_create_with_our_own_id_was_delivered_before(self):
        options = 'index => "i" action => "create"'
        _, done = deliver([["items", [409, 201, 409]]], options=options, identify=lambda record: "t-0-1")
        assert (done.letters, done.waits) == ([], [])

    def test_data_streams_too(self):
        _, done = deliver([["items", [409, 201, 409]]], options="data_stream => true", identify=lambda record: "t-0-1")
        assert done.letters == []

    def test_an_id_that_came_with_the_event_is_not_ours(self):
        events = [{"n": 0}, {"n": 1, "@metadata": {"_ingest_document": {"id": "x"}}}]
        with FakeElasticsearch([["items", [409, 409]]]) as node:
            done = run(config(node, 'index => "i" action => "create"'), events, identify=lambda record: "t-0-1")
        assert [letter.record[0]["n"] for letter in done.letters] == [1]

    @pytest.mark.parametrize(
        "options", ['action => "create" document_id => "%{n}"', 'action => "create"', 'version => "1"']
    )
    def test_other_conflicts_are_dead_letters(self, options):
        _, done = deliver([["items", [409, 201, 201]]], options=f'index => "i" {options}')
        assert [letter.record[0]["n"] for letter in done.letters] == [0]


def test_a_delete_of_what_is_gone_is_done():
    gone = {"delete": {"status": 404}}
    failed = {"delete": {"status": 404, "error": {"type": "index_not_found_exception", "reason": "no such index [i]"}}}
    with FakeElasticsearch([[200, json.dumps({"errors": True, "items": [gone, failed]})]]) as node:
        done = run(config(node, 'index => "i" action => "delete" document_id => "%{n}"'), numbered(2))
    assert [json.loads(letter.event) for letter in done.letters] == [
        {key: value for key, value in done.letters[0].record[0].items() if key != "@metadata"}
    ]
    assert done.letters[0].record[0]["n"] == 1


class TestTooLarge:
    def test_a_request_is_cut_in_halves(self):
        requests, done = deliver([[413, ""], [413, ""]], events=5)
        assert requests == [[0, 1, 2, 3, 4], [0, 1], [0], [1], [2, 3, 4]]
        assert (done.letters, done.waits) == ([], [])

    def test_a_document_too_large_by_itself_is_a_dead_letter(self):
        requests, done = deliver([[413, ""], [413, ""], "ok"], events=2)
        assert requests == [[0, 1], [0], [1]]
        assert [letter.record[0]["n"] for letter in done.letters] == [0]
        assert "status 413" in done.letters[0].reason

    def test_items_are_sent_again_and_cut_only_when_all_of_them_are_too_large(self):
        requests, done = deliver(
            [["items", [413, 429, 413]], ["items", [413, 201, 413]], ["items", [413, 413]], ["items", [413]]]
        )
        assert requests == [[0, 1, 2], [0, 1, 2], [0, 2], [0], [2]]
        assert [letter.record[0]["n"] for letter in done.letters] == [0]


class TestUnreadable:
    """One id of more than 512 bytes, and Elasticsearch refuses the whole request, every time."""

    error = json.dumps(
        {"error": {"type": "action_request_validation_exception", "reason": f"1: id [{'x' * 600}] is too long;"}}
    )

    def test_the_document_to_blame_is_found(self):
        bad = [400, self.error]
        requests, done = deliver([bad, bad, "ok", bad, bad, "ok"], events=5)
        assert requests == [[0, 1, 2, 3, 4], [0, 1], [0], [1], [2, 3, 4], [2], [3, 4]]
        assert [letter.record[0]["n"] for letter in done.letters] == [1]
        assert done.letters[0].reason == (
            "could not index event to Elasticsearch: status 400, action_request_validation_exception: 1: id [...] is too long;"
        )
        assert done.waits == []

    @pytest.mark.parametrize(
        "error",
        [
            {"type": "illegal_argument_exception", "reason": "request [/_bulk] contains unrecognized parameter: [a]"},
            {"type": "strange_exception", "reason": "x"},
            "no handler found for uri",
        ],
    )
    def test_a_fault_that_no_document_is_to_blame_for_is_not_theirs(self, error):
        requests, done = deliver([[400, json.dumps({"error": error})]] * 2)
        assert requests == [[0, 1, 2]] * 3
        assert done.letters == []


def big(count, size=600_000):
    return [{"n": number, "p": "x" * size} for number in range(count)]


class TestBusy:
    """A node that is busy gets smaller requests: it may never have the memory for a big one."""

    def test_a_big_request_that_is_refused_is_cut(self):
        with FakeElasticsearch([[429, ""], ["items", [429, 429]]]) as node:
            done = run(config(node), big(4))
            assert sent(node) == [[0, 1, 2, 3], [0, 1], [0], [1], [2], [3]]
        assert (len(done.waits), done.letters) == (2, [])

    def test_so_is_what_is_left_of_one(self):
        with FakeElasticsearch([["items", [429, 201, 429, 201, 429, 429]]]) as node:
            run(config(node), big(6))
            assert sent(node) == [[0, 1, 2, 3, 4, 5], [0, 2, 4], [5]]

    def test_a_small_one_is_not(self):
        requests, _ = deliver([[429, ""]] * 6)
        assert requests == [[0, 1, 2]] * 7

    @pytest.mark.parametrize("answer", [[503, ""], ["items", [503] * 4], "reset"])
    def test_nor_one_that_meets_other_trouble(self, answer):
        with FakeElasticsearch([answer]) as node:
            run(config(node), big(4))
            assert sent(node) == [[0, 1, 2, 3]] * 2


class TestPace:
    """What one request was answered counts for the next, of every sink of the output."""

    @pytest.mark.parametrize("answer", [[413, ""], [429, ""], ["items", [413] * 4]])
    def test_the_next_batch_is_cut_before_it_is_sent(self, answer):
        with FakeElasticsearch([answer]) as node, Run(config(node)) as done:
            done.batch(big(4))
            assert sent(node) == [[0, 1, 2, 3], [0, 1], [2, 3]]
            done.batch(big(4))
            assert sent(node)[3:] == [[0, 1], [2, 3]]

    def test_other_sinks_heed_it(self):
        with FakeElasticsearch([[413, ""]]) as node, Run(config(node)) as done:
            done.batch(big(4))
            (plugin,) = done.plugins
            second = plugin.open(None)
            for event in big(4):
                second.collect(event, [event], 0)
            second.flush(done.wait)
            second.close()
            assert sent(node)[3:] == [[0, 1], [2, 3]]

    def test_a_request_whose_answer_comes_too_late_is_cut(self):
        with FakeElasticsearch([["sleep", 1.5], ["sleep", 0]]) as node:
            done = run(config(node, 'index => "i" timeout => 1'), big(4))
            assert sent(node) == [[0, 1, 2, 3], [0, 1], [2, 3]]
        assert len(done.waits) == 1

    def test_a_node_that_can_not_be_asked_says_nothing_of_sizes(self):
        with (
            FakeElasticsearch(other={"HEAD /": [[200, ""], ["sleep", 1.5], [200, ""]]}) as node,
            Run(config(node, 'index => "i" timeout => 1')) as done,
        ):
            (plugin,) = done.plugins
            (found,) = plugin.pool.nodes
            plugin.pool.dead(found)
            done.batch(big(4))
            assert sent(node) == [[0, 1, 2, 3]]

    def test_it_is_told_once(self, capsys):
        with FakeElasticsearch([[429, ""], [429, ""]]) as node:
            run(config(node), big(8))
        text = "".join(capsys.readouterr())
        assert text.count("requests to elasticsearch become smaller") == 1


class TestOrder:
    """The last event of a document wins, even when only an earlier one had to be sent again."""

    def test_later_events_of_the_document_are_sent_again_behind_it(self):
        events = [{"n": 0, "id": "a"}, {"n": 1, "id": "b"}, {"n": 2, "id": "a"}, {"n": 3, "id": "a"}]
        with FakeElasticsearch([["items", [429, 429, 201, 429]]]) as node:
            run(config(node, 'index => "i" document_id => "%{id}"'), events)
            assert sent(node) == [[0, 1, 2, 3], [0, 1, 2, 3]]

    def test_they_stay_behind_it_when_requests_become_smaller(self):
        events = [{**event, "id": "ab"[event["n"] % 2]} for event in big(6)]
        with FakeElasticsearch([["items", [429, 429, 201, 201, 201, 201]], ["items", [429, 201, 201]]]) as node:
            run(config(node, 'index => "i" document_id => "%{id}"'), events)
            assert sent(node) == [[0, 1, 2, 3, 4, 5], [0, 1, 2], [0], [2], [3], [4], [5]]

    def test_others_are_not(self):
        events = [{"n": 0, "id": "a"}, {"n": 1, "id": "b"}, {"n": 2, "id": "b"}, {"n": 3, "id": "a"}]
        with FakeElasticsearch([["items", [201, 429, 201, 201]]]) as node:
            run(config(node, 'index => "i" document_id => "%{id}"'), events)
            assert sent(node) == [[0, 1, 2, 3], [1, 2]]

    @pytest.mark.parametrize(
        "options", ["", 'document_id => "x" version => "1"', 'document_id => "x" action => "create"']
    )
    def test_not_where_it_makes_no_sense(self, options):
        requests, _ = deliver([["items", [429, 201, 201]]], options=f'index => "i" {options}')
        assert requests == [[0, 1, 2], [0]]


class TestStopping:
    def test_stopped_comes_out_and_nothing_counts_as_settled(self):
        with (
            FakeElasticsearch([[503, ""]] * 9) as node,
            Run(config(node), most=3) as stopped,
            pytest.raises(Stopped),
        ):
            stopped.batch(numbered(2))
        assert len(stopped.waits) == 3

    def test_a_batch_is_forgotten_once_it_is_settled(self):
        with FakeElasticsearch() as node, Run(config(node)) as done:
            done.batch(numbered(2))
            done.batch([{"n": 7}])
            done.batch([])
            assert sent(node) == [[0, 1], [7]]


class TestSize:
    def test_a_big_batch_is_cut_into_requests_of_20_mib(self):
        """As recorded: 30 events of 1 MB go as 20 and 10."""
        events = [{"n": number, "p": "x" * 1_000_000} for number in range(30)]
        with FakeElasticsearch() as node:
            run(config(node), events)
            assert [len(numbers) for numbers in sent(node)] == [20, 10]

    def test_one_bigger_event_goes_alone(self):
        events = [{"n": 0}, {"n": 1, "p": "x" * (pace.MOST_BYTES + 1)}, {"n": 2}]
        with FakeElasticsearch() as node:
            run(config(node), events)
            assert sent(node) == [[0], [1], [2]]

    def test_no_more_documents_than_the_limit(self, monkeypatch):
        monkeypatch.setattr(pace, "MOST_ITEMS", 2)
        requests, done = deliver([["items", [201, 400]], ["items", [429, 201]]], events=5)
        assert requests == [[0, 1], [2, 3], [2], [4]]
        assert [letter.record[0]["n"] for letter in done.letters] == [1]


class TestCompression:
    @pytest.mark.parametrize(
        "options", ["compression_level => 1", "compression_level => 9", "http_compression => true"]
    )
    def test_every_part_is_a_complete_gzip_stream(self, options, monkeypatch):
        monkeypatch.setattr(pace, "MOST_ITEMS", 2)
        with FakeElasticsearch() as node:
            run(config(node, f'index => "i" {options}'), numbered(5))
            assert [request.headers["Content-Encoding"] for request in node.bulks] == ["gzip"] * 3
            assert all(gzip.decompress(request.raw).endswith(b"}\n") for request in node.bulks)
            lengths = [int(request.headers["X-Elastic-Uncompressed-Request-Length"]) for request in node.bulks]
            assert lengths == [len(request.text) for request in node.bulks]

    def test_without_the_package_isal(self, monkeypatch):
        monkeypatch.setattr(bulk, "fast_zlib", lambda: None)
        assert gzip.decompress(bulk.gzipped(b"x" * 1000, 1)) == b"x" * 1000

    @pytest.mark.parametrize("options", ["", "compression_level => 0", "http_compression => false"])
    def test_off_on_this_machine_or_when_told(self, options):
        with FakeElasticsearch() as node:
            run(config(node, f'index => "i" {options}'), numbered(1))
            assert "Content-Encoding" not in node.bulks[0].headers


def test_logs_are_bounded_and_hold_nothing_of_events(capsys):
    events = [{"n": number, "p": "secret"} for number in range(3)]
    answers = [[503, ""]] * 8 + [["raw", 400, "mapper_parsing_exception", "Preview of field's value: 'secret'"]]
    with FakeElasticsearch(answers) as node:
        run(config(node, 'index => "i" user => "u" password => "hidden"'), events)
    shown = capsys.readouterr()
    text = shown.out + shown.err
    assert text.count("refused a bulk request") == 1
    assert "mapper_parsing_exception" in text
    assert "secret" not in text
    assert "hidden" not in text


def test_silenced_types_of_error_are_not_logged(capsys):
    options = 'index => "i" silence_errors_in_log => ["version_conflict_engine_exception"]'
    deliver([["items", [409, 400, 201]]], options=options)
    text = "".join(capsys.readouterr())
    assert "document_parsing_exception" in text
    assert "version_conflict" not in text


class TestNodes:
    def test_a_living_node_takes_over_at_once(self):
        with FakeElasticsearch(["reset"]) as first, FakeElasticsearch() as second:
            hosts = f'"http://{first.address}", "http://{second.address}"'
            done = run(config(first, hosts=hosts), numbered(2))
            assert sent(first) + sent(second) in ([[0, 1]], [[0, 1], [0, 1]])
            assert done.waits == []

    def test_nodes_are_used_in_turn(self):
        with FakeElasticsearch() as first, FakeElasticsearch() as second:
            hosts = f'"http://{first.address}", "http://{second.address}"'
            with Run(config(first, hosts=hosts)) as done:
                for _ in range(4):
                    done.batch(numbered(1))
            assert (len(first.bulks), len(second.bulks)) == (2, 2)

    def test_a_dead_node_is_asked_how_it_is_before_it_gets_documents_again(self):
        with FakeElasticsearch(["reset"], {"HEAD /": [[200, ""], [503, ""], [200, ""]]}) as node:
            done = run(config(node), numbered(1))
            assert [request.name.partition("?")[0] for request in node.requests[3:]] == [
                "POST /_bulk",
                "HEAD /",
                "HEAD /",
                "POST /_bulk",
            ]
            assert len(done.waits) == 2

    def test_one_connection_carries_all_requests_of_a_sink(self):
        with FakeElasticsearch([[503, ""], ["items", [201, 429]], [413, ""]]) as node, Run(config(node)) as done:
            for _ in range(4):
                done.batch(numbered(2))
            assert len(node.bulks) == 6
            assert len({request.client for request in node.bulks}) == 1

    def test_a_connection_that_was_closed_meanwhile_is_made_anew(self):
        with FakeElasticsearch() as node, Run(config(node)) as done:
            done.batch(numbered(1))
            port = node.port
            node.stop()
            (connection,) = done.sinks[0]._client._connections.values()
            connection.sock.shutdown(2)
            with FakeElasticsearch(port=port) as again:
                done.batch(numbered(1))
                assert sent(again) == [[0]]
            assert done.waits == []


def test_sniffing_takes_over_the_nodes_of_the_cluster():
    with FakeElasticsearch() as other:
        host, port = other.address.split(":")
        found = {
            "a": {"roles": ["data"], "http": {"publish_address": f"{host}/{host}:{port}"}},
            "b": {"roles": ["master"], "http": {"publish_address": "10.0.0.1:9200"}},
            "c": {"roles": ["data"]},
        }
        with (
            FakeElasticsearch(other={"GET /_nodes/http": [200, json.dumps({"nodes": found})]}) as node,
            Run(config(node, 'index => "i" sniffing => true')) as done,
        ):
            done.batch(numbered(1))
            done.batch(numbered(1))
            assert (len(node.bulks), len(other.bulks)) == (0, 2)
            assert node.set_up.count("GET /_nodes/http") == 1
