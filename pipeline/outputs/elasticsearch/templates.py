"""Index templates: the bundled ones, your own file, and the settings that make an index roll over.

The bundled ones map @timestamp as a date, coordinates of the geoip filter as points, and texts as text with a keyword.
"""

import json
from pathlib import Path
from typing import Any

from pipeline.plugin import OptionError

Template = dict[str, Any]
VERSION = 1
PRIORITY = 200
COMPOSABLE_SINCE = 8  # major version of Elasticsearch from which "auto" means composable templates
TEXT = {"type": "text", "norms": False}
KEYWORD = {"keyword": {"type": "keyword", "ignore_above": 256}}
POINT = {"type": "geo_point"}
IP = {"type": "ip"}


def mappings(*, ecs: bool) -> Template:
    """The bundled mappings for one layout of fields."""
    texts = {"match": "*", "match_mapping_type": "string", "mapping": {**TEXT, "fields": KEYWORD}}
    rules: list[Template] = [{"message": {"path_match": "message", "match_mapping_type": "string", "mapping": TEXT}}]
    if ecs:
        rules.append({"places": {"path_match": "*.geo.location", "mapping": POINT}})
        rules.append({"addresses": {"path_match": "*.ip", "match_mapping_type": "string", "mapping": IP}})
    geoip: Template = {
        "ip": IP,
        "location": POINT,
        "latitude": {"type": "half_float"},
        "longitude": {"type": "half_float"},
    }
    if ecs:
        geoip = {"ip": IP, "geo": {"properties": {"location": POINT}}}
    return {
        "dynamic_templates": [*rules, {"texts": texts}],
        "properties": {
            "@timestamp": {"type": "date"},
            "@version": {"type": "keyword"},
            "geoip": {"dynamic": True, "properties": geoip},
        },
    }


def bundled(pattern: str, *, ecs: bool, composable: bool) -> Template:
    """The bundled template for indices of a pattern, in the form of the chosen API."""
    inner = {
        "settings": {"index.refresh_interval": "5s", "number_of_shards": 1},
        "mappings": mappings(ecs=ecs),
    }
    if not composable:
        return {"index_patterns": pattern, "version": VERSION, **inner}
    about = {"description": "fields of the pipeline's events"}
    return {"index_patterns": pattern, "version": VERSION, "template": inner, "priority": PRIORITY, "_meta": about}


def read_template(path: Path) -> Template:
    """Your own template; OptionError where the file holds none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OptionError(f'option "template": "{path}" can\'t be read: {error.strerror}', ("template",)) from None
    except ValueError as error:
        raise OptionError(f'option "template": "{path}" holds no JSON: {error}', ("template",)) from None
    if not isinstance(found, dict):
        raise OptionError(f'option "template": expected a JSON object in "{path}"', ("template",))
    return found


def with_rollover(template: Template, alias: str, policy: str, *, composable: bool) -> Template:
    """The template for the indices behind an alias: its pattern, and the settings that make them roll over."""
    changed = {key: value for key, value in template.items() if composable or key != "template"}
    changed["index_patterns"] = f"{alias}-*"
    rollover = {"index.lifecycle.name": policy, "index.lifecycle.rollover_alias": alias}
    if composable:
        inner = dict(changed.get("template") or {})
        changed["template"] = {**inner, "settings": {**(inner.get("settings") or {}), **rollover}}
    else:
        changed["settings"] = {**(changed.get("settings") or {}), **rollover}
    return changed


def without_rollover(template: Template) -> Template:
    """The same without those settings, for an Elasticsearch that knows no index lifecycles."""
    inner = template.get("template")
    holder = inner if isinstance(inner, dict) else template
    settings = {
        key: value for key, value in holder.get("settings", {}).items() if not key.startswith("index.lifecycle.")
    }
    if holder is template:
        return {**template, "settings": settings}
    return {**template, "template": {**holder, "settings": settings}}
