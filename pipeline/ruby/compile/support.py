"""What generated code calls beside the library, and what is refused with its reason."""

from collections.abc import Iterable
from typing import Any

from pipeline.ruby.dispatch import dispatch
from pipeline.ruby.faults import Leave, RubyError, caught, is_kind
from pipeline.ruby.methods.enumerables import as_list
from pipeline.ruby.methods.hashes import as_hash, shown_key
from pipeline.ruby.methods.kernel import as_proc
from pipeline.ruby.operators import (
    add,
    at_least,
    at_most,
    case_equal,
    divide,
    equal,
    implicit_text,
    is_instance,
    less,
    matches,
    modulo,
    more,
    multiply,
    order,
    subtract,
)
from pipeline.ruby.run import RUN, grown, spend
from pipeline.ruby.show import described, no_method, text_of
from pipeline.ruby.values import (
    LOGGER,
    Block,
    Enumerator,
    Range,
    RubyHash,
    Symbol,
    as_key,
    regexp,
    spread,
    symbol,
)

FILES = ("can't be used: code here reaches no files", 'for what changes rarely: translate { dictionary_path => "..." }')
NETWORK = ("can't be used: code here reaches no network",)
PROCESS = ("can't be used: code here starts and ends no process",)
THREADS = ("can't be used: threads and locks are the pipeline's business",)
REFLECTION = ("can't be used: what is called has to stand in the code",)
OUT_OF_REACH: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("File", "IO", "Dir", "FileUtils", "Pathname", "Tempfile", "YAML", "Logger", "STDOUT",
    "STDERR", "STDIN", "StringIO", "GZip"), FILES),
    **dict.fromkeys(("Net", "Socket", "TCPSocket", "UDPSocket", "Resolv", "Redis", "HTTParty", "Faraday", "OpenURI",
    "RestClient", "Elasticsearch", "Manticore", "PG", "Mysql2", "DNS", "HTTP"), NETWORK),
    **dict.fromkeys(("Process", "Open3", "Signal", "Kernel"), PROCESS),
    **dict.fromkeys(("Thread", "Mutex", "Monitor", "Queue", "ConditionVariable", "Concurrent", "Fiber"), THREADS),
    **dict.fromkeys(("ObjectSpace", "Java", "Object", "Module", "Class", "BasicObject", "GC", "Binding",
    "Method"), REFLECTION),
    "ENV": ("can't be read here", 'a variable of the environment in a config is "${NAME}"'),
}  # fmt: skip
REFUSED_METHODS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        [
            "send",
            "__send__",
            "public_send",
            "eval",
            "instance_eval",
            "class_eval",
            "module_eval",
            "instance_exec",
            "class_exec",
            "define_method",
            "define_singleton_method",
            "const_get",
            "const_set",
            "instance_variable_get",
            "instance_variable_set",
            "instance_variables",
            "instance_variable_defined?",
            "class_variable_get",
            "class_variable_set",
            "method",
            "methods",
            "public_method",
            "singleton_class",
            "binding",
            "extend",
            "include",
            "prepend_features",
            "object_id",
            "__id__",
            "global_variables",
            "local_variables",
            "to_java",
            "java_class",
            "java",
        ],
        REFLECTION,
    ),
    **dict.fromkeys(["system", "exec", "spawn", "fork", "exit", "exit!", "abort", "at_exit", "trap", "sleep"], PROCESS),
    **dict.fromkeys(["open", "gets", "readline", "readlines", "load", "require_relative", "autoload"], FILES),
    **dict.fromkeys(["synchronize"], THREADS),
    "catch": ("can't be used here",),
    "throw": ("can't be used here",),
    "lazy": ("can't be used here", "leave it out: lists are short here"),
}
UNSET: Any = object()


def glue(*parts: str) -> str:
    """Parts of a text."""
    return grown("".join(parts))


def splat(value: Any) -> Any:
    """What `*value` spreads."""
    if type(value) is list:
        return value
    if value is None:
        return ()
    if isinstance(value, dict) or type(value) in (Range, Enumerator, tuple):
        return as_list(value)
    return (value,)


def make_range(low: Any, high: Any, exclusive: bool) -> Range:
    """A range; its ends must have an order."""
    if low is not None and high is not None and order(low, high) is None:
        raise RubyError("ArgumentError", "bad value for range")
    return Range(low, high, exclusive)


def group(number: int) -> Any:
    """`$1`."""
    return None if RUN.match is None else RUN.match.group(number)


def around(side: int) -> Any:
    """The text before or after the last match."""
    if RUN.match is None:
        return None
    match = RUN.match.match
    return match.string[match.end() :] if side else match.string[: match.start()]


def last_group() -> Any:
    """`$+`."""
    return None if RUN.match is None else next((one for one in reversed(RUN.match.groups()) if one is not None), None)


