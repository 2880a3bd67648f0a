"""The fields of CEF: their names, their short keys, and where they stand in an event with an ECS layout.

The facts are those of the documentation of Logstash's codec.
"""

from typing import NamedTuple

# name, short key (- for none), ECS field; `time`: with ECS a moment, `first`: to be written of two for an ECS field
TABLE = """
agentAddress agt [agent][ip]
agentDnsDomain - [cef][agent][registered_domain] first
agentHostName ahost [agent][name]
agentId aid [agent][id]
agentMacAddress amac [agent][mac]
agentNtDomain - [cef][agent][registered_domain]
agentReceiptTime art [event][created] time
agentTimeZone atz [cef][agent][timezone]
agentTranslatedAddress - [cef][agent][nat][ip]
agentTranslatedZoneExternalID - [cef][agent][translated_zone][external_id]
agentTranslatedZoneURI - [cef][agent][translated_zone][uri]
agentType at [agent][type]
agentVersion av [agent][version]
agentZoneExternalID - [cef][agent][zone][external_id]
agentZoneURI - [cef][agent][zone][uri]
applicationProtocol app [network][protocol]
baseEventCount cnt [cef][base_event_count]
bytesIn in [source][bytes]
bytesOut out [destination][bytes]
categoryDeviceType catdt [cef][device_type]
customerExternalID - [organization][id]
customerURI - [organization][name]
destinationAddress dst [destination][ip]
destinationDnsDomain - [destination][registered_domain] first
destinationGeoLatitude dlat [destination][geo][location][lat]
destinationGeoLongitude dlong [destination][geo][location][lon]
destinationHostName dhost [destination][domain]
destinationMacAddress dmac [destination][mac]
destinationNtDomain dntdom [destination][registered_domain]
destinationPort dpt [destination][port]
destinationProcessId dpid [destination][process][pid]
destinationProcessName dproc [destination][process][name]
destinationServiceName - [destination][service][name]
destinationTranslatedAddress - [destination][nat][ip]
destinationTranslatedPort - [destination][nat][port]
destinationTranslatedZoneExternalID - [cef][destination][translated_zone][external_id]
destinationTranslatedZoneURI - [cef][destination][translated_zone][uri]
destinationUserId duid [destination][user][id]
destinationUserName duser [destination][user][name]
destinationUserPrivileges dpriv [destination][user][group][name]
destinationZoneExternalID - [cef][destination][zone][external_id]
destinationZoneURI - [cef][destination][zone][uri]
deviceAction act [event][action]
deviceAddress dvc [{device}][ip]
deviceDirection - [network][direction]
deviceDnsDomain - [{device}][registered_domain] first
deviceEventCategory cat [cef][category]
deviceExternalId - {device_id}
deviceFacility - [log][syslog][facility][code]
deviceHostName dvchost {device_name}
deviceInboundInterface - [observer][ingress][interface][name]
deviceMacAddress dvcmac [{device}][mac]
deviceNtDomain - [cef][nt_domain]
deviceOutboundInterface - [observer][egress][interface][name]
devicePayloadId - [cef][payload_id]
deviceProcessId dvcpid [process][pid]
deviceProcessName - [process][name]
deviceReceiptTime rt @timestamp time
deviceTimeZone dtz [event][timezone]
deviceTranslatedAddress - [host][nat][ip]
deviceTranslatedZoneExternalID - [cef][translated_zone][external_id]
deviceTranslatedZoneURI - [cef][translated_zone][uri]
deviceVersion - [observer][version]
deviceZoneExternalID - [cef][zone][external_id]
deviceZoneURI - [cef][zone][uri]
endTime end [event][end] time
eventId - [event][id]
eventOutcome outcome [event][outcome]
externalId - [cef][external_id]
fileCreateTime - [file][created]
fileHash - [file][hash]
fileId - [file][inode]
fileModificationTime - [file][mtime] time
fileName fname [file][name]
filePath - [file][path]
filePermission - [file][group]
fileSize fsize [file][size]
fileType - [file][extension]
managerReceiptTime mrt [event][ingested] time
message msg [message]
oldFileCreateTime - [cef][old_file][created] time
oldFileHash - [cef][old_file][hash]
oldFileId - [cef][old_file][inode]
oldFileModificationTime - [cef][old_file][mtime] time
oldFileName - [cef][old_file][name]
oldFilePath - [cef][old_file][path]
oldFilePermission - [cef][old_file][group]
oldFileSize - [cef][old_file][size]
oldFileType - [cef][old_file][extension]
rawEvent - [event][original]
Reason reason [event][reason]
requestClientApplication - [user_agent][original]
requestContext - [http][request][referrer]
requestCookies - [cef][request][cookies]
requestMethod - [http][request][method]
requestUrl request [url][original]
sourceAddress src [source][ip]
sourceDnsDomain - [source][registered_domain] first
sourceGeoLatitude slat [source][geo][location][lat]
sourceGeoLongitude slong [source][geo][location][lon]
sourceHostName shost [source][domain]
sourceMacAddress smac [source][mac]
sourceNtDomain sntdom [source][registered_domain]
sourcePort spt [source][port]
sourceProcessId spid [source][process][pid]
sourceProcessName sproc [source][process][name]
sourceServiceName - [source][service][name]
sourceTranslatedAddress - [source][nat][ip]
sourceTranslatedPort - [source][nat][port]
sourceTranslatedZoneExternalID - [cef][source][translated_zone][external_id]
sourceTranslatedZoneURI - [cef][source][translated_zone][uri]
sourceUserId suid [source][user][id]
sourceUserName suser [source][user][name]
sourceUserPrivileges spriv [source][user][group][name]
sourceZoneExternalID - [cef][source][zone][external_id]
sourceZoneURI - [cef][source][zone][uri]
startTime start [event][start] time
transportProtocol proto [network][transport]
type - [cef][type]
"""
NUMBERED = (
    ("deviceCustomFloatingPoint", "cfp", "device_custom_floating_point"),
    ("deviceCustomIPv6Address", "c6a", "device_custom_ipv6_address"),
    ("deviceCustomNumber", "cn", "device_custom_number"),
    ("deviceCustomString", "cs", "device_custom_string"),
)
LAST_NUMBER = 15
ALIASES = {
    "destinationLatitude": "destinationGeoLatitude",
    "destinationLongitude": "destinationGeoLongitude",
    "destinationTimeZone": "deviceTimeZone",
    "sourceLatitude": "sourceGeoLatitude",
    "sourceLongitude": "sourceGeoLongitude",
}
"""Older names: what they are called now.  Without ECS they keep their names."""
DEVICE_FIELDS = {
    "observer": {"device": "observer", "device_id": "[observer][name]", "device_name": "[observer][hostname]"},
    "host": {"device": "host", "device_id": "[host][id]", "device_name": "[host][name]"},
}
HEADER = (
    ("cefVersion", "[cef][version]"),
    ("deviceVendor", "[observer][vendor]"),
    ("deviceProduct", "[observer][product]"),
    ("deviceVersion", "[observer][version]"),
    ("deviceEventClassId", "[event][code]"),
    ("name", "[cef][name]"),
    ("severity", "[event][severity]"),
)
SYSLOG = ("syslog", "[log][syslog][header]")


