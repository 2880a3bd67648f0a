"""Where the demo's addresses are: networks reserved for documentation, each placed in a real city.

`python -m pipeline.embedded.geoip_data` writes `demo-city.mmdb` from this table; it needs the package `mmdb-writer`.
The layout of a record is that of MaxMind's City databases.  No network here belongs to anybody (RFC 5737, RFC 3849).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

DATABASE = Path(__file__).with_name("demo-city.mmdb")
DATABASE_TYPE = "GeoLite2-City"  # what readers look at to know the layout
ACCURACY_KM = 20

CONTINENTS = {
    "AF": "Africa",
    "AS": "Asia",
    "EU": "Europe",
    "NA": "North America",
    "OC": "Oceania",
    "SA": "South America",
}


@dataclass(frozen=True, slots=True)
class City:
    """A real city: names in English, ISO 3166 codes, degrees, and its time zone."""

    name: str
    latitude: float
    longitude: float
    time_zone: str
    country_code: str
    country: str
    continent_code: str
    region_code: str = ""
    region: str = ""

    def record(self) -> dict[str, Any]:
        """What a City database holds for an address in this city."""
        country = {"iso_code": self.country_code, "names": {"en": self.country}}
        record: dict[str, Any] = {
            "city": {"names": {"en": self.name}},
            "continent": {"code": self.continent_code, "names": {"en": CONTINENTS[self.continent_code]}},
            "country": country,
            "location": {
                "accuracy_radius": ACCURACY_KM,
                "latitude": self.latitude,
                "longitude": self.longitude,
                "time_zone": self.time_zone,
            },
            "registered_country": country,
        }
        if self.region_code:
            record["subdivisions"] = [{"iso_code": self.region_code, "names": {"en": self.region}}]
        return record


CITIES = (
    City("Berlin", 52.52, 13.405, "Europe/Berlin", "DE", "Germany", "EU", "BE", "State of Berlin"),
    City("Cape Town", -33.9249, 18.4241, "Africa/Johannesburg", "ZA", "South Africa", "AF", "WC", "Western Cape"),
    City("London", 51.5074, -0.1278, "Europe/London", "GB", "United Kingdom", "EU", "ENG", "England"),
    City("Madrid", 40.4168, -3.7038, "Europe/Madrid", "ES", "Spain", "EU", "MD", "Madrid"),
    City("Mexico City", 19.4326, -99.1332, "America/Mexico_City", "MX", "Mexico", "NA", "CMX", "Mexico City"),
    City("Mumbai", 19.076, 72.8777, "Asia/Kolkata", "IN", "India", "AS", "MH", "Maharashtra"),
    City("Nairobi", -1.2921, 36.8219, "Africa/Nairobi", "KE", "Kenya", "AF", "30", "Nairobi County"),
    City("New York", 40.7128, -74.006, "America/New_York", "US", "United States", "NA", "NY", "New York"),
    City("Paris", 48.8566, 2.3522, "Europe/Paris", "FR", "France", "EU", "IDF", "Île-de-France"),
    City("São Paulo", -23.5505, -46.6333, "America/Sao_Paulo", "BR", "Brazil", "SA", "SP", "São Paulo"),
    City("Singapore", 1.3521, 103.8198, "Asia/Singapore", "SG", "Singapore", "AS"),
    City("Stockholm", 59.3293, 18.0686, "Europe/Stockholm", "SE", "Sweden", "EU", "AB", "Stockholm County"),
    City("Sydney", -33.8688, 151.2093, "Australia/Sydney", "AU", "Australia", "OC", "NSW", "New South Wales"),
    City("Tokyo", 35.6762, 139.6503, "Asia/Tokyo", "JP", "Japan", "AS", "13", "Tokyo"),
    City("Toronto", 43.6532, -79.3832, "America/Toronto", "CA", "Canada", "NA", "ON", "Ontario"),
    City("Warsaw", 52.2297, 21.0122, "Europe/Warsaw", "PL", "Poland", "EU", "14", "Mazovia"),
)

# Each is cut evenly among the cities.  203.0.113.0/24, the third of the documentation networks, stays unknown.
LOCATED = (
    IPv4Network("192.0.2.0/24"),
    IPv4Network("198.51.100.0/24"),
    IPv6Network("2001:db8::/36"),
)


def located() -> Iterator[tuple[IPv4Network | IPv6Network, City]]:
    """Every network of the database with its city; the networks don't overlap."""
    for whole in LOCATED:
        parts = whole.subnets(prefixlen_diff=(len(CITIES) - 1).bit_length())
        yield from zip(parts, CITIES, strict=True)


def write_database(path: Path = DATABASE) -> None:
    """Write the database to `path`."""
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet  # type: ignore[import-untyped]

    writer = MMDBWriter(
        ip_version=6,
        database_type=DATABASE_TYPE,
        languages=["en"],
        description="Documentation networks placed in real cities, for demonstration only",
        ipv4_compatible=True,
        float_type="f64",
    )
    for network, city in located():
        writer.insert_network(IPSet([str(network)]), city.record())
    writer.to_db_file(str(path))


if __name__ == "__main__":
    write_database()
