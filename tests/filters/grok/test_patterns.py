"""The patterns that come with grok: what each takes of a text, and what it leaves."""

import pytest

from pipeline.filters.grok import GrokFilter
from pipeline.grokpatterns import Library, bundled
from pipeline.plugin import Context
from pipeline.rubyregex import compile_ruby

SETS = ("legacy", "ecs-v1")
LINES = {"legacy": "disabled", "ecs-v1": "v8"}

# a pattern and texts that it takes whole
WHOLE = {
    "USERNAME": ["ana", "a.b-c_1"],
    "EMAILADDRESS": ["ana@example.org", "a.b+c@mail.example.org"],
    "INT": ["5", "-17", "+3"],
    "NUMBER": ["5", "-1.5", ".25", "007"],
    "BASE16NUM": ["0xFF", "-1a", "beef"],
    "BASE16FLOAT": ["0xF.A", "a.8", "1a"],
    "POSINT": ["5", "10"],
    "NONNEGINT": ["0", "10"],
    "WORD": ["abc_1"],
    "QUOTEDSTRING": ['"a \\"b\\" c"', "'x'", '""', "`y`"],
    "UUID": ["123e4567-e89b-12d3-a456-426614174000"],
    "URN": ["urn:isbn:0451450523", "urn:a:%2Fb"],
    "MAC": ["00:1b:44:11:3A:b7", "00-1B-44-11-3A-B7", "001b.4411.3ab7"],
    "IPV4": ["10.0.0.1", "255.255.255.255", "010.1.1.1"],
    "IPV6": ["::", "::1", "fe80::1%eth0", "2001:db8:0:0:0:0:0:1", "1:2:3:4:5:6:7::", "1::8", "1:2:3:4:5:6:10.0.0.1"],
    "HOSTNAME": ["web-1.example.org", "localhost", "example.org."],
    "HOSTPORT": ["example.org:80", "10.0.0.1:443"],
    "UNIXPATH": ["/", "/var/log/x.log", "/a@b", "/ü/x"],
    "WINPATH": ["C:\\Windows\\x.txt", "C:\\Program Files\\a"],
    "TTY": ["/dev/pts/0", "/dev/tty1"],
    "URI": ["https://ana:pw@example.org:8443/a/b?q=1#f", "ftp://x/", "file:///etc/x"],
    "URIPATHPARAM": ["/a/b.html", "/a?b=c&d[]=%20"],
    "MONTH": ["Jan", "january", "März", "Mai", "Oktober", "Dez", "September", "jul"],
    "MONTHNUM": ["1", "01", "12"],
    "MONTHDAY": ["1", "09", "31"],
    "DAY": ["Mon", "Wednesday"],
    "YEAR": ["24", "2024"],
    "TIME": ["06:07:08", "6:07:08.123", "23:59:60"],
    "DATE_US": ["03/05/2024", "3-5-24"],
    "DATE_EU": ["05.03.2024", "5/3/24"],
    "TIMESTAMP_ISO8601": [
        "2024-03-05T06:07:08Z", "2024-03-05 06:07:08,123", "2024-03-05T06:07+01:00", "24-3-5T0607", "2024-03-05T06:07:08.1+0100",
    ],
    "DATESTAMP": ["05/03/2024 06:07:08", "05.03.24-06:07:08"],
    "DATESTAMP_RFC822": ["Tue Mar 5 2024 06:07:08 UTC"],
    "DATESTAMP_RFC2822": ["Tue, 5 Mar 2024 06:07:08 +0100"],
    "DATESTAMP_OTHER": ["Tue Mar 5 06:07:08 EST 2024"],
    "DATESTAMP_EVENTLOG": ["20240305060708"],
    "HTTPDATE": ["05/Mar/2024:06:07:08 +0100"],
    "SYSLOGTIMESTAMP": ["Mar  5 06:07:08", "Mar 15 06:07:08"],
    "PROG": ["sshd", "postfix/smtpd", "a<b>"],
    "LOGLEVEL": ["ERROR", "warn", "Warning", "INFO", "emergency", "Critical", "FATAL"],
    "CRON_ACTION": ["CMD", "LIST X"],
}  # fmt: skip

# a pattern, a text, and the first thing in it that the pattern takes; None is nothing
PARTS = [
    ("NUMBER", "a 1e3", "1"),
    ("NUMBER", "v1.2.3", "1.2"),
    ("NUMBER", "abc", None),
    ("POSINT", "a 0 05 7", "7"),
    ("WORD", "größe é ok", "ok"),
    ("IP", "::ffff:10.0.0.1", "::ffff:10"),
    ("IP", "from 10.0.0.256 or 10.0.0.25 on", "10.0.0.25"),
    ("IPV4", "1234.1.1.1", None),
    ("UUID", "123e4567-e89b-12d3-a456", None),
    ("WINPATH", "C:\\Windows\\x.txt gone", "C:\\Windows\\x.txt gone"),
    ("QUOTEDSTRING", 'say \\"no" yes" now', '" yes"'),
    ("MONTH", "Janus Feb", "Feb"),
    ("TIME", "6:07", None),
    ("TIME", "06:07:081", None),
    ("URIPATH", "GET /a/b?c HTTP", "/a/b"),
    ("TZ", "CET", None),
    ("HOSTNAME", "-a_b- example.org,", "a"),
]


