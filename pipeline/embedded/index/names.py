"""Names of indices: what they may look like, and date math such as <logstash-{now/d}-000001>."""

import re
from datetime import UTC, datetime, timedelta

from pipeline.embedded.index import datetext
from pipeline.embedded.index.errors import ApiError, bad_argument

FORBIDDEN = re.compile(r'[\\/*?"<>| ,#:]')
EXPRESSION = re.compile(r"\{([^{}]+)(?:\{([^{}|]+)(?:\|[^{}]*)?\})?\}")
JAVA_FIELDS = {"yyyy": "%Y", "uuuu": "%Y", "YYYY": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}


def check_name(name: str) -> None:
    """ApiError unless an index may be called that."""
    fault = None
    if name != name.lower():
        fault = "must be lowercase"
    elif name.startswith(("_", "-", "+")):
        fault = "must not start with '_', '-', or '+'"
    elif FORBIDDEN.search(name):
        fault = "must not contain the following characters [' ','\"','*',',','/','<','>','?','\\','|','#',':']"
    elif name in ("", ".", ".."):
        fault = "must not be empty, '.' or '..'"
    elif len(name.encode()) > 255:
        fault = "must be no longer than 255 bytes"
    if fault:
        reason = f"Invalid index name [{name}], {fault}"
        raise ApiError(400, "invalid_index_name_exception", reason, index_uuid="_na_", index=name)


def resolve_date_math(name: str) -> str:
    """A name in angle brackets with its dates filled in; any other name as it is."""
    if not (name.startswith("<") and name.endswith(">")):
        return name

    def filled(found: re.Match[str]) -> str:
        try:
            first, _ = datetext.query_span(found[1], datetext.ISO_FORMAT, lambda: datetime.now(UTC))
        except ValueError:
            raise bad_argument(f"expected date math in [{name}], got [{found[1]}]") from None
        return java_date(datetext.EPOCH + timedelta(milliseconds=first), found[2] or "yyyy.MM.dd")

    return EXPRESSION.sub(filled, name[1:-1])


def java_date(moment: datetime, pattern: str) -> str:
    """A date by the fields that names of indices use: yyyy.MM.dd and the like."""
    return re.sub(r"([A-Za-z])\1*", lambda found: _field(moment, found[0], pattern), pattern)


def _field(moment: datetime, field: str, pattern: str) -> str:
    if field not in JAVA_FIELDS:
        raise bad_argument(f"expected a date pattern of {', '.join(JAVA_FIELDS)}, got [{pattern}]")
    return moment.strftime(JAVA_FIELDS[field]).rjust(len(field), "0")
