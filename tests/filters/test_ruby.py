"""Filter `ruby`: what code does to events, what is refused, and what stops code that goes on for ever."""

import json

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.ruby import RubyFilter
from pipeline.plugin import Context
from pipeline.stages import chain
from pipeline.testing import check_config, config_warnings, run_config, run_filter

FAILED = {"tags": ["_rubyexception"]}


def ruby(code, event, more=""):
    """One event through a filter with this code, in quotes that suit it."""
    quote = "'" if "'" not in code else '"'
    return run_filter(f"ruby {{ code => {quote}{code}{quote} {more} }}", event)


# what it shows: (code, the event that goes in, what the filter adds or changes)
CASES = {
    "set and get": ("event.set('b', event.get('a') + 1)", {"a": 1}, {"b": 2}),
    "nested fields": ("event.set('[x][y]', event.get('[a][b]'))", {"a": {"b": "c"}}, {"x": {"y": "c"}}),
    "a field that is not there": ("event.set('b', event.get('nope'))", {"a": 1}, {"b": None}),
    "include? tells null from absent": ("event.set('b', [event.include?('a'), event.include?('c')])", {"a": None}, {"b": [True, False]}),
    "a float stays one": ("event.set('b', event.get('a') / 2)", {"a": 3.0}, {"b": 1.5}),
    "whole numbers are rounded down": ("event.set('b', event.get('a') / 2)", {"a": -3}, {"b": -2}),
    "tags once": ("event.tag('x'); event.tag('x')", {}, {"tags": ["x"]}),
    "symbols become texts": ("event.set('b', {k: :v})", {}, {"b": {"k": "v"}}),
    "keys become texts": ("event.set('b', {1 => 2, nil => 3})", {}, {"b": {"1": 2, "": 3}}),
    "a time becomes a timestamp": ("event.set('b', Time.at(0))", {}, {"b": "1970-01-01T00:00:00.000Z"}),
    "the time of the event": ("event.set('b', event.get('@timestamp').to_i)", {"@timestamp": "2024-05-06T07:08:09Z"}, {"@timestamp": "2024-05-06T07:08:09.000Z", "b": 1714979289}),
    "a new time": ("event.set('@timestamp', LogStash::Timestamp.new('2024-01-01T00:00:00Z'))", {"@timestamp": "2024-05-06T07:08:09Z"}, {"@timestamp": "2024-01-01T00:00:00.000Z"}),
    "a time later is a Time": ("event.set('b', event.get('@timestamp') + 1.5)", {"@timestamp": "2024-05-06T07:08:09.000Z"}, {"b": "2024-05-06T07:08:10.500Z"}),
    "which is no timestamp": ("event.set('@timestamp', event.get('@timestamp') + 1)", {"@timestamp": "2024-05-06T07:08:09.000Z"}, FAILED),
    "how long between": ("event.set('b', event.get('@timestamp') - LogStash::Timestamp.at(1714979280))", {"@timestamp": "2024-05-06T07:08:09.000Z"}, {"b": 9.0}),
    "a Time is no timestamp": ("event.set('@timestamp', Time.at(0))", {"@timestamp": "2024-05-06T07:08:09.000Z"}, FAILED),
    "tags take texts": ("event.set('tags', 5)", {"tags": ["a"]}, {"tags": ["a", "_rubyexception"]}),
    "below a text": ("event.set('[a][b]', 1)", {"a": "x"}, FAILED),
    "what an event can't keep": ("event.set('b', 1..2)", {}, FAILED),
    "metadata": ("event.set('[@metadata][a]', 1); event.set('b', event.get('[@metadata][a]'))", {}, {"b": 1}),
    "sprintf": ("event.set('b', event.sprintf('%{a}-%{[c][d]}'))", {"a": 1, "c": {"d": 2}}, {"b": "1-2"}),
    "to_hash is a copy": ("event.to_hash['a'] = 5", {"a": 1}, {}),
    "a list that was got is a copy": ("event.get('a') << 2", {"a": [1]}, {}),
    "a text that was got is the event's own": ("event.get('a').upcase!", {"a": "x"}, {"a": "X"}),
    "so it is through a variable": ("x = event.get('a'); x.gsub!(/x/, 'y'); x << 'z'", {"a": "x"}, {"a": "yz"}),
    "not once it was set": ("x = event.get('a'); event.set('a', 'q'); x << 'z'", {"a": "x"}, {"a": "q"}),
    "to_json": ("event.set('b', JSON.parse(event.to_json)['a'])", {"a": [1]}, {"b": [1]}),
    "an exception": ("event.set('b', 1); nil.upcase; event.set('c', 1)", {"a": 1}, {"b": 1, **FAILED}),
    "an exception of the code's own": ("raise 'no'", {"a": 1}, FAILED),
    "a rescue": ("begin; Integer('x'); rescue ArgumentError => e; event.set('b', e.message); end", {}, {"b": 'invalid value for Integer(): "x"'}),
    "instance variables stay": ("@a = 1; event.set('b', @a)", {}, {"b": 1}),
    "each pair": ("event.get('a').each { |k, v| event.set(k, v) }", {"a": {"x": 1, "y": [2]}}, {"x": 1, "y": [2]}),
    "return ends it": ("return if event.get('a'); event.set('b', 1)", {"a": 1}, {}),
    "next ends it too": ("next if event.get('a'); event.set('b', 1)", {"a": 1}, {}),
    "methods": ("def twice(x) x * 2 end\nevent.set('b', twice(event.get('a')))", {"a": 4}, {"b": 8}),
    "uncancel": ("event.cancel; event.uncancel", {"a": 1}, {}),
    "append": ("event.append(LogStash::Event.new('a' => 2, 'b' => 3))", {"a": 1, "@version": "1"}, {"a": [1, 2], "b": 3}),
    "append to null": ("event.append(LogStash::Event.new('a' => {'x' => 1}))", {"a": None}, {"a": {"x": 1}}),
    "overwrite": ("event.overwrite(LogStash::Event.new('b' => 1))", {"a": 1}, {"a": None, "b": 1}),
    "the old way to say that it matched": ("filter_matched(event)", {}, {}),
    "a log line": ("logger.info('x', 'k' => 1); puts 'y'", {}, {}),
}  # fmt: skip


