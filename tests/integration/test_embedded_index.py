"""What was recorded of a real Elasticsearch, and what the embedded index is held to, is still what it says."""

import json

from tests.embedded.index.asked import ANSWERS, ask, caller


def test_a_real_elasticsearch_answers_as_recorded(elasticsearch):
    assert ask(caller(elasticsearch.url)) == json.loads(ANSWERS.read_text("utf-8"))
