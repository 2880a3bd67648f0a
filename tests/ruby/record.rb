# Records what Ruby makes of the expressions in a file, one a line: a line of JSON each, with what `inspect` says of the
# value, or the class and message of the exception.
#
#   java -jar jruby-complete-9.4.13.0.jar record.rb expressions.rb > expressions.jsonl
#
# TZ=UTC.  Expressions that give another result each time are no good here.
$VERBOSE = nil
require 'json'
require 'stringio'
require 'time'
require 'date'
require 'digest'
require 'base64'
require 'cgi'
require 'uri'
require 'ipaddr'
require 'bigdecimal'
require 'bigdecimal/util'
require 'securerandom'
require 'set'
require 'csv'

def result(code)
  { 'code' => code, 'is' => Object.new.instance_eval(code).inspect.encode('UTF-8', invalid: :replace, undef: :replace) }
rescue StandardError, ScriptError => e
  { 'code' => code, 'raises' => e.class.name, 'message' => e.message.to_s.lines.first.to_s.chomp }
end

out = $stdout.dup
out.puts JSON.generate('about' => "recorded by record.rb with JRuby #{JRUBY_VERSION} (Ruby #{RUBY_VERSION}), TZ=UTC")
File.foreach(ARGV[0], encoding: 'UTF-8', chomp: true) do |line|
  next if line.empty?

  $stdout = StringIO.new
  found = result(line)
  $stdout = out
  out.puts JSON.generate(found)
end
