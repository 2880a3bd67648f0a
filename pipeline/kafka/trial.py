"""A look of librdkafka at the settings before it has a broker: its rules, told in the words of the config."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.plugin import OptionError

RANGE = re.compile(
    r'property "(?P<name>[^"]+)" value (?P<value>\S+) is outside allowed range (?P<low>-?\d+)\.\.(?P<high>\d+)'
)
MENTION = re.compile(r"[`\"]([a-z]+(?:\.[a-z]+)+)[`\"] ?")
PREFIX = re.compile(r"Failed to create \w+: ")
NO_MECHANISM = re.compile(r"No provider for SASL mechanism (\S+):")


def try_settings(
    make: Callable[[dict[str, Any]], Any], settings: Mapping[str, Any], properties: Mapping[str, str]
) -> Iterator[OptionError]:
    """What librdkafka holds against the settings; `properties` tells which of them came from which option.

    `make` builds a client.  It is given no broker, so it connects to nothing, and is gone in a few milliseconds.
    """
    from confluent_kafka import KafkaException

    try:
        make({**settings, "bootstrap.servers": "", "log_level": 0}).close()
    except KafkaException as error:
        yield _explained(error.args[0].str().strip(), {name: option for option, name in properties.items()})


def _explained(text: str, options: Mapping[str, str]) -> OptionError:
    outside = RANGE.search(text)
    if outside:
        name = options.get(outside["name"], outside["name"])
        return OptionError(
            f'option "{name}": expected a number from {outside["low"]} to {outside["high"]}, got {outside["value"]}',
            path=(name,),
        )
    missing = NO_MECHANISM.search(text)
    if missing:
        hints = (
            'what it has: "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"',
            "confluent-kafka built from source can have more",
        )
        return OptionError(
            f'option "sasl_mechanism": this build of librdkafka has no {missing[1]}',
            path=("sasl_mechanism",),
            hints=hints,
        )
    told = MENTION.sub(lambda found: f'"{options.get(found[1], found[1])}" ', PREFIX.sub("", text)).strip()
    named = next((options[name] for name in MENTION.findall(text) if name in options), None)
    return OptionError(f"librdkafka refuses this: {told}", path=(named,) if named else ())
