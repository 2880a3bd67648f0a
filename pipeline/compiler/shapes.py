"""The direct loop for records of a known shape: the event is a msgspec.Struct with a slot for each field.

Logs have few shapes.  Once the fields are known, decoding into slots and encoding from them costs two thirds of what a
dict does, and reading a field is reading a slot.  The loop is not written a second time: the statements over the dict
are rewritten, one node of Python's syntax tree at a time:

    event.get("a")      event.f0, or None where that is UNSET
    event["a"] = x      event.f0 = x
    "a" in event        event.f0 is not UNSET
    event.update(x)     event.f0 = x.f0 for each field that is set in x
    step(event)         raise Unusual: what needs the dict

A record that turns out to be unusual on the way, by a field not seen before or by anything that raises, is done from
its start by the general loop.  That is allowed since filters are pure and nothing was handed to the output yet.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from pipeline.fields import CHECKED, MISSING
from pipeline.jsontext import big_decimal
from pipeline.timestamp import Timestamp

MOST_FIELDS = 64  # of a shape; more would be slower than a dict
NO_INPUT = Literal["\0"]  # the type of slots that filters fill and records must not: @timestamp, tags, @metadata
DEFAULTS = {"@version": "1"}


class Unusual(Exception):  # noqa: N818 - no error: the general loop takes the record
    """This record can't be held in slots."""


class TooManyFieldsError(Exception):
    """The records and the filters name more fields than slots are good for."""


class NeedsDictError(Exception):
    """A statement needs the event as a dict."""


