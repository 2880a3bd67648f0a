"""The patterns for Bacula's messages, a case for each, and for the columns of Zeek's logs."""

import pytest

from pipeline.filters.grok import GrokFilter
from pipeline.grokpatterns import bundled
from pipeline.plugin import Context


def fields(layout, pattern, text):
    """What comes of a text, below its dotted names; None where nothing does."""
    event = {"text": text}
    matched = GrokFilter(Context(ecs_compatibility=layout), match={"text": pattern}).compile()(event)
    return flat({name: value for name, value in event.items() if name != "text"}) if matched else None


def flat(event, above=""):
    found = {}
    for name, value in event.items():
        found |= flat(value, f"{above}{name}.") if isinstance(value, dict) else {above + name: value}
    return found


# the pattern behind BACULA_LOG_, a message, and its fields in the old layout and with ECS
BACULA = [
    ("MAX_CAPACITY", 'User defined maximum volume capacity 5,368,709,120 exceeded on device "File" (/srv/backup).', {"device": "File"}, {"bacula.volume.max_capacity": "5,368,709,120", "bacula.volume.device": "File", "bacula.volume.path": "/srv/backup"}),
    ("END_VOLUME", 'End of medium on Volume "Full-3" Bytes=5,368,709,024 Blocks=83,221 at 05-Mar-2024 06:07.', {"volume": "Full-3"}, {"bacula.volume.name": "Full-3", "bacula.volume.bytes": "5,368,709,024", "bacula.volume.blocks": "83,221", "bacula.timestamp": "05-Mar-2024 06:07"}),
    ("NEW_VOLUME", 'Created new Volume "Full-3" in catalog.', {"volume": "Full-3"}, {"bacula.volume.name": "Full-3"}),
    ("NEW_LABEL", 'Labeled new Volume "Full-3" on device "File" (/srv/backup).', {"volume": "Full-3", "device": "File"}, {"bacula.volume.name": "Full-3", "bacula.volume.device": "File", "bacula.volume.path": "/srv/backup"}),
    ("NEW_LABEL", 'Labeled new Volume "Full-3" on file device "File" (/srv/backup).', {"volume": "Full-3", "device": "File"}, {"bacula.volume.name": "Full-3", "bacula.volume.device": "File", "bacula.volume.path": "/srv/backup"}),
    ("WROTE_LABEL", 'Wrote label to prelabeled Volume "Full-3" on device "File" (/srv/backup)', {"volume": "Full-3"}, {"bacula.volume.name": "Full-3", "bacula.volume.device": "File", "bacula.volume.path": "/srv/backup"}),
    ("NEW_MOUNT", 'New volume "Full-3" mounted on device "File" (/srv/backup) at 05-Mar-2024 06:07.', {"volume": "Full-3", "device": "File"}, {"bacula.volume.name": "Full-3", "bacula.volume.device": "File", "bacula.volume.path": "/srv/backup", "bacula.timestamp": "05-Mar-2024 06:07"}),
    ("VOLUME_PREVWRITTEN", 'Volume "Full-3" previously written, moving to end of data.', {"volume": "Full-3"}, {"bacula.volume.name": "Full-3"}),
    ("READYAPPEND", 'Ready to append to end of Volume "Full-3" size=4711', {"volume": "Full-3"}, {"bacula.volume.name": "Full-3", "bacula.volume.size": 4711}),
    ("USEDEVICE", 'Using Device "File"', {"device": "File"}, {"bacula.volume.device": "File"}),
    ("NOJOBS", 'There are no more Jobs associated with Volume "Full-3". Marking it purged.', {"volume": "Full-3"}, {"bacula.volume.name": "Full-3"}),
    ("ALL_RECORDS_PRUNED", 'All records pruned from Volume "Full-3"; marking it "Purged"', {"volume": "Full-3"}, {"bacula.volume.name": "Full-3"}),
    ("BEGIN_PRUNE_JOBS", "Begin pruning Jobs older than 6 months 0 days .", {}, {}),
    ("BEGIN_PRUNE_FILES", "Begin pruning Files.", {}, {}),
    ("PRUNED_JOBS", "Pruned 12 Jobs for client web1-fd from catalog.", {"client": "web1-fd"}, {"bacula.client.name": "web1-fd"}),
    ("PRUNED_FILES", "Pruned Files from 1 Job for client web1-fd from catalog.", {"client": "web1-fd"}, {"bacula.client.name": "web1-fd"}),
    ("ENDPRUNE", "End auto prune.", {}, {}),
    ("NOPRUNE_JOBS", "No Jobs found to prune.", {}, {}),
    ("NOPRUNE_FILES", "No Files found to prune.", {}, {}),
    ("STARTJOB", "Start Backup JobId 117, Job=web1.2024-03-05_06.07.08_09", {"job": "web1.2024-03-05_06.07.08_09"}, {"bacula.job.name": "web1.2024-03-05_06.07.08_09"}),
    ("STARTRESTORE", "Start Restore Job web1.2024-03-05_06.07.08_09", {"job": "web1.2024-03-05_06.07.08_09"}, {"bacula.job.name": "web1.2024-03-05_06.07.08_09"}),
    ("JOBEND", "Job write elapsed time = 00:01:40, Transfer rate = 12.5 M Bytes/second", {"elapsed": "00:01:40"}, {"bacula.job.elapsed_time": "00:01:40"}),
    ("CLIENT_RBJ", 'shell command: run ClientRunBeforeJob "/etc/bacula/dump.sh all"', {"runjob": "/etc/bacula/dump.sh all"}, {"bacula.job.client_run_before_command": "/etc/bacula/dump.sh all"}),
    ("VSS", "Generate VSS snapshots.", {}, {}),
    ("VSS", 'VSS Writer (BackupComplete): "System Writer"', {}, {}),
    ("MAXSTART", "Fatal error: Job canceled because max start delay time exceeded.", {}, {}),
    ("DUPLICATE", "Fatal error: JobId 116 already running. Duplicate job not allowed.", {"duplicate": "116"}, {"bacula.job.other_id": "116"}),
    ("NOJOBSTAT", "Fatal Error: No Job status returned from FD.", {}, {}),
    ("NOSUIT", "No prior or suitable Full backup found in catalog. Doing FULL backup.", {}, {}),
    ("NOPRIOR", "No prior Full backup Job record found.", {}, {}),
    ("JOB", "Error: Bacula backup-dir 9.6.7 (10Dec20):", {}, {}),
    ("CANCELLING", "Cancelling duplicate JobId=116.", {}, {"bacula.job.other_id": "116"}),
    ("MARKCANCEL", "JobId 116, Job web1.2024-03-05_06.07.08_09 marked to be canceled.", {"job": "web1.2024-03-05_06.07.08_09"}, {"bacula.job.id": "116", "bacula.job.name": "web1.2024-03-05_06.07.08_09"}),
    ("NOOPEN", "     Cannot open /etc/shadow: ERR=Permission denied", {"berror": "Permission denied"}, {"error.message": "Permission denied"}),
    ("NOOPENDIR", '     Could not open directory "/root": ERR=Permission denied', {"berror": "Permission denied"}, {"file.path": "/root", "error.message": "Permission denied"}),
    ("NOSTAT", "     Could not stat /proc/1/fd: ERR=No such file", {"berror": "No such file"}, {"file.path": "/proc/1/fd", "error.message": "No such file"}),
    ("DIFF_FS", "     /proc is a different filesystem. Will not descend from / into it.", {}, {}),
    ("FATAL_CONN", "Fatal error: bsock.c:133 Unable to connect to Client: web1-fd on web1.example.org:9102. ERR=Connection refused", {"client": "web1-fd", "berror": "Connection refused"}, {"bacula.client.name": "web1-fd", "client.address": "web1.example.org", "client.port": 9102, "error.message": "Connection refused"}),
    ("NO_CONNECT", "Warning: bsock.c:127 Could not connect to Storage daemon on backup.example.org:9103. ERR=Connection timed out", {"berror": "Connection timed out"}, {"client.address": "backup.example.org", "client.port": 9103, "error.message": "Connection timed out"}),
    ("NO_AUTH", 'Fatal error: Unable to authenticate with File daemon at "web1.example.org:9102". Possible causes:', {}, {"client.address": "web1.example.org", "client.port": 9102}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "message", "legacy", "ecs"), BACULA, ids=[f"{row[0]}-{n}" for n, row in enumerate(BACULA)]
)
def test_a_message_of_bacula(name, message, legacy, ecs):
    assert fields("disabled", f"^%{{BACULA_LOG_{name}}}", message) == legacy
    assert fields("v8", f"^%{{BACULA_LOG_{name}}}", message) == ecs


