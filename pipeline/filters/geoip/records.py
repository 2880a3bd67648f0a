"""What a record of a database says, by kind of database: the values of the fields that it can fill.

Which database fills which field, and that a place without coordinates counts as unknown, is as in Logstash's geoip 8.
Records that are flat (DB-IP's, as the package ip-location-db lays them out) are brought into MaxMind's
form first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
Values = dict[str, Any]
FLAGS = ("hosting_provider", "tor_exit_node", "anonymous_vpn", "anonymous", "public_proxy", "residential_proxy")
AS = ("autonomous_system_number", "autonomous_system_organization")
REGION_CODED = ("region_iso_code", "region_code")
CITY = ("city_name", "continent_code", "country_name", "country_code2", "country_code3", "postal_code", "dma_code",
        "region_name", "timezone", "location", "latitude", "longitude")  # fmt: skip
COUNTRY = ("country_code2", "country_name", "continent_name")
ENTERPRISE = (*COUNTRY, "region_iso_code", "region_name", "city_name", "location")
LOCATION = (("latitude", "latitude"), ("longitude", "longitude"), ("time_zone", "timezone"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of database: a word in its type's name, how its records are read, and the fields given unless chosen."""

    word: str
    read: Callable[[Record], Values]
    usual: tuple[str, ...]

    @property
    def tells_network(self) -> bool:
        """Whether the field network is given, if it is chosen."""
        return self.word in ("asn", "enterprise")


def _name(part: Record) -> Any:
    names = part.get("names")
    return names.get("en") if names else None


def _place(record: Record) -> Values:
    """The fields that say where."""
    country, continent = record.get("country") or {}, record.get("continent") or {}
    location, regions = record.get("location") or {}, record.get("subdivisions") or [{}]
    region, code = regions[-1], country.get("iso_code")
    region_code = region.get("iso_code")
    values = {
        "city_name": _name(record.get("city") or {}),
        "continent_code": continent.get("code"),
        "continent_name": _name(continent),
        "country_name": _name(country),
        "country_code2": code,
        "country_code3": code,
        "postal_code": (record.get("postal") or {}).get("code"),
        "dma_code": location.get("metro_code"),
        "region_name": _name(region),
        "region_code": region_code,
        "region_iso_code": f"{code}-{region_code}" if code and region_code else None,
        "timezone": location.get("time_zone"),
        "latitude": _float(location.get("latitude")),
        "longitude": _float(location.get("longitude")),
    }
    if values["latitude"] is not None and values["longitude"] is not None:
        values["location"] = {"lat": values["latitude"], "lon": values["longitude"]}
    return values


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _city(record: Record) -> Values:
    values = _place(record)
    return values if values["latitude"] is not None or values["longitude"] is not None else {}


def _only(*names: str) -> Callable[[Record], Values]:
    """A reader that gives some of the fields that say where."""

    def read(record: Record) -> Values:
        values = _place(record)
        return {name: values.get(name) for name in names}

    return read


def _copied(*names: str) -> Callable[[Record], Values]:
    """A reader of records that hold fields under their own names."""
    return lambda record: {name: record.get(name) for name in names}


def _flags(traits: Record) -> Values:
    return {name: bool(traits.get(f"is_{name}")) for name in FLAGS}


_enterprise_place = _only(*ENTERPRISE, "timezone")


def _enterprise(record: Record) -> Values:
    traits = record.get("traits") or {}
    return {**_enterprise_place(record), **{name: traits.get(name) for name in AS}, **_flags(traits)}


KINDS = (  # in the order in which they are told by the name of their type
    Kind("city", _city, ("ip", *CITY)),
    Kind("country", _only(*COUNTRY), ("ip", *COUNTRY)),
    Kind("domain", _copied("domain"), ("domain",)),
    Kind("asn", _copied(*AS), ("ip", *AS)),
    Kind("isp", _copied(*AS, "isp", "organization"), ("ip", *AS, "isp", "organization")),
    Kind("enterprise", _enterprise, ("ip", *ENTERPRISE)),
    Kind("anonymous", _flags, FLAGS),
    Kind("connection-type", _copied("connection_type"), ("ip", "connection_type")),
)
TOLD_BY_KEY = {"city": "city", "location": "city", "latitude": "city", "country": "country", "country_code": "country",
               "isp": "isp", "autonomous_system_number": "asn", "domain": "domain", "is_anonymous": "anonymous",
               "connection_type": "connection-type"}  # fmt: skip


def kind_of(database_type: str, first: Record) -> Kind | None:
    """The kind of a database by the name of its type, else by the keys of a record of it."""
    name = database_type.lower()
    name = name.partition("compat=")[2] or name  # DB-IP says so which of MaxMind's it can stand for
    words = [kind.word for kind in KINDS if kind.word in name]
    words += [word for key, word in TOLD_BY_KEY.items() if key in first]
    return next((kind for kind in KINDS if words and kind.word == words[0]), None)


def usual_fields(kind: Kind, *, ecs: bool) -> list[str]:
    """The fields that are given unless some are chosen: a City's region has the code that the layout prefers."""
    return [*kind.usual, *([REGION_CODED[0 if ecs else 1]] if kind.word == "city" else [])]


def nested(record: Record) -> Record:
    """A record in MaxMind's form; one of DB-IP's flat ones is brought into it."""
    if not isinstance(record.get("country_code"), str):
        return record
    return {
        "city": {"names": {"en": record.get("city") or None}},  # what is unknown stands there as an empty text
        "country": {"iso_code": record["country_code"] or None},
        "subdivisions": [{"names": {"en": record.get("state1") or None}}],
        "postal": {"code": record.get("postcode") or None},
        "location": {key: None if record.get(name) == "" else record.get(name) for key, name in LOCATION},
        **{name: record[name] for name in AS if name in record},
    }
