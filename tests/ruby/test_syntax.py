"""The parser: any text gives a tree or a refusal with a place; what lies outside is refused with its reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ruby import Faulty, Piece, Refused, compile_program
from pipeline.ruby.parser import parse

# pieces from which code is put together
PIECES = [
    "event", ".get", ".set", "('a')", "x", "y = ", "1", "2.5", ":s", "'t'", '"a#{', "}", '"', "'", "[", "]", "{", "(", ")", "|a, b|", "do", "end",
    "if ", "unless ", "else", "elsif ", "while ", "case ", "when ", "begin", "rescue", "ensure", "=> e", "=>", "->", "&:up", "&.", "..", "...",
    "?", ":", ",", ";", "\n", " ", "+", "-", "*", "**", "/", "%", "%w[", "%q(", "<<", "<<~X\n", "X\n", "=", "==", "=~", "!", "&&", "||", "and ",
    "or ", "not ", "return ", "break", "next", "yield", "def f", "def f(a, *b, c: 1, **d, &e)", "nil", "true", "self", "@i", "@@c", "$1", "$g", "Time",
    "A::B", "::", "#", "=begin\n", "\\", "`", "lambda", "proc", ".each", ".map", "||=", "+=", "for a in ", "loop", "\0", "é", "0x", "1_", "1e", "?a",
]  # fmt: skip
code = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(max_examples=1500, deadline=None)
@given(code)
def test_any_text_gives_a_tree_or_a_refusal_with_its_place(text):
    fault = refusal(text)
    if fault is not None:
        assert 0 <= fault.start <= len(text)
        assert fault.start < fault.end <= len(text) + 1
        assert fault.message


def refusal(text):
    """Why a text is refused, None where it gives a tree."""
    try:
        parse(text, ("event",))
    except Refused as fault:
        return fault
    return None


@settings(max_examples=800, deadline=None)
@given(code)
def test_any_text_compiles_or_is_refused(text):
    for which, fault, span in refusals(text):
        assert which == span.source.name == "code"
        assert fault.message


def refusals(text):
    """Every fault of a text, with its place."""
    try:
        compile_program(Piece("code", "main", text, ("event", "new_event_block")))
    except Faulty as faulty:
        return list(faulty.told())
    return []


@pytest.mark.parametrize(
    "opening",
    ["(", "[", "{", "x.map { ", "if x; ", "-> { ", "!", "-", '"#{', "x ? ", "[[", "case x when ", "begin; ", "x = "],
)
def test_deep_nesting_is_refused(opening):
    for depth in (30, 100, 5000):
        try:
            compile_program(Piece("code", "main", opening * depth, ("x",)))
        except Faulty:
            continue


def test_nesting_that_ruby_code_has_is_none_of_it():
    deep = "if x\n" * 20 + "y = 1\n" + "end\n" * 20
    compile_program(Piece("code", "main", deep, ("x",)))


# what is refused: (code, the text at which it is, what the message says)
OUTSIDE = {
    "a file": ("File.read('x')", "File", "reaches no files"),
    "a file by open": ("open('x')", "open", "reaches no files"),
    "the network": ("Net::HTTP.get('x')", "Net::HTTP", "reaches no network"),
    "a command": ("`ls`", "`", "commands of the system"),
    "a command by a method": ("system('ls')", "system", "starts and ends no process"),
    "the end of the program": ("exit", "exit", "starts and ends no process"),
    "sleep": ("sleep 5", "sleep", "starts and ends no process"),
    "the environment": ("ENV['A']", "ENV", "can't be read here"),
    "eval": ("eval('1')", "eval", "has to stand in the code"),
    "send": ("event.send(:get, 'a')", "send", "has to stand in the code"),
    "instance_variable_get": ("event.instance_variable_get('@a')", "instance_variable_get", "has to stand in the code"),
    "const_get": ("Object.const_get('File')", "const_get", "has to stand in the code"),
    "a class": ("class A; end", "class", "classes of your own"),
    "a module": ("module A; end", "module", "modules of your own"),
    "class variables": ("@@a = 1", "@@a", "class variables"),
    "global variables": ("$a = 1", "$a", "global variables"),
    "threads": ("Thread.new { }", "Thread", "threads and locks"),
    "Java": ("Java::JavaLang::System.exit(1)", "Java::JavaLang::System", "has to stand in the code"),
    "java": ("java.lang.System.exit(1)", "java", "has to stand in the code"),
    "a library": ("require 'socket'", "'socket'", "can't be required"),
    "a library by a name that is made": ("require x", "x", "can't be required"),
    "the old event": ("event['a']", "event['a']", "use event.get"),
    "the old event, set": ("event['a'] = 1", "event['a']", "use event.set"),
    "the old event, added to": ("event['a'] += 1", "event['a']", "use event.get"),
    "a method that nothing has": ("x.upcaes", "upcaes", "no value here has a method"),
    "a method by a symbol": ("x.map(&:upcaes)", ":upcaes", "no value here has a method"),
    "a method of a class": ("Time.nwo", "nwo", 'has no method "nwo"'),
    "a class that is not there": ("Tiem.now", "Tiem", 'there is no "Tiem"'),
    "a variable that is not there": ("y + 1", "y", 'no variable or method "y"'),
    "too many arguments": ("x.upcase(1, 2, 3)", "upcase", "takes 0 arguments"),
    "too many for a method of the code": ("def f(a) a end\nf(1, 2)", "f", "takes 1 arguments, got 2"),
    "a block that is not taken": ("x.length { }", "length", "takes no block"),
    "no octal number": ("x + 08", "08", "octal"),
    "a regular expression": ("/(/", "/(/", "regular expression"),
    "a field": ("event.get('[a')", "'[a'", "is no field"),
    "pattern matching": ("case x\nin 1 then 2\nend", "in", "pattern matching"),
    "retry": ("begin; rescue; retry; end", "retry", "retry"),
    "a text of a list changed in place": ("x.each { |s| s.strip! }", "strip!", "in place"),
    "no end": ("if x", "x", "end of the code"),
    "no closing quote": ("y = 'abc", "'", "not closed"),
    "no closing parenthesis": ("x.foo(1", "1", 'expected ")"'),
    "two values": ("1 2", "2", "end of the statement"),
    "an operator without a value": ("1 + ", "", "expected a value"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), OUTSIDE.values(), ids=OUTSIDE)
def test_outside_is_refused_with_its_place(text, place, message):
    with pytest.raises(Faulty) as refused:
        compile_program(Piece("code", "main", text, ("event", "x")))
    found = [(span.text, fault.message) for _, fault, span in refused.value.told()]
    assert any(message in told for _, told in found), found
    assert any(place in (shown, "") for shown, _ in found), found


def test_a_slip_is_told_with_what_was_meant():
    with pytest.raises(Faulty) as refused:
        compile_program(Piece("code", "main", "x.upcaes; Tiem.now; Time.nwo; lop { }", ("x",)))
    hints = [hint for _, fault in refused.value.faults for hint in fault.hints]
    assert hints == ['did you mean "upcase"?', 'did you mean "Time"?', 'did you mean "now"?', 'did you mean "loop"?']


def test_the_way_out_is_named():
    with pytest.raises(Faulty) as refused:
        compile_program(Piece("code", "main", "class A; end"))
    assert 'python { path => "my_filter.py" }' in refused.value.faults[0][1].hints[0]
