"""The patterns for logs of particular programs: the fields that come of a line, in both layouts."""

import pytest

from pipeline.filters.grok import GrokFilter
from pipeline.plugin import Context

SQUID = "1709618828.123     45 203.0.113.7 TCP_HIT/200 5120 GET http://example.org/ ana NONE/- text/html"
REDIS = '1709618828.12 [0 127.0.0.1:60866] "set" "a" "1"'
TOMCAT = "05-Mar-2024 06:07:08.123 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in 5 ms"
BIND = "05-Mar-2024 06:07:08.123 queries: info: client @0x7f6450 10.0.0.7#61639 (a.example): query: a.example IN AAAA +E (10.0.0.1)"
RUBY = "I, [2024-03-05T06:07:08.123456 #4711]  INFO -- shop: ready: yes"
MONGO = "2024-03-05T06:07:08.123+0000 I NETWORK  [conn7] end connection 127.0.0.1:1 (0 connections now open)"
POSTGRES = "05-03-2024 06:07:08 EST ana 65e6b9d6.1267 4711"
BUILT = "Built inbound TCP connection 8 for inside:10.1.1.2/123 (10.1.1.3/124) to outside:10.1.1.1/22 (10.1.1.9/23)"
TEARDOWN = (
    "Teardown TCP connection 8 for inside:10.1.1.2/123 to outside:10.1.1.1/22 duration 0:00:53 bytes 2436 TCP FINs"
)
DENY = 'Deny tcp src outside:203.0.113.7/5123 dst inside:10.0.0.1/22 by access-group "acl_in" [0x0, 0x1]'
RAILS = 'Started GET "/shop?id=5" for 203.0.113.7 at 2024-03-05 06:07:08 +0100\nProcessing by ShopController#show as HTML\nCompleted 200 OK in 12ms (Views: 8.1ms | ActiveRecord: 0.4ms)'
HAPROXY_TCP = "Mar  5 06:07:08 lb haproxy[7]: 203.0.113.7:38610 [05/Mar/2024:06:07:08.123] in db/db1 0/1/5007 212 -- 0/0/0/0/3 0/0"
CLOUDFRONT = "2024-03-05\t06:07:08\tFRA2\t182\t203.0.113.7\tGET\td1.example.org\t/a.html\t200\t-\tcurl/8\ta=b\t-\tMiss\tID==\td1.example.org\thttps\t-\t0.001\t-\tTLSv1.2\tECDHE\tMiss"
NETSCREEN = (
    "Mar  5 06:07:08 fw1 fw1: NetScreen device_id=ns5  [Root]system-notification-00257(traffic): "
    'start_time="2024-03-05 06:07:07" duration=1 policy_id=7 service=dns proto=17 src zone=Trust dst zone=Untrust '
    "action=Permit sent=10 rcvd=20 src=10.0.0.7 dst=203.0.113.7 src_port=1234 dst_port=53 src-xlated ip=198.51.100.1 "
    "port=4321 dst-xlated ip=203.0.113.7 port=53 session_id=99 reason=Close - AGE OUT"
)
IPTABLES = (
    "IN=eth0 OUT= MAC=aa:00:00:00:00:01:bb:00:00:00:00:02:08:00 SRC=203.0.113.7 DST=10.0.0.1 LEN=40 TOS=0x00 PREC=0x00 "
    "TTL=55 ID=5 PROTO=TCP SPT=5123 DPT=22"
)
EXIM = (
    "2024-03-05 06:07:08 [47] 1Ov4tU-0000Nz-Rm <= list@example.org H=mx.example.org [203.0.113.7] P=esmtps S=5089 id=x@y "
    'T="a subject" X=other for ana@example.net'
)
SHOREWALL = f"Mar  5 06:07:08 fw kernel: Shorewall:net2fw:DROP:{IPTABLES}"
SFW2 = f"Mar  5 06:07:08 fw kernel: SFW2-INext-DROP-DEFLT {IPTABLES}"
NAGIOS = "[1709618828] SERVICE ALERT: web1;HTTP;CRITICAL;SOFT;2;no answer; gone"
JUNOS = (
    "RT_FLOW_SESSION_DENY: session denied 10.0.0.7/1234->203.0.113.7/53 junos-dns-udp 17(0) deny-all trust untrust x"
)
TRACE = "\tat com.example.shop.Cart.<init>(Cart.java:117)"

