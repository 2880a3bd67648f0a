"""What is sent to Elasticsearch to see what ids cost there, and what is made of the figures."""

import json

import pytest

from bench import ids
from bench.ids import KINDS, Cost, Kind

DOCUMENTS = [b'{"n":%d}' % number for number in range(1500)]


@pytest.mark.parametrize("kind", [Kind("index"), Kind("create"), Kind("index", own_ids=False)])
def test_requests(kind):
    requests = [body.splitlines() for body in ids.bodies(DOCUMENTS, kind)]
    assert [len(lines) for lines in requests] == [2000, 1000]
    assert [line for lines in requests for line in lines[1::2]] == DOCUMENTS
    actions = [json.loads(line) for lines in requests for line in lines[::2]]
    assert [set(action) for action in actions] == [{kind.action}] * 1500
    found = {action[kind.action].get("_id") for action in actions}
    assert len(found) == (1500 if kind.own_ids else 1)
    if kind.own_ids:
        assert {"app-logs-0-0-1795471833121", "app-logs-1-1-1795471833126"} < found


def test_figures_are_those_of_pairs():
    beside = [Cost(1.0, 2.0, 4000, 16), Cost(2.0, 2.0, 4000, 16)]
    costs = {"index_auto": beside, "index": [Cost(2.0, 4.0, 5000, 16), Cost(3.0, 8.0, 5000, 16)]}
    assert ids.figures(costs, "index", 1000) == {
        "cpu_us_per_document": 2500.0,
        "documents_per_second": 167,
        "bytes_per_document": 5.0,
        "answer_bytes_per_request": 16,
        "beside": "index_auto",
        "cpu": {"ratio": 1.75, "spread": [1.5, 2.0], "pairs": 2},
        "speed": {"ratio": 0.375, "spread": [0.25, 0.5], "pairs": 2},
    }


@pytest.mark.parametrize(("name", "beside"), ids.BESIDE.items())
def test_each_kind_differs_from_the_one_beside_it_in_one_thing(name, beside):
    assert sum(one != other for one, other in zip(KINDS[name], KINDS[beside], strict=True)) == 1
