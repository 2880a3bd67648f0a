"""A tree back to text: reading it again gives the same tree, spans apart."""

from pipeline.language import nodes
from pipeline.language.lexer import BAREWORD, STRING_ALONE, escape

INDENT = "  "
JOINS = {nodes.And: "and", nodes.Or: "or", nodes.Xor: "xor", nodes.Nand: "nand"}


def to_text(node: nodes.Node, *, support_escapes: bool = False) -> str:
    """The text of a config or of any part of it, without a line break at its end.

    `support_escapes` as it was for `parse`.  ValueError where a tree made by hand holds a text that no config can.
    """
    return Printer(support_escapes).text(node)


class Printer:
    """One method for each kind of node, called with the blanks that the node's further lines begin with."""

    def __init__(self, support_escapes: bool) -> None:
        self.support_escapes = support_escapes

    def text(self, node: nodes.Node, margin: str = "") -> str:
        """The text of any node."""
        join = JOINS.get(type(node))
        if join is not None:
            return self._chain(node, join, margin)
        return str(getattr(self, f"_{type(node).__name__.lower()}")(node, margin))

    # --- the frame

    def _config(self, node: nodes.Config, margin: str) -> str:
        return "\n".join(self.text(section, margin) for section in node.sections)

    def _section(self, node: nodes.Section, margin: str) -> str:
        return f"{node.kind} {self._body(node.body, margin)}"

    def _body(self, body: tuple[nodes.Statement, ...], margin: str) -> str:
        return self._lines("{", body, "}", margin)

    def _lines(self, opening: str, parts: tuple[nodes.Node, ...], closing: str, margin: str) -> str:
        if not parts:
            return f"{opening} {closing}"
        inner = margin + INDENT
        lines = (f"{inner}{self.text(part, inner)}\n" for part in parts)
        return f"{opening}\n{''.join(lines)}{margin}{closing}"

    def _branch(self, node: nodes.Branch, margin: str) -> str:
        return " else ".join(self.text(clause, margin) for clause in node.clauses)

    def _clause(self, node: nodes.Clause, margin: str) -> str:
        body = self._body(node.body, margin)
        return body if node.condition is None else f"if {self.text(node.condition, margin)} {body}"

    def _plugin(self, node: nodes.Plugin, margin: str) -> str:
        return f"{node.name} {self._lines('{', node.options, '}', margin)}"

    def _option(self, node: nodes.Option, margin: str) -> str:
        return f"{self._option_name(node.name)} => {self.text(node.value, margin)}"

    def _option_name(self, name: str) -> str:
        return name if BAREWORD.fullmatch(name) else quote(name)

    # --- values

    def _string(self, node: nodes.String, margin: str) -> str:
        if not node.quoted:
            return node.text
        return quote(escape(node.text)) if self.support_escapes else quote(node.text)

    def _number(self, node: nodes.Number, margin: str) -> str:
        return node.text

    def _array(self, node: nodes.Array, margin: str) -> str:
        return f"[{', '.join(self.text(item, margin) for item in node.items)}]"

    def _hash(self, node: nodes.Hash, margin: str) -> str:
        if not node.pairs:
            return "{ }"
        if len(node.pairs) == 1:
            return f"{{ {self._pair(node.pairs[0], margin)} }}"
        inner = margin + INDENT
        lines = (f"{inner}{self._pair(pair, inner)}\n" for pair in node.pairs)
        return f"{{\n{''.join(lines)}{margin}}}"

    def _pair(self, pair: tuple[nodes.Value, nodes.Value], margin: str) -> str:
        return f"{self.text(pair[0], margin)} => {self.text(pair[1], margin)}"

    # --- conditions

    def _chain(self, node: nodes.Node, join: str, margin: str) -> str:
        kind = type(node)
        parts = []
        while type(node) is kind:  # chains are long where nothing else is, so no recursion to the left
            parts.append(self._part(node.right, margin))  # type: ignore[attr-defined]
            node = node.left  # type: ignore[attr-defined]
            if join in ("xor", "nand"):
                break
        parts.append(self._part(node, margin))
        return f" {join} ".join(reversed(parts))

    def _part(self, node: nodes.Node, margin: str) -> str:
        text = self.text(node, margin)
        return f"({text})" if type(node) in JOINS else text

    def _not(self, node: nodes.Not, margin: str) -> str:
        text = self.text(node.operand, margin)
        return f"!{text}" if isinstance(node.operand, nodes.Selector) else f"!({text})"

    def _compare(self, node: nodes.Compare, margin: str) -> str:
        return f"{self.text(node.left, margin)} {node.operator} {self.text(node.right, margin)}"

    def _match(self, node: nodes.Match, margin: str) -> str:
        return f"{self.text(node.left, margin)} {'!~' if node.negated else '=~'} {self.text(node.right, margin)}"

    def _in(self, node: nodes.In, margin: str) -> str:
        return f"{self.text(node.left, margin)} {'not in' if node.negated else 'in'} {self.text(node.right, margin)}"

    def _selector(self, node: nodes.Selector, margin: str) -> str:
        return node.text

    def _regexp(self, node: nodes.Regexp, margin: str) -> str:
        return f"/{node.pattern}/"

    def _methodcall(self, node: nodes.MethodCall, margin: str) -> str:
        return f"{node.name}({', '.join(self.text(argument, margin) for argument in node.arguments)})"


def quote(text: str) -> str:
    """A text in the quotes that suit it; ValueError where none do."""
    for mark in ('"', "'"):
        written = f"{mark}{text}{mark}"
        if STRING_ALONE.fullmatch(written):
            return written
    raise ValueError(f"no config can hold this text: {text!r}")
