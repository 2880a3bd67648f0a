"""Options of a plugin, declared once: type, default, whether required, and the sentence that documents it.

    source = option(field_reference, required=True, doc="Field that holds the JSON text.")

From this one line come the check, the default, `pipeline plugins NAME` and the "did you mean" of an error.
"""

from collections.abc import Generator, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Generic, Protocol, TypeVar, overload

from pipeline.errors import OptionError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
MOST_SHOWN = 24  # names of options in a hint


class OptionType(Protocol[T_co]):
    """A callable that turns a plain value of the config into what the plugin works with."""

    name: str  # as the documentation shows it: "string", "array of numbers"

    def __call__(self, value: Any) -> T_co:
        """Return the checked value, or raise OptionError saying what was expected before what was got."""
        ...


class Option(Generic[T]):
    """One declared option; read on an instance it gives the checked value."""

    def __init__(self, kind: OptionType[Any], default: Any, required: bool, doc: str, secret: bool) -> None:
        self.kind = kind
        self.default = default
        self.required = required
        self.doc = doc
        self.secret = secret
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name.rstrip("_")

    @overload
    def __get__(self, instance: None, owner: type) -> "Option[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "T | Option[T]":
        if instance is None:
            return self
        return instance.__dict__["options"][self.name]  # type: ignore[no-any-return]

    def make_default(self) -> Any:
        """A default of its own for each plugin: lists and maps may not be shared."""
        return None if self.default is None else self.kind(self.default)


@overload
def option(
    kind: OptionType[T], *, required: bool, default: Any = ..., doc: str, secret: bool = False
) -> "Option[T]": ...
@overload
def option(kind: OptionType[T], *, default: None = None, doc: str, secret: bool = False) -> "Option[T | None]": ...
@overload
def option(kind: OptionType[T], *, default: Any, doc: str, secret: bool = False) -> "Option[T]": ...
def option(
    kind: OptionType[Any], *, default: Any = None, required: bool = False, doc: str, secret: bool = False
) -> Option[Any]:
    """Declare an option in the body of a plugin class.

    `default` is written as a config would write it and goes through `kind` like a user's value; None means unset.
    `doc` is one sentence for the user.  A `secret` option is never printed, logged or shown.
    """
    return Option(kind, default, required, doc, secret)


def declared_options(plugin_class: type) -> dict[str, Option[Any]]:
    """Name -> declaration of every option of a plugin class: its own first, then what it inherits."""
    found: dict[str, Option[Any]] = {}
    for ancestor in plugin_class.__mro__:
        for declared in vars(ancestor).values():
            if isinstance(declared, Option):
                found.setdefault(declared.name, declared)
    return found


class FaultyOptionError(Exception):
    """An option was read that is known to be wrong: whatever was to be checked with it can't be."""


class Checked(dict[str, Any]):
    """The checked values of options; those that were found wrong are missing, and reading one says so."""

    def __missing__(self, name: str) -> Any:
        """The option is wrong, or required and not given."""
        raise FaultyOptionError(name)


def each(*checks: Iterable[OptionError]) -> Generator[OptionError, None, bool]:
    """The faults that several checks of a plugin find; one that reads a wrong option ends there, the others go on.

    Written as `good = yield from each(...)`: whether there was nothing to object.
    """
    good = True
    for check in checks:
        try:
            for fault in check:
                good = False
                yield fault
        except FaultyOptionError:
            good = False
    return good


class NameOf(str):
    """A step of an OptionError's path that means the name (of an option, of a hash's key) rather than its value."""

    __slots__ = ()


class Report(Protocol):
    """What check_options calls for each fault: the error, and whether it only warns."""

    def __call__(self, error: OptionError, *, warning: bool = False) -> None:
        """Take one fault."""


def check_options(plugin_class: Any, given: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Check `given` (name -> plain value) against the declarations of `plugin_class`.

    Every fault is reported as an OptionError whose path begins with the option's name (an empty path means the plugin
    itself); returned are the checked values, defaults filled in, those with faults left out.  A near miss of a required
    option is reported once.
    """
    declared = declared_options(plugin_class)
    checked = Checked()
    near: set[str] = set()
    for name, value in given.items():
        if name not in declared:
            near |= _report_unknown(plugin_class, name, declared, report)
            continue
        try:
            checked[name] = declared[name].kind(value)
        except OptionError as error:
            text = f'option "{name}": {error.message}'
            report(OptionError(text, path=(name, *error.path), hints=error.hints))
    for name, wanted in declared.items():
        if name not in given and name not in near:
            if not wanted.required:
                checked[name] = wanted.make_default()
            else:
                hint = f"add: {name} => ...   ({wanted.doc})"
                report(OptionError(f'needs the option "{name}"', path=(), hints=(hint,)))
    return checked


def _report_unknown(plugin_class: Any, name: str, declared: Mapping[str, Option[Any]], report: Report) -> set[str]:
    """Report the unknown option `name`; returned is the declared name that it may be a slip of, if any."""
    if name in plugin_class.unsupported:
        reason = plugin_class.unsupported[name]
        report(OptionError(f'option "{name}" is not supported', path=(NameOf(name),), hints=(reason,)))
        return set()
    if name in plugin_class.removed:
        hint = plugin_class.removed[name]
        report(
            OptionError(f'option "{name}" no longer exists and is ignored', path=(NameOf(name),), hints=(hint,)),
            warning=True,
        )
        return set()
    near = get_close_matches(name, declared, n=1)
    suggestion = (f'did you mean "{near[0]}"?',) if near else ()
    report(OptionError(f'has no option "{name}"', path=(NameOf(name),), hints=(*suggestion, _choices(plugin_class))))
    return set(near)


def _choices(plugin_class: Any) -> str:
    """What there is instead: the names, as long as they are few enough to be read."""
    own = own_options(plugin_class)
    if len(own) > MOST_SHOWN:
        return f"`pipeline plugins {plugin_class.name}` lists its {len(own)} options"
    return f"options: {', '.join(own) or 'none of its own'}, and those of every {plugin_class.kind}"


def own_options(plugin_class: type) -> list[str]:
    """The names of the options that a plugin has beside those of its kind, sorted."""
    kind_class = next(ancestor for ancestor in reversed(plugin_class.__mro__) if vars(ancestor).get("kind"))
    common = declared_options(kind_class)
    return sorted(name for name, one in declared_options(plugin_class).items() if common.get(name) is not one)
