"""Codec csv: rows of streams and records, their names and types, headers, and what is written."""

import subprocess
import sys

import pytest

from pipeline.codecs.csv import CsvCodec
from pipeline.errors import ConfigError, OptionError
from pipeline.plugin import Context
from pipeline.testing import config_warnings, run_config


def shown(events):
    return [{key: value for key, value in event.items() if not key.startswith("@")} for event in events]


def record(codec, *data):
    decode = codec.record_decoder()
    return shown([event for one in data for event in decode(one)])


def stream(codec, *chunks):
    decoder = codec.decoder()
    return shown([event for chunk in chunks for event in decoder.decode(chunk)] + list(decoder.flush()))


def failed(text):
    return {"message": text, "tags": ["_csvparsefailure"]}


# what it shows: (options, a record, its events)
RECORDS = {
    "numbered columns": ({}, b'1,,"",x y', [{"column1": "1", "column2": None, "column3": "", "column4": "x y"}]),
    "names": ({"columns": ["a", "b"]}, b"1,2,3", [{"a": "1", "b": "2", "column3": "3"}]),
    "nameless columns may be left out": ({"columns": ["a"], "autogenerate_column_names": False}, b"1,2", [{"a": "1"}]),
    "empty columns may be left out": ({"skip_empty_columns": True}, b'1,,"",4', [{"column1": "1", "column4": "4"}]),
    "types": ({"columns": ["a", "b"], "convert": {"a": "integer", "b": "boolean", "column3": "float"}}, b"1,TRUE,1.5", [{"a": 1, "b": True, "column3": 1.5}]),
    "an empty column is no boolean": ({"convert": {"column2": "boolean"}}, b"1,", [failed("1,")]),
    "a name is taken as it is": ({"columns": ["[a][b]", "c.d"]}, b"1,2", [{"[a][b]": "1", "c.d": "2"}]),
    "below a target": ({"target": "[x][y]", "columns": ["a"]}, b"1", [{"x": {"y": {"a": "1"}}}]),
    "several rows": ({}, b"1\n2\n\n3\n", [{"column1": "1"}, {"column1": "2"}, {"column1": "3"}]),
    "rows with CR LF": ({}, b"1,2\r\n3,4\r\n", [{"column1": "1", "column2": "2"}, {"column1": "3", "column2": "4"}]),
    "quoted line feeds": ({}, b'"a\nb",c\nd', [{"column1": "a\nb", "column2": "c"}, {"column1": "d"}]),
    "no CSV": ({}, b'a"b', [failed('a"b')]),
    "no CSV from a row on": ({}, b'1\na"b\n2', [{"column1": "1"}, failed('a"b\n2')]),
    "other separators and quotes": ({"separator": "||", "quote_char": "'"}, b"'a||b'||\"c", [{"column1": "a||b", "column2": '"c'}]),
    "no quotes": ({"quote_char": r"\x00"}, b'a"b,"', [{"column1": 'a"b', "column2": '"'}]),
    "charset": ({"charset": "CP1252"}, b"\x80,\xe9", [{"column1": "€", "column2": "é"}]),
    "a wide charset": ({"charset": "UTF-16LE"}, "Ċ,1\n2".encode("utf-16-le"), [{"column1": "Ċ", "column2": "1"}, {"column1": "2"}]),
    "tags": ({"columns": ["tags"]}, b"x", [{"tags": "x"}]),
    "a column can't be the metadata": ({"columns": ["@metadata"]}, b"x", [failed("x")]),
    "a target that can't stand": ({"target": "[@timestamp]"}, b"x", [failed("x")]),
    "nothing": ({}, b"", []),
    "a tombstone": ({}, None, []),
    "empty lines": ({}, b"\r\n\r\n", []),
}  # fmt: skip


@pytest.mark.parametrize(("options", "data", "expected"), RECORDS.values(), ids=RECORDS)
def test_record(context, options, data, expected):
    assert record(CsvCodec(context, **options), data) == expected


def test_the_time_may_be_a_column(context):
    (event,) = CsvCodec(context, columns=["@timestamp"]).record_decoder()(b"2024-05-06T07:08:09Z")
    assert event == {"@timestamp": "2024-05-06T07:08:09.000Z", "@version": "1"}


# what it shows: (options, chunks, events)
STREAMS = {
    "a line is a row": ({}, [b"1,", b"2\r\n3", b"\n\n4"], [{"column1": "1", "column2": "2"}, {"column1": "3"}, {"column1": "4"}]),
    "a line with an open quote": ({}, [b'"a\nb"\nc\n'], [failed('"a'), failed('b"'), {"column1": "c"}]),
    "wide letters": ({"charset": "UTF-16BE"}, ["਀,1\n2".encode("utf-16-be")[:3], "਀,1\n2".encode("utf-16-be")[3:]], [{"column1": "਀", "column2": "1"}, {"column1": "2"}]),
}  # fmt: skip


@pytest.mark.parametrize(("options", "chunks", "expected"), STREAMS.values(), ids=STREAMS)
def test_stream(context, options, chunks, expected):
    assert stream(CsvCodec(context, **options), *chunks) == expected