@pytest.mark.parametrize(("code", "event", "change"), CASES.values(), ids=CASES)
def test_event(code, event, change):
    found = ruby(code, event)
    assert {key: found.get(key) for key in {*event, *change, "tags"}} == {"tags": None, **event, **change}


def test_a_cancelled_event_is_dropped():
    assert ruby("event.cancel if event.get('a') > 1", {"a": 2}) is None
    assert ruby("event.cancel if event.get('a') > 1", {"a": 1}) == {"a": 1}


def events_of(options, *events, context=""):
    found = run_config(f"filter {{ ruby {{ {options} }} {context} }}", [json.dumps(event) for event in events])
    return [{key: value for key, value in one.items() if key[0] != "@"} for one in found]


def test_new_events_follow_the_event_without_its_common_options():
    options = """code => "new_event_block.call(LogStash::Event.new('n' => 1)); event.set('o', 1)" add_tag => ["t"]"""
    assert events_of(options, {"a": 1}) == [{"a": 1, "o": 1, "tags": ["t"]}, {"n": 1}]


def test_an_event_replaced_by_its_clone():
    options = """code => "new_event_block.call(event.clone); event.cancel" add_tag => ["t"]"""
    assert events_of(options, {"a": {"b": 1}}) == [{"a": {"b": 1}}]


def test_the_tag_and_the_message():
    options = """code => "raise ArgumentError, 'bad'" tag_on_exception => "oops" tag_with_exception_message => true
        add_tag => ["never"]"""
    assert events_of(options, {}) == [{"tags": ["oops: bad", "oops"]}]


def test_init_runs_once_and_shares_variables_methods_and_constants():
    options = """init => "@count = 10; LIMIT = 2; def more(x) x + LIMIT end" code => "event.set('n', @count = more(@count))" """
    assert events_of(options, {}, {}) == [{"n": 12}, {"n": 14}]


