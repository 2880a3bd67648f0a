"""What the author of a plugin needs, in one import."""

from pipeline.errors import FieldError, OptionError
from pipeline.plugin.base import (
    Codec,
    Context,
    DeadLetter,
    Decoder,
    Drop,
    Expand,
    Filter,
    Input,
    Output,
    Plugin,
    Reader,
    Record,
    Sink,
    Stateless,
    Step,
    Stopped,
    WithEcs,
)
from pipeline.plugin.options import NameOf, each, option

__all__ = [
    "Codec",
    "Context",
    "DeadLetter",
    "Decoder",
    "Drop",
    "Expand",
    "FieldError",
    "Filter",
    "Input",
    "NameOf",
    "OptionError",
    "Output",
    "Plugin",
    "Reader",
    "Record",
    "Sink",
    "Stateless",
    "Step",
    "Stopped",
    "WithEcs",
    "each",
    "option",
]
