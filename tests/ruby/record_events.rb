# Records what one-liners do to events: a line of JSON each, with the code, the event that goes in, and the one that
# comes out, its tags included.  The event is a stand-in with the methods that they use.
#
#   java -jar jruby-complete-9.4.13.0.jar record_events.rb one_liners.txt > one_liners.jsonl
#
# TZ=UTC.  one_liners.txt: code, a tab, the event as JSON.
$VERBOSE = nil
%w[json time date digest base64 uri ipaddr].each { |name| require name }

# What code calls "event": fields in a hash, with references such as [a][b].
class StandIn
  def initialize(data)
    @data = data
  end

  attr_reader :data

  def path(name)
    name.start_with?('[') ? name.scan(/\[([^\]]+)\]/).flatten : [name]
  end

  def get(name)
    value = path(name).inject(@data) { |at, key| at.is_a?(Hash) ? at[key] : nil }
    value.is_a?(Hash) || value.is_a?(Array) ? Marshal.load(Marshal.dump(value)) : value
  end

  def set(name, value)
    *parents, last = path(name)
    parents.inject(@data) { |at, key| at[key] ||= {} }[last] = value
  end

  def remove(name)
    *parents, last = path(name)
    parents.inject(@data) { |at, key| at[key] }.delete(last)
  end

  def to_hash
    Marshal.load(Marshal.dump(@data))
  end

  def tag(text)
    @data['tags'] = (@data['tags'] || []) | [text]
  end
end

puts JSON.generate('about' => "recorded by record_events.rb with JRuby #{JRUBY_VERSION} (Ruby #{RUBY_VERSION}), TZ=UTC")
File.foreach(ARGV[0], encoding: 'UTF-8', chomp: true) do |line|
  code, text = line.split("\t")
  event = StandIn.new(JSON.parse(text))
  begin
    eval(code, binding)
  rescue Exception
    event.tag('_rubyexception')
  end
  puts JSON.generate('code' => code, 'in' => JSON.parse(text), 'out' => event.data)
end
