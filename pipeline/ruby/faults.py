"""What stops Ruby code: a refusal when it is compiled, an exception of Ruby's or a limit of ours when it runs."""

from typing import Any


class Refused(Exception):  # noqa: N818 - it is an answer about the code, with a place
    """The code is no Ruby, or outside the part of Ruby that runs here; `start` and `end` are offsets in it."""

    def __init__(self, message: str, start: int, end: int, *hints: str) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(end, start + 1)
        self.hints = hints


class RubyError(Exception):
    """An exception of Ruby's: `kind` is its class, `value` what code sees that rescues it."""

    def __init__(self, kind: str, message: str, backtrace: Any = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.backtrace = backtrace

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


class Exhausted(BaseException):
    """The code has used up its steps or made texts or numbers that are too large."""


class Leave(BaseException):
    """Carries the value of a `break` or `return` past the library's loops."""

    value: Any = None


# Ruby's exceptions: a class and the one above it; "StandardError" is what a bare `rescue` takes
PARENTS = {
    "Exception": None,
    "ScriptError": "Exception",
    "NotImplementedError": "ScriptError",
    "NoMemoryError": "Exception",
    "SecurityError": "Exception",
    "SystemStackError": "Exception",
    "StandardError": "Exception",
    "ArgumentError": "StandardError",
    "UncaughtThrowError": "ArgumentError",
    "EncodingError": "StandardError",
    "Encoding::UndefinedConversionError": "EncodingError",
    "Encoding::InvalidByteSequenceError": "EncodingError",
    "Encoding::CompatibilityError": "EncodingError",
    "FiberError": "StandardError",
    "IOError": "StandardError",
    "EOFError": "IOError",
    "IndexError": "StandardError",
    "KeyError": "IndexError",
    "StopIteration": "IndexError",
    "LocalJumpError": "StandardError",
    "NameError": "StandardError",
    "NoMethodError": "NameError",
    "RangeError": "StandardError",
    "FloatDomainError": "RangeError",
    "RegexpError": "StandardError",
    "RuntimeError": "StandardError",
    "FrozenError": "RuntimeError",
    "ThreadError": "StandardError",
    "TypeError": "StandardError",
    "ZeroDivisionError": "StandardError",
    "JSON::JSONError": "StandardError",
    "JSON::ParserError": "JSON::JSONError",
    "JSON::GeneratorError": "JSON::JSONError",
    "LogStash::Error": "StandardError",
    "LogStash::Json::ParserError": "LogStash::Error",
    "LogStash::TimestampParserError": "StandardError",
    "CSV::MalformedCSVError": "RuntimeError",
    "Date::Error": "ArgumentError",
    "URI::Error": "StandardError",
    "URI::InvalidURIError": "URI::Error",
    "IPAddr::Error": "ArgumentError",
    "IPAddr::InvalidAddressError": "IPAddr::Error",
    "IPAddr::AddressFamilyError": "IPAddr::Error",
    "Timeout::Error": "RuntimeError",
}


def is_kind(kind: str | None, wanted: str) -> bool:
    """Whether an exception of class `kind` is one of class `wanted`."""
    while kind is not None:
        if kind == wanted:
            return True
        kind = PARENTS.get(kind)
    return False


# what Python raises inside the library, in Ruby's words
FROM_PYTHON: tuple[tuple[type[Exception], str], ...] = (
    (ZeroDivisionError, "ZeroDivisionError"),
    (RecursionError, "SystemStackError"),
    (OverflowError, "FloatDomainError"),
    (UnicodeError, "Encoding::UndefinedConversionError"),
    (KeyError, "KeyError"),
    (IndexError, "IndexError"),
    (TypeError, "TypeError"),
    (ValueError, "ArgumentError"),
    (AttributeError, "NoMethodError"),
    (TimeoutError, "Timeout::Error"),
)


def caught(error: Exception) -> RubyError:
    """Any exception as one of Ruby's."""
    if isinstance(error, RubyError):
        return error
    if isinstance(error, ZeroDivisionError):
        return RubyError("ZeroDivisionError", "divided by 0")
    if isinstance(error, RecursionError):
        return RubyError("SystemStackError", "stack level too deep")
    kind = next((name for python, name in FROM_PYTHON if isinstance(error, python)), "RuntimeError")
    return RubyError(kind, str(error))