def named_group(name: str) -> Any:
    """A named group of the last match, as the variable that `=~` sets."""
    return None if RUN.match is None else RUN.match.group(name)


def rescued(error: RubyError, *kinds: Any) -> bool:
    """Whether a `rescue` of some classes takes an exception."""
    for kind in kinds:
        for one in kind if type(kind) is list else [kind]:
            if is_kind(error.kind, one if type(one) is str else one.name):
                return True
    return False


def unpack(value: Any, before: int, rest: bool, after: int) -> list[Any]:
    """A value over the targets of an assignment: those before a starred one, that one, those after it."""
    items = list(value) if type(value) in (list, tuple) else [None] if value is None else [value]
    if not rest:
        return spread(items, before)
    first = spread(items, before)
    left = items[before:]
    tail = left[max(len(left) - after, 0) :] if after else []
    middle = left[: max(len(left) - after, 0)] if after else left
    return [*first, middle, *spread(tail, after)]


def each_item(value: Any, name: str) -> Iterable[Any]:
    """What `each` goes through."""
    if type(value) is list:
        spend(len(value))
        return tuple(value)
    if isinstance(value, dict):
        spend(len(value))
        return [[shown_key(key), item] for key, item in value.items()]
    if type(value) is Range and type(value.low) is int:
        return _numbers(value.low, value.high, value.exclusive)
    if type(value) in (Range, Enumerator, tuple):
        items = as_list(value)
        spend(len(items))
        return items
    raise no_method(name, value)


def _numbers(number: int, high: Any, exclusive: bool) -> Iterable[int]:
    while high is None or number < high or (number == high and not exclusive):
        spend(1)
        yield number
        number += 1


def each_two(value: Any, name: str) -> Iterable[Any]:
    """What `each` with two parameters goes through: entries of a hash, or lists that are spread."""
    if isinstance(value, dict):
        spend(len(value))
        return [(shown_key(key), item) for key, item in value.items()]
    if name == "each_pair":
        raise no_method(name, value)
    return [spread(item, 2) for item in each_item(value, name)]


def count_to(value: Any) -> Iterable[int]:
    """What `times` goes through."""
    if type(value) is not int:
        raise no_method("times", value)
    return _numbers(0, value, True)


def hits(expression: Any, text: Any) -> bool:
    """Whether a text matches, when nobody asks for the match."""
    if type(text) is str:
        return expression.pattern.search(text) is not None
    if text is None:
        return False
    if type(text) is Symbol:
        return expression.pattern.search(text.name) is not None
    methods = dispatch("=~")
    return methods[type(text)](text, expression) is not None


def any_case(patterns: Any, value: Any) -> bool:
    """`when *patterns`."""
    return any(case_equal(pattern, value) for pattern in splat(patterns))


def given(block: Any) -> Any:
    """The block of a method that yields."""
    if block is None:
        raise RubyError("LocalJumpError", "no block given (yield)")
    return block


def keywords(given_by_name: dict[str, Any]) -> dict[Any, Any]:
    """What `**options` of a method is."""
    return {symbol(name.removeprefix("p_")): value for name, value in given_by_name.items()}


def in_block(name: str) -> None:
    """A text that a block was given by `each` is changed where that can't be seen."""
    message = f"a text in a list or hash can't be changed in place by {name} here; use map, or set it by its index"
    raise RubyError("NotImplementedError", message)


def arity_error(given_count: int, wanted: str) -> None:
    """A lambda was called with another number of arguments."""
    raise RubyError("ArgumentError", f"wrong number of arguments (given {given_count}, expected {wanted})")


GLOBALS: dict[str, Any] = {
    "add": add, "subtract": subtract, "multiply": multiply, "divide": divide, "modulo": modulo, "equal": equal,
    "less": less,
    "at_most": at_most, "more": more, "at_least": at_least, "matches": matches, "case_equal": case_equal,
    "order": order,
    "is_instance": is_instance, "text_of": text_of, "glue": glue, "symbol": symbol, "regexp": regexp, "splat": splat,
    "as_key": as_key,
    "as_hash": as_hash, "make_range": make_range, "run_": RUN, "group": group, "around": around,
    "last_group": last_group,
    "named_group": named_group, "rescued": rescued, "unpack": unpack, "each_item": each_item, "each_two": each_two,
    "count_to": count_to,
    "hits": hits, "any_case": any_case, "given": given, "in_block": in_block, "keywords": keywords, "Block": Block,
    "Leave": Leave, "caught": caught,
    "as_proc": as_proc, "spend": spend, "spread": spread, "UNSET": UNSET, "logger": LOGGER, "RubyHash": RubyHash,
    "implicit_text": implicit_text, "described": described,
}  # fmt: skip
