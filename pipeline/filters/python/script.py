"""The user's Python file: read, looked at, run once; and where in it something went wrong."""

import inspect
import symtable
import sys
import traceback
from collections.abc import Callable
from importlib.util import decode_source
from itertools import count
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

NUMBERS = count(1)
EXAMPLE = "add: def {name}({argument}): ..."
ARGUMENTS = {"filter": "event", "register": "params"}


class ScriptError(Exception):
    """The file can't serve as a filter; the text says where in it and why."""

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.hints = hints


def read_script(path: Path) -> "Script":
    """The file, compiled but not run; ScriptError where it is no Python, OSError where it can't be read."""
    data = path.read_bytes()
    try:
        source = decode_source(data)
        return Script(path, source, compile(source, str(path), "exec"))
    except SyntaxError as error:
        place = f"{path}:{error.lineno}" if error.lineno else str(path)
        raise ScriptError(f"{place}: {error.msg}") from None
    except ValueError as error:
        raise ScriptError(f"{path}: {error}") from None


class Script:
    """A file that compiles; `run()` makes it a module of its own, even where another filter has the same file."""

    def __init__(self, path: Path, source: str, code: CodeType) -> None:
        self.path = path
        self._source = source
        self._code = code
        self._module = ModuleType(f"pipeline_python_{next(NUMBERS)}_{path.stem}")
        self._module.__file__ = str(path)

    def run(self) -> None:
        """Run the file; ScriptError where that raises.  It stands in sys.modules, as dataclasses need it."""
        sys.modules[self._module.__name__] = self._module
        self.call(exec, self._code, vars(self._module))

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Call something of the file while the config is read; what it raises becomes a ScriptError."""
        try:
            function(*arguments)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the user's code may raise anything
            line = line_of(error, self.path)
            place = f"{self.path}:{line}" if line else str(self.path)
            raise ScriptError(f"{place}: {type(error).__name__}: {error}") from None

    def has(self, name: str) -> bool:
        """Whether the file, which has run, has something of this name."""
        return name in vars(self._module)

    def function(self, name: str) -> Any:
        """A function of the file, which has run; ScriptError where it has none that takes one argument."""
        if not self.has(name):
            raise self._lacks(name)
        found = vars(self._module)[name]
        wanted = f"{self.path}: expected {name}({ARGUMENTS[name]}) to be a function of one argument"
        if not callable(found):
            raise ScriptError(f"{wanted}, got {type(found).__name__}")
        if inspect.iscoroutinefunction(found) or inspect.isasyncgenfunction(found):
            raise ScriptError(f"{wanted}, got an async one")
        try:
            inspect.signature(found).bind(None)
        except TypeError:
            raise ScriptError(f"{wanted}, got {name}{inspect.signature(found)}") from None
        except ValueError:
            pass  # one of C that does not say what it takes
        return found

    def check_name(self, name: str) -> None:
        """Without running the file, raise ScriptError where it sets no such name."""
        table = symtable.symtable(self._source, str(self.path), "exec")
        try:
            symbol = table.lookup(name)
        except KeyError:
            symbol = None
        known = symbol is not None and (symbol.is_assigned() or symbol.is_imported())
        if not known and "import *" not in self._source:
            raise self._lacks(name)

    def _lacks(self, name: str) -> ScriptError:
        hint = EXAMPLE.format(name=name, argument=ARGUMENTS[name])
        purpose = ' to take "params"' if name == "register" else ""
        return ScriptError(f'"{self.path}" has no function {name}({ARGUMENTS[name]}){purpose}', hint)


def line_of(error: BaseException, path: Path) -> int | None:
    """The line of the file that an exception passed last, None where it passed none."""
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == str(path)]
    return lines[-1] if lines else None


def raised_at(error: BaseException, path: Path) -> str:
    """What to log of an exception on an event: its type and place; its text may hold what the event holds."""
    line = line_of(error, path)
    return f"{type(error).__name__} at {path}:{line}" if line else f"{type(error).__name__} in {path}"