class CefField(NamedTuple):
    """One field: its name, its key in a message, where it stands in an event, whether it is a moment there."""

    name: str
    key: str
    place: str
    is_time: bool
    is_first: bool


def cef_fields(device: str, *, ecs: bool) -> list[CefField]:
    """All fields; `device` says whose they are with ECS: the "observer" or the "host"."""
    rows = [line.format(**DEVICE_FIELDS[device]).split() for line in TABLE.strip().splitlines()]
    rows += [
        [f"{name}{number}{label}", f"{key}{number}{label}", f"[cef][{place}_{number}][{label.lower() or 'value'}]"]
        for name, key, place in NUMBERED
        for number in range(1, LAST_NUMBER + 1)
        for label in ("", "Label")
    ]
    return [
        CefField(name, name if key == "-" else key, place if ecs else name, ecs and "time" in flags, "first" in flags)
        for name, key, place, *flags in rows
    ]


def places(device: str, *, ecs: bool) -> dict[str, str]:
    """Name or key of a message -> the field of an event."""
    found = {}
    for field in cef_fields(device, ecs=ecs):
        found[field.key] = found[field.name] = field.place
    return found | {old: found[new] if ecs else old for old, new in ALIASES.items()}


def names(device: str, *, ecs: bool, short: bool) -> dict[str, str]:
    """Field of an event, or name -> the key to write: the `short` one or the name."""
    found = {}
    for field in sorted(cef_fields(device, ecs=ecs), key=lambda field: field.is_first):
        found[field.place] = found[field.name] = field.key if short else field.name
    return found | {old: found[new] if short else old for old, new in ALIASES.items()}
