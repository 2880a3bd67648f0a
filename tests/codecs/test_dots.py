"""Codec dots."""

from pipeline.codecs.dots import DotsCodec


def test_a_dot_for_each_event(context):
    encode = DotsCodec(context).encoder()
    assert encode({"a": 1}) + encode({}) == b".."
