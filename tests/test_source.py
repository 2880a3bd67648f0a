"""Places in a text, and the excerpt that shows them."""

import pytest

from pipeline.errors import Diagnostic
from pipeline.source import Source, Span, excerpt

TEXT = "filter {\n\tmutate { }\r\n\n}"
SOURCE = Source("a.conf", TEXT)


def span(culprit, text=TEXT):
    start = text.index(culprit)
    return Span(SOURCE if text is TEXT else Source("a.conf", text), start, start + len(culprit))


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (1, 1)), (7, (1, 8)), (8, (1, 9)), (9, (2, 1)), (10, (2, 2)), (22, (3, 1)), (23, (4, 1)), (24, (4, 2))],
)
def test_position(offset, place):
    assert place == SOURCE.position(offset)


def test_columns_count_characters():
    assert Source("a.conf", "я🚀é{").position(3) == (1, 4)


def test_line():
    assert [SOURCE.line(number) for number in (1, 2, 3, 4)] == ["filter {", "\tmutate { }", "", "}"]


def test_an_empty_text_has_one_line():
    assert (Source("a.conf", "").position(0), Source("a.conf", "").line(1)) == ((1, 1), "")


def test_span():
    whole = Span(SOURCE, 7, len(TEXT))
    assert (whole.line, whole.column, whole.end_line, whole.end_column) == (1, 8, 4, 2)
    assert (whole.place, span("mutate").text) == ("a.conf:1:8", "mutate")


def test_excerpt_copies_tabs():
    assert excerpt(span("mutate")) == "   2 | \tmutate { }\n     | \t^^^^^^"


def test_excerpt_with_a_note():
    assert excerpt(Span(SOURCE, 7, 8), "opened here") == "   1 | filter {\n     |        ^ opened here"


def test_excerpt_of_what_runs_over_lines_marks_the_first():
    assert excerpt(Span(SOURCE, 7, len(TEXT))) == "   1 | filter {\n     |        ^"


def test_excerpt_of_no_width_has_one_caret():
    assert excerpt(Span(SOURCE, len(TEXT), len(TEXT))) == "   4 | }\n     |  ^"


def test_excerpt_with_a_large_line_number():
    text = "\n" * 12_344 + "here"
    assert excerpt(span("here", text)) == "12345 | here\n      | ^^^^"


def test_excerpt_of_wide_characters():
    assert (
        excerpt(span("here", "北京 e\N{COMBINING ACUTE ACCENT} here"))
        == "   1 | 北京 e\N{COMBINING ACUTE ACCENT} here\n     |        ^^^^"
    )
    assert excerpt(span("北京", "北京")) == "   1 | 北京\n     | ^^^^"


def test_excerpt_shows_control_characters_as_signs():
    assert excerpt(span("\x1b", "a\x1b[31mb")) == "   1 | a␛[31mb\n     |  ^"


@pytest.mark.parametrize("before", [0, 100, 1000])
@pytest.mark.parametrize("behind", [0, 100, 1000])
def test_excerpt_of_a_long_line_is_cut_around_the_culprit(before, behind):
    line, carets = excerpt(span("here", "." * before + "here" + "," * behind)).split("\n")
    assert len(line) <= 180
    assert line[carets.index("^") : carets.rindex("^") + 1] == "here"


SECRETS = [
    'password => "hunter2"',
    "sasl_jaas_config => 'hunter2'",
    "api_key => hunter2",
    'hosts => ["http://elastic:hunter2@localhost:9200"]',
    '"password" => "hunter2',
    'pasword => "hunter2"',
    'ssl_key_pass => "hunter2"',
    'custom_headers => { "Authorization" "hunter2" }',
]


@pytest.mark.parametrize("option", SECRETS)
def test_an_excerpt_shows_no_secret(option):
    source = Source("a.conf", f"output {{ elasticsearch {{ idnex => 1 {option} }} }}")
    start = source.text.index("idnex")
    shown = excerpt(Span(source, start, start + 5))
    assert "hunter2" not in shown
    assert "*******" in shown
    assert "idnex" in shown


@pytest.mark.parametrize(
    "text",
    [
        'remove_field => ["token"] idnex => "a, b"',
        'remove_field => ["password", "token","message"]',
        'if "token" in [tags] { drop { idnex => "y" } }',
        "convert => { 'password' => \"${TYPE}\" }",
    ],
)
def test_the_name_of_a_field_is_no_secret_nor_what_stands_behind_it(text):
    source = Source("a.conf", text)
    assert source.shown() == text
    assert source.without_secrets('filter "mutate", option "a": no') == 'filter "mutate", option "a": no'


def test_a_hidden_span_is_not_shown_and_keeps_its_length():
    source = Source("a.conf", 'key => "s3 cret" x')
    source.hide(7, 16)
    assert source.shown() == 'key => "** ****" x'


@pytest.mark.parametrize(
    "text",
    [
        'password = "hunter2"',
        'password "hunter2"',
        'password"hunter2"',
        "Password => hunter2",
        "passwrd => 'hunter2'",
        'sasl_jaas_confg: "hunter2"',
    ],
)
def test_a_slip_in_the_line_of_a_secret_shows_none_of_it(text):
    source = Source("a.conf", f"output {{ elasticsearch {{ {text} }} }}")
    message = Diagnostic('expected "=>", got "hunter2"', Span(source, 25, 30), ("write: hunter2",)).render()
    assert "hunter2" not in message
