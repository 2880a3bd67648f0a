"""A tree back to text: reading it again gives the same tree, spans apart."""

from pipeline.language import nodes
from pipeline.language.lexer import BAREWORD, SELECTOR, STRING_ALONE, escape

INDENT = "  "
NO_FIELD = "#,\n"  # a comment with a comma: behind it a list is a list, where `["a"]` would be a field
JOINS: dict[type, str] = {nodes.And: "and", nodes.Or: "or", nodes.Xor: "xor", nodes.Nand: "nand"}


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
        if isinstance(node, nodes.Joined):
            return self.condition(node, margin)
        return str(getattr(self, f"_{type(node).__name__.lower()}")(node, margin))

    # --- the frame

    def _config(self, node: nodes.Config, margin: str) -> str:
        return "\n".join(self.text(section, margin) for section in node.sections)

    def _section(self, node: nodes.Section, margin: str) -> str:
        return f"{node.kind} {self._block(node.body, margin)}"

    def _block(self, parts: tuple[nodes.Node, ...], margin: str) -> str:
        if not parts:
            return "{ }"
        inner = margin + INDENT
        lines = ["{"]
        for part in parts:  # a loop, as a comprehension takes a frame of the stack for each level
            lines.append(f"{inner}{self.text(part, inner)}")  # noqa: PERF401
        return "\n".join([*lines, f"{margin}}}"])

    def _branch(self, node: nodes.Branch, margin: str) -> str:
        arms = []
        for clause in node.clauses:
            arms.append(self._clause(clause, margin))  # noqa: PERF401
        return " else ".join(arms)

    def _clause(self, node: nodes.Clause, margin: str) -> str:
        body = self._block(node.body, margin)
        return body if node.condition is None else f"if {self.condition(node.condition, margin)} {body}"

    def _plugin(self, node: nodes.Plugin, margin: str) -> str:
        return f"{node.name} {self._block(node.options, margin)}"

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

    def condition(self, node: nodes.Expression, margin: str) -> str:
        """The text of an expression or operand."""
        join = JOINS.get(type(node))
        if join is not None:
            return self._chain(node, join, margin)
        text = self.text(node, margin)
        if isinstance(node, nodes.Array) and SELECTOR.match(text):
            return f"[{NO_FIELD}{text[1:]}"
        return text

    def _chain(self, node: nodes.Expression, join: str, margin: str) -> str:
        parts: list[str] = []
        kind: type = type(node)
        while isinstance(node, nodes.Joined) and type(node) is kind:  # long chains lean to the left: no recursion there
            parts.append(self._part(node.right, margin))
            node = node.left
            if join not in ("and", "or"):
                break
        parts.append(self._part(node, margin))
        return f" {join} ".join(reversed(parts))

    def _part(self, node: nodes.Expression, margin: str) -> str:
        text = self.condition(node, margin)
        return f"({text})" if isinstance(node, nodes.Joined) else text

    def _not(self, node: nodes.Not, margin: str) -> str:
        text = self.condition(node.operand, margin)
        return f"!{text}" if isinstance(node.operand, nodes.Selector) else f"!({text})"

    def _compare(self, node: nodes.Compare, margin: str) -> str:
        return f"{self.condition(node.left, margin)} {node.operator} {self.condition(node.right, margin)}"

    def _match(self, node: nodes.Match, margin: str) -> str:
        operator = "!~" if node.negated else "=~"
        return f"{self.condition(node.left, margin)} {operator} {self.condition(node.right, margin)}"

    def _in(self, node: nodes.In, margin: str) -> str:
        operator = "not in" if node.negated else "in"
        return f"{self.condition(node.left, margin)} {operator} {self.condition(node.right, margin)}"

    def _selector(self, node: nodes.Selector, margin: str) -> str:
        return node.text

    def _regexp(self, node: nodes.Regexp, margin: str) -> str:
        return f"/{node.pattern}/"

    def _methodcall(self, node: nodes.MethodCall, margin: str) -> str:
        return f"{node.name}({', '.join(self.condition(argument, margin) for argument in node.arguments)})"


def quote(text: str) -> str:
    """A text in the quotes that suit it; ValueError where none do."""
    for mark in ('"', "'"):
        written = f"{mark}{text}{mark}"
        if STRING_ALONE.fullmatch(written):
            return written
    raise ValueError(f"no config can hold this text: {text!r}")
