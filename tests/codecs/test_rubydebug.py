"""Codec rubydebug: the layout of awesome_print."""

from decimal import Decimal

import pytest

from pipeline.codecs.rubydebug import RubydebugCodec
from pipeline.errors import OptionError
from pipeline.timestamp import Timestamp

EVENT = {
    "@timestamp": Timestamp("2024-05-06T07:08:09.123Z"),
    "text": 'é "q" #{x}\n\x7f',
    "n": None,
    "f": 1e21,
    "d": Decimal("1.10"),
    "map": {"a": 1, "long": {}},
    "list": [True, [], {"k": [0]}],
    "@metadata": {"m": 1},
}
SHOWN = r"""{
    "@timestamp" => 2024-05-06T07:08:09.123Z,
          "text" => "é \"q\" \#{x}\n\u007F",
             "n" => nil,
             "f" => 1.0e+21,
             "d" => 1.1,
           "map" => {
           "a" => 1,
        "long" => {}
    },
          "list" => [
        [0] true,
        [1] [],
        [2] {
            "k" => [
                [0] 0
            ]
        }
    ]
}
"""


def test_layout(context):
    assert RubydebugCodec(context).encoder()(EVENT).decode() == SHOWN


def test_the_indexes_of_a_long_list_are_aligned(context):
    lines = RubydebugCodec(context).encoder()({"l": list(range(11))}).decode().splitlines()
    assert lines[2] == "        [ 0] 0,"
    assert lines[12] == "        [10] 10"


@pytest.mark.parametrize(("metadata", "shown"), [({"m": 1}, True), ({}, False)])
def test_metadata_is_shown_where_it_holds_anything(context, metadata, shown):
    text = RubydebugCodec(context, metadata=True).encoder()({"a": 1, "@metadata": metadata}).decode()
    assert ("@metadata" in text) is shown


def test_it_cannot_read(context):
    with pytest.raises(OptionError, match="can't read"):
        RubydebugCodec(context).decoder()