@pytest.mark.parametrize(
    ("name", "message", "legacy", "ecs"), BACULA, ids=[f"{row[0]}-{n}" for n, row in enumerate(BACULA)]
)
def test_a_line_of_bacula(name, message, legacy, ecs):
    line = f"05-Mar 06:07 backup-dir JobId 117: {message}"
    assert fields("disabled", "^%{BACULA_LOGLINE}", line) == {
        "bts": "05-Mar 06:07", "hostname": "backup-dir", "jobid": "117", **legacy,
    }  # fmt: skip
    number = "117" if "bacula.job.id" not in ecs else ["117", ecs["bacula.job.id"]]
    for pattern in ("^%{BACULA_LOG}", "^%{BACULA_LOGLINE}"):
        assert fields("v8", pattern, line) == {
            "timestamp": "05-Mar 06:07", "host.hostname": "backup-dir", **ecs, "bacula.job.id": number,
        }  # fmt: skip


def test_every_message_of_bacula_has_a_case():
    for layout in ("legacy", "ecs-v1"):
        names = {name.removeprefix("BACULA_LOG_") for name in bundled(layout) if name.startswith("BACULA_LOG_")}
        assert names == {name for name, *_ in BACULA}


def test_lines_of_bacula_that_are_others():
    assert fields("v8", "^%{BACULA_LOGLINE}", "05-Mar 06:07 backup-dir JobId 117: something else") is None
    found = fields("v8", "^%{BACULA_LOGLINE}", "05-Mar-2024 06:07 backup-dir: End auto prune.")
    assert found == {"timestamp": "05-Mar-2024 06:07", "host.hostname": "backup-dir"}


