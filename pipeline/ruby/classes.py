"""Ruby's classes and modules by name: what is an instance of them, their constants, and their own methods."""

import base64
import hashlib
import hmac
import math
import posixpath
import re
import uuid
import zlib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import quote, unquote

from pipeline.ruby.dispatch import Method
from pipeline.ruby.faults import PARENTS, RubyError
from pipeline.ruby.json import generate, parse, pretty
from pipeline.ruby.methods import addresses, csvlines, events, sets
from pipeline.ruby.methods.addresses import Address, Location
from pipeline.ruby.methods.arrays import listed
from pipeline.ruby.methods.enumerables import to_hash
from pipeline.ruby.methods.kernel import KERNEL, rand
from pipeline.ruby.methods.strings import data
from pipeline.ruby.methods.times import nanoseconds
from pipeline.ruby.methods.webtexts import escape, form_pairs, form_text, html, query, unescape, unhtml
from pipeline.ruby.moments import DAY, SECOND, RubyDate, RubyTime, from_local, in_host_zone, local_seconds, timestamp_of
from pipeline.ruby.operators import as_float, implicit_text
from pipeline.ruby.packing import decode64, encode64, text
from pipeline.ruby.run import RUN, check_items
from pipeline.ruby.show import described, regexp_text, text_of
from pipeline.ruby.timeparse import parse_date, parse_iso, parse_time, strptime, zone_offset
from pipeline.ruby.values import (
    Block,
    Enumerator,
    MatchData,
    Range,
    Regexp,
    RubyClass,
    RubyEvent,
    RubyHash,
    Symbol,
    regexp,
)
from pipeline.timestamp import Timestamp, coerce

NUMERIC = (int, float, Decimal, Fraction)
CLASSES: dict[str, RubyClass] = {
    name: RubyClass(name, tests)
    for name, tests in {
        "Object": (), "BasicObject": (), "Kernel": (), "String": (str,), "Symbol": (Symbol,), "Integer": (int,),
        "Fixnum": (int,),
        "Bignum": (int,), "Float": (float,), "Numeric": NUMERIC, "BigDecimal": (Decimal,), "Rational": (Fraction,),
        "Array": (list, tuple), "Hash": (dict, RubyHash), "NilClass": (type(None),), "TrueClass": (bool,),
        "FalseClass": (bool,),
        "Range": (Range,), "Regexp": (Regexp,), "MatchData": (MatchData,), "Proc": (Block,),
        "Enumerator": (Enumerator,),
        "Enumerable": (list, tuple, dict, RubyHash, Range, Enumerator), "Time": (RubyTime,), "Date": (RubyDate,),
        "DateTime": (RubyTime,),
        "Comparable": (*NUMERIC, str, RubyTime, RubyDate), "LogStash::Timestamp": (Timestamp,),
        "LogStash::Event": (RubyEvent,),
        "Math": (), "JSON": (), "LogStash::Json": (), "Base64": (), "CSV": (),
        "Set": (sets.RubySet,), "Digest::MD5": (), "Digest::SHA1": (),
        "Digest::SHA256": (),
        "Digest::SHA384": (), "Digest::SHA512": (), "Digest::SHA2": (), "OpenSSL::HMAC": (), "OpenSSL::Digest": (),
        "URI": (Location,), "URI::HTTP": (Location,), "CGI": (),
        "ERB::Util": (), "SecureRandom": (), "Random": (), "IPAddr": (Address,), "Zlib": (), "Class": (RubyClass,),
        "Module": (RubyClass,),
        "Encoding": (), "Process": (), "Exception": (),
    }.items()
}  # fmt: skip
CLASSES.update({name: RubyClass(name) for name in PARENTS})
CONSTANTS: dict[str, Any] = {
    "Float::INFINITY": float("inf"), "Float::NAN": math.nan, "Float::MAX": 1.7976931348623157e308,
    "Float::MIN": 2.2250738585072014e-308,
    "Float::EPSILON": 2.220446049250313e-16, "Float::DIG": 15, "Math::PI": math.pi, "Math::E": math.e,
    "Encoding::UTF_8": RubyClass("UTF-8"), "Encoding::ASCII_8BIT": RubyClass("ASCII-8BIT"),
    "Encoding::BINARY": RubyClass("ASCII-8BIT"),
    "Encoding::US_ASCII": RubyClass("US-ASCII"), "Encoding::ASCII": RubyClass("US-ASCII"),
    "Encoding::ISO_8859_1": RubyClass("ISO-8859-1"),
    "Encoding::Windows_1252": RubyClass("Windows-1252"), "Encoding::WINDOWS_1252": RubyClass("Windows-1252"),
    "Encoding::CP1252": RubyClass("Windows-1252"),
    "Regexp::IGNORECASE": 1, "Regexp::EXTENDED": 2, "Regexp::MULTILINE": 4, "RUBY_VERSION": "3.1.4",
    "RUBY_ENGINE": "jruby",
    "LogStash::Event::TIMESTAMP": "@timestamp", "LogStash::Event::VERSION": "@version", "LogStash::Event::TAGS": "tags",
    "Process::CLOCK_MONOTONIC": 1, "Process::CLOCK_REALTIME": 0,
}  # fmt: skip


