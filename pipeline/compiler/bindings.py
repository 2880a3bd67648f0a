"""The names that generated code sees: each value bound once under a name that reads well."""

from typing import Any

from pipeline.compiler import comparisons
from pipeline.errors import FieldError
from pipeline.fields import MISSING


class Bindings:
    """Globals of a generated function."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {
            "MISSING": MISSING,
            "FieldError": FieldError,
            "truth": comparisons.truth,
            "equal": comparisons.equal,
            "order": comparisons.order,
            "in_texts": comparisons.in_texts,
            "text_in": comparisons.text_in,
            "number_in": comparisons.number_in,
            "value_in": comparisons.value_in,
            "value_in_text": comparisons.value_in_text,
        }
        self._variables = 0

    def bind(self, value: Any, hint: str) -> str:
        """A global name for `value`, made from `hint`."""
        name = f"{hint}_{len(self.names)}"
        self.names[name] = value
        return name

    def variable(self) -> str:
        """A fresh name for a local variable."""
        self._variables += 1
        return f"value_{self._variables}"
