"""Codec cef: messages in both layouts, escapes, times, what is no CEF, and what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codecs.cef import CefCodec
from pipeline.codecs.cef.fields import cef_fields, names, places
from pipeline.errors import ConfigError
from pipeline.plugin import Context
from pipeline.testing import config_warnings

HEAD = "CEF:0|vendor|product|1.0|100|worm stopped|10|"
PLAIN = {
    "cefVersion": "0", "deviceVendor": "vendor", "deviceProduct": "product", "deviceVersion": "1.0",
    "deviceEventClassId": "100", "name": "worm stopped", "severity": "10",
}  # fmt: skip
ECS = {
    "cef": {"version": "0", "name": "worm stopped"},
    "observer": {"vendor": "vendor", "product": "product", "version": "1.0"},
    "event": {"code": "100", "severity": "10"},
}


def read(context, text, **options):
    """The one event of a record, without what every event gets."""
    data = text if isinstance(text, bytes) else text.encode()
    (event,) = CefCodec(context, **options).record_decoder()(data)
    return {key: value for key, value in event.items() if not key.startswith("@")}


def merged(one, other):
    return {
        key: merged(one[key], other[key])
        if isinstance(one.get(key), dict) and key in other
        else other.get(key, one.get(key))
        for key in [*one, *other]
    }


# what it shows: (the text behind the header, without ECS, with ECS)
EXTENSIONS = {
    "nothing": ("", {}, {}),
    "short keys": ("src=10.0.0.1 dpt=53 proto=UDP", {"sourceAddress": "10.0.0.1", "destinationPort": "53", "transportProtocol": "UDP"}, {"source": {"ip": "10.0.0.1"}, "destination": {"port": "53"}, "network": {"transport": "UDP"}}),
    "names": ("sourceAddress=10.0.0.1", {"sourceAddress": "10.0.0.1"}, {"source": {"ip": "10.0.0.1"}}),
    "the message": ("msg=it works", {"message": "it works"}, {"message": "it works"}),
    "the last of two counts": ("src=1 sourceAddress=2", {"sourceAddress": "2"}, {"source": {"ip": "2"}}),
    "blanks in values": (" act=a b  c   app=d  ", {"deviceAction": "a b  c", "applicationProtocol": "d"}, {"event": {"action": "a b  c"}, "network": {"protocol": "d"}}),
    "unknown keys": ("some_key=x y", {"some_key": "x y"}, {"some_key": "x y"}),
    "numbered keys": ("cn7=8191 cn7Label=m cs15=z", {"deviceCustomNumber7": "8191", "deviceCustomNumber7Label": "m", "deviceCustomString15": "z"}, {"cef": {"device_custom_number_7": {"value": "8191", "label": "m"}, "device_custom_string_15": {"value": "z"}}}),
    "an empty value": ("act= app=d", {"deviceAction": "", "applicationProtocol": "d"}, {"event": {"action": ""}, "network": {"protocol": "d"}}),
    "keys with dots": ("ad.Error_,Code=3 a.b.c=d", {"ad.Error_,Code": "3", "a.b.c": "d"}, {"ad.Error_,Code": "3", "a.b.c": "d"}),
    "keys with an index": ("ad.f[0]=x f[12]=y", {"ad.f": {"0": "x"}, "f": {"12": "y"}}, {"ad.f": {"0": "x"}, "f": {"12": "y"}}),
    "escaped": (r"x=a\=b\\c\nd\re y=\|", {"x": "a=b\\c\nd\re", "y": "\\|"}, {"x": "a=b\\c\nd\re", "y": "\\|"}),
    "backslashes that escape nothing": ("x=a \\b \\ c\\", {"x": "a \\b \\ c\\"}, {"x": "a \\b \\ c\\"}),
    "equals signs that should be escaped": ("x=this =has = Guid:t=' y=z", {"x": "this =has = Guid:t='", "y": "z"}, {"x": "this =has = Guid:t='", "y": "z"}),
    "an escaped key is none": (r"x=a key1\=b key2\=c y=z", {"x": "a key1=b key2=c", "y": "z"}, {"x": "a key1=b key2=c", "y": "z"}),
    "pipes": ("x=a|b", {"x": "a|b"}, {"x": "a|b"}),
    "other letters": ("x=あああ ü=y", {"x": "あああ ü=y"}, {"x": "あああ ü=y"}),
    "older names": ("sourceLatitude=9.1 destinationTimeZone=UTC", {"sourceLatitude": "9.1", "destinationTimeZone": "UTC"}, {"source": {"geo": {"location": {"lat": "9.1"}}}, "event": {"timezone": "UTC"}}),
    "tags": ("tags=x", {"tags": "x"}, {"tags": "x"}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "plain", "in_ecs"), EXTENSIONS.values(), ids=EXTENSIONS)
def test_extensions(context, text, plain, in_ecs):
    assert read(context, HEAD + text) == {**PLAIN, **plain}
    assert read(context, HEAD + text, ecs_compatibility="v1") == merged(ECS, in_ecs)


# what it shows: (a message, what of the event is not as with HEAD)
HEADERS = {
    "a syslog header": ("<13>Nov 29 host " + HEAD, {"syslog": "<13>Nov 29 host"}),
    "empty fields": ("CEF:0|||1.0|100|worm stopped|10|", {"deviceVendor": "", "deviceProduct": ""}),
    "no prefix": (HEAD.removeprefix("CEF:"), {}),
    "another version": (HEAD.replace("CEF:0", "CEF:1"), {"cefVersion": "1"}),
    "pipes": ("CEF:0|a\\|b|\\||1.0|100|worm stopped|10|", {"deviceVendor": "a|b", "deviceProduct": "|"}),
    "backslashes": ("CEF:0|a\\\\|\\\\\\||1.0|100|worm stopped|10|", {"deviceVendor": "a\\", "deviceProduct": "\\|"}),
    "a backslash that escapes nothing": ("CEF:0|a\\b|c|1.0|100|worm stopped|10|", {"deviceVendor": "a\\b", "deviceProduct": "c"}),
    "equals signs": ("CEF:0|a=b|product|1.0|100|worm stopped|10|", {"deviceVendor": "a=b"}),
    "a line end": (HEAD + "x=y\r\n", {"x": "y"}),
    "in quotes": (f'"{HEAD}x=y"\n', {"x": "y"}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), HEADERS.values(), ids=HEADERS)
def test_headers(context, text, expected):
    assert read(context, text) == {**PLAIN, **expected}


def test_the_syslog_header_with_ecs(ecs):
    assert read(ecs, "host " + HEAD)["log"] == {"syslog": {"header": "host"}}


@pytest.mark.parametrize(
    "text",
    [
        "this is no cef",
        "CEF:0|a|b \\| c|d|e",
        HEAD + "no pair",
        HEAD + "a=b\n" + HEAD,
        HEAD + "tags[0]=x",
        '"quoted',
        "[",
    ],
)
def test_what_is_no_cef(context, text):
    assert read(context, text) == {"message": text, "tags": ["_cefparsefailure"]}


def test_what_is_no_text(context):
    data = (HEAD + "x=").encode() + b"caf\xe9"
    assert read(context, data) == {"message": HEAD + "x=caf\\xE9", "tags": ["_cefparsefailure"]}


def test_a_value_above_another_field(ecs):
    text = HEAD + "host=x dvchost=y"
    assert read(ecs, text, device="host") == {"message": text, "tags": ["_cefparsefailure"]}


def test_nothing(context):
    decode = CefCodec(context).record_decoder()
    assert [*decode(b""), *decode(None), *decode(b"\r\n")] == []


def test_fields_of_a_device(ecs):
    text = HEAD + "dvc=10.0.0.1 dvchost=h deviceExternalId=i"
    assert read(ecs, text)["observer"] == {**ECS["observer"], "ip": "10.0.0.1", "hostname": "h", "name": "i"}
    assert read(ecs, text, device="host")["host"] == {"ip": "10.0.0.1", "name": "h", "id": "i"}


def test_raw_data_field(ecs):
    event = read(ecs, HEAD + "x=y\n", raw_data_field="[event][original]")
    assert event["event"] == {**ECS["event"], "original": HEAD + "x=y\n"}


# times as the fields `start` and `rt` hold them: what they are (the clock stands at 2024-05-06T07:08:09Z)
TIMES = {
    "1616623591694": "2021-03-24T22:06:31.694Z",
    "1616623591694.176": "2021-03-24T22:06:31.694176Z",
    "1616623591694.1767891": "2021-03-24T22:06:31.694176789Z",
    "Jul 19 2017 10:50:21": "2017-07-19T08:50:21.000Z",
    "Jul 19 2017 10:50:21.127": "2017-07-19T08:50:21.127Z",
    "Jul 19 2017 10:50:21.127456": "2017-07-19T08:50:21.127456Z",
    "Jul 19 2017 10:50:21.127456789": "2017-07-19T08:50:21.127456789Z",
    "Jul 19 2017 10:50:21 UTC": "2017-07-19T10:50:21.000Z",
    "Jul 19 2017 10:50:21 Z": "2017-07-19T10:50:21.000Z",
    "Jul 19 2017 10:50:21.127 -07:00": "2017-07-19T17:50:21.127Z",
    "Jul 19 2017 10:50:21 America/New_York": "2017-07-19T14:50:21.000Z",
    "Jul 19 2017 10:50:21 EST": "2017-07-19T14:50:21.000Z",
    "Jan 19 2017 10:50:21 CET": "2017-01-19T09:50:21.000Z",
    "Feb 30 2023 00:00:00 UTC": "2023-02-28T00:00:00.000Z",
    "May 06 07:00:00 UTC": "2024-05-06T07:00:00.000Z",
    "May 08 07:08:09 UTC": "2024-05-08T07:08:09.000Z",
    "May 08 07:08:10 UTC": "2023-05-08T07:08:10.000Z",
    "Dec 31 23:00:00 UTC": "2023-12-31T23:00:00.000Z",
    "Feb 29 01:00:00.5".ljust(19, "0") + " UTC": "2024-02-29T01:00:00.500Z",
}


@pytest.mark.parametrize(("text", "moment"), TIMES.items())
def test_times(ecs, text, moment):
    ecs.clock = lambda: 1_714_979_289_000_000_000
    codec = CefCodec(ecs, default_timezone="Europe/Berlin")
    (event,) = codec.record_decoder()(f"{HEAD}start={text} rt={text}".encode())
    assert event["event"]["start"] == event["@timestamp"] == moment


def test_without_ecs_times_are_texts(context):
    (event,) = CefCodec(context).record_decoder()(f"{HEAD}rt=soon dtz=Europe/Moscow".encode())
    assert event["deviceReceiptTime"] == "soon" and event["deviceTimeZone"] == "Europe/Moscow"
    assert event["@timestamp"] == "2024-05-06T07:08:09.123456Z"


def test_the_zone_of_the_device(ecs):
    (event,) = CefCodec(ecs).record_decoder()(f"{HEAD}rt=Jul 19 2017 10:50:21.127 dtz=Europe/Moscow".encode())
    assert event["@timestamp"] == "2017-07-19T07:50:21.127Z"
    assert event["event"]["timezone"] == "Europe/Moscow"


def test_the_zone_of_this_machine(ecs, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert read(ecs, HEAD + "end=Jul 19 2017 10:50:21")["event"]["end"] == "2017-07-19T01:50:21.000Z"


def test_the_end_of_a_year(ecs):
    ecs.clock = lambda: 1_609_458_788_000_000_000  # 2020-12-31T23:53:08Z
    ends = [read(ecs, f"{HEAD}end={text} UTC")["event"]["end"] for text in ("Jan 01 00:00:08", "Jan 17 00:00:08")]
    assert ends == ["2021-01-01T00:00:08.000Z", "2020-01-17T00:00:08.000Z"]


def test_empty_times(ecs):
    (event,) = CefCodec(ecs).record_decoder()(f"{HEAD}start= rt=".encode())
    assert event["event"]["start"] is None
    assert event["@timestamp"] == "2024-05-06T07:08:09.123456Z"


def test_months_of_another_language(ecs):
    event = read(ecs, HEAD + "end=März 17 2019 17:57:06.456 +01:00", locale="de_DE")
    assert event["event"]["end"] == "2019-03-17T16:57:06.456Z"


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "0",
        "Jul 19 2017",
        "Jul 9 2017 10:50:21",
        "Jul 32 2017 10:50:21",
        "Jul 00 10:50:21",
        "Feb 30 10:50:21",
        "Jul 19 2017 24:00:00",
        "Jul 19 2017 10:50:21.1",
        "Jul 19 2017 10:50:21 Nowhere",
        "Juli 19 2017 10:50:21",
    ],
)
def test_what_is_no_time(ecs, text):
    assert read(ecs, f"{HEAD}start={text}")["tags"] == ["_cefparsefailure"]


def stream(codec, *chunks):
    decoder = codec.decoder()
    events = [event for chunk in chunks for event in decoder.decode(chunk)] + list(decoder.flush())
    return [event.get("x", event.get("tags")) for event in events]


def test_a_stream_is_cut_at_line_feeds(context):
    one, two = f"{HEAD}x=1\r\n\n".encode(), f"{HEAD}x=2".encode()
    assert stream(CefCodec(context), one[:10], one[10:] + two) == ["1", "2"]


def test_a_delimiter(context):
    codec = CefCodec(context, delimiter=r"\r\n")
    data = f"{HEAD}x=1\r\n\r\n{HEAD}x=2".encode()
    assert stream(codec, data[:30], data[30:]) == ["1", "2"]
    assert [event["x"] for event in codec.record_decoder()(data)] == ["1", "2"]
    assert codec.record_decoder()(None) == []
    assert codec.encoder()({}) == b"CEF:0|Elasticsearch|Logstash|1.0|Logstash|Logstash|6|\r\n"


DEFAULT = "CEF:0|Elasticsearch|Logstash|1.0|Logstash|Logstash|6|"
# what it shows: (options, event, what is written)
WRITTEN = {
    "defaults": ({}, {"a": 1}, DEFAULT),
    "headers": ({"vendor": "%{v}", "product": "p", "version": "2", "signature": "s", "name": "n", "severity": "%{s}"}, {"v": "V", "s": 1}, "CEF:0|V|p|2|s|n|1|"),
    "empty headers": ({"vendor": "", "name": "%{e}", "severity": ""}, {"e": ""}, DEFAULT),
    "escaped headers": ({"vendor": "a\nb", "product": "a|b", "version": "a\\b", "signature": "a\r\nb", "name": "a=\rb"}, {}, "CEF:0|a b|a\\|b|a\\\\b|a b|a= b|6|"),
    "pairs": ({"fields": ["a", "[b][c]", "n", "d"]}, {"a": "x y", "b": {"c": 1}, "d": True}, DEFAULT + "a=x y bc=1 d=true"),
    "keys": ({"fields": ["f o\no", "b-a_r", "@t"]}, {"f o\no": 1, "b-a_r": 2, "@t": 3}, DEFAULT + "foo=1 bar=2 t=3"),
    "escaped values": ({"fields": ["a", "b", "c"]}, {"a": "x\\y\n", "b": "x=y\r\nz\r", "c": "|"}, DEFAULT + "a=x\\\\y\\n b=x\\=y\\nz\\n c=|"),
    "maps and lists": ({"fields": ["a", "b"]}, {"a": {"k": "="}, "b": [1, "x", None]}, DEFAULT + 'a={"k":"\\="} b=[1,"x",null]'),
    "letters": ({"fields": ["a"]}, {"a": "é\udc00"}, DEFAULT + "a=é?"),
    "names": ({"fields": ["deviceAction", "sourceLatitude"]}, {"deviceAction": "x", "sourceLatitude": 1}, DEFAULT + "deviceAction=x sourceLatitude=1"),
    "short keys": ({"fields": ["deviceAction", "sourceLatitude", "deviceDirection"], "reverse_mapping": True}, {"deviceAction": "x", "sourceLatitude": 1, "deviceDirection": 0}, DEFAULT + "act=x slat=1 deviceDirection=0"),
    "names with ECS": ({"fields": ["[event][action]", "[observer][ip]", "[source][registered_domain]", "deviceAction"], "ecs_compatibility": "v8"}, {"event": {"action": "x"}, "observer": {"ip": "1"}, "source": {"registered_domain": "d"}, "deviceAction": "y"}, DEFAULT + "deviceAction=x deviceAddress=1 sourceDnsDomain=d deviceAction=y"),
    "short keys with ECS": ({"fields": ["[event][action]", "[cef][device_custom_number_3][label]"], "ecs_compatibility": "v8", "reverse_mapping": True}, {"event": {"action": "x"}, "cef": {"device_custom_number_3": {"label": "l"}}}, DEFAULT + "act=x cn3Label=l"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "event", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_written(context, options, event, expected):
    assert CefCodec(context, **options).encoder()(event) == expected.encode()


@pytest.mark.parametrize(
    ("given", "written"),
    [("0", 0), ("10", 10), ("5.0", 5), (" 4\n", 4), ("11", 6), ("-1", 6), ("5.4", 6), ("foo", 6), ("inf", 6)],
)
def test_severity(context, given, written):
    assert CefCodec(context, severity=given).encoder()({}) == DEFAULT.replace("|6|", f"|{written}|").encode()


def test_a_time_is_written_as_it_is(context):
    (event,) = CefCodec(context).record_decoder()(HEAD.encode())
    data = CefCodec(context, fields=["@timestamp"]).encoder()(event)
    assert data == (DEFAULT + "timestamp=2024-05-06T07:08:09.123456Z").encode()


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")).map(str.strip)


@given(texts, texts, st.booleans())
def test_what_is_written_can_be_read(vendor, value, ecs):
    context = Context(ecs_compatibility="v8" if ecs else "disabled")
    vendor_field, field = ("[observer][vendor]", "[source][domain]") if ecs else ("deviceVendor", "sourceHostName")
    codec = CefCodec(context, vendor=f"%{{{vendor_field}}}", fields=[field], reverse_mapping=True)
    event = {"observer": {"vendor": vendor}, "source": {"domain": value}, vendor_field: vendor, field: value}
    (found,) = codec.record_decoder()(codec.encoder()(event))
    got = (found["observer"]["vendor"], found["source"]["domain"]) if ecs else (found[vendor_field], found[field])
    assert got == (vendor.replace("\n", " ") or "Elasticsearch", value.rstrip("\0\t\n\v\f\r "))


@given(st.binary())
def test_any_bytes_give_an_event(data):
    assert len(CefCodec().record_decoder()(data)) == (not data.isspace() and data != b"")


def test_a_hostile_message_takes_no_time(context):
    for text in ("a=" + "b " * 100_000, "a=" + "b" * 100_000 + " c" * 50_000, "a=" + "x.y" * 50_000, "|\\" * 100_000):
        CefCodec(context).record_decoder()((HEAD + text).encode())
    CefCodec(context).record_decoder()(("CEF:0|" + "\\|" * 200_000).encode())


def test_each_name_and_key_stands_once():
    for device in ("observer", "host"):
        fields = cef_fields(device, ecs=True)
        assert len(fields) == len({field.name for field in fields}) == len({field.key for field in fields}) == 239
        assert len(places(device, ecs=True)) == len({*(f.name for f in fields), *(f.key for f in fields)}) + 5
    assert names("observer", ecs=True, short=True)["[source][registered_domain]"] == "sourceDnsDomain"
    assert names("observer", ecs=True, short=True)["sourceNtDomain"] == "sntdom"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delimiter": ""}, "at least one character"),
        ({"device": "sensor"}, "expected one of observer, host"),
        ({"default_timezone": "Nowhere"}, "expected a time zone"),
        ({"fields": ["[a"]}, r'"\[a" is no field'),
        ({"vendor": "%{[a}"}, 'option "vendor"'),
        ({"sev": "5"}, '"sev" is not supported'),
        ({"deprecated_v1_fields": "x"}, '"deprecated_v1_fields" is not supported'),
    ],
)
def test_what_is_refused(options, message):
    with pytest.raises(ConfigError, match=message):
        CefCodec(**options)


def test_an_unknown_language_is_warned_of():
    (warning,) = config_warnings('input { stdin { codec => cef { locale => "xx" } } } output { null { } }')
    assert 'no names are known for "xx"' in warning.message
