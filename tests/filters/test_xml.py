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
    "an element called content": ("", "<a><content>1</content></a>", {"content": "1"}),
    "two elements called content": ("", "<a><content>1</content><content>2</content></a>", {"content": ["1", "2"]}),
    "entities that nothing declares": (
        "",
        "<a b='&c;'>&nbsp;<![CDATA[&d;]]></a>",
        {"b": "&c;", "content": "&nbsp;&d;"},
    ),
    "a prefix that an earlier element declared": (
        LONE,
        "<a><p:b xmlns:p='u'>1</p:b><p:c>2</p:c></a>",
        {"b": {"xmlns:p": "u", "content": "1"}, "c": "2"},
    ),
    "prefixes that are known": (LONE, "<a xml:lang='de'><xml:b>1</xml:b></a>", {"xml:lang": "de", "b": "1"}),
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
    "an entity without an end": "<a>&x</a>",
    "a prefix that nothing declares": "<p:a>1</p:a>",
    "a prefix of an attribute that nothing declares": "<a p:b='1'/>",
    "two colons": "<p:a:b xmlns:p='u'/>",
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


def test_an_option_that_cannot_be_done():
    config = 'xml { source => "m" target => "t" add_field => { "@timestamp" => "no time" } }'
    assert run_filter(config, {"m": "<a>1</a>"}) == {"m": "<a>1</a>", "t": "1", **FAILED}


def test_nothing_is_stored():
    assert run_filter('xml { source => "m" store_xml => false add_tag => ["ok"] }', {"m": "<a>1</a>"}) == {
        "m": "<a>1</a>"
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"source": "m"}, 'needs the option "target"'),
        ({"target": "t"}, 'needs the option "source"'),
        ({"source": "m", "target": "t", "xpath": {"//a[": "x"}}, "not an XPath expression"),
        ({"source": "m", "target": "t", "parse_options": "strict|fast"}, "expected some of recover, strict"),
        ({"source": "m", "target": "t", "parse_options": "no_ent"}, "nothing outside the text is read"),
    ],
)
def test_options(options, message):
    with pytest.raises(ConfigError, match=message):
        XmlFilter(Context(), **options)


def test_what_matters_for_xpath_alone_changes_nothing():
    options = 'remove_namespaces => true parse_options => "strict" namespaces => { "p" => "u" }'
    config = f'xml {{ source => "m" target => "t" {options} }}'
    assert run_filter(config, {"m": "<a>1</a>"}) == {"m": "<a>1</a>", "t": "1"}


# --- XPath: no recordings, but what Nokogiri gives on libxml2