# --- times


def at(value: Any, *more: Any) -> RubyTime:
    """`Time.at`: seconds, and a number of smaller units."""
    options = more[-1] if more and isinstance(more[-1], dict) else {}
    given = [one for one in more if not isinstance(one, dict)]
    if isinstance(value, RubyTime):
        return value
    if isinstance(value, Timestamp):
        return in_host_zone(value.epoch_ns)
    unit = text_of(given[1]) if len(given) > 1 else "microsecond"
    size = {"millisecond": 1_000_000, "usec": 1000, "microsecond": 1000, "nsec": 1, "nanosecond": 1}.get(unit)
    if size is None:
        raise RubyError("ArgumentError", f"unexpected unit: {unit}")
    ns = nanoseconds(value) + (int(Fraction(given[0]) * size) if given else 0)
    moment = in_host_zone(ns)
    zone = options.get(Symbol("in"))
    if zone is None:
        return moment
    if zone in ("UTC", "Z"):
        return RubyTime(ns)
    return RubyTime(ns, zone_offset(zone, ns // SECOND), None)


def clocked(*parts: Any, zone: Any = None, offset: int | None = None) -> RubyTime:
    """A moment of year, month, day and so on."""
    numbers = [_month(part) if at == 1 else part for at, part in enumerate(parts)]
    whole = [int(part) for part in numbers]
    fraction = nanoseconds(numbers[5]) % SECOND if len(numbers) > 5 and type(numbers[5]) in (float, Fraction) else 0
    local = local_seconds(*[*whole, 1, 1][: max(3, len(whole))] if len(whole) < 3 else whole)
    moment = from_local(local, fraction, offset)
    return RubyTime(moment.ns) if zone == "UTC" else moment


def _month(value: Any) -> Any:
    from pipeline.ruby.timeparse import NAMES

    return NAMES.get(value[:3].lower(), value) if type(value) is str else value


def new_time(*parts: Any) -> RubyTime:
    """`Time.new`."""
    given = [part for part in parts if not isinstance(part, dict) and part is not None]
    if not given:
        return in_host_zone(RUN.clock())
    if len(given) == 7:
        zone = given.pop()
        if zone in ("UTC", "Z"):
            return clocked(*given, zone="UTC", offset=0)
        return clocked(*given, offset=zone if type(zone) is int else zone_offset(zone, 0))
    return clocked(*given)


def today() -> RubyDate:
    """`Date.today`."""
    return RubyDate(in_host_zone(RUN.clock()).day)


def new_date(year: int = -4712, month: int = 1, day: int = 1) -> RubyDate:
    """`Date.new`; -1 is the last day."""
    from pipeline.civil import month_length

    if not 1 <= month <= 12 or not 1 <= (day if day > 0 else -day) <= month_length(year, month):
        raise RubyError("Date::Error", "invalid date")
    return RubyDate(local_seconds(year, month, day if day > 0 else month_length(year, month) + 1 + day) // DAY)


def valid_date(year: Any, month: Any, day: Any) -> bool:
    """`Date.valid_date?`."""
    try:
        new_date(year, month, day)
    except (RubyError, TypeError):
        return False
    return True


def stamp(value: Any = None) -> Timestamp:
    """`LogStash::Timestamp.new`: of now, a text or a time."""
    if value is None:
        return Timestamp.from_epoch_ns(RUN.clock() // 1000 * 1000)
    found = coerced(value)
    if found is None:
        raise RubyError("TypeError", f"wrong argument type {described(value)} (expected Time)")
    return found


def coerced(value: Any) -> Timestamp | None:
    """`LogStash::Timestamp.coerce`; nil for what is no time at all."""
    if isinstance(value, RubyTime):
        return timestamp_of(value)
    if type(value) is str:
        found = coerce(value)
        if found is None:
            raise RubyError("LogStash::TimestampParserError", f"Text '{value[:60]}' could not be parsed")
        return found
    return value if type(value) is Timestamp else None


def dated(method: Callable[..., Any]) -> Method:
    """A method of DateTime: as of Time, but it is one."""
    return lambda *args: method(*args, "DateTime")


# --- texts


def digest(name: str) -> dict[str, Method]:
    """The methods of a digest."""

    def held(value: Any) -> Any:
        return hashlib.new(name, data(implicit_text(value)), usedforsecurity=False)

    return {
        "new": lambda: sets.Digest(name),
        "hexdigest": lambda value: held(value).hexdigest(),
        "digest": lambda value: text(held(value).digest()),
        "base64digest": lambda value: base64.b64encode(held(value).digest()).decode(),
    }


def keyed(algorithm: Any, key: str, value: str) -> str:
    """`OpenSSL::HMAC.hexdigest`."""
    name = text_of(algorithm).lower().replace("-", "")
    try:
        return hmac.new(data(key), data(value), name).hexdigest()
    except ValueError:
        raise RubyError("RuntimeError", f"Unsupported digest algorithm ({text_of(algorithm)})") from None


def escape_pattern(value: Any) -> str:
    """`Regexp.escape`."""
    names = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\v": "\\v", " ": "\\ "}
    return re.sub(
        r"[\n\t\r\f\v \[\]{}()|\-*.\\?+^$#]", lambda found: names.get(found[0], f"\\{found[0]}"), implicit_text(value)
    )


def new_pattern(source: Any, options: Any = None) -> Regexp:
    """`Regexp.new`."""
    if type(source) is Regexp:
        return source
    if type(options) is int:
        flags = "".join(letter for letter, bit in (("m", 4), ("i", 1), ("x", 2)) if options & bit)
    else:
        flags = options if type(options) is str else "i" if options else ""
    return regexp(implicit_text(source), flags)


def either(*patterns: Any) -> Regexp:
    """`Regexp.union`."""
    given = patterns[0] if len(patterns) == 1 and type(patterns[0]) is list else patterns
    return regexp("|".join(regexp_text(one) if type(one) is Regexp else escape_pattern(one) for one in given) or "(?!)")


# --- containers


def new_array(size: Any = 0, value: Any = None, block: Any = None) -> list[Any]:
    """`Array.new`."""
    if type(size) is list:
        return list(size)
    check_items(size)
    if size < 0:
        raise RubyError("ArgumentError", "negative array size")
    return [block.one(number) for number in range(size)] if block is not None else [value] * size


def new_hash(default: Any = None, block: Any = None) -> RubyHash:
    """`Hash.new`."""
    return RubyHash((), default, block)


def hash_of(*values: Any) -> dict[Any, Any]:
    """`Hash[]`."""
    if len(values) == 1:
        return dict(values[0]) if isinstance(values[0], dict) else to_hash(listed(values[0]))
    if len(values) % 2:
        raise RubyError("ArgumentError", "odd number of arguments for Hash")
    return dict(zip(values[::2], values[1::2], strict=True))


def deep_copy(value: Any) -> Any:
    """A value that shares nothing with another."""
    if type(value) is list:
        return [deep_copy(item) for item in value]
    return {key: deep_copy(item) for key, item in value.items()} if type(value) is dict else value


def base_name(path: Any, ending: str = "") -> str:
    """`File.basename`."""
    name = posixpath.basename(implicit_text(path).rstrip("/"))
    return posixpath.splitext(name)[0] if ending == ".*" else name.removesuffix(ending) if ending else name


def proc(block: Any) -> Block:
    """`Proc.new`."""
    return block  # type: ignore[no-any-return]


# --- numbers


def root(value: Any) -> float:
    """`Math.sqrt`."""
    if as_float(value) < 0:
        raise RubyError("Math::DomainError", 'Numerical argument is out of domain - "sqrt"')
    return math.sqrt(value)


def logarithm(value: Any, base: Any = math.e) -> float:
    """`Math.log`."""
    number = as_float(value)
    if number < 0:
        raise RubyError("Math::DomainError", 'Numerical argument is out of domain - "log"')
    return math.log(value) / (math.log(base) if base != math.e else 1.0) if number else -math.inf


def of_floats(function: Callable[..., float]) -> Method:
    """A function of Math."""
    return lambda *values: function(*map(as_float, values))


MATH: dict[str, Method] = {
    "sqrt": root,
    "cbrt": of_floats(math.cbrt),
    "log": logarithm,
    "log2": lambda value: math.log2(value) if value else -math.inf,
    "log10": lambda value: math.log10(value) if value else -math.inf,
    "hypot": of_floats(math.hypot),
    **{name: of_floats(getattr(math, name)) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp")},
}


def _random_bytes(count: int | None) -> bytes:
    check_items(count or 0)
    return RUN.random.randbytes(16 if count is None else count)


SECURE: dict[str, Method] = {
    "hex": lambda count=None: _random_bytes(count).hex(),
    "uuid": lambda: str(uuid.UUID(bytes=_random_bytes(16), version=4)),
    "random_number": lambda limit=None: rand(limit),
    "base64": lambda count=None: base64.b64encode(_random_bytes(count)).decode(),
    "urlsafe_base64": lambda count=None: base64.urlsafe_b64encode(_random_bytes(count)).decode().rstrip("="),
    "alphanumeric": lambda count=16: "".join(
        RUN.random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=min(count, 100_000))
    ),
}
JSON: dict[str, Method] = {
    "parse": parse,
    "load": lambda value, *more: None if value is None else parse(value),
    "generate": generate,
    "dump": generate,
    "pretty_generate": pretty,
}


def exceptions(name: str) -> dict[str, Method]:
    """The methods of an exception's class."""

    def make(message: Any = None) -> RubyError:
        return RubyError(name, name if message is None else text_of(message))

    return {"new": make, "exception": make}


METHODS: dict[str, dict[str, Method]] = {
    "Time": {
        "now": lambda *options: in_host_zone(RUN.clock()),
        "at": at,
        "new": new_time,
        "mktime": clocked,
        "local": clocked,
        "utc": lambda *parts: clocked(*parts, zone="UTC", offset=0),
        "gm": lambda *parts: clocked(*parts, zone="UTC", offset=0),
        "parse": lambda value, now=None: parse_time(implicit_text(value)),
        "iso8601": lambda value: parse_iso(implicit_text(value)),
        "xmlschema": lambda value: parse_iso(implicit_text(value)),
        "strptime": lambda value, form: strptime(implicit_text(value), form),
        "rfc2822": lambda value: parse_time(implicit_text(value)),
        "httpdate": lambda value: parse_time(implicit_text(value)),
    },
    "DateTime": {
        "now": lambda: RubyTime(RUN.clock(), in_host_zone(RUN.clock()).offset, None, "DateTime"),
        "parse": dated(lambda value, kind: parse_time(implicit_text(value), kind)),
        "iso8601": dated(lambda value, kind: parse_time(implicit_text(value), kind)),
        "strptime": dated(lambda value, form, kind: strptime(implicit_text(value), form, kind)),
        "new": lambda *parts: from_local(local_seconds(*parts), 0, 0, "DateTime"),
    },
    "Date": {
        "today": today,
        "parse": lambda value: parse_date(implicit_text(value)),
        "iso8601": lambda value: parse_date(implicit_text(value)),
        "strptime": lambda value, form="%F": RubyDate(strptime(implicit_text(value), form, "DateTime").day),
        "new": new_date,
        "valid_date?": valid_date,
    },
    "LogStash::Timestamp": {
        "new": stamp,
        "now": stamp,
        "at": lambda value, *more: timestamp_of(at(value, *more)),
        "coerce": coerced,
        "parse_iso8601": coerced,
        "parse": coerced,
    },
    "LogStash::Event": {"new": events.made},
    "JSON": JSON,
    "LogStash::Json": JSON,
    "Base64": {
        "encode64": lambda value: encode64(data(implicit_text(value))),
        "strict_encode64": lambda value: encode64(data(implicit_text(value)), None),
        "urlsafe_encode64": lambda value, *options: base64.urlsafe_b64encode(data(implicit_text(value))).decode(),
        "decode64": lambda value: text(decode64(data(implicit_text(value)))),
        "strict_decode64": lambda value: text(decode64(data(implicit_text(value)), strict=True)),
        "urlsafe_decode64": lambda value: text(decode64(data(implicit_text(value).replace("-", "+").replace("_",
        "/")))),
    },
    "Digest::MD5": digest("md5"),
    "Digest::SHA1": digest("sha1"),
    "Digest::SHA256": digest("sha256"),
    "Digest::SHA2": digest("sha256"),
    "Digest::SHA384": digest("sha384"),
    "Digest::SHA512": digest("sha512"),
    "OpenSSL::HMAC": {"hexdigest": keyed},
    "OpenSSL::Digest": {"new": text_of},
    "URI": {
        "parse": addresses.parse_location,
        "decode": lambda value: unquote(implicit_text(value), errors="surrogateescape"),
        "unescape": lambda value: unquote(implicit_text(value), errors="surrogateescape"),
        "encode": lambda value: quote(implicit_text(value), safe="-_.!~*'();/?:@&=+$,[]"),
        "escape": lambda value: quote(implicit_text(value), safe="-_.!~*'();/?:@&=+$,[]"),
        "decode_www_form_component": unescape,
        "encode_www_form_component": escape,
        "decode_uri_component": lambda value: unquote(implicit_text(value), errors="surrogateescape"),
        "encode_uri_component": lambda value: escape(value).replace("+", "%20"),
        "decode_www_form": form_pairs,
        "encode_www_form": form_text,
    },
    "CGI": {"escape": escape, "unescape": unescape, "escapeHTML": html, "unescapeHTML": unhtml, "escape_html": html,
            "unescape_html": unhtml, "parse": query},
    "ERB::Util": {"url_encode": lambda value: quote(text_of(value), safe="-_.~"),
    "html_escape": lambda value: html(text_of(value))},
    "SecureRandom": SECURE,
    "Random": {"rand": rand, "new_seed": lambda: RUN.random.getrandbits(64)},
    "Set": {"new": sets.made, "[]": lambda *items: sets.made(list(items))},
    "Marshal": {"dump": deep_copy, "load": deep_copy},  # the one after the other copies a value
    "File": {
        "basename": base_name,
        "dirname": lambda path: posixpath.dirname(implicit_text(path).rstrip("/")) or ("/" if path[:1] == "/" else "."),
        "extname": lambda path: posixpath.splitext(posixpath.basename(implicit_text(path)))[1],
        "join": lambda *parts: re.sub("/+", "/", "/".join(map(implicit_text, parts))),
    },
    "CSV": {
        "parse": csvlines.parse,
        "parse_line": csvlines.parse_line,
        "generate_line": csvlines.to_csv,
    },
    "IPAddr": {"new": addresses.parse_address},
    "Zlib": {"crc32": lambda value="", start=0: zlib.crc32(data(value), start)},
    "Process": {"clock_gettime": lambda which, unit=None: RUN.clock() / SECOND},
    "Regexp": {"new": new_pattern, "escape": escape_pattern, "quote": escape_pattern, "union": either,
               "last_match": lambda which=None: RUN.match if which is None else RUN.match and RUN.match.group(which)},
    "Math": MATH,
    "Array": {"new": new_array},
    "Hash": {"new": new_hash, "[]": hash_of},
    "String": {"new": lambda value="", *options: implicit_text(value)},
    "Range": {"new": lambda low, high, exclusive=False: Range(low, high, bool(exclusive))},
    "Integer": {"sqrt": math.isqrt},
    "Proc": {"new": proc},
    "Symbol": {},
    "BigDecimal": {"new": KERNEL["BigDecimal"]},
    "Kernel": KERNEL,
    **{name: exceptions(name) for name in PARENTS},
}  # fmt: skip
KERNEL["URI"] = addresses.parse_location
LIBRARIES = frozenset(
    [
        "json",
        "date",
        "time",
        "digest",
        "digest/md5",
        "digest/sha1",
        "digest/sha2",
        "base64",
        "uri",
        "ipaddr",
        "set",
        "csv",
        "cgi",
        "securerandom",
        "bigdecimal",
        "bigdecimal/util",
        "openssl",
        "zlib",
        "erb",
        "logstash/event",
        "logstash/timestamp",
        "logstash/json",
        "logstash/namespace",
        "logstash/util",
        "rubygems",
        "openssl/hmac",
        "cgi/util",
        "cgi/escape",
        "rational",
        "english",
    ]
)
