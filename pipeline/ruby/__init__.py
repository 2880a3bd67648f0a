"""Ruby code in configs: read, checked and compiled to Python; no Ruby runs.

    code ─ lexer ▸ tokens ─ parser ▸ tree ─ compile/ ▸ Python ─ run with methods/ ▸ event

`compile_program` takes pieces of code that belong together.  What lies outside the part of Ruby that is here is
refused then (`Faulty`), with its place.  docs/RUBY.md says what is in, what is out, and the limits.
"""

from pipeline.ruby.compile.program import Faulty, Piece, Program, changes_stream, compile_program
from pipeline.ruby.faults import Exhausted, Refused, caught
from pipeline.ruby.faults import RubyError as CodeError
from pipeline.ruby.run import RUN, STEPS
from pipeline.ruby.show import inspect
from pipeline.ruby.values import NewEventBlock, RubyEvent
from pipeline.zones import host_zone

__all__ = [
    "RUN",
    "STEPS",
    "CodeError",
    "Exhausted",
    "Faulty",
    "NewEventBlock",
    "Piece",
    "Program",
    "Refused",
    "RubyEvent",
    "caught",
    "changes_stream",
    "compile_program",
    "host_zone",
    "inspect",
]
