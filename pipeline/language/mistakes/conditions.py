"""Mistakes in conditions."""

from pipeline.language.mistakes.table import Mistake

FIELD = r"(?P<left>(?:\[[^\]\[,]+\])+|\"[^\"]*\"|'[^']*'|-?[0-9.]+)\s*"
WORD = r"(?P<name>[A-Za-z_@][A-Za-z0-9_.@-]*)"
AFTER = "expected a comparison after {left}, got {got}"


def _instead(here: str, hint: str) -> Mistake:
    """A wrong sign or word where a comparison could stand."""
    return Mistake("operator", here, (hint,), message=AFTER, before=FIELD)


CONDITIONS = (
    # --- comparisons that are no comparisons
    Mistake(
        "operator",
        r"==|!=|<=|>=|=~|!~|<|>|in\b|not\b",
        ("write the comparison in parentheses: !({negated} {0} ...)",),
        message='"!" stands before a field alone or before parentheses, got {got} behind the field',
        before=r"!\s*(?P<negated>(?:\[[^\]\[,]+\])+)\s*",
    ),
    Mistake(
        "operator",
        r"[^\s)]",
        ("a quote inside a text? put the other kind of quotes around it",),
        message='expected "{{", "and" or "or" behind this text, got {got}',
        before=r"[\"']",
    ),
    _instead(r"!(?=\s*[\"'\[])|=!=?|(?:ne|isnt)\b", "write: if {left} != ... {{"),
    _instead(r"=<", "write: if {left} <= ... {{"),
    _instead(r"=>", "to compare, write: if {left} == ... {{, or: if {left} >= ... {{"),
    _instead(r"=(?!~)|:|(?:eq|is|equals)\b", "to compare, write: if {left} == ... {{"),
    _instead(r"~=?|(?:matches|like|match)\b", "to match a pattern, write: if {left} =~ /.../ {{"),
    _instead(r"!\s*in\b|not\s*in\b", 'write: if {left} not in ..., with a plain blank behind "not"'),
    _instead(r"(?:contains|includes|has)\b", "write: if ... in {left} {{"),
    Mistake(
        "operator",
        r"\[",
        ("the parts of a field stand without blanks between them: [a][b]",),
        before=rf"{FIELD}(?<=\s)",
    ),
    Mistake(
        "operator",
        r"\[[^\]\[\s,]*",
        ('each part of a field ends with "]", and has no comma',),
        before=r"(?P<start>(?:\[[^\]\[,]+\])+)",
    ),
    # --- signs of other languages
    Mistake("operator", r"&&?|(?:AND|And)\b", message='expected "and", got {got}'),
    Mistake("operator", r"\|\|?|(?:OR|Or)\b", message='expected "or", got {got}'),
    Mistake("operator", r"\^|(?:XOR|Xor|NAND|Nand)\b", ("these are written and, or, xor, nand",)),
    Mistake("operator", r"then\b|do\b|:", ('the body stands in braces, without "{0}"',)),
    Mistake(
        "operator",
        r"(?P<flags>[a-z]+)",
        ("flags stand inside the pattern: /(?{flags}){pattern}/",),
        message="a pattern has no flags behind its slash, got {got}",
        before=r"=~\s*/(?P<pattern>(?:\\/|[^/])*)/",
    ),
    Mistake(
        "operator",
        r"==|!=|<=|>=|=~|!~|<|>|in\b|not\b",
        ("parentheses hold whole conditions: put the comparison inside them",),
        before=r"\)\s*",
    ),
    Mistake("operator", r"==|!=|<=|>=|=~|!~|<|>|in\b", ('compare twice, joined by "and": [a] > 1 and [a] < 5',)),
    # --- operands
    Mistake("operand", r">", message='expected "!=", got {got}', before=r"(?P<start><)"),
    Mistake("operand", r"=", ('write two signs: "=="',), message='expected "==", got {got}', before=r"(?P<start>==)"),
    Mistake("operand", r"not\b", ("to negate, write !(...) or ![field]",)),
    Mistake(
        "operand",
        r"true\b|false\b",
        ("for a boolean field write: if [field] {{, or: if ![field] {{", 'as a text it stands in quotes: "{0}"'),
    ),
    Mistake("operand", r"(?:null|nil|none|None|NULL)\b", ("to ask whether a field is there, write: if [field] {{",)),
    Mistake("operand", r"%\{\[?(?P<name>[^\]}\s]*)\]?\}?", ("in a condition a field is written [{name}]",)),
    Mistake("operand", r"\$\{[^}\s]*\}?", ('a variable stands in quotes: "{0}"',)),
    Mistake("operand", r"\$(?P<name>[A-Za-z0-9_]+)", ('a variable is written "${{{name}}}", in quotes',)),
    Mistake("operand", r"\(", ('a list stands in brackets: ["a", "b"]',), before=r"\bin\s*"),
    Mistake("operand", r"!", ('"!" stands before a field or parentheses: write "... not in ..." or "!="',)),
    Mistake("operand", r"(?:and|or|xor|nand|in)\b|&&|\|\|"),
    Mistake("operand", WORD, ("a field stands in brackets: [{name}]", 'a text stands in quotes: "{name}"')),
    Mistake("operand", r"/", ('the pattern is never closed: it ends with "/"',)),
    # --- the rest
    Mistake("negation", r"[\"'0-9]", ("write: if !({culprit} ...), or: if {culprit} not in [field]",)),
    Mistake("negation", r"!", ('one "!" is enough',)),
    Mistake("negation", WORD, ("a field stands in brackets: ![{name}]",)),
    Mistake("pattern", r"\[", ("a field can't hold the pattern: write it between slashes, /.../",)),
    Mistake("not", r"=~|~", ("write: !~",)),
    Mistake("not", r"==?", ("write: !=",)),
    Mistake("else", r"[A-Za-z]", ('the body of "else" stands in braces: else {{ ... }}',)),
    Mistake("operator", r"[A-Za-z\"'\[]", ("the body stands in braces: if ... {{ ... }}",)),
)