DOCUMENT = "<a x='1&amp;2'><b>1 &lt; 2 \"</b><b><c>q</c><c>r</c></b><d><![CDATA[x<y]]></d><!-- k --></a>"
SPACES = "<p:a xmlns:p='u' xmlns='v'><p:b>1</p:b><c p:x='3'>2</c><r:d xmlns:r='w'/></p:a>"
# what it shows: (options, expression, text, what is found)
FOUND = {
    "texts, as XML": ("", "/a/b/text()", DOCUMENT, ['1 &lt; 2 "']),
    "an element, indented": ("", "/a/b[2]", DOCUMENT, ["<b>\n  <c>q</c>\n  <c>r</c>\n</b>"]),
    "an attribute, plainly": ("", "//@x", DOCUMENT, ["1&2"]),
    "several": ("", "//c/text()", DOCUMENT, ["q", "r"]),
    "a lone value": ("force_array => false", "//c[1]/text()", DOCUMENT, "q"),
    "several stay a list": ("force_array => false", "//c/text()", DOCUMENT, ["q", "r"]),
    "nothing": ("", "//z", DOCUMENT, None),
    "a number": ("", "count(//c)", DOCUMENT, ["2.0"]),
    "no number": ("", "number(//d)", DOCUMENT, ["NaN"]),
    "a string": ("", "string(/a/b)", DOCUMENT, ['1 < 2 "']),
    "an empty string": ("", "string(//z)", DOCUMENT, [""]),
    "true": ("", "boolean(//c)", DOCUMENT, ["true"]),
    "false is nothing": ("", "boolean(//z)", DOCUMENT, None),
    "a section of text": ("", "//d", DOCUMENT, ["<d><![CDATA[x<y]]></d>"]),
    "a section as text": ('parse_options => "nocdata"', "//d", DOCUMENT, ["<d>x&lt;y</d>"]),
    "a comment": ("", "//comment()", DOCUMENT, ["<!-- k -->"]),
    "the document is where paths begin": ("", "a/b/c[. = 'q']/text()", DOCUMENT, ["q"]),
    "also within functions": ("", "count(a/b) * 2 - count( * )", DOCUMENT, ["3.0"]),
    "the root's prefixes": ("", "//p:b", SPACES, ["<p:b>1</p:b>"]),
    "the root's default": ("", "//xmlns:c/@p:x", SPACES, ["3"]),
    "names without a prefix have no namespace": ("", "//c", SPACES, None),
    "prefixes of one's own": ('namespaces => { "k" => "v" }', "//k:c/text()", SPACES, ["2"]),
    "without namespaces": ("remove_namespaces => true", "//c", SPACES, ['<c x="3">2</c>']),
    "behind an error": ("", "//b/text()", "<a><b>1</a>", ["1"]),
    "plain text": ("", "//b", "plain text", None),
    "a declared encoding doesn't count": (
        "",
        "/a/text()",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>ü</a>",
        ["ü"],
    ),
    "blanks between elements": ("", "//b", "<a><b> <c/></b></a>", ["<b> <c/></b>"]),
    "no blanks": ('parse_options => "no_blanks"', "//b", "<a><b> <c/></b></a>", ["<b>\n  <c/>\n</b>"]),
}
NOT_FOUND = {
    "a prefix that nothing declares": ("", "//r:d", SPACES),
    "the root's prefixes beside others": ('namespaces => { "k" => "v" }', "//p:b", SPACES),
    "a function that is none": ("", "foo()", DOCUMENT),
    "a broken text, strictly": ('parse_options => "strict"', "//b", "<a><b>1</a>"),
    "declared entities": ("", "//a", BOMB),
    "a search that takes too long": ("", "//b[count(//b) > 1]", "<a>" + "<b/>" * 5000 + "</a>"),
    "axes that take too long": ("", "//b//b/following::b", "<a>" + "<b/>" * 300 + "</a>"),
}


@pytest.mark.parametrize(("options", "path", "text", "value"), FOUND.values(), ids=FOUND)
def test_xpath(options, path, text, value):
    config = (
        f"xml {{ source => 'm' store_xml => false add_tag => ['ok'] xpath => {{ \"{path}\" => '[x][y]' }} {options} }}"
    )
    changed = {} if value is None else {"x": {"y": value}, "tags": ["ok"]}
    assert run_filter(config, {"m": text}) == {"m": text, **changed}


@pytest.mark.parametrize(("options", "path", "text"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_xpath_failure(options, path, text):
    config = f'xml {{ source => "m" target => "t" xpath => {{ "{path}" => "x" }} {options} }}'
    assert run_filter(config, {"m": text}) == {"m": text, **FAILED}


def test_xpath_and_target():
    options = 'xpath => { "/a/b/text()" => "b" "/a/c/text()" => "c" } add_tag => ["ok"]'
    text = "<a><b>1</b><c>2</c></a>"
    assert run_filter(f'xml {{ source => "m" target => "t" {options} }}', {"m": text}) == {
        "m": text, "b": ["1"], "c": ["2"], "t": {"b": ["1"], "c": ["2"]}, "tags": ["ok"],
    }  # fmt: skip
    assert run_filter(f'xml {{ source => "m" target => "t" {options} }}', {"m": "<a><b>1</b>"}) == {
        "m": "<a><b>1</b>", "b": ["1"], **FAILED,
    }  # fmt: skip


def test_a_large_text_is_searched_by_a_simple_path():
    text = "<a>" + "<b/>" * 50_000 + "</a>"
    assert run_filter('xml { source => "m" store_xml => false xpath => { "count(//b)" => "n" } }', {"m": text})[
        "n"
    ] == ["50000.0"]
