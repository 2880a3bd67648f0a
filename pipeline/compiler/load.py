"""Generated lines to a function: parsed, every node moved to its place in the config, compiled.

After this a traceback shows the config's own line with carets under the culprit, since the code object's file name and
positions are the config's.
"""

import ast
import linecache
from types import CodeType
from typing import Any

from pipeline.compiler.writer import Writer
from pipeline.source import Source, Span


def load(writer: Writer, source: Source | None, names: dict[str, Any]) -> None:
    """Execute the generated program; what it defines appears in `names`, its globals."""
    exec(compiled(placed(writer, source), source), names)  # noqa: S102 - generated here, from checked parts


def placed(writer: Writer, source: Source | None) -> ast.Module:
    """The syntax tree of the generated program, each node at its place in the config."""
    tree = ast.parse(writer.text())
    _place(tree, _filled(writer.spans, source), source)
    return tree


def compiled(tree: ast.Module, source: Source | None) -> CodeType:
    """The code of a tree, whose tracebacks show the lines of the config."""
    filename = source.name if source else "<pipeline>"
    if source:
        shown = source.shown()
        linecache.cache[filename] = (len(shown), None, shown.splitlines(keepends=True), filename)
    code: CodeType = compile(tree, filename, "exec")
    return code


def _filled(spans: list[Span | None], source: Source | None) -> list[Span | None]:
    """Lines without a place of their own, or from another file, take that of the line before."""
    filled: list[Span | None] = []
    last = next((span for span in spans if span is not None and span.source is source), None)
    for span in spans:
        if span is not None and span.source is source:
            last = span
        filled.append(last)
    return filled


def _place(tree: ast.AST, spans: list[Span | None], source: Source | None) -> None:
    for node in ast.walk(tree):
        if not hasattr(node, "lineno"):
            continue
        span = spans[node.lineno - 1]
        positioned: Any = node
        if span is None:
            positioned.lineno = positioned.end_lineno = 1
            positioned.col_offset = positioned.end_col_offset = 0
            continue
        start, end = _bytes_column(span, span.start), _bytes_column(span, span.end)
        positioned.lineno, positioned.end_lineno = span.line, span.end_line
        positioned.col_offset, positioned.end_col_offset = start, end


def _bytes_column(span: Span, offset: int) -> int:
    """Python counts columns in bytes of UTF-8, from 0."""
    line, column = span.source.position(offset)
    return len(span.source.line(line)[: column - 1].encode("utf-8", "replace"))