# --- Zeek: (the column, its field in Bro's patterns of the old layout, its field with ECS and what is in it there)

ID = [
    ("1709618828.123456", "ts", "timestamp", "1709618828.123456"),
    ("CHhAvVGS1DHFjwGM9", "uid", "zeek.session_id", "CHhAvVGS1DHFjwGM9"),
    ("10.0.0.7", "orig_h", "source.ip", "10.0.0.7"),
    ("50123", "orig_p", "source.port", 50123),
    ("2001:db8::5", "resp_h", "destination.ip", "2001:db8::5"),
    ("80", "resp_p", "destination.port", 80),
]
REQUEST = [
    ("1", "trans_depth", "zeek.http.trans_depth", 1),
    ("GET", "method", "http.request.method", "GET"),
    ("shop.example.org", "domain", "url.domain", "shop.example.org"),
    ("/a b?c=d", "uri", "url.original", "/a b?c=d"),
    ("-", "referrer", None, None),
]
VERSION = [("1.1", None, "http.version", "1.1")]
AGENT = [("curl/8 (x)", "user_agent", "user_agent.original", "curl/8 (x)")]
ORIGIN = [("https://example.org", None, "zeek.http.origin", "https://example.org")]
REPLY = [
    ("0", "request_body_len", "http.request.body.bytes", 0),
    ("5120", "response_body_len", "http.response.body.bytes", 5120),
    ("200", "status_code", "http.response.status_code", 200),
    ("Not so bad", "status_msg", "zeek.http.status_msg", "Not so bad"),
    ("-", "info_code", None, None),
    ("-", "info_msg", None, None),
]
FILENAME = [("a.txt", "filename", "zeek.http.filename", "a.txt")]
USER = [
    ("(empty)", "bro_tags", None, None),
    ("ana", "username", "url.username", "ana"),
    ("-", "password", None, None),
    ("-", "proxied", None, None),
]
SENT = [("F1,F2", "orig_fuids", "zeek.http.orig_fuids", "F1,F2")]
SENT_NAMES = [("b.txt", None, "zeek.http.orig_filenames", "b.txt")]
SENT_TYPE = [("text/plain", "orig_mime_types", "http.request.mime_type", "text/plain")]
GOT = [("F3", "resp_fuids", "zeek.http.resp_fuids", "F3")]
GOT_NAMES = [("-", None, None, None)]
GOT_TYPE = [("text/html", "resp_mime_types", "http.response.mime_type", "text/html")]
ASKED = [("udp", "proto", "network.transport", "udp"), ("41477", "trans_id", "dns.id", 41477)]
TRIP = [("0.075138", None, "zeek.dns.rtt", 0.075138)]
ANSWER = [
    ("example.org", "query", "dns.question.name", "example.org"),
    ("1", "qclass", "zeek.dns.qclass", 1),
    ("C_INTERNET", "qclass_name", "zeek.dns.qclass_name", "C_INTERNET"),
    ("28", "qtype", "zeek.dns.qtype", 28),
    ("AAAA", "qtype_name", "dns.question.type", "AAAA"),
    ("0", "rcode", "zeek.dns.rcode", 0),
    ("NOERROR", "rcode_name", "dns.response_code", "NOERROR"),
    ("F", "AA", "zeek.dns.AA", "F"),
    ("F", "TC", "zeek.dns.TC", "F"),
    ("T", "RD", "zeek.dns.RD", "T"),
    ("T", "RA", "zeek.dns.RA", "T"),
    ("0", "Z", "zeek.dns.Z", 0),
    ("2001:db8::5,2001:db8::6", "answers", "zeek.dns.answers", "2001:db8::5,2001:db8::6"),
    ("300.000000,300.000000", "TTLs", "zeek.dns.TTLs", "300.000000,300.000000"),
    ("F", "rejected", "zeek.dns.rejected", "F"),
]
CONNECTION = [
    ("tcp", "proto", "network.transport", "tcp"),
    ("http", "service", "network.protocol", "http"),
    ("1.550793", "duration", "zeek.connection.duration", 1.550793),
    ("98", "orig_bytes", "zeek.connection.orig_bytes", 98),
    ("9417", "resp_bytes", "zeek.connection.resp_bytes", 9417),
    ("SF", "conn_state", "zeek.connection.state", "SF"),
    ("T", "local_orig", "zeek.connection.local_orig", "T"),
]
LOCAL = [("F", None, "zeek.connection.local_resp", "F")]
PACKETS = [
    ("0", "missed_bytes", "zeek.connection.missed_bytes", 0),
    ("^hADdFaf", "history", "zeek.connection.history", "^hADdFaf"),
    ("11", "orig_pkts", "source.packets", 11),
    ("670", "orig_ip_bytes", "source.bytes", 670),
    ("10", "resp_pkts", "destination.packets", 10),
    ("9945", "resp_ip_bytes", "destination.bytes", 9945),
]
MACS = [
    ("-", None, None, None),
    ("00:00:5e:00:53:01", None, "source.mac", "00:00:5e:00:53:01"),
    ("00:00:5e:00:53:02", None, "destination.mac", "00:00:5e:00:53:02"),
]
FILE = [
    ("1709618828.123456", "ts", "timestamp", "1709618828.123456"),
    ("Frp9wcpqbDl991Zh7", "fuid", "zeek.files.fuid", "Frp9wcpqbDl991Zh7"),
]
HOSTS = [("192.0.2.1", "tx_hosts", "server.ip", "192.0.2.1"), ("10.0.0.7", "rx_hosts", "client.ip", "10.0.0.7")]
ABOUT = [
    ("C3v3ce39xvI63Tn2E5", "conn_uids", "zeek.files.session_ids", "C3v3ce39xvI63Tn2E5"),
    ("HTTP", "source", "zeek.files.source", "HTTP"),
    ("0", "depth", "zeek.files.depth", 0),
    ("SHA1,MD5", "analyzers", "zeek.files.analyzers", "SHA1,MD5"),
    ("text/plain", "mime_type", "file.mime_type", "text/plain"),
    ("a b.txt", "filename", "file.name", "a b.txt"),
    ("0.046240", "duration", "zeek.files.duration", 0.04624),
    ("-", "local_orig", None, None),
    ("F", "is_orig", "zeek.files.is_orig", "F"),
    ("54229", "seen_bytes", "zeek.files.seen_bytes", 54229),
    ("605292", "total_bytes", "file.size", 605292),
    ("0", "missing_bytes", "zeek.files.missing_bytes", 0),
    ("1", "overflow_bytes", "zeek.files.overflow_bytes", 1),
    ("T", "timedout", "zeek.files.timedout", "T"),
    ("-", "parent_fuid", None, None),
    ("995a", "md5", "file.hash.md5", "995a"),
    ("00c4", "sha1", "file.hash.sha1", "00c4"),
    ("-", "sha256", None, None),
    ("extract-1", "extracted", "zeek.files.extracted", "extract-1"),
]
CUT = [("T", None, "zeek.files.extracted_cutoff", "T"), ("4000", None, "zeek.files.extracted_size", 4000)]
EMPTY = [("(empty)", "tunnel_parents", None, None)]
LOGS = {
    "BRO_HTTP": [*ID, *REQUEST, *AGENT, *REPLY, *FILENAME, *USER, *SENT, *SENT_TYPE, *GOT, *GOT_TYPE],
    "BRO_DNS": [*ID, *ASKED, *ANSWER],
    "BRO_CONN": [*ID, *CONNECTION, *PACKETS, *EMPTY],
    "BRO_FILES": [*FILE, *HOSTS, *ABOUT],
    "ZEEK_HTTP": [*ID, *REQUEST, *VERSION, *AGENT, *ORIGIN, *REPLY, *USER, *SENT, *SENT_NAMES, *SENT_TYPE, *GOT, *GOT_NAMES, *GOT_TYPE],
    "ZEEK_DNS": [*ID, *ASKED, *TRIP, *ANSWER],
    "ZEEK_CONN": [*ID, *CONNECTION, *LOCAL, *PACKETS, *MACS],
    "ZEEK_FILES": [*FILE, *HOSTS, *ABOUT, *CUT],
}  # fmt: skip