@dataclass(slots=True)
class Slots:
    """The slot of each field; asking for a new one makes it."""

    names: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The attribute that holds a field."""
        return self.names.setdefault(name, f"f{len(self.names)}")

    def struct(self) -> Any:
        """The class of events."""
        return _struct("Event", self.names)


def _struct(name: str, slots: Mapping[str, str]) -> Any:
    fields = [
        (slot, NO_INPUT if key in CHECKED else Any, msgspec.field(default=DEFAULTS.get(key, msgspec.UNSET), name=key))
        for key, slot in slots.items()
    ]
    return msgspec.defstruct(name, fields, forbid_unknown_fields=True, gc=False)


def can_be_slot(name: str) -> bool:
    """Whether a field may have a slot: msgspec takes no quotes, backslashes or control letters in a name."""
    return name.isprintable() and not set('"\\[]') & set(name) and name not in CHECKED


def _as_text(value: Any) -> str:
    if type(value) is Timestamp:
        return str.__str__(value)
    raise TypeError(type(value).__name__)


def specialised(tree: ast.Module, outer: Iterable[str], inner: Sequence[str]) -> dict[str, Any]:
    """Rewrite a loop over dicts, in place, for records with the fields `outer` and texts in them with `inner`.

    Returned are the names that it needs: the functions that decode records and texts, and that encodes events.
    TooManyFieldsError where a dict is better.
    """
    slots = Slots()
    for name in (*outer, *inner, "@version"):
        slots.of(name)
    Rewriter(slots, inner).visit_module(tree)
    if len(slots.names) > MOST_FIELDS:
        raise TooManyFieldsError
    inside = {name: slots.of(name) for name in inner}
    event = slots.struct()
    return {
        "decode_event": msgspec.json.Decoder(event).decode,
        "decode_inner": msgspec.json.Decoder(_struct("Inner", inside), float_hook=big_decimal).decode,
        "encode_event": msgspec.json.Encoder(enc_hook=_as_text, decimal_format="number").encode_into,
        "UNSET": msgspec.UNSET,
        "MISSING": MISSING,
        "Unusual": Unusual,
    }


class Rewriter:
    """Rewrites statements over the local variable `event`."""

    def __init__(self, slots: Slots, inner: Sequence[str]) -> None:
        self.slots = slots
        self.inner = inner
        self.expressions = Expressions(slots)

    def visit_module(self, tree: ast.Module) -> None:
        """All functions of a program."""
        tree.body = self.block(tree.body)
        ast.fix_missing_locations(tree)

    def block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """Statements in turn; after one that needs the dict the rest is never reached."""
        done: list[ast.stmt] = []
        for statement in statements:
            try:
                done += self.statement(statement)
            except NeedsDictError:
                raised = ast.Raise(ast.Name("Unusual", ast.Load()), None)
                return [*done, ast.copy_location(raised, statement)]
        return done

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        """What stands in the place of one statement."""
        compound = self.compound(node)
        if compound is not None:
            return [compound]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            special = self.call(node.value)
            if special is not None:
                return [ast.copy_location(one, node) for one in special]
        if isinstance(node, ast.Delete) and self.expressions.is_field(node.targets[0]):
            return [ast.copy_location(self.set_slot(self.expressions.slot(node.targets[0]), _unset()), node)]
        rewritten: ast.stmt = self.expressions.visit(node)
        return [rewritten]

    def compound(self, node: ast.stmt) -> ast.stmt | None:
        """A statement that holds others, rewritten; None for any other."""
        if isinstance(node, ast.If):
            node.test = self.expressions.visit(node.test)
            node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        elif isinstance(node, ast.Try):
            node.body, node.orelse = self.block(node.body), self.block(node.orelse)
            for handler in node.handlers:
                handler.body = self.block(handler.body)
        elif isinstance(node, ast.For | ast.FunctionDef):
            node.body = self.block(node.body)
        else:
            return None
        return node

    def call(self, node: ast.Call) -> list[ast.stmt] | None:
        """`event.update(x)` and `event.pop("a", None)` as statements."""
        method = _method(node)
        if method == "update":
            return [self._if_set(node.args[0], name) for name in self.inner]
        if method == "pop":
            return [self.set_slot(self.slots.of(_constant(node.args[0])), _unset())]
        return None

    def _if_set(self, found: ast.expr, name: str) -> ast.stmt:
        taken = ast.Attribute(found, self.slots.of(name), ast.Load())
        test = ast.Compare(taken, [ast.IsNot()], [_unset()])
        return ast.If(test, [self.set_slot(self.slots.of(name), taken)], [])

    @staticmethod
    def set_slot(slot: str, value: ast.expr) -> ast.stmt:
        """`event.slot = value`."""
        return ast.Assign([ast.Attribute(ast.Name("event", ast.Load()), slot, ast.Store())], value)


class Expressions(ast.NodeTransformer):
    """Rewrites expressions; NeedsDictError where the event itself is used."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots

    @staticmethod
    def is_field(node: ast.expr) -> bool:
        """Whether this is `event["a"]`."""
        return isinstance(node, ast.Subscript) and _is_event(node.value)

    def slot(self, node: ast.expr) -> str:
        """The slot that `event["a"]` means."""
        assert isinstance(node, ast.Subscript)
        return self.slots.of(_constant(node.slice))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """`event["a"]`, read or set."""
        if not self.is_field(node):
            return self.generic_visit(node)  # type: ignore[return-value]
        return ast.copy_location(_read(self.slot(node), node.ctx), node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """`event.get("a")`, perhaps with a default; and `encode_event(event, ...)`."""
        if isinstance(node.func, ast.Name) and node.func.id == "encode_event":
            return node
        if _method(node) != "get":
            return self.generic_visit(node)  # type: ignore[return-value]
        slot = _read(self.slots.of(_constant(node.args[0])))
        default = node.args[1] if len(node.args) > 1 else ast.Constant(None)
        test = ast.Compare(slot, [ast.Is()], [_unset()])
        return ast.copy_location(ast.IfExp(test, default, slot), node)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """`"a" in event`."""
        if len(node.ops) == 1 and _is_event(node.comparators[0]):
            slot = _read(self.slots.of(_constant(node.left)))
            operator = ast.IsNot() if isinstance(node.ops[0], ast.In) else ast.Is()
            return ast.copy_location(ast.Compare(slot, [operator], [_unset()]), node)
        return self.generic_visit(node)  # type: ignore[return-value]

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """The event itself, read by what needs the dict."""
        if _is_event(node) and isinstance(node.ctx, ast.Load):
            raise NeedsDictError
        return node


def _is_event(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "event"


def _method(node: ast.Call) -> str:
    """The name of a method of the event that is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) and _is_event(node.func.value) else ""


def _constant(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NeedsDictError


def _read(slot: str, context: ast.expr_context | None = None) -> ast.expr:
    return ast.Attribute(ast.Name("event", ast.Load()), slot, context or ast.Load())


def _unset() -> ast.expr:
    return ast.Name("UNSET", ast.Load())
