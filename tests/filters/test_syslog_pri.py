"""Filter `syslog_pri`: which numbers and names a priority gives."""

import pytest

from pipeline.testing import run_filter

FAILED = ["_syslogpriparsefailure"]
NOTICE = ("user-level", 1, "notice", 5)

# what it shows: (the priority, facility, its code, severity, its code)
PRIORITIES = {
    "the smallest": (0, "kernel", 0, "emergency", 0),
    "the default's own": (13, *NOTICE),
    "a text": ("165", "local4", 20, "notice", 5),
    "the largest": (191, "local7", 23, "debug", 7),
    "text behind it": ("34: x", "security/authorization", 4, "critical", 2),
    "no number": ("abc", "kernel", 0, "emergency", 0),
    "decimals": (30.9, "daemon", 3, "informational", 6),
    "a list": (["30", 5], "daemon", 3, "informational", 6),
    "an empty list": ([], "kernel", 0, "emergency", 0),
    "null": (None, *NOTICE),
    "false": (False, *NOTICE),
    "below zero names count from the end": (-1, "local7", -1, "debug", 7),
}


@pytest.mark.parametrize(
    ("priority", "facility", "facility_code", "severity", "code"), PRIORITIES.values(), ids=PRIORITIES
)
def test_priority(priority, facility, facility_code, severity, code):
    flat = {
        "syslog_facility": facility,
        "syslog_facility_code": facility_code,
        "syslog_severity": severity,
        "syslog_severity_code": code,
    }
    event = {"syslog_pri": priority}
    assert run_filter("syslog_pri { }", event) == {**event, **flat}
    nested = {"facility": {"name": facility, "code": facility_code}, "severity": {"name": severity, "code": code}}
    event = {"log": {"syslog": {"priority": priority}}}
    assert run_filter("syslog_pri { }", event, "v8") == {"log": {"syslog": {"priority": priority, **nested}}}


def test_no_priority():
    found = run_filter('syslog_pri { add_tag => ["ok"] }', {"a": 1})
    assert found == {
        "a": 1,
        "tags": ["ok"],
        "syslog_facility": "user-level",
        "syslog_facility_code": 1,
        "syslog_severity": "notice",
        "syslog_severity_code": 5,
    }


# what it shows: (options, the event that goes in, what the filter adds or changes)
CASES = {
    "numbers only": (
        "use_labels => false",
        {"syslog_pri": 13},
        {"syslog_facility_code": 1, "syslog_severity_code": 5},
    ),
    "numbers only, however large": (
        "use_labels => false",
        {"syslog_pri": 999},
        {"syslog_facility_code": 124, "syslog_severity_code": 7},
    ),
    "a facility without a name is a success with a tag": (
        'add_field => { "ok" => "yes" }',
        {"syslog_pri": 192},
        {"syslog_facility_code": 24, "syslog_severity_code": 0, "tags": FAILED, "ok": "yes"},
    ),
    "far below zero there are no names": (
        "",
        {"syslog_pri": -1000},
        {"syslog_facility_code": -125, "syslog_severity_code": 0, "syslog_severity": "emergency"},
    ),
    "another field": (
        'syslog_pri_field_name => "[a][pri]"',
        {"a": {"pri": 8}},
        {"syslog_facility": "user-level", "syslog_facility_code": 1, "syslog_severity": "emergency", "syslog_severity_code": 0},
    ),
    "names of your own": (
        'facility_labels => ["f0", "f1"] severity_labels => ["s0"]',
        {"syslog_pri": 13},
        {"syslog_facility": "f1", "syslog_facility_code": 1, "syslog_severity_code": 5},
    ),
    "fewer names than facilities": (
        'facility_labels => ["f0"] severity_labels => ["s0"]',
        {"syslog_pri": 8},
        {"syslog_facility_code": 1, "syslog_severity_code": 0, "tags": FAILED},
    ),
    "true is no number": ('add_tag => ["ok"]', {"syslog_pri": True}, {"tags": FAILED}),
    "a map is no number": ('add_tag => ["ok"]', {"syslog_pri": {}}, {"tags": FAILED}),
    "a list in a list is none": ('add_tag => ["ok"]', {"syslog_pri": [[13]]}, {"tags": FAILED}),
    "the layout may be chosen here": (
        'ecs_compatibility => "v1" use_labels => false',
        {"syslog_pri": 191},
        {"log": {"syslog": {"facility": {"code": 1}, "severity": {"code": 5}}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("options", "event", "added"), CASES.values(), ids=CASES)
def test_case(options, event, added):
    assert run_filter(f"syslog_pri {{ {options} }}", event) == {**event, **added}


def test_a_text_where_the_maps_should_be():
    assert run_filter('syslog_pri { add_tag => ["ok"] }', {"log": "x"}, "v8") == {"log": "x", "tags": FAILED}