# layout, pattern, text and the fields that come of it
CASES = [
    ("v8", "SQUID3", SQUID, {
        "timestamp": "1709618828.123", "squid": {"request": {"duration": 45}, "hierarchy_code": "NONE"}, "source": {"ip": "203.0.113.7"},
        "event": {"action": "TCP_HIT"}, "http": {"response": {"status_code": 200, "bytes": 5120, "mime_type": "text/html"}, "request": {"method": "GET"}},
        "url": {"original": "http://example.org/"}, "user": {"name": "ana"},
    }),
    ("disabled", "REDISMONLOG", REDIS, {
        "timestamp": "1709618828.12", "database": "0", "client": "127.0.0.1", "port": "60866", "command": "set", "params": '"a" "1"',
    }),
    ("v8", "REDISMONLOG", REDIS, {
        "timestamp": "1709618828.12", "redis": {"database": {"id": "0"}, "command": {"name": "set", "args": '"a" "1"'}},
        "client": {"ip": "127.0.0.1", "port": 60866},
    }),
    ("disabled", "CATALINALOG", "Mar 5, 2024 6:07:08 AM org.apache.catalina.startup.Catalina start", {
        "timestamp": "Mar 5, 2024 6:07:08 AM", "class": "org.apache.catalina.startup.Catalina", "logmessage": "start",
    }),
    ("disabled", "TOMCATLOG", "2024-03-05 06:07:08,123 +0100 | ERROR | com.example.Shop - no stock", {
        "timestamp": "2024-03-05 06:07:08,123 +0100", "level": "ERROR", "class": "com.example.Shop", "logmessage": "no stock",
    }),
    ("v8", "SYSLOGLINE", "Mar  5 06:07:08 su: no host", {
        "timestamp": "Mar  5 06:07:08", "process": {"name": "su"}, "message": "no host",
    }),
    ("v8", "SQUID3", "1709618828.123 45 10.0.0.7 TCP_MISS/000 0 GET http://example.org/ - DIRECT/- -", {
        "timestamp": "1709618828.123", "source": {"ip": "10.0.0.7"}, "event": {"action": "TCP_MISS"},
        "http": {"request": {"method": "GET"}, "response": {"bytes": 0}}, "url": {"original": "http://example.org/"},
        "squid": {"request": {"duration": 45}, "hierarchy_code": "DIRECT"},
    }),
    ("v8", "CATALINALOG", TOMCAT, {
        "timestamp": "05-Mar-2024 06:07:08.123", "log": {"level": "INFO", "origin": {"function": "start"}}, "message": "Server startup in 5 ms",
        "java": {"log": {"origin": {"thread": {"name": "main"}, "class": {"name": "org.apache.catalina.startup.Catalina"}}}},
    }),
    ("v8", "JAVASTACKTRACEPART", TRACE, {
        "java": {"log": {"origin": {"class": {"name": "com.example.shop.Cart"}}}},
        "log": {"origin": {"function": "<init>", "file": {"name": "Cart.java", "line": 117}}},
    }),
    ("disabled", "BIND9", BIND, {
        "timestamp": "05-Mar-2024 06:07:08.123", "loglevel": "info", "clientip": "10.0.0.7", "clientport": "61639", "query": ["a.example", "a.example"],
        "querytype": "AAAA +E", "dns": "10.0.0.1",
    }),
    ("v8", "BIND9", BIND, {
        "timestamp": "05-Mar-2024 06:07:08.123", "bing": {"log": {"category": "queries"}}, "log": {"level": "info"}, "client": {"ip": "10.0.0.7", "port": 61639},
        "bind": {"log": {"question": {"name": "a.example", "flags": "+E"}}}, "dns": {"question": {"name": "a.example", "class": "IN", "type": "AAAA"}},
        "server": {"ip": "10.0.0.1"},
    }),
    ("v8", "RUBY_LOGGER", RUBY, {
        "timestamp": "2024-03-05T06:07:08.123456", "process": {"pid": 4711, "name": "shop"}, "log": {"level": "INFO"}, "message": "ready: yes",
    }),
    ("disabled", "RAILS3", RAILS, {
        "verb": "GET", "request": "/shop?id=5", "clientip": "203.0.113.7", "timestamp": "2024-03-05 06:07:08 +0100", "controller": "ShopController",
        "action": "show", "format": "HTML", "context": "\n", "response": "200", "totalms": "12", "viewms": "8.1", "activerecordms": "0.4",
    }),
    ("disabled", "MONGO3_LOG", MONGO, {
        "timestamp": "2024-03-05T06:07:08.123+0000", "severity": "I", "component": "NETWORK", "context": "conn7",
        "message": "end connection 127.0.0.1:1 (0 connections now open)",
    }),
    ("v8", "POSTGRESQL", POSTGRES, {
        "timestamp": "05-03-2024 06:07:08", "event": {"timezone": "EST"}, "user": {"name": "ana"},
        "postgresql": {"log": {"connection_id": "65e6b9d6.1267"}}, "process": {"pid": 4711},
    }),
    ("disabled", "CISCOFW302013_302014_302015_302016", BUILT, {
        "action": "Built", "direction": "inbound", "protocol": "TCP", "connection_id": "8", "src_interface": "inside", "src_ip": "10.1.1.2", "src_port": "123",
        "src_mapped_ip": "10.1.1.3", "src_mapped_port": "124", "dst_interface": "outside", "dst_ip": "10.1.1.1", "dst_port": "22",
        "dst_mapped_ip": "10.1.1.9", "dst_mapped_port": "23",
    }),
    ("disabled", "CISCOFW302013_302014_302015_302016", TEARDOWN, {
        "action": "Teardown", "protocol": "TCP", "connection_id": "8", "src_interface": "inside", "src_ip": "10.1.1.2", "src_port": "123",
        "dst_interface": "outside", "dst_ip": "10.1.1.1", "dst_port": "22", "duration": "0:00:53", "bytes": "2436", "reason": "TCP FINs",
    }),
    ("disabled", "CISCOFW106023", DENY, {
        "action": "Deny", "protocol": "tcp", "src_interface": "outside", "src_ip": "203.0.113.7", "src_port": "5123", "dst_interface": "inside",
        "dst_ip": "10.0.0.1", "dst_port": "22", "policy_id": "acl_in", "hashcode1": "0x0", "hashcode2": "0x1",
    }),
    ("v8", "CISCOFW302013_302014_302015_302016", BUILT, {
        "cisco": {"asa": {"outcome": "Built", "network": {"direction": "inbound", "transport": "TCP"}, "connection_id": "8"}},
        "observer": {"ingress": {"interface": {"name": "inside"}}, "egress": {"interface": {"name": "outside"}}},
        "source": {"ip": "10.1.1.2", "port": 123, "nat": {"ip": "10.1.1.3", "port": 124}},
        "destination": {"ip": "10.1.1.1", "port": 22, "nat": {"ip": "10.1.1.9", "port": 23}},
    }),
    ("v8", "CISCOFW106023", DENY, {
        "cisco": {"asa": {"outcome": "Deny", "network": {"transport": "tcp"}, "rule_name": "acl_in"}},
        "observer": {"ingress": {"interface": {"name": "outside"}}, "egress": {"interface": {"name": "inside"}}},
        "source": {"ip": "203.0.113.7", "port": 5123}, "destination": {"ip": "10.0.0.1", "port": 22},
        "@metadata": {"cisco": {"asa": {"hashcode1": "0x0", "hashcode2": "0x1"}}},
    }),
    ("disabled", "NETSCREENSESSIONLOG", NETSCREEN, {
        "date": "Mar  5 06:07:08", "device": "fw1", "device_id": "ns5", "start_time": '"2024-03-05 06:07:07"', "duration": "1", "policy_id": "7",
        "service": "dns", "proto": "17", "src_zone": "Trust", "dst_zone": "Untrust", "action": "Permit", "sent": "10", "rcvd": "20", "src_ip": "10.0.0.7",
        "dst_ip": "203.0.113.7", "src_port": "1234", "dst_port": "53", "src_xlated_ip": "198.51.100.1", "src_xlated_port": "4321",
        "dst_xlated_ip": "203.0.113.7", "dst_xlated_port": "53", "session_id": "99", "reason": "Close - AGE OUT",
    }),
    ("v8", "NETSCREENSESSIONLOG", NETSCREEN, {
        "timestamp": "Mar  5 06:07:08", "event": {"code": "00257", "action": "Permit"},
        "observer": {"hostname": "fw1", "name": "fw1", "product": "NetScreen", "ingress": {"zone": "Trust"}, "egress": {"zone": "Untrust"}},
        "netscreen": {
            "device_id": "ns5", "policy_id": "7", "service": "dns", "protocol_number": 17,
            "session": {"type": "traffic", "start_time": "2024-03-05 06:07:07", "duration": 1, "id": "99", "reason": "Close - AGE OUT"},
        },
        "source": {"bytes": 10, "address": "10.0.0.7", "port": 1234, "nat": {"ip": "198.51.100.1", "port": 4321}},
        "destination": {"bytes": 20, "address": "203.0.113.7", "port": 53, "nat": {"ip": "203.0.113.7", "port": 53}},
    }),
    ("disabled", "SHOREWALL", SHOREWALL, {
        "timestamp": "Mar  5 06:07:08", "nf_host": "fw", "nf_action1": "net2fw", "nf_action2": "DROP", "nf_in_interface": "eth0",
        "nf_dst_mac": "aa:00:00:00:00:01", "nf_src_mac": "bb:00:00:00:00:02", "nf_src_ip": "203.0.113.7", "nf_dst_ip": "10.0.0.1", "nf_len": "40",
        "nf_tos": "0x00", "nf_prec": "0x00", "nf_ttl": "55", "nf_id": "5", "nf_protocol": "TCP", "nf_src_port": "5123", "nf_dst_port": "22",
    }),
    ("v8", "SFW2", SFW2, {
        "timestamp": "Mar  5 06:07:08", "observer": {"hostname": "fw", "ingress": {"interface": {"name": "eth0"}}},
        "suse": {"firewall": {"log_prefix": "SFW2-INext-DROP-DEFLT", "action": "DROP-DEFLT"}},
        "iptables": {"length": 40, "tos": "00", "precedence_bits": "00", "ttl": 55, "id": "5"}, "source": {"mac": "bb:00:00:00:00:02", "ip": "203.0.113.7", "port": 5123},
        "destination": {"mac": "aa:00:00:00:00:01", "ip": "10.0.0.1", "port": 22}, "network": {"transport": "TCP"},
    }),
    ("disabled", "NAGIOSLOGLINE", "[1709618828] EXTERNAL COMMAND: DISABLE_SVC_CHECK;web1;HTTP", {
        "nagios_epoch": "1709618828", "nagios_type": "EXTERNAL COMMAND", "nagios_command": "DISABLE_SVC_CHECK", "nagios_hostname": "web1",
        "nagios_service": "HTTP",
    }),
    ("v8", "NAGIOSLOGLINE", "[1709618828] EXTERNAL COMMAND: SCHEDULE_HOST_DOWNTIME;web1;1709618828;1709622428;1;0;3600;ana;patches; all", {
        "timestamp": "1709618828", "host": {"hostname": "web1"}, "user": {"name": "ana"}, "nagios": {"log": {
            "type": "EXTERNAL COMMAND", "command": "SCHEDULE_HOST_DOWNTIME", "start_time": "1709618828", "end_time": "1709622428", "fixed": "1",
            "trigger_id": "0", "duration": 3600, "comment": "patches; all",
        }},
    }),
    ("v8", "NAGIOSLOGLINE", "[1709618828] EXTERNAL COMMAND: PROCESS_HOST_CHECK_RESULT;web1;0;up", {
        "timestamp": "1709618828", "host": {"hostname": "web1"}, "service": {"state": "0"},
        "nagios": {"log": {"type": "EXTERNAL COMMAND", "command": "PROCESS_HOST_CHECK_RESULT", "check_result": "up"}},
    }),
    ("v8", "NAGIOSLOGLINE", "[1709618828] SERVICE EVENT HANDLER: web1;HTTP;CRITICAL;SOFT;restart", {
        "timestamp": "1709618828", "host": {"hostname": "web1"}, "service": {"name": "HTTP", "state": "CRITICAL"},
        "nagios": {"log": {"type": "SERVICE EVENT HANDLER", "state_type": "SOFT", "event_handler_name": "restart"}},
    }),
    ("disabled", "NAGIOSLOGLINE", NAGIOS, {
        "nagios_epoch": "1709618828", "nagios_type": "SERVICE ALERT", "nagios_hostname": "web1", "nagios_service": "HTTP", "nagios_state": "CRITICAL",
        "nagios_statelevel": "SOFT", "nagios_attempt": "2", "nagios_message": "no answer; gone",
    }),
    ("v8", "NAGIOSLOGLINE", NAGIOS, {
        "timestamp": "1709618828", "nagios": {"log": {"type": "SERVICE ALERT", "state_type": "SOFT", "attempt": 2}}, "host": {"hostname": "web1"},
        "service": {"name": "HTTP", "state": "CRITICAL"}, "message": "no answer; gone",
    }),
    ("disabled", "RT_FLOW3", JUNOS, {
        "event": "RT_FLOW_SESSION_DENY", "src-ip": "10.0.0.7", "src-port": "1234", "dst-ip": "203.0.113.7", "dst-port": "53",
        "service": "junos-dns-udp", "protocol-id": "17", "policy-name": "deny-all", "from-zone": "trust", "to-zone": "untrust",
    }),
    ("v8", "RT_FLOW3", JUNOS, {
        "juniper": {"srx": {"tag": "RT_FLOW_SESSION_DENY", "service_name": "junos-dns-udp"}}, "source": {"ip": "10.0.0.7", "port": 1234},
        "destination": {"ip": "203.0.113.7", "port": 53}, "network": {"iana_number": "17"}, "rule": {"name": "deny-all"},
        "observer": {"ingress": {"zone": "trust"}, "egress": {"zone": "untrust"}},
    }),
    ("disabled", "EXIM_REMOTE_HOST", "H=mx.example.org (mail) [203.0.113.7]:25", {
        "remote_hostname": "mx.example.org", "remote_heloname": "mail", "remote_host": "203.0.113.7", "remote_port": "25",
    }),
    ("disabled", "EXIM", EXIM, {
        "timestamp": "2024-03-05 06:07:08", "exim_year": "2024", "exim_month": "03", "exim_day": "05", "exim_time": "06:07:08", "pid": "47",
        "exim_msgid": "1Ov4tU-0000Nz-Rm", "exim_flags": "<=", "exim_sender_email": "list@example.org", "remote_hostname": "mx.example.org",
        "remote_host": "203.0.113.7", "protocol": "esmtps", "exim_msg_size": "5089", "exim_header_id": "x@y", "exim_subject": '"a subject"',
        "exim_recipient_email": "ana@example.net",
    }),
    ("v8", "EXIM", EXIM, {
        "timestamp": "2024-03-05 06:07:08", "process": {"pid": 47}, "source": {"address": "mx.example.org", "ip": "203.0.113.7"},
        "network": {"protocol": "esmtps"}, "exim": {"log": {
            "message": {"id": "1Ov4tU-0000Nz-Rm", "size": 5089, "subject": "a subject"}, "flags": "<=", "header_id": "x@y",
            "sender": {"email": "list@example.org"}, "recipient": {"email": "ana@example.net"},
        }},
    }),
    ("v8", "SQUID3", SQUID.replace("/200", "/000"), {
        "timestamp": "1709618828.123", "squid": {"request": {"duration": 45}, "hierarchy_code": "NONE"}, "source": {"ip": "203.0.113.7"},
        "event": {"action": "TCP_HIT"}, "http": {"response": {"bytes": 5120, "mime_type": "text/html"}, "request": {"method": "GET"}},
        "url": {"original": "http://example.org/"}, "user": {"name": "ana"},
    }),
    ("v8", "CISCOFW106100_2_3", "access-list in permitted tcp for user 'ana' inside/10.0.0.1(2241) -> outside/10.9.9.9(80) hit-cnt 5 300-second interval [0x7, 0x0]", {
        "cisco": {"asa": {"rule_name": "in", "outcome": "permitted", "network": {"transport": "tcp"}, "hit_count": 5, "interval": 300}},
        "user": {"name": "ana"}, "observer": {"ingress": {"interface": {"name": "inside"}}, "egress": {"interface": {"name": "outside"}}},
        "source": {"ip": "10.0.0.1", "port": 2241}, "destination": {"ip": "10.9.9.9", "port": 80},
        "@metadata": {"cisco": {"asa": {"hashcode1": "0x7", "hashcode2": "0x0"}}},
    }),
    ("v8", "CISCOFW106023", DENY.replace("203.0.113.7", "web.example.org"), {
        "cisco": {"asa": {"outcome": "Deny", "network": {"transport": "tcp"}, "rule_name": "acl_in"}},
        "observer": {"ingress": {"interface": {"name": "outside"}}, "egress": {"interface": {"name": "inside"}}},
        "source": {"address": "web.example.org", "port": 5123}, "destination": {"ip": "10.0.0.1", "port": 22},
        "@metadata": {"cisco": {"asa": {"hashcode1": "0x0", "hashcode2": "0x1"}}},
    }),
    ("v8", "EXIM_REMOTE_HOST", "H=mx.example.org (mail) [203.0.113.7]:25", {
        "source": {"address": "mx.example.org", "ip": "203.0.113.7", "port": 25}, "exim": {"log": {"remote_address": "mail"}},
    }),
    ("v8", "HAPROXYTCP", HAPROXY_TCP, {
        "timestamp": "Mar  5 06:07:08", "host": {"hostname": "lb"}, "process": {"name": "haproxy", "pid": 7},
        "source": {"address": "203.0.113.7", "port": 38610, "bytes": 212},
        "haproxy": {
            "request_date": "05/Mar/2024:06:07:08.123", "frontend_name": "in", "backend_name": "db", "server_name": "db1", "total_waiting_time_ms": 0,
            "connection_wait_time_ms": 1, "total_time_ms": "5007", "termination_state": "--",
            "connections": {"active": 0, "frontend": 0, "backend": 0, "server": 0, "retries": 3}, "server_queue": 0, "backend_queue": 0,
        },
    }),
    ("v8", "CLOUDFRONT_ACCESS_LOG", CLOUDFRONT, {
        "timestamp": "2024-03-05\t06:07:08", "destination": {"bytes": 182}, "source": {"ip": "203.0.113.7"},
        "http": {"request": {"method": "GET"}, "response": {"status_code": 200}}, "url": {"domain": "d1.example.org", "path": "/a.html", "query": "a=b"},
        "user_agent": {"original": "curl/8"}, "network": {"protocol": "https"}, "tls": {"cipher": "ECDHE"},
        "aws": {"cloudfront": {
            "x_edge_location": "FRA2", "x_edge_result_type": "Miss", "x_edge_request_id": "ID==", "http": {"request": {"host": "d1.example.org"}},
            "time_taken": 0.001, "ssl_protocol": "TLSv1.2", "x_edge_response_result_type": "Miss",
        }},
    }),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "name", "text", "fields"), CASES, ids=[f"{case[1]}-{case[0]}" for case in CASES])
def test_fields(layout, name, text, fields):
    event = {"text": text}
    pattern = rf"\A%{{{name}}}\z"
    assert GrokFilter(Context(ecs_compatibility=layout), match={"text": pattern}).compile()(event) is True
    assert event == {"text": text, **fields}