SCRIPT = """
# what the filter is given
def register(params)
  @by = params["by"].to_i
end

def filter(event)
  return [] if event.get("drop")
  return nil if event.get("wrong")
  return [event, 5] if event.get("mixed")
  copies = (1..event.get("n")).map { |i| e = event.clone; e.set("i", i * @by); e }
  [event] + copies
end

test "two copies" do
  parameters { { "by" => 3 } }
  in_event { { "n" => 2 } }
  expect("three events") { |events| events.size == 3 }
end
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "copies.rb"
    path.write_text(SCRIPT)
    return f'path => "{path}" script_params => {{ "by" => 3 }}'


def test_a_script(script):
    found = events_of(f'{script} add_tag => ["t"]', {"n": 2})
    assert found == [{"n": 2, "tags": ["t"]}, {"n": 2, "i": 3}, {"n": 2, "i": 6}]


def test_a_script_drops_what_it_does_not_give_back(script):
    assert events_of(script, {"drop": True}) == []


def test_a_script_that_gives_back_something_else(script):
    assert events_of(script, {"wrong": 1}, {"mixed": 1}) == [{"wrong": 1, **FAILED}, {"mixed": 1, **FAILED}]


def test_faults_of_a_script_have_their_place_in_it(tmp_path):
    path = tmp_path / "bad.rb"
    path.write_text("def filter(event)\n  event.get('x').nonsense\nend\n")
    with pytest.raises(ConfigError) as refused:
        check_config(f'filter {{ ruby {{ path => "{path}" }} }}')
    assert f'{path}:2:18: filter "ruby", option "path"' in str(refused.value)
    assert "event.get('x').nonsense" in str(refused.value)


def test_a_script_without_filter(tmp_path):
    path = tmp_path / "none.rb"
    path.write_text("def register(params)\nend\n")
    with pytest.raises(ConfigError, match='no method "filter"'):
        check_config(f'filter {{ ruby {{ path => "{path}" }} }}')


def test_a_script_that_is_not_there_is_only_warned_of_when_checked(tmp_path):
    config = f'filter {{ ruby {{ path => "{tmp_path}/none.rb" }} }}'
    assert any("there is no file" in warning.message for warning in config_warnings(config))
    with pytest.raises(ConfigError, match="can't read"):
        run_config(config, ["{}"])


def test_a_quote_with_a_backslash_is_explained():
    with pytest.raises(ConfigError) as refused:
        check_config(r"""filter { ruby { code => "event.set(\"a\", 1)" } }""")
    assert "put the code in the other kind of quotes" in str(refused.value)


# what is wrong: (the options, what the message says)
REFUSED = {
    "neither": ("", 'needs the option "code" or "path"'),
    "both": ("code => '1' path => 'x.rb'", "can't be used together"),
    "no Ruby": ("code => 'if'", "expected a value, got the end of the code"),
    "start-up code that fails": ("init => 'raise \"why\"' code => '1'", "starting it failed: RuntimeError: why"),
    "start-up code that does not end": ("init => 'loop { }' code => '1'", "starting it failed: it took more than"),
    "both pieces of code": ("init => '1 +' code => '1 +'", 'option "init": expected a value'),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        check_config(f"filter {{ ruby {{ {options} }} }}")
    assert message in str(refused.value)


def test_all_faults_are_told_at_once_with_line_and_caret():
    config = """filter {
  ruby {
    code => '
      event["x"] = 1
      event.get("a").upcse
    '
  }
}"""
    with pytest.raises(ConfigError) as refused:
        check_config(config)
    assert (
        str(refused.value)
        == """\
config:4:7: filter "ruby", option "code": an event has no []= since Logstash 5, use event.set
   4 |       event["x"] = 1
     |       ^^^^^^^^^^
     = write: event.set("field", value)