@pytest.mark.parametrize("layout", SETS)
@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WHOLE.items() for text in texts])
def test_whole(layout, name, text):
    assert first(layout, rf"\A%{{{name}}}\z", text) == text


@pytest.mark.parametrize("layout", SETS)
@pytest.mark.parametrize(("name", "text", "taken"), PARTS)
def test_part(layout, name, text, taken):
    assert first(layout, f"%{{{name}}}", text) == taken


def first(layout, pattern, text):
    found = compile_ruby(Library(bundled(layout), named_only=True).write_out(pattern), dot_all=True).search(text)
    return found and found.group()


@pytest.mark.parametrize("named_only", [True, False])
@pytest.mark.parametrize("layout", SETS)
def test_every_pattern_compiles(layout, named_only):
    library = Library(bundled(layout), named_only=named_only)
    for name in bundled(layout):
        compile_ruby(library.write_out(f"%{{{name}}}"), dot_all=True)


def test_a_config_may_move_from_the_old_layout_to_the_new():
    old = {name for name in bundled("legacy") if not name.startswith("_")}
    assert old - bundled("ecs-v1").keys() == set()


@pytest.mark.parametrize("layout", SETS)
def test_parts_of_patterns_never_become_fields(layout):
    written = Library(bundled(layout), named_only=False).write_out("%{BACULA_LOGLINE}")
    assert "<BACULA_TIMESTAMP" in written
    assert "<_" not in written


def test_a_part_that_the_user_writes_anew_is_the_users():
    library = Library({**bundled("legacy"), "_BACULA_DATE": "x"}, named_only=False)
    assert library.write_out("%{_BACULA_DATE}") == "(?<_BACULA_DATE>x)"


SYSLOG = '<165>1 2024-03-05T06:07:08.003Z mail.example.com evntslog 4711 ID47 [ex@1 a="b"] An event'
ERRORS = "[Tue Mar 05 06:07:08.12 2024] [core:error] [pid 47:tid 140] [client 203.0.113.7:5123] AH00124: too much"
CRON = "Mar  5 06:07:08 web CRON[7]: (root) CMD (run-parts)"
PAM = "Mar  5 06:07:08 web sshd[7]: pam_unix(sshd:session): session opened for user ana by (uid=0)"

# layout, pattern, text and the fields that come of it
FIELDS = [
    ("ecs-v1", "SYSLOG5424LINE", SYSLOG, {
        "log": {"syslog": {"priority": 165}}, "timestamp": "2024-03-05T06:07:08.003Z", "process": {"name": "evntslog", "pid": 4711},
        "host": {"hostname": "mail.example.com"}, "event": {"code": "ID47"}, "message": "An event",
        "system": {"syslog": {"version": "1", "structured_data": '[ex@1 a="b"]'}},
    }),
    ("ecs-v1", "HTTPD_ERRORLOG", ERRORS, {
        "timestamp": "Tue Mar 05 06:07:08.12 2024", "apache": {"error": {"module": "core"}}, "log": {"level": "error"},
        "process": {"pid": 47, "thread": {"id": 140}}, "source": {"address": "203.0.113.7", "port": 5123},
        "error": {"code": "AH00124"}, "message": "too much",
    }),
    ("legacy", "CRONLOG", CRON, {
        "timestamp": "Mar  5 06:07:08", "logsource": "web", "program": "CRON", "pid": "7", "user": "root", "action": "CMD",
        "message": "run-parts",
    }),
    ("ecs-v1", "CRONLOG", CRON, {
        "timestamp": "Mar  5 06:07:08", "host": {"hostname": "web"}, "process": {"name": "CRON", "pid": 7},
        "user": {"name": "root"}, "system": {"cron": {"action": "CMD"}}, "message": "run-parts",
    }),
    ("legacy", "SYSLOGPAMSESSION", PAM, {
        "timestamp": "Mar  5 06:07:08", "logsource": "web", "program": "sshd", "pid": "7", "pam_module": "pam_unix",
        "pam_caller": "sshd:session", "pam_session_state": "opened", "username": "ana", "pam_by": "(uid=0)",
        "message": "pam_unix(sshd:session): session opened for user ana by (uid=0)",
    }),
    ("legacy", "SYSLOGLINE", "2024-03-05T06:07:08Z <3.6> web app: hi", {
        "timestamp8601": "2024-03-05T06:07:08Z", "facility": "3", "priority": "6", "logsource": "web", "program": "app", "message": "hi",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "name", "text", "fields"), FIELDS, ids=lambda value: str(value)[:20])
def test_fields(layout, name, text, fields):
    event = {"text": text}
    step = GrokFilter(Context(ecs_compatibility=LINES[layout]), match={"text": f"^%{{{name}}}$"}).compile()
    assert step(event) is True
    assert event == {"text": text, **fields}
