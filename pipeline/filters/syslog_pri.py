"""Filter `syslog_pri`: the facility and the severity that a syslog priority stands for."""

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.event import Event
from pipeline.fields import parse_reference
from pipeline.plugin import FieldError, Filter, Step, WithEcs, option
from pipeline.plugin.types import array, boolean, field_reference, string
from pipeline.rubynumbers import ruby_to_i

FAILURE = "_syslogpriparsefailure"
DEFAULT_PRIORITY = 13  # RFC 3164: what a relay adds to a message that has none
FACILITIES = [
    *("kernel", "user-level", "mail", "daemon", "security/authorization", "syslogd", "line printer", "network news"),
    *("uucp", "clock", "security/authorization", "ftp", "ntp", "log audit", "log alert", "clock"),
    *(f"local{number}" for number in range(8)),
]
SEVERITIES = ["emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"]


class SyslogPriFilter(WithEcs, Filter):
    """Set facility and severity, as numbers and names, from the priority; 13 (user-level, notice) where there is none.

    A text counts as far as it begins like a number, of a list the first element does.  A facility that has no name
    keeps its number, and the event is tagged.
    """

    syslog_pri_field_name = option(
        field_reference, doc='Field with the priority: "[log][syslog][priority]", "syslog_pri" without an ECS layout.'
    )
    use_labels = option(boolean, default=True, doc="Set the names as well.")
    facility_labels = option(array(string), default=FACILITIES, doc="Names of the facilities, from 0.")
    severity_labels = option(array(string), default=SEVERITIES, doc="Names of the severities, from 0.")

    def compile(self) -> Step:
        """The step; what a priority stands for is looked up, the fields are set one by one."""
        source = self.syslog_pri_field_name or parse_reference("[log][syslog][priority]" if self.ecs else "syslog_pri")
        read, fail, use_labels = source.getter(), self.failure([FAILURE]), self.use_labels
        put_severity, put_facility, put_severity_name, put_facility_name = self._setters()
        facilities, severities = self.facility_labels, self.severity_labels
        known = len(facilities)

        def syslog_pri(event: Event) -> bool:
            try:
                priority = priority_of(read(event))
                severity, facility = priority & 7, priority >> 3
                put_severity(event, severity)
                put_facility(event, facility)
                if not use_labels:
                    return True
                if facility >= known:
                    fail(event, "no name for the facility")
                    return True
                if facility >= -known:
                    put_facility_name(event, facilities[facility])
                if severity < len(severities):
                    put_severity_name(event, severities[severity])
            except FieldError as error:
                return fail(event, error)
            return True

        return syslog_pri

    def _setters(self) -> Sequence[Callable[[Event, Any], None]]:
        """Those of severity, facility, and the names of the two."""
        names: tuple[str, ...] = (
            "syslog_severity_code",
            "syslog_facility_code",
            "syslog_severity",
            "syslog_facility",
        )
        if self.ecs:
            names = tuple(
                f"[log][syslog][{what}][{field}]" for field in ("code", "name") for what in ("severity", "facility")
            )
        return [parse_reference(name).setter() for name in names]


def priority_of(value: Any) -> int:
    """The number in the priority's field; FieldError where there is none in it."""
    if type(value) is int:
        return value
    if value is None or value is False:
        return DEFAULT_PRIORITY
    if type(value) is list:
        return ruby_to_i(value[0] if value else None)
    return ruby_to_i(value)
