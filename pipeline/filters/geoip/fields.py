"""The names of what geoip can add, and where each stands in an event (field.md 5.10)."""

from typing import Any

from pipeline.errors import OptionError, did_you_mean
from pipeline.plugin.types import Type, string

PLACES = {  # name: its place in the ECS layout, its place in the flat one
    "autonomous_system_number": ("as.number", "asn"),
    "autonomous_system_organization": ("as.organization.name", "as_org"),
    "city_name": ("geo.city_name", "city_name"),
    "country_name": ("geo.country_name", "country_name"),
    "continent_code": ("geo.continent_code", "continent_code"),
    "continent_name": ("geo.continent_name", "continent_name"),
    "country_code2": ("geo.country_iso_code", "country_code2"),
    "country_code3": ("", "country_code3"),
    "domain": ("domain", "domain"),
    "ip": ("ip", "ip"),
    "isp": ("mmdb.isp", "isp"),
    "postal_code": ("geo.postal_code", "postal_code"),
    "dma_code": ("mmdb.dma_code", "dma_code"),
    "region_name": ("geo.region_name", "region_name"),
    "region_code": ("geo.region_code", "region_code"),
    "region_iso_code": ("geo.region_iso_code", "region_iso_code"),
    "timezone": ("geo.timezone", "timezone"),
    "location": ("geo.location", "location"),
    "latitude": ("geo.location.lat", "latitude"),
    "longitude": ("geo.location.lon", "longitude"),
    "organization": ("mmdb.organization", "organization"),
    "connection_type": ("mmdb.connection_type", "connection_type"),
    "network": ("ip_traits.network", "network"),
    "hosting_provider": ("ip_traits.hosting_provider", "hosting_provider"),
    "tor_exit_node": ("ip_traits.tor_exit_node", "tor_exit_node"),
    "anonymous_vpn": ("ip_traits.anonymous_vpn", "anonymous_vpn"),
    "anonymous": ("ip_traits.anonymous", "anonymous"),
    "public_proxy": ("ip_traits.public_proxy", "public_proxy"),
    "residential_proxy": ("ip_traits.residential_proxy", "residential_proxy"),
}


def place_of(name: str, *, ecs: bool) -> tuple[str, ...]:
    """Where a field stands below the target; empty where the layout has no place for it."""
    place = PLACES[name][0 if ecs else 1]
    return tuple(place.split(".")) if place else ()


def _field_name(value: Any) -> str:
    name = string(value).lower()
    if name in PLACES:
        return name
    written = next(
        (known for known, places in PLACES.items() if name in {place.split(".")[-1] for place in places}), None
    )
    near = f'did you mean "{written}"?' if written else did_you_mean(name, PLACES)
    hints = (*((near,) if near else ()), f"fields: {', '.join(sorted(PLACES))}")
    raise OptionError(f'expected the name of a field, got "{value}"', hints=hints)


field_name = Type("name of a field", _field_name)
