"""Small databases, written for a test."""

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

LONDON = {
    "city": {"names": {"en": "London", "de": "London (de)"}},
    "continent": {"code": "EU", "names": {"en": "Europe"}},
    "country": {"iso_code": "GB", "names": {"en": "United Kingdom"}},
    "location": {"latitude": 51.5, "longitude": -0.09, "time_zone": "Europe/London", "metro_code": 7},
    "postal": {"code": "EC1"},
    "registered_country": {"iso_code": "FR", "names": {"en": "France"}},
    "subdivisions": [
        {"iso_code": "ENG", "names": {"en": "England"}},
        {"iso_code": "LND", "names": {"en": "City of London"}},
    ],
}
CITY = {
    "81.2.69.0/24": LONDON,
    "2001:218::/32": {"location": {"latitude": 35, "longitude": 139}, "country": {"iso_code": "JP"}},
    "9.9.0.0/16": {"country": {"iso_code": "US", "names": {"en": "United States"}}},
    "9.8.0.0/16": {"city": "not a map", "location": {"latitude": 1.5, "longitude": 2.5}},
}


@pytest.fixture
def database(tmp_path):
    """A function (records, type, ip_version) -> the path of a database that holds them."""

    def write(records=CITY, database_type="GeoLite2-City", *, ip_version=6, name="test.mmdb"):
        writer = MMDBWriter(ip_version, database_type, ipv4_compatible=ip_version == 6)
        for network, record in records.items():
            writer.insert_network(IPSet([network]), record)
        writer.to_db_file(str(tmp_path / "new"))
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        return str((tmp_path / "new").replace(tmp_path / name))

    return write