@pytest.mark.parametrize(("name", "columns"), LOGS.items(), ids=LOGS)
def test_a_log_of_zeek(name, columns):
    line = "\t".join(text for text, *_ in columns)
    assert fields("v8", f"^%{{{name}}}$", line) == {field: value for _, _, field, value in columns if field}
    if name.startswith("BRO"):
        assert fields("disabled", f"^%{{{name}}}$", line) == {field: text for text, field, *_ in columns if field}


def test_a_connection_with_a_local_responder():
    columns = [*ID, *CONNECTION, *LOCAL, *PACKETS, *EMPTY]
    line = "\t".join(text for text, *_ in columns)
    assert fields("v8", "^%{BRO_CONN}$", line) == {field: value for _, _, field, value in columns if field}
    assert fields("disabled", "^%{BRO_CONN}$", line) == {field: text for text, field, *_ in columns if field}


def test_a_connection_without_hardware_addresses():
    columns = [*ID, *CONNECTION, *LOCAL, *PACKETS, ("C1", None, "zeek.connection.tunnel_parents", "C1")]
    line = "\t".join(text for text, *_ in columns)
    assert fields("v8", "^%{ZEEK_CONN}$", line) == {field: value for _, _, field, value in columns if field}


def test_a_file_of_several_hosts():
    several = [
        ("192.0.2.1,192.0.2.2", None, "zeek.files.tx_hosts", "192.0.2.1,192.0.2.2"),
        ("-", None, None, None),
    ]
    columns = [*FILE, *several, *ABOUT]
    line = "\t".join(text for text, *_ in columns)
    expected = {field: value for _, _, field, value in columns if field}
    assert fields("v8", "^%{ZEEK_FILES}$", line) == {**expected, "server.ip": "192.0.2.1"}
