"""filter_path: which parts of an answer are left."""

import pytest

from pipeline.embedded.index.paths import PathFilter

VALUE = {
    "took": 1,
    "hits": {"total": {"value": 2}, "hits": [{"_id": "1", "_source": {"a": 1, "b": {"a": 2}}}, {"_id": "2"}]},
    "items": [{"index": {"status": 201}}, {"create": {"status": 409, "error": {"type": "x"}}}],
}

# pattern: what is left of VALUE
CASES = {
    "took": {"took": 1},
    "took,none": {"took": 1},
    "none": None,
    "hits.total": {"hits": {"total": {"value": 2}}},
    "hits.hits._id": {"hits": {"hits": [{"_id": "1"}, {"_id": "2"}]}},
    "hits.*._id": {"hits": {"hits": [{"_id": "1"}, {"_id": "2"}]}},
    "**.a": {"hits": {"hits": [{"_source": {"a": 1, "b": {"a": 2}}}]}},
    "hits.**.value": {"hits": {"total": {"value": 2}}},
    "t*": {"took": 1},
    "items.*.status": {"items": [{"index": {"status": 201}}, {"create": {"status": 409}}]},
    "items.*.error": {"items": [{"create": {"error": {"type": "x"}}}]},
    "-hits,-items": {"took": 1},
    "hits,-hits.hits": {"hits": {"total": {"value": 2}}},
    "-**.b,-items,-took,-**.total": {"hits": {"hits": [{"_id": "1", "_source": {"a": 1}}, {"_id": "2"}]}},
}


@pytest.mark.parametrize(("pattern", "left"), CASES.items())
def test_what_is_left(pattern, left):
    assert PathFilter.parse(pattern).apply(VALUE) == left
