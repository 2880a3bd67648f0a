"""Mistakes among options, in values, lists and hashes."""

from pipeline.language.mistakes.table import BARE, NAMED, Mistake

OPTIONS = (
    # --- between options
    Mistake("option blank", r",", ("options stand one after the other, without commas",)),
    Mistake("option", r"=>", ('the name of the option is missing before "=>"',)),
    Mistake(
        "blank",
        r"[^\s,]",
        ("a quote inside a text? put the other kind of quotes around it",),
        message="expected a blank after this text, got {got}",
        before=r"[\"']",
    ),
    Mistake(
        "blank item",
        r"_[0-9]",
        ("digits stand together: 1000",),
        message="expected a number, got {got}",
        before=r"(?<!\w)(?P<start>-?[0-9]+)",
    ),
    Mistake(
        "blank item",
        BARE,
        ('write: "{culprit}"',),
        message="expected quotes around a text of more than letters, digits and _, got {got}",
        before=rf"(?P<start>{BARE})",
    ),
    Mistake(
        "arrow",
        r"[\[\"'!(]",
        ("a condition stands around plugins, not inside one",),
        message='expected an option of {inside}, got "if"',
        before=r"(?P<only>if)\s*",
        opened=True,
    ),
    # --- between a name and its value
    Mistake("arrow pair", r"=\s+>", ('write "=>" without a blank',)),
    Mistake("arrow pair", r"==?>?|:=?|->|~>", ("write: {name} => ...",), before=NAMED),
    Mistake(
        "arrow pair",
        BARE,
        ('write: "{culprit}"',),
        message="expected quotes around a name of more than letters, digits and _, got {got}",
        before=rf"(?P<start>{BARE})",
    ),
    Mistake("arrow", r"[\"'\[\w$%/.-]", ('write "=>" between the option and its value: {name} => ...',), before=NAMED),
    Mistake("arrow", r"\}", ("an option needs a value: {name} => ...",), before=NAMED),
    Mistake("pair", r"[\"']", ("a quote inside a text? put the other kind of quotes around it",), before=r"[\w.]"),
    Mistake("pair", r",", ('a list stands in brackets: ["a", "b"], a hash is written {{ "a" => "b" }}',)),
    Mistake("key", r",", ("the pairs of a hash stand one after the other, without commas",)),
    Mistake(
        "key",
        r"\[[^\]\n]*\](?:\[[^\]\n]*\])*",
        ('as a key, a field stands in quotes: "{0}"',),
        message="expected {wanted}, got {0}",
    ),
    # --- values
    Mistake("value key", r"\$\{[^}\s]*\}?", ('a variable stands in quotes: "{0}"',)),
    Mistake("value key", r"\$(?P<name>[A-Za-z0-9_]+)", ('a variable is written "${{{name}}}", in quotes',)),
    Mistake("value", r"\+[0-9]+", ("a number has no plus sign",)),
    Mistake("value", r"\.[0-9]+", ("a number begins with a digit: 0{0}",)),
    Mistake(
        "value key", r"[A-Za-z_](?![A-Za-z0-9_.:/@%-])", ('a word without quotes has two letters or more: write "{0}"',)
    ),
    Mistake("value key", BARE, ('a text stands in quotes: "{0}"',)),
    Mistake("value", r"\]", ('delete the comma before "]"',), before=r",\s*"),
    Mistake("value", r"\(", ('a list stands in brackets: ["a", "b"]',)),
    Mistake("value", r"=>?|>", ('one "=>" is enough',), before=r"=>\s*"),
    Mistake(
        "item",
        r"==|!=|=~|!~|<=?|>=?|=(?!>)",
        ('a field is closed by "]" behind its name: [{name}] {0} ...',),
        before=r"\[\s*(?P<name>[^\s\[\]]+)\s*",
    ),
    Mistake("item", r"=>|:", ('a hash is written in braces: {{ "a" => "b" }}',)),
    Mistake(
        "item",
        r"[\w%$-]",
        ("is a quote missing before or behind? each text stands in its own quotes",),
        before=r"[\"']",
    ),
    Mistake("item", r"[\"'\w\[{$%-]", ('put a comma between two values: ["a", "b"]',)),
)
