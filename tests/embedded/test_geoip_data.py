"""The demo's database: what was committed says what the table says."""

from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import geoip2.database
import maxminddb
import pytest

from pipeline.embedded.geoip_data import CITIES, DATABASE, City, located, write_database

DOCUMENTATION = [ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]


def content(path: Path) -> dict[str, object]:
    with maxminddb.open_database(str(path)) as database:
        return {str(network): record for network, record in database}


def test_the_committed_database_is_what_the_table_gives(tmp_path: Path) -> None:
    write_database(tmp_path / "again.mmdb")
    assert content(DATABASE) == content(tmp_path / "again.mmdb")


def test_every_network_leads_to_its_city() -> None:
    with geoip2.database.Reader(DATABASE) as reader:
        for network, city in located():
            for address in (network[0], network[-1]):
                found = reader.city(address)
                assert found.city.name == city.name
                assert (found.location.latitude, found.location.longitude) == (city.latitude, city.longitude)
                assert found.country.iso_code == city.country_code
                assert found.subdivisions.most_specific.iso_code == (city.region_code or None)


def test_no_network_belongs_to_anybody() -> None:
    for network, _ in located():
        assert any(network.version == whole.version and network.subnet_of(whole) for whole in DOCUMENTATION)  # type: ignore[arg-type]


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_cities_are_on_the_globe(city: City) -> None:
    assert -90 <= city.latitude <= 90
    assert -180 <= city.longitude <= 180
    ZoneInfo(city.time_zone)


def test_it_is_small() -> None:
    assert DATABASE.stat().st_size < 10_000