def test_each_stream_has_its_own_header(context):
    codec = CsvCodec(context, autodetect_column_names=True)
    assert stream(codec, b"a,,c\n1,2,3,4\na,,c\n") == [
        {"a": "1", "column2": "2", "c": "3", "column4": "4"},
        {"a": "a", "column2": None, "c": "c"},
    ]
    assert stream(codec, b'x"\n\nb\n1\n') == [failed('x"'), {"b": "1"}]


def test_all_records_have_one_header(context):
    codec = CsvCodec(context, autodetect_column_names=True)
    assert record(codec, b"", b"a\n1", b"2") == [{"a": "1"}, {"a": "2"}]
    assert record(codec, b"3") == [{"a": "3"}]


def test_given_names_are_not_replaced(context):
    assert record(CsvCodec(context, autodetect_column_names=True, columns=["x"]), b"a") == [{"x": "a"}]


def test_names_from_the_header_have_types(context):
    codec = CsvCodec(context, autodetect_column_names=True, convert={"a": "integer"}, target="row")
    assert record(codec, b"a,b\n1,2") == [{"row": {"a": 1, "b": "2"}}]


def test_each_file_has_its_own_header(tmp_path):
    for name, text in {"one": "a\n1\n", "two": "b\n2\n"}.items():
        (tmp_path / f"{name}.csv").write_text(text)
    config = f"""
        input {{ file {{ path => "{tmp_path}/*.csv" mode => "read" exit_after_read => true file_sort_by => "path"
            sincedb_path => "/dev/null" codec => csv {{ autodetect_column_names => true }} }} }}
        output {{ stdout {{ codec => line {{ format => "%{{a}} %{{b}}" }} }} }}"""
    command = [sys.executable, "-m", "pipeline", "run", "-e", config, "--path.data", str(tmp_path / "data")]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout == "1 %{b}\n%{a} 2\n"


def test_the_original_is_kept_with_ecs(ecs):
    codec = CsvCodec(ecs, columns=["message", "event"])
    assert record(codec, b"m\nm,e") == [
        {"message": "m", "event": {"original": "m"}},
        {"message": "m", "event": "e"},
    ]
    assert record(codec, b'"') == [failed('"')]


# what it shows: (options, event, what is written)
WRITTEN = {
    "all fields": ({}, {"a": 1, "b": "x", "@metadata": {"k": 1}}, "1,x\n"),
    "some of them": ({"columns": ["[b][c]", "a", "n"]}, {"a": "x", "b": {"c": 2}}, "2,x,\n"),
    "quotes": ({}, {"a": 'say "hi"', "b": "x,y", "c": "l\nm", "d": "", "e": None, "f": " "}, '"say ""hi""","x,y","l\nm","",, \n'),
    "other quotes": ({"separator": ";", "quote_char": "'"}, {"a": "x;y", "b": "it's", "c": ","}, "'x;y';'it''s';,\n"),
    "other values": ({}, {"a": True, "b": 1.0, "c": [1, None], "d": {"k": "v"}}, 'true,1.0,"[1, nil]","{""k""=>""v""}"\n'),
    "letters": ({}, {"a": "é\udc00"}, "é?\n"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "event", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_written(context, options, event, expected):
    assert CsvCodec(context, **options).encoder()(event) == expected.encode()


def test_headers_are_written_once(context):
    codec = CsvCodec(context, include_headers=True, columns=["a", "b,c"])
    one, other = codec.encoder(), codec.encoder()
    assert [one({"a": 1}), other({"a": 2}), one({"a": 3})] == [b'a,"b,c"\n1,\n', b"2,\n", b"3,\n"]
    assert CsvCodec(context, include_headers=True).encoder()({"x": 1, "@metadata": {}}) == b"x\n1\n"


def test_what_is_written_can_be_read(context):
    event = {"a": 'q"q', "b": "x,\ny", "c": "", "d": None, "e": "z"}
    data = CsvCodec(context).encoder()(event)
    assert record(CsvCodec(context, columns=list(event)), data) == [event]


def test_a_name_that_is_no_field_can_be_read_but_not_written(context):
    codec = CsvCodec(context, columns=["[a"])
    assert record(codec, b"1") == [{"[a": "1"}]
    with pytest.raises(OptionError, match="no field"):
        codec.encoder()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"separator": ""}, "at least one character"),
        ({"quote_char": "ab"}, "expected one character"),
        ({"convert": {"a": "int"}}, "expected one of integer"),
    ],
)
def test_what_is_refused(options, message):
    with pytest.raises(ConfigError, match=message):
        CsvCodec(Context(), **options)


def test_a_header_that_a_restart_takes_for_data_is_warned_of():
    config = "input { stdin { codec => csv { autodetect_column_names => true } } } output { null { } }"
    (warning,) = config_warnings(config)
    assert "the first row is taken for names" in warning.message


def test_in_a_config():
    codec = 'csv { columns => ["a"] convert => { "a" => "integer" } }'
    (event,) = run_config("", ["7"], codec=codec, ecs_compatibility="disabled")
    assert event["a"] == 7
