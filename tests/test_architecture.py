"""Who may import whom, how large a file and a function may grow, and that every module says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "pipeline").rglob("*.py"))
FILE_LINES = 500
FUNCTION_LINES = 60

# The rule of import: each part of the program, and the parts that it may import.  No way through these tables leads
# back to where it began.  An entry "runtime.retry" allows that one module alone.
# First what an event is and what Logstash's words mean:
VALUES = {
    "civil": set[str](),
    "zones": {"civil"},
    "timestamp": {"civil", "zones"},
    "jsontext": {"timestamp"},
    "texts": {"jsontext", "timestamp"},
    "rubynumbers": {"errors", "jsontext", "timestamp"},
    "rubyregex": {"errors"},
    "dates": {"civil", "errors", "texts", "timestamp", "zones"},
    "escapes": set(),
    "fields": {"errors", "escapes", "timestamp"},
    "sprintf": {"dates", "errors", "escapes", "fields", "texts", "timestamp"},
    "event": {"errors", "fields", "jsontext", "texts", "timestamp"},
}
# What the author of a plugin may use: never another plugin, the compiler or the runtime.
PLUGIN = {
    "charsets",
    "csvtext",
    "errors",
    "framing",
    "geoip",
    "grokpatterns",
    "jsonevents",
    "kafka",
    "plugin",
    "ruby",
    "textevents",
    *VALUES,
}
MAY_IMPORT = {
    "source": set[str](),
    "errors": {"source"},
    "language": {"errors", "source"},
    **VALUES,
    "ruby": {"errors", "source", *VALUES},
    "plugin": {"errors", *VALUES},
    "charsets": {"errors", "plugin", "texts"},
    "csvtext": {"errors", "plugin", *VALUES},
    "geoip": {"errors"},
    "grokpatterns": {"errors", "source"},
    "framing": {"charsets", "errors", "event", "plugin"},
    "jsonevents": {"charsets", "event", "fields", "jsontext", "plugin"},
    "textevents": {"charsets", "event", "plugin", "texts"},
    "kafka": {"errors", "plugin", "runtime.retry", *VALUES},
    "codecs": PLUGIN,
    "filters": PLUGIN,
    "inputs": PLUGIN,
    "outputs": {*PLUGIN, "runtime.retry"},
    "compiler": {"errors", "language", "plugin", "source", *VALUES},
    "runtime": {"compiler", "errors", "plugin", *VALUES},
    "stages": {"compiler", "errors", "language", "plugin", "source", *VALUES},
    "testing": {"compiler", "errors", "language", "plugin", "source", "stages", *VALUES},
    "settings": {"errors", "escapes"},
    "configs": {"errors", "source"},
    "run": {"compiler", "configs", "errors", "escapes", "plugin", "runtime", "settings"},
    "embedded": {"configs", "errors", "jsontext", "run", "runtime", "settings"},
    "cli": {"configs", "embedded", "errors", "geoip", "plugin", "run", "settings"},
    "__main__": {"cli"},
    "__init__": set[str](),
}
KINDS = {"codecs", "filters", "inputs", "outputs"}


def parts(path: Path) -> list[str]:
    """The names below `pipeline` that lead to a file: ["filters", "json"]."""
    return list(path.relative_to(ROOT / "pipeline").with_suffix("").parts)


def imported(tree: ast.Module) -> Iterator[list[str]]:
    """What a module imports of ours, as names below `pipeline`; imports inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for module in modules:
            first, *rest = module.split(".")
            if first == "pipeline" and rest and rest != ["__version__"]:
                yield rest


def permitted(path: Path, target: list[str]) -> bool:
    """Whether a file may import a module or a name in it."""
    here = parts(path)
    if target[0] == here[0]:
        other_plugin = here[0] in KINDS and len(here) > 1 and target[1:2] != here[1:2]
        return not other_plugin
    return bool({target[0], ".".join(target[:2])} & MAY_IMPORT.get(here[0], set()))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a module, those in classes and in functions too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, source: list[str]) -> int:
    """The lines of a function that hold code: its docstring, comments and empty lines are free."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    lines = source[function.lineno - 1 : function.body[0].lineno - 1] + source[first.lineno - 1 : function.end_lineno]
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in lines)


def test_every_part_of_the_program_is_in_the_table():
    assert {parts(path)[0] for path in FILES} - set(MAY_IMPORT) == set()


def test_the_table_allows_no_circle():
    # an entry for one module alone says that the two parts do not follow each other as wholes
    open_parts = {name: {target for target in targets if "." not in target} for name, targets in MAY_IMPORT.items()}
    while leaves := {name for name, targets in open_parts.items() if not targets & set(open_parts)}:
        open_parts = {name: targets for name, targets in open_parts.items() if name not in leaves}
    assert open_parts == {}


def test_imports_follow_the_table():
    wrong = {
        f"{path.relative_to(ROOT)} imports pipeline.{'.'.join(target)}"
        for path in FILES
        for target in imported(ast.parse(path.read_bytes()))
        if not permitted(path, target)
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_no_file_is_too_long():
    lengths = {str(path.relative_to(ROOT)): len(path.read_bytes().splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_function_is_too_long():
    lengths = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": code_lines(
            function, path.read_text().splitlines()
        )
        for path in FILES
        for function in functions(ast.parse(path.read_bytes()))
    }
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_every_module_says_what_it_is():
    silent = [str(path.relative_to(ROOT)) for path in FILES if not ast.get_docstring(ast.parse(path.read_bytes()))]
    assert not silent, "\n".join(silent)


def test_tests_are_no_packages():
    assert list((ROOT / "tests").rglob("__init__.py")) == []
