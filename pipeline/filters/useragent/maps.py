"""Maps within maps that come from a cache: copied for each event, added to what is there already."""

from typing import Any


def fresh(found: dict[str, Any]) -> dict[str, Any]:
    """A copy, whose maps are copies too."""
    return {key: fresh(value) if type(value) is dict else value for key, value in found.items()}


def fits(held: Any, found: dict[str, Any]) -> bool:
    """Whether `complete` can add `found`: nothing else stands where it has a map."""
    if held is None:
        return True
    if not isinstance(held, dict):
        return False
    return all(fits(held.get(key), value) for key, value in found.items() if type(value) is dict)


def complete(held: dict[str, Any], found: dict[str, Any]) -> None:
    """Add copies of all fields of `found`; fields that only `held` has stay."""
    for key, value in found.items():
        if type(value) is not dict:
            held[key] = value
        elif held.get(key) is None:
            held[key] = fresh(value)
        else:
            complete(held[key], value)
