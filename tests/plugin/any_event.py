"""A file for the filter `python`: it fails on some events, drops some and doubles some."""


def filter(event):  # noqa: A001 - the name that the filter calls
    """Do something else with each kind of `f`."""
    field = event.get("f")
    if isinstance(field, str):
        event["length"] = len(field)
    elif isinstance(field, int):
        return [event, {"half": field // 2}]
    elif field is None:
        return False
    elif isinstance(field, dict):
        event["f"] = set(field)
    else:
        event["f"] = field["x"]
    return event
