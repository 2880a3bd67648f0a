"""Warnings about conditions that Logstash accepts, and reads otherwise than most people who write them mean."""

from collections.abc import Sequence

from pipeline.language.nodes import Array, Expression, Node, Number, Operand, Selector, String
from pipeline.language.values import ValueParser
from pipeline.source import Span


class Surprises(ValueParser):
    """One method for each surprise; the condition rules call them."""

    def warn(self, span: Span, message: str, *hints: str) -> None:
        """Keep a warning."""
        self.report(span, message, *hints, severity="warning")

    def warn_of_long_run(self, run: Sequence[Expression]) -> None:
        """`a and b and c or d` is `a and ((b and c) or d)`."""
        first, second, last = run[0].span.text, run[-2].span.text, run[-1].span.text
        self.warn(
            self.span(run[0].span.start, run[-1].span.end),
            'without parentheses, "or" takes only the last two of the conditions that "and" joins before it',
            f"as in Logstash, this is: {first} and (({second} and {last}) or ...)",
            "put parentheses around what belongs together",
        )

    def warn_of_lonely_item(self, right: Operand, operator: str) -> None:
        """`in ["a"]` asks a field whose name has quotes."""
        if not isinstance(right, Selector) or len(right.elements) > 1:
            return
        name = right.elements[0].strip()
        if name[0:1] in ("'", '"') or name.isdigit():
            message = f"as in Logstash, a list of one is a field: {right.text} is the field called {name}"
            self.warn(right.span, message, f"to compare with a constant, write: {operator} {name}")

    def warn_of_compared_list(self, right: Operand) -> None:
        """`== ["a", "b"]` compares with "a"."""
        if isinstance(right, Array):
            first = next((item for item in right.items if _is_constant(item)), None)
            if first is not None and len(right.items) > 1:
                message = f"as in Logstash, only {first.span.text} of this list is compared"
                self.warn(right.span, message, f"to compare with each of them, write: in {right.span.text}")

    def warn_of_constant(self, operand: Operand) -> None:
        """A text or number as the whole condition."""
        if isinstance(operand, String | Number):
            truth = "false" if operand.text in ("", "false") else "true"
            hint = "a field stands in brackets, without quotes: [field]"
            self.warn(operand.span, f"this condition is a constant: it is always {truth}", hint)

    def warn_of_call(self, name: str, span: Span) -> None:
        """`not ([a])` is a method call, and its name counts for nothing."""
        hint = "to negate, write: !(...)" if name == "not" else "there are no functions in conditions"
        self.warn(span, f'as in Logstash, "{name}" is passed over: only what stands in the parentheses counts', hint)

    def warn_of_blanks(self, text: str, span: Span) -> None:
        """`[ a ]` is not `[a]`."""
        padded = next((element for element in text[1:-1].split("][") if element != element.strip()), "")
        name = padded.strip()
        if name and name[0] not in "'\"" and not name.isdigit():
            self.warn(span, f"the blanks belong to the name of this field: [{padded}]", f"write: [{name}]")


def _is_constant(item: Node) -> bool:
    return isinstance(item, Number) or (isinstance(item, String) and item.quoted)
