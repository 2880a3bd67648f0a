"""Filter `xml`: which fields a text gives, and what is refused (golden/notes/xml.md)."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.xml import XmlFilter
from pipeline.plugin import Context
from pipeline.testing import run_filter

FAILED = {"tags": ["_xmlparsefailure"]}
LONE = "force_array => false"

# what it shows: (options, the text, the value of the target)
TEXTS = {
    "elements": ("", "<a><b>1</b><c>x</c></a>", {"b": ["1"], "c": ["x"]}),
    "elements of one name": ("", "<a><b>1</b><b>2</b></a>", {"b": ["1", "2"]}),
    "elements of one name without lists": (LONE, "<a><b>1</b><b>2</b><b>3</b></a>", {"b": ["1", "2", "3"]}),
    "a lone element": (LONE, "<a><b>1</b></a>", {"b": "1"}),
    "attributes": ("", '<a x="1"><b y="2"/></a>', {"x": "1", "b": [{"y": "2"}]}),
    "an attribute named like an element": ("", '<a b="1"><b>2</b></a>', {"b": ["1", "2"]}),
    "text beside attributes": ("", '<a><b y="2">t</b></a>', {"b": [{"y": "2", "content": "t"}]}),
    "content for every text": ("force_content => true", "<a><b>1</b></a>", {"b": [{"content": "1"}]}),
    "a root of text": ("", "<a>1</a>", "1"),
    "an empty root": ("", "<a/>", None),
    "a root of blanks": ("", "<a> </a>", {}),
    "empty elements": ("", "<a><b/><c> </c><d>1</d></a>", {"d": ["1"]}),
    "empty elements kept": ("suppress_empty => false", "<a><b/><c> </c></a>", {"b": [{}], "c": [{}]}),
    "an empty root kept": ("suppress_empty => false", "<a/>", {}),
    "blanks around elements": ("", "<a>\n <b> x </b>\n</a>", {"b": [" x "]}),
    "text between elements": ("", "<a>x<b>1</b>y</a>", {"b": ["1"], "content": ["x", "y"]}),
    "text before an element": ("", "<a>x<b>1</b></a>", {"b": ["1"], "content": "x"}),
    "blanks between pieces of text": (
        "",
        "<a>x<b>1</b> <c>2</c>y</a>",
        {"b": ["1"], "c": ["2"], "content": ["x", " ", "y"]},
    ),
    "a no-break space is text": ("", "<a><b>\u00a0</b></a>", {"b": ["\u00a0"]}),
    "empty elements beside attributes": ("", '<a x="1"><b/></a>', {"x": "1", "b": [None]}),
    "prefixes": (LONE, '<p:a xmlns:p="u"><p:b>1</p:b></p:a>', {"xmlns:p": "u", "b": "1"}),
    "a section of text": ("", "<a><![CDATA[<x>&]]></a>", "<x>&"),
    "entities of XML": ("", "<a>&lt;&#65;&amp;</a>", "<A&"),
    "a declared encoding doesn't count": ("", '<?xml version="1.0" encoding="UTF-16"?><a>ä</a>', "ä"),
    "a doctype, a comment, an instruction": ("", "<!DOCTYPE a><a><!-- x --><?pi x?><b>1</b></a>", {"b": ["1"]}),
}
BOMB = '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
BAD = {
    "an element left open": "<a><b></a>",
    "no XML": "plain text",
    "two roots": "<a/><b/>",
    "an unknown entity": "<a>&x;</a>",
    "declared entities": BOMB,
    "a file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    "a control character": "<a>\u0001</a>",
    "too deep": "<a>" * 501 + "</a>" * 501,
}
SOURCES = {
    "absent": ({}, {}),
    "null": ({"m": None}, {}),
    "empty": ({"m": ""}, {}),
    "blanks": ({"m": " \n"}, {}),
    "a number": ({"m": 5}, FAILED),
    "a map": ({"m": {"a": 1}}, FAILED),
    "a list of one": ({"m": ["<a>1</a>"]}, {"t": "1", "tags": ["ok"]}),
    "a list of two": ({"m": ["<a>1</a>", "<b/>"]}, FAILED),
    "what was there is replaced": ({"m": "<a>1</a>", "t": {"x": 1}}, {"t": "1", "tags": ["ok"]}),
}


@pytest.mark.parametrize(("options", "text", "value"), TEXTS.values(), ids=TEXTS)
def test_text(options, text, value):
    assert run_filter(f'xml {{ source => "m" target => "t" {options} }}', {"m": text}) == {"m": text, "t": value}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_bad_text(text):
    assert run_filter('xml { source => "m" target => "t" add_tag => ["ok"] }', {"m": text}) == {"m": text, **FAILED}


@pytest.mark.parametrize(("event", "change"), SOURCES.values(), ids=SOURCES)
def test_source(event, change):
    assert run_filter('xml { source => "m" target => "t" add_tag => ["ok"] }', event) == {**event, **change}


def test_as_deep_as_may_be():
    assert XmlFilter(source="m", target="t").compile()({"m": "<a>" * 500 + "1" + "</a>" * 500})


def test_a_target_that_cannot_be():
    assert run_filter('xml { source => "m" target => "[m][x]" }', {"m": "<a/>"}) == {"m": "<a/>", **FAILED}


def test_nothing_is_stored():
    assert run_filter('xml { source => "m" store_xml => false add_tag => ["ok"] }', {"m": "<a>1</a>"}) == {
        "m": "<a>1</a>"
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"source": "m"}, 'needs the option "target"'),
        ({"target": "t"}, 'needs the option "source"'),
        ({"source": "m", "store_xml": False, "xpath": {"/a": "a"}}, "XPath isn't supported"),
    ],
)
def test_options(options, message):
    with pytest.raises(ConfigError, match=message):
        XmlFilter(Context(), **options)


def test_what_matters_for_xpath_alone_changes_nothing():
    options = 'remove_namespaces => true parse_options => "strict" namespaces => { "p" => "u" }'
    config = f'xml {{ source => "m" target => "t" {options} }}'
    assert run_filter(config, {"m": "<a>1</a>"}) == {"m": "<a>1</a>", "t": "1"}
