"""Config text to tree, and back.  Knows no plugin and does no I/O."""

from pipeline.language.parser import parse
from pipeline.language.printer import to_text

__all__ = ["parse", "to_text"]