config:5:22: filter "ruby", option "code": no value here has a method "upcse"
   5 |       event.get("a").upcse
     |                      ^^^^^
     = did you mean "upcase"?"""
    )


def test_faults_of_a_filter_made_in_python_have_a_place_too():
    with pytest.raises(ConfigError) as refused:
        RubyFilter(code="event.get('a').upcse")
    assert str(refused.value).startswith('code:1:16: filter "ruby": option "code": no value here has a method "upcse"')


# what would go on for ever or fill the memory
ENDLESS = {
    "a loop": "while true; end",
    "a loop that does something": "i = 0; loop { i += 1; event.set(%q(i), i) }",
    "a loop in a rescue": "begin; loop { }; rescue Exception; loop { }; ensure; 1; end",
    "a range": "(1..10**12).each { |i| i }",
    "a range without end": "(1..).each { |i| i }",
    "times": "(10**15).times { |i| i }",
    "a step": "1.step(10**12) { |i| i }",
    "a list that grows": "a = [1]; a.each { |x| a << x; a.concat(a) }; loop { a.concat(a) }",
    "a repeated text": "'x' * 10**9",
    "a padded text": "'x'.ljust(10**9)",
    "a format": "'%1000000000d' % 5",
    "a text that doubles": "s = 'abcdefgh'; 60.times { s = s + s }",
    "a text that doubles in quotes": 's = %q(abcdefgh); 60.times { s = "#{s}#{s}" }',
    "a text that grows in place": "s = 'abcdefgh'; 60.times { s << s }",
    "a text that gsub makes": "s = 'aaaaaaaa'; 20.times { s = s.gsub('a', 'aaaaaaaaaa') }",
    "many large texts": "a = []; loop { a << 'x' * 1_000_000 }",
    "a power": "2 ** 10**9",
    "a shift": "1 << 10**9",
    "products": "x = 3; 60.times { x = x * x }",
    "a list of lists": "a = [1] * 10**9",
    "a product of lists": "a = (1..1000).to_a; a.product(a, a)",
    "permutations": "(1..30).to_a.permutation(15).to_a",
    "a list put far away": "a = []; a[10**9] = 1",
    "methods without end": "def f(x) f(x + 1) end\nf(1)",
    "a list in itself": "a = []; a << a; event.set('a', a)",
    "a list in itself, flattened": "a = []; a << a; a.flatten",
    "a list in itself, joined": "a = []; a << a; a.join",
    "a list in itself, shown": "a = []; a << a; a.inspect",
    "a list in itself, as JSON": "a = []; a << a; a.to_json",
    "a hash in itself": "h = {}; h[:h] = h; event.set('h', h)",
    "slow pattern": "('a' * 40) =~ /^(a+)+$/ ? 1 : raise('no'); ('a' * 40 + 'b') =~ /^(a+)+$/; raise 'done'",
}


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS)
def test_code_without_end_ends(code):
    event = RubyFilter(Context(), code=code)
    (found,) = chain(event)([{"a": 1}])
    assert found["tags"] == ["_rubyexception"]
    assert found["a"] == 1


def test_combinations_of_more_than_there_is_need_no_room():
    assert ruby("event.set('b', [[1, 2].combination(10**9).to_a, [1, 2].permutation(10**9).to_a])", {})["b"] == [[], []]


def test_the_reason_is_reported_with_its_line_and_without_what_the_event_holds():
    reasons = []
    context = Context(report=lambda plugin, reason: reasons.append(str(reason)))
    chain(RubyFilter(context, code="x = 1\nInteger(event.get('secret'))"))([{"secret": "abc"}])
    chain(RubyFilter(context, code="loop { }"))([{}])
    assert reasons[0] == "ArgumentError in code, line 2"
    assert reasons[1].startswith("it took more than 1,000,000 steps for one event in code, line 1")


def test_the_clock_is_the_one_of_the_pipeline():
    context = Context(clock=lambda: 1_700_000_000_000_000_000)
    (event,) = chain(RubyFilter(context, code="event.set('t', Time.now.to_i)"))([{}])
    assert event["t"] == 1_700_000_000
