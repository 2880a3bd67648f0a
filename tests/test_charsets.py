"""Charsets by Ruby's names, and what becomes of bytes that have no meaning."""

import codecs

import pytest

from pipeline.charsets import CODECS, NOT_IN_PYTHON, charset, inspected, replacing, utf8_text
from pipeline.errors import OptionError


@pytest.mark.parametrize("name", CODECS)
def test_python_has_a_codec_for_every_name(name):
    assert "x".encode(charset(name)).decode(charset(name)) == "x"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("utf-8", 'did you mean "UTF-8"?'), ("Shift-JIS", 'did you mean "Shift_JIS"?'), ("nope", 'for example: "UTF-8"')],
)
def test_a_name_that_ruby_has_not_is_refused(name, hint):
    with pytest.raises(OptionError, match=f'expected the name of a charset, got "{name}"') as refused:
        charset(name)
    assert refused.value.hints[0].startswith(hint)


@pytest.mark.parametrize("name", sorted(NOT_IN_PYTHON))
def test_a_name_that_python_has_not_is_refused_too(name):
    with pytest.raises(LookupError):
        codecs.lookup(name)
    with pytest.raises(OptionError, match=f'the charset "{name}" is one of Logstash\'s'):
        charset(name)


def test_bytes_without_meaning_are_replaced():
    assert replacing("ascii")(b"a\xe9\xff") == "a\ufffd\ufffd"
    assert replacing(codecs.lookup("cp1252").name)(b"\x80\x81") == "€\ufffd"


# what it shows: (bytes, the text that Ruby's inspect shows)
INSPECTED = {
    "stray bytes": (b"\xc0\xaf\xed\xa0\x80", r"\xC0\xAF\xED\xA0\x80"),
    "half a letter": ("é".encode()[:1], r"\xC3"),
    "good letters stay": ("\xff".encode() + b"\xff", r"ÿ\xFF"),
    "format characters and blanks stay": (
        "\u200b\xa0\x85\xad\ufeff".encode() + b"\xff",
        "\u200b\xa0\x85\xad\ufeff\\xFF",
    ),
    "line separators do not": ("\u2028\u2029".encode() + b"\xff", r"\u2028\u2029\xFF"),
    "controls": (b"\xff\x00\x1b\x7f\a\b\v\f\r\n\t", r"\xFF\u0000\e\u007F\a\b\v\f\r\n\t"),
    "what would be code": (b"\xff#{a}#$b#@c#d#", r"\xFF\#{a}\#$b\#@c#d#"),
}


@pytest.mark.parametrize(("data", "text"), INSPECTED.values(), ids=INSPECTED)
def test_inspected(data, text):
    assert inspected(data) == text


def test_utf8_is_left_as_it_is():
    assert utf8_text('é "q" \\ \t'.encode()) == 'é "q" \\ \t'
