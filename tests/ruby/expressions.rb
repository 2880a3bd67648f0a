"Hello World".upcase
"hello".capitalize
"HELLO World".swapcase
"  hi \n\t".strip
"  hi  ".lstrip
"\0 hi \0".strip
"xxhixx".delete("x")
"hello world".squeeze("l")
"aaabbb".squeeze
"hello".count("lo")
"hello".count("a-y", "^e")
"hello".tr('el', 'ip')
"hello".tr('a-y', 'b-z')
"hello".tr('^l', '*')
"a-b_c".tr('-_', '  ')
"aabbcc".tr_s('ab', 'x')
"hello world foo".split
"a,b,,c,,".split(",")
"a,b,,c,,".split(",", -1)
"a,b,c,d".split(",", 2)
" a  b c ".split(" ")
"abc".split("")
"a1b2c3".split(/\d/)
"a1b2c3".split(/(\d)/)
"a, b;c".split(/[,;]\s*/)
"".split(",")
"k=v=w".split("=", 2)
"hello".sub("l", "L")
"hello".gsub("l", "L")
"hello".gsub(/[el]/) { |m| m.upcase }
"hello".gsub(/l/, "l" => "1")
"hello".gsub(/(h)(e)/, '\2\1')
"hello".gsub(/(?<x>l)/, '<\k<x>>')
"John Smith".sub(/(\w+) (\w+)/, '\2, \1')
"a.b.c".gsub(".", "_")
"hello".gsub(/x*/, "-")
"path/to/file".gsub("/", "\\")
"abc".gsub(/b/) { $&.upcase + $~[0] }
"2021-03-04".gsub(/(\d+)-(\d+)/) { "#{$2}/#{$1}" }
"hello world".scan(/o/)
"a1b22".scan(/([a-z])(\d+)/)
"a,b;c".scan(/[a-z]/) { |m| m }
"test123abc"[/\d+/]
"test123abc"[/([a-z]+)(\d+)/, 2]
"k=v"[/(?<key>\w+)=(?<val>\w+)/, "val"]
"hello"[0]
"hello"[-1]
"hello"[1..3]
"hello"[1...-1]
"hello"[10]
"hello"[1, 2]
"hello"[5, 2]
"hello"[6, 2]
"hello"["ell"]
"hello"["xyz"]
"hello"[2..]
"hello"[..2]
"hello".slice(0, 2)
"hello".index("l")
"hello".index("l", 3)
"hello".rindex("l")
"hello".index(/l+/)
"hello".index("z")
"hello".partition("l")
"hello".rpartition("l")
"a=b=c".partition("=")
"hello".partition("z")
"a:b".partition(/:/)
"hello".start_with?("he", "x")
"hello".start_with?(/h./)
"hello".end_with?("lo")
"hello".include?("ell")
"hello".reverse
"hello".length
"héllo".bytesize
"héllo".bytes.length
"hello".chars
"abc".each_char.to_a
"abc".bytes
"a\nb\n".lines
"a\nb\n".each_line.map { |l| l.chomp }
"hello\n".chomp
"hello\r\n".chomp
"hello".chomp("lo")
"hello".chop
"abc".ord
"abc".sum
97.chr
"abc".succ
"az".next
"zz99".succ
"a9".succ
"Zz".succ
"5".rjust(3, "0")
"5".ljust(3, "ab")
"5".center(5, "*")
"ab" * 3
"a" + "b"
"%05d" % 42
"%.2f" % 3.14159
"%s and %s" % ["a", "b"]
"%-10s|" % "hi"
"%+d" % 5
"%x" % 255
"%08b" % 37
"%o" % 8
"%e" % 12345.678
"%10.3f|" % 3.14159
"%%" % []
"%c" % 65
"%s" % nil
"%p" % [nil]
"%d" % 3.99
"%d" % "12"
"%<a>d-%{b}" % {a: 1, b: 2}
"%s" % :sym
"%5s|%-5s|" % [1, 2]
"%x" % -255
"%#x" % 255
"%g" % 1e10
"%g" % 0.0001
"%.3g" % 1234.5
"%05.1f" % 2.345
"%03d:%02d" % [5, 7]
format("%.3f", 2.0)
sprintf("%d%%", 50)
"abc" <=> "abd"
"abc" == "abc"
"abc".eql?("abc")
"a".casecmp("A")
"a".casecmp?("A")
"abc" =~ /b/
"abc" !~ /z/
"abc".match(/b/).to_s
"abc".match?(/b/)
"abc".match(/(?<x>b)/)[:x]
"abc".match(/(?<x>b)/)["x"]
"abc".match(/(b)(c)/).captures
"abc".match(/(?<x>b)/).named_captures
"abc".match(/z/)
"abc".match(/(a)(z)?/).to_a
"abc".match(/b/).pre_match
"abc".match(/b/).post_match
"foobar".match(/o+/).begin(0)
"12abc".to_i
"abc".to_i
"0x1f".hex
"1f".hex
"ff".to_i(16)
"1010".to_i(2)
"0b11".to_i(2)
"z".to_i(36)
"1_000".to_i
"  42  ".to_i
"-7".to_i
"3.7".to_i
"3.7abc".to_f
"abc".to_f
".5".to_f
"1e3".to_f
"1_000.5".to_f
"12".to_r
"017".oct
Integer("42")
Integer("0x1F", 16)
Integer("abc")
Integer("010")
Integer(nil)
Integer("3.5")
Integer(3.99)
Integer("  42  ")
Integer("42", exception: false)
Integer("x", exception: false)
Float("3.5")
Float("abc")
Float("")
Float("1e5")
Float("x", exception: false)
String(12)
Array(nil)
Array([1])
Array("a")
Array(1..3)
Array({a: 1})
"abc".to_sym
:abc.to_s
:abc.to_proc.call("x") rescue "no"
:abc <=> :abd
:a == "a"
:abc.length
:abc.upcase
%w[a b c]
%i[a b]
%q(it's)
%Q(a #{1 + 1})
'single #{x} \n'
"tab\tnew\nline"
"\u00e9"
"\e[0m"
"a" "b"
"abc".hash == "abc".hash
"abc".unpack("C*")
"abc".unpack1("H*")
["616263"].pack("H*")
[1, 2].pack("C*")
[65, 66].pack("U*")
["abc"].pack("m")
["abc"].pack("m0")
"YWJj".unpack1("m")
[1].pack("N")
"\x00\x00\x00\x01".unpack("N")
[1].pack("n").unpack("C*")
"abc".unpack("a1 a1 a1")
"abc".unpack("B8")
"abcd".unpack("A2 A2")
"héllo".encode("UTF-8")
"héllo".encode("ASCII", invalid: :replace, undef: :replace, replace: "?")
"héllo".encode("ASCII", undef: :replace, replace: "")
"héllo".force_encoding("UTF-8").valid_encoding?
"héllo".ascii_only?
"abc".ascii_only?
"abc\xff".valid_encoding?
"abc\xffdef".scrub("?")
"hello world".delete_prefix("hello ")
"hello world".delete_suffix(" world")
"hello".insert(2, "XX")
"hello".prepend("a ")
"abc".replace("x")
"hello" "world"
"abc".between?("abb", "abd")
"abc".frozen?
"title case".split.map(&:capitalize).join(" ")
"CamelCase".gsub(/([A-Z])/) { "_" + $1.downcase }.sub(/^_/, "")
"a-b-c".split("-").each_with_index.map { |x, i| "#{i}#{x}" }
"hello world".each_char.select { |c| "aeiou".include?(c) }.join
"abc".each_char.with_index.map { |c, i| c * i }
"snake_case_word".split("_").map.with_index { |w, i| i.zero? ? w : w.capitalize }.join
"hello"*0
"abc".upto("abe").to_a rescue "none"
"%s" % [[1, 2]]
"a%b" % []
"%z" % 1
"x".ljust(-1)
"é".upcase
"straße".upcase
"ÀÉ".downcase
"x\ty".inspect
"quote\"d".inspect
'#{x}'.inspect
"\x01\x7f".inspect
"é".inspect
"\u200b".inspect
"a\\b".inspect
nil.to_s
nil.to_a
nil.to_i
nil.inspect
nil & true
nil.to_h
true & false
true ^ true
true.to_s
false | true
1 + 1
7 / 2
-7 / 2
7 % 3
-7 % 3
7.0 / 2
7.fdiv(2)
2 ** 10
2 ** -1
2 ** 0.5
10.divmod(3)
-7.divmod(2)
7.5.divmod(2)
1 / 0
1.0 / 0
-1.0 / 0
0.0 / 0
1 % 0
3.7.to_i
-3.7.to_i
3.7.round
3.2.ceil
3.7.floor
-3.5.round
2.5.round
3.5.round
2.5.round(half: :even)
3.14159.round(2)
1234.567.round(-2)
1234.round(-2)
1250.round(-2)
1.005.round(2)
2.675.round(2)
0.1 + 0.2
1e20
1e15
1e16
123456789.123456789
1.0
1e-5
1e100
100.0.to_s
1.23e-7
1e22.to_i
10.0.to_i
1.5.to_r
0.5.rationalize
3.14.truncate
-3.99.truncate
3.999.floor(2)
3.111.ceil(2)
5.clamp(1, 3)
5.clamp(..3)
5.between?(1, 10)
5.even?
5.odd?
0.zero?
5.positive?
-5.abs
5.pred
5.succ
255.to_s(2)
255.to_s(16)
10.digits
10.gcd(4)
10.lcm(4)
5.0.nan?
(0.0/0).nan?
(1.0/0).infinite?
1 <=> 2
1 <=> "a"
1 == 1.0
1.eql?(1.0)
1.equal?(1)
5 & 3
5 | 3
5 ^ 3
~5
1 << 10
1024 >> 3
5[0]
-1 >> 1
1_000_000
0xff
0b101
0o17
017
1e3
3.zero?
10.pow(3)
10.pow(3, 7)
Float::INFINITY
Float::MAX
Float::EPSILON
1.0.to_s
1.10.to_s
100000000000000000.0
12345678901234567890
12345678901234567890 + 1
99999999999 * 99999999999
4.2 % 0.1
-4.2 % 3
1.1 - 1.0
Integer.sqrt(17)
Math.sqrt(16)
Math.log10(1000)
Math.log(8, 2)
Math::PI
Math.sqrt(-1)
1 + nil
1 + "a"
"a" + 1
nil + 1
[1] + nil
"5" * "5"
nil.upcase
1.upcase
"a".foo
{}.foo
[1, 2].first.foo
1 < nil
1 < "a"
"a" < 1
[3, "a"].sort
[3, nil].max
[1, 2, 3].sum
[0.1, 0.2, 0.3].sum
[0.1, 0.2, 0.3].inject(:+)
[1, 2.5].sum
["a", "b"].sum("")
[[1], [2]].sum([])
[1, 2, 3].inject { |a, b| a * b }
[1, 2, 3].inject(10) { |a, b| a + b }
[1, 2, 3].reduce(1, :*)
[].inject(:+)
[].sum
[].max
[3, 1, 2].sort
[3, 1, 2].sort { |a, b| b <=> a }
%w[bb a ccc].sort_by { |x| x.length }
%w[bb a ccc].sort_by { |x| [-x.length, x] }
%w[bb a ccc].max_by(&:length)
%w[bb a ccc].min_by(&:length)
[3, 1, 2].max(2)
[3, 1, 2].min
[3, 1, 2].minmax
[1, 2, 3, 4].partition(&:even?)
[1, 2, 3, 4].group_by { |x| x % 2 }
%w[a b a].tally
[1, 2, 3, 4].each_slice(2).to_a
[1, 2, 3, 4].each_slice(3).map(&:sum)
[1, 2, 3].each_cons(2).to_a
[1, 2, 3].zip([4, 5, 6])
[1, 2].zip([3], [4, 5])
[[1, 2], [3, 4]].to_h
[1, 2].to_h { |x| [x, x * 2] }
[1, 2].to_h
[[1, 2], [3, 4]].transpose
[1, [2, [3, [4]]]].flatten
[1, [2, [3, [4]]]].flatten(1)
[1, nil, 2, nil].compact
[1, 2, 1, 3].uniq
[[1], [1], [2]].uniq
[{"a" => 1}, {"a" => 1}].uniq
[1, 2, 3, 4].uniq { |x| x % 2 }
[1, 1.0].uniq
[1, 2, 3].reverse
[1, 2, 3].rotate
[1, 2, 3].first
[1, 2, 3].first(2)
[1, 2, 3].last
[1, 2, 3].last(2)
[].first
[1, 2, 3].take(2)
[1, 2, 3].drop(1)
[1, 2, 3, 1].take_while { |x| x < 3 }
[1, 2, 3, 1].drop_while { |x| x < 3 }
[1, 2, 3][1]
[1, 2, 3][-1]
[1, 2, 3][5]
[1, 2, 3][1..]
[1, 2, 3][0, 2]
[1, 2, 3][3..]
[1, 2, 3][4..]
[1, 2, 3].at(1)
[1, 2, 3].dig(0)
[[1, [2]]].dig(0, 1, 0)
[1, 2, 3].values_at(0, 2, 5)
[1, 2, 3].fetch(1)
[1, 2, 3].fetch(10)
[1, 2, 3].fetch(10, :x)
[1, 2, 3].fetch(10) { |i| i * 2 }
[1, 2, 3].include?(2)
[1, 2, 3].index(2)
[1, 2, 3].find_index { |x| x > 1 }
[1, 2, 3].count
[1, 2, 1].count(1)
[1, 2, 3].count(&:odd?)
[1, 2, 3].find { |x| x > 1 }
[1, 2, 3].detect { |x| x > 5 }
[1, 2, 3].select(&:odd?)
[1, 2, 3].reject(&:odd?)
[1, 2, 3].filter_map { |x| x * 2 if x > 1 }
[1, 2, 3].map { |x| x * 2 }
[1, 2, 3].flat_map { |x| [x, x] }
[1, 2, 3].each_with_index.map { |x, i| x * i }
[1, 2, 3].map.with_index(1) { |x, i| [i, x] }
[1, 2, 3].each_with_object([]) { |x, acc| acc << x * 2 }
[1, 2, 3].each_with_object({}) { |x, h| h[x] = x * x }
[1, 2, 3].any? { |x| x > 2 }
[1, 2, 3].all?(Integer)
[1, 2, 3].none?
[nil, 1].one?
[].any?
[nil].any?
[].all?
[1, 2, 3].join("-")
[1, [2, [nil, 3]]].join(",")
["a", :b, 1.5, nil].join
[1, 2] + [3]
[1, 2, 2, 3] - [2]
[1, 2] & [2, 3]
[1, 2] | [2, 3]
[1, 2] * 2
[1, 2] * ","
[1, 2] <=> [1, 3]
[1, 2] == [1, 2]
[1, 2] == [1.0, 2.0]
[1, 2, 3].push(4)
[1, 2] << 3
[1, 2].unshift(0)
[1, 2, 3].insert(1, :x)
[3, 1].concat([2])
a = [1, 2, 3]; a.pop; a
a = [1, 2, 3]; a.shift; a
a = [1, 2, 3, 2]; a.delete(2); a
a = [1, 2, 3]; a.delete_at(1); a
a = [1, 2, 3]; a.delete_if { |x| x > 1 }; a
a = [1, 2, 3]; a.map! { |x| x * 2 }; a
a = [1, nil]; a.compact!; a
a = [1]; a.compact!
a = [2, 1]; a.sort!; a
a = [1, 1]; a.uniq!
a = [1, 2]; a[5] = 3; a
a = [1, 2, 3]; a[0..1] = [9]; a
a = [1, 2, 3]; a[-1] = 9; a
a = [1, 2, 3]; a.slice!(0, 2); a
a = [1, 2, 3]; b = a; b << 4; a
a = [1, 2, 3]; b = a.dup; b << 4; a
[1, 2, 3].product([4, 5])
[1, 2, 3].combination(2).to_a
[1, 2, 3].each_index.to_a
[1, 2, 3].cycle.first(5) rescue "no"
[3, 5, 2].each_with_index.max
[3, 5, 2].each_with_index.min_by { |x, i| x }
[["a", 1], ["b", 2]].map { |k, v| "#{k}#{v}" }
[["a", 1], ["b", 2]].each_with_object({}) { |(k, v), h| h[k] = v }
[[1, [2, 3]]].map { |a, (b, c)| a + b + c }
[1, 2, 3, 4, 5].each_slice(2).map(&:first)
[1, 2, 4, 5, 7].slice_when { |a, b| b != a + 1 }.to_a
[1, 2, 4, 5, 7].chunk_while { |a, b| b == a + 1 }.map(&:size)
[0.5, 1, "a", :b, nil, true, 1..2, {a: 1}].inspect
[1, 2, 3].to_s
["a"].to_s
[1, 2, 3].sum { |x| x * 2.0 }
[1, 2, 3].inspect
["x", "y"].each_with_index.to_h
[3, 1, 2].sort.reverse
[1, 2, 3].reverse_each.map { |x| x }
Array.new(3, 0)
Array.new(3) { |i| i * i }
[nil, 1, false].compact
[1, "1", :a].map(&:to_s)
[1, 2, 3].each { |x| x }
["b", "a"].min
[[2, "b"], [1, "a"]].sort
[[2, "b"], [1, "a"]].min
{"a" => 1}
{a: 1, "b": 2, "c" => nil, 1 => [1], nil => 2}
{"a" => 1, b: 2}.to_s
{a: 1}[:a]
{a: 1}["a"]
{"a" => {"b" => 1}}.dig("a", "b")
{"a" => {"b" => 1}}.dig("a", "x", "y")
{"a" => 1}.fetch("b")
{"a" => 1}.fetch("b", 2)
{"a" => 1}.fetch("b") { |k| k * 2 }
{"a" => 1}.key?("a")
{"a" => 1}.value?(1)
{"a" => 1}.key(1)
{"a" => 1, "b" => 2}.keys
{"a" => 1, "b" => 2}.values
{"a" => 1, "b" => 2}.length
{"a" => 1}.merge({"b" => 2})
{"a" => 1}.merge({"a" => 2}) { |k, o, n| o + n }
{"a" => 1, "b" => 2}.select { |k, v| v > 1 }
{"a" => 1, "b" => 2}.reject { |k, v| v > 1 }
{"a" => 1, "b" => 2}.map { |k, v| [k, v * 2] }.to_h
{"a" => 1, "b" => 2}.map { |k, v| "#{k}=#{v}" }.join("&")
{"a" => 1, "b" => 2}.to_a
{"a" => 1, "b" => 2}.transform_values { |v| v * 10 }
{"a" => 1}.transform_keys(&:to_sym)
{"a" => 1}.transform_values(&:to_s)
{"a" => 1, "b" => 2}.min_by { |k, v| v }
{"a" => 1, "b" => 2}.max_by { |k, v| v }
{"b" => 1, "a" => 2}.sort
{"b" => 1, "a" => 2}.sort_by { |k, v| v }
{"b" => 1, "a" => 2}.sort_by { |k, v| -v }.first
{"a" => 1, "b" => 2}.sum { |k, v| v }
{"a" => 1, "b" => 2}.find { |k, v| v == 2 }
{"a" => 1, "b" => 2}.any? { |k, v| v > 1 }
{"a" => 1, "b" => 2}.all? { |k, v| v > 1 }
{"a" => 1, "b" => 2}.count { |k, v| v > 1 }
{"a" => 1, "b" => 2}.partition { |k, v| v > 1 }
{"a" => 1, "b" => 2}.group_by { |k, v| v.odd? }
{"a" => 1, "b" => 2}.each_with_index.map { |(k, v), i| [k, v, i] }
{"a" => 1, "b" => 2}.each_with_object([]) { |(k, v), acc| acc << k << v }
{"a" => 1, "b" => 2}.reduce(0) { |s, (k, v)| s + v }
{"a" => 1, "b" => 2}.inject { |x, y| x + y }
{"a" => 1, "b" => 2}.invert
{"a" => 1, "b" => 2}.first
{"a" => 1, "b" => 2}.first(1)
{"a" => 1, "b" => nil}.compact
{"a" => 1}.empty?
{"a" => 1}.to_h { |k, v| [v, k] }
{"a" => 1, "b" => 2}.slice("a")
{"a" => 1, "b" => 2}.except("a")
{"a" => 1, "b" => 2}.filter_map { |k, v| k if v > 1 }
{"a" => 1, "b" => 2}.flat_map { |k, v| [k] * v }
{"a" => 1}.values_at("a", "z")
{"a" => 1} == {"a" => 1.0}
{"a" => 1}.include?("a")
{[1, 2] => 3}[[1, 2]]
{"a" => [1, 2]}.map { |k, v| v.sum }
{"a" => 1}.each { |k, v| k }
{"a" => 1}.each_pair { |k, v| k }
h = {"a" => 1}; h.delete("a"); h
h = {"a" => 1}; h.delete("z")
h = {"a" => 1}; h["b"] = 2; h
h = {"a" => 1}; h.merge!({"b" => 2}); h
h = {"a" => 1, "b" => 2}; h.delete_if { |k, v| v > 1 }; h
h = {"a" => 1, "b" => 2}; h.reject! { |k, v| v > 5 }
h = {"a" => 1}; h.store("z", 1); h
h = Hash.new(0); h["x"] += 1; h
h = Hash.new { |hash, k| hash[k] = [] }; h["x"] << 1; h
h = Hash.new { |hash, k| k * 2 }; h["x"]
h = {"b" => 1, "a" => 2}; h.keys.sort
h = {}; h["a"] ||= []; h["a"] << 1; h
h = {}; h[:x] = h.fetch(:x, 0) + 1; h
Hash[[["a", 1]]]
Hash["a", 1]
{a: 1}.inspect
{"a b": 1}.inspect
{"x" => 1}.to_a.flatten
{a: nil}.key?(:a)
{"a" => 1}.dup.clear
(1..5).to_a
(1...5).to_a
(1..5).sum
(1..5).include?(3)
(1..5) === 3
(1..5).step(2).to_a
("a".."e").to_a
("a".."e").include?("c")
(1..10).select(&:even?)
(1..3).map { |x| x * 2 }
(1..3).reduce(:*)
(1..3).each_with_index.to_a
(1..Float::INFINITY).first(2) rescue "no"
(1.0..2.0).include?(1.5)
(1..5).min
(1..5).max
(1...5).size
(1..5).to_s
(1..nil).first(3)
(1..5).first
(1..5).last(2)
1.step(10, 3).to_a
10.downto(7).to_a
1.upto(3).map { |x| x }
3.times.to_a
5.times.map { |i| i * i }
1.step(2, 0.5).to_a
(0...3).each_slice(2).to_a
x = 5; x > 3 ? "big" : "small"
x = nil; x&.length
x = nil; x || "default"
x = false; x.nil?
x ||= 5; x
x = 1; x += 2; x *= 3; x
a, b = 1, 2; [b, a]
a, *b = [1, 2, 3]; b
*a, b = [1, 2, 3]; a
a, (b, c) = 1, [2, 3]; c
a, b = [1]; b
a = *1..3; a
a = 1, 2; a
first, second = "a b".split; second
if nil then 1 end
unless false then 1 else 2 end
case 5 when 1..3 then "low" when 4..6 then "mid" else "hi" end
case "hello" when /^h/ then "h" else "other" end
case 5 when String then "s" when Integer then "i" end
case when 1 > 2 then "a" when 2 > 1 then "b" end
case nil when nil then "nil" end
case "b" when "a", "b" then 1 end
case 5 when *[4, 5] then "in" end
case 7 when ->(n) { n > 5 } then "big" end
case :a when :a then 1 end
i = 0; i += 1 while i < 5; i
i = 0; i += 1 until i == 3; i
i = 0; loop { i += 1; break if i > 3 }; i
i = 0; begin; i += 1; end while i < 3; i
r = [1, 2, 3].each { |x| break x * 10 if x == 2 }; r
r = while true do break 5 end; r
[1, 2, 3].each_with_index { |x, i| next if i == 0 }.size
[1, 2, 3].map { |x| next 0 if x == 2; x }
s = 0; for i in 1..3 do s += i end; s
s = 0; for a, b in [[1, 2], [3, 4]]; s += a * b; end; s
begin; raise "x"; rescue => e; e.message; end
begin; raise ArgumentError, "bad"; rescue TypeError; 1; rescue ArgumentError => e; "#{e.class}: #{e.message}"; end
begin; Integer("x"); rescue ArgumentError => e; e.message; end
begin; 1 / 0; rescue ZeroDivisionError => e; e.message; end
begin; nil.foo; rescue NoMethodError => e; e.message; end
begin; nil + 1; rescue => e; e.class; end
begin; [1].fetch(9); rescue IndexError => e; e.message; end
begin; {}.fetch("a"); rescue KeyError => e; e.message; end
begin; raise; rescue RuntimeError => e; e.message; end
begin; 5; ensure; 6; end
begin; 1; rescue; 2; else; 3; end
x = Integer("z") rescue -1; x
raise "boom"
raise ArgumentError
raise ArgumentError.new("q")
def f(a, b = 2, *c, d: 4, **e); [a, b, c, d, e]; end; f(1, 3, 5, d: 9, z: 1)
def f(a, b = 2); a + b; end; f(1)
def f; yield 1, 2; end; f { |a, b| a + b }
def f(x) = x * 2; f(4)
def fact(n) n <= 1 ? 1 : n * fact(n - 1) end; fact(20)
def f(*args) args.sum end; f(1, 2, 3)
def f(a) return a * 2 if a > 1; 0 end; f(5)
def f(h) h.each { |k, v| return k if v == 2 }; nil end; f({"a" => 1, "b" => 2})
l = ->(a, b = 1) { a + b }; l.call(2)
l = lambda { |x| x * 2 }; l.(4)
l = ->(x) { x }; l[3]
l = proc { |a, b| [a, b] }; l.call(1)
l = proc { |a, b| [a, b] }; l.call([1, 2])
l = ->(x) { return x * 2; 5 }; l.call(4)
add = ->(a) { ->(b) { a + b } }; add.(1).(2)
[1, 2].map(&->(x) { x + 1 })
x = 10; [1, 2].each { |i| x += i }; x
x = 10; [1].each { |i; x| x = i }; x
counter = 0; inc = -> { counter += 1 }; inc.call; inc.call; counter
"#{1 + 1} #{"a" + "b"} #{nil} #{[1, "x"]} #{{a: 1}}"
"a#{}b"
s = "abc"; s << "d"; s
s = "abc"; s.gsub!(/b/, "x"); s
s = "abc"; s.gsub!(/z/, "x")
s = "abc"; s.upcase!; s
s = "ABC"; s.upcase!
s = "abc"; s[0] = "x"; s
s = "abc"; s[1..2] = "z"; s
s = "hello"; s["ell"] = "ipp"; s
s = " a "; s.strip!; s
s = "abc"; s.slice!(0); s
s = "abc"; s.insert(1, "-"); s
s = "a"; s.concat("b", "c"); s
s = "x"; 3.times { |i| s << i.to_s }; s
s = "abc"; s.sub!("a", "b"); s
s = +""; %w[a b].each { |x| s << x }; s
a = ["x", "y"]; a[0] << "z"; a
h = {"a" => "x"}; h["a"] << "z"; h
s = "abc"; s.replace("z"); s
s = "abc"; s.delete!("b"); s
s = "aab"; s.squeeze!; s
s = "abc\n"; s.chomp!; s
s = "x"; s.prepend("a"); s
"abc".dup << "d"
1.is_a?(Integer)
1.is_a?(Numeric)
1.5.is_a?(Float)
"a".is_a?(String)
nil.is_a?(NilClass)
[].is_a?(Array)
[].is_a?(Enumerable)
{}.is_a?(Hash)
:a.is_a?(Symbol)
(1..2).is_a?(Range)
1.class
"a".class
nil.class
1.5.class
true.class
[].class.name
1.instance_of?(Integer)
1.kind_of?(Comparable)
"a".respond_to?(:upcase)
1.respond_to?(:upcase)
1.frozen?
5.then { |x| x + 1 }
5.tap { |x| x + 1 }
defined?(x)
x = 1; defined?(x)
defined?(@a)
@a ||= 3; @a
@b
(@h ||= {})[:x] = 1; @h
[1, 2, 3].frozen?
"abc".freeze
Time.at(0).utc.to_s
Time.at(0).utc
Time.at(1.5).utc.iso8601(3)
Time.at(1700000000).utc.strftime("%Y-%m-%d %H:%M:%S")
Time.at(1700000000).utc.strftime("%a %b %e %I:%M %p %j %U %W %V %G %u %w %y %C")
Time.at(1700000000).utc.strftime("%d/%b/%Y:%H:%M:%S %z %:z %Z")
Time.at(1700000000.123456789r).utc.strftime("%L %N %3N %6N %s") rescue "r"
Time.at(1700000000, 123456).utc.strftime("%L %N %3N %6N %s")
Time.at(1700000000).utc.strftime("%-d %-m %e %k %l %P %^a %^B %10Y %_m %D %T %R %r %F %c %x %X %%")
Time.at(1700000000, 500, :millisecond).utc.to_f
Time.at(1700000000).utc.year
Time.at(1700000000).utc.wday
Time.at(1700000000).utc.yday
Time.at(1700000000).utc.hour
Time.at(1700000000).utc + 60
Time.at(1700000060) - Time.at(1700000000)
Time.at(1700000000).utc - 0.5
Time.at(1700000000).utc.to_i
Time.at(1700000000.5).to_f
Time.at(1700000000) < Time.at(1700000001)
Time.at(1700000000) == Time.at(1700000000)
Time.at(1700000000).utc.monday?
Time.at(1700000000).utc.round.inspect
Time.at(1.25).utc.inspect
Time.utc(2024, 2, 29, 1, 2, 3).to_s
Time.gm(2024, 1, 1).iso8601
Time.new(2024, 1, 2, 3, 4, 5, "+02:00").to_s
Time.new(2024, 1, 2, 3, 4, 5, "+02:00").utc.to_s
Time.new(2024, 1, 2, 3, 4, 5, "+02:00").iso8601
Time.utc(2024, 13, 1)
Time.parse("2024-05-06T07:08:09Z").to_s
Time.parse("2024-05-06T07:08:09.123Z").to_f
Time.parse("2024-05-06 07:08:09 +0200").to_s
Time.parse("2024-05-06 07:08:09 UTC").to_i
Time.parse("Mon, 06 May 2024 07:08:09 GMT").to_s
Time.parse("06/May/2024:07:08:09 +0000").to_i rescue "no"
Time.parse("May 6 2024 07:08:09 UTC").to_i
Time.parse("2024/05/06 07:08 UTC").to_i
Time.parse("20240506T070809Z").to_i
Time.parse("6 May 2024 7:08 PM UTC").to_i
Time.parse("Mon May  6 07:08:09 UTC 2024").to_i
Time.parse("garbage")
Time.iso8601("2024-05-06T07:08:09+02:00").to_s
Time.iso8601("2024-05-06")
Time.strptime("06/05/2024 07:08:09 +0000", "%d/%m/%Y %H:%M:%S %z").to_i
Time.strptime("1700000000", "%s").to_i
Time.strptime("2024-05-06T07:08:09.123+0000", "%Y-%m-%dT%H:%M:%S.%L%z").to_f
Time.strptime("x", "%Y")
Date.parse("2024-05-06").to_s
Date.parse("6 May 2024").strftime("%d.%m.%Y")
Date.new(2024, 2, 29).yday
Date.new(2024, 1, 31) >> 1
(Date.new(2024, 3, 1) - Date.new(2024, 2, 1)).to_i
Date.new(2024, 5, 6) + 10
Date.new(2024, 5, 6).cwday
Date.new(2024, 5, 6).saturday?
Date.new(2024, 2, 30)
Date.valid_date?(2024, 2, 30)
Date.strptime("06-05-2024", "%d-%m-%Y").to_s
DateTime.parse("2024-05-06T07:08:09+02:00").to_s
DateTime.parse("2024-05-06T07:08:09Z").to_time.to_i
DateTime.parse("2024-05-06T07:08:09Z").strftime("%s %Q %L")
DateTime.strptime("2024-05-06", "%Y-%m-%d").iso8601
((DateTime.parse("2024-05-06T01:00:00Z") - DateTime.parse("2024-05-06T00:00:00Z")) * 24 * 60).to_i
Date.parse("bad")
Time.at(0).utc.to_date.to_s
JSON.parse('{"a": [1, 2.5, null, true, "x"]}')
JSON.parse('{"a": {"b": 1}}', symbolize_names: true)
JSON.parse('[1]')
JSON.parse('"x"')
JSON.parse("{bad")
JSON.parse("")
JSON.generate({"a" => [1, nil, 2.5, "é\n"]})
{"a" => 1, b: :c}.to_json
[1, "a", nil].to_json
"a\"b".to_json
1.5.to_json
nil.to_json
JSON.pretty_generate({"a" => [1, {"b" => 2}], "c" => {}, "d" => []})
{"t" => 1e20}.to_json
Digest::MD5.hexdigest("abc")
Digest::SHA1.hexdigest("abc")
Digest::SHA256.hexdigest("abc")
Digest::SHA256.base64digest("abc")
Digest::MD5.digest("abc").unpack1("H*")
Base64.encode64("hello world" * 6)
Base64.strict_encode64("hello")
Base64.decode64("aGVsbG8=")
Base64.urlsafe_encode64("\xff\xfe?")
Base64.urlsafe_decode64("aGVsbG8")
Base64.strict_decode64("a")
CGI.escape("a b&c=d/é~*")
CGI.unescape("a+b%26c%3D")
CGI.escapeHTML("<a href='x'>&\"")
CGI.unescapeHTML("&lt;a&gt;&amp;&#39;")
URI.decode_www_form_component("a+b%20c")
URI.encode_www_form_component("a b&c/é")
URI.decode_www_form("a=1&b=2%20")
URI.encode_www_form({"a" => 1, "b" => "x y"})
URI.parse("http://user@example.com:8080/path?q=1#f").host
URI.parse("https://example.com/path?q=1").port
URI.parse("https://example.com/path?q=1").query
URI.parse("https://example.com/a b")
URI("http://x.org/p").path rescue "no"
IPAddr.new("10.0.0.0/8").include?("10.1.2.3")
IPAddr.new("10.1.2.3").to_i
IPAddr.new("10.1.2.3").ipv4?
IPAddr.new("10.1.2.3/24").to_s
IPAddr.new("x")
IPAddr.new("::1").to_s
IPAddr.new("192.168.1.1").private?
Regexp.escape("a.b*c d-e")
Regexp.new("a+b").source
Regexp.new("A", Regexp::IGNORECASE).match?("a")
Regexp.union("a.b", /c/).source
/a/i.to_s
/a#{1 + 1}b/.source
/(?<y>\d+)-(?<m>\d+)/ =~ "2024-05"; [y, m]
"x=1" =~ /(\w)=(\d)/; [$1, $2, $~[0], $`, $']
if "abc" =~ /z/ then 1 else $~.inspect end
/x/.match("y").nil?
/a b/x.match?("ab")
/a.b/m.match?("a\nb")
/^b/.match?("a\nb")
/\Ab/.match?("a\nb")
/\h+/.match("xyzff")[0]
/[[:alpha:]]+/.match("12ab")[0]
/(a)|(b)/.match("b").to_a
BigDecimal("1.1") + BigDecimal("2.2")
BigDecimal("1.10").to_s
BigDecimal("123.456").round(2).to_f
BigDecimal("10") / 3 > 3
BigDecimal("1.5").to_i
BigDecimal("0.1").to_s("F")
BigDecimal("x")
1.5.to_d.to_s rescue "d"
rand.between?(0, 1)
rand(1)
[1, 2, 3].sample.between?(1, 3)
[1, 2, 3].shuffle.sort
SecureRandom.hex(4).length
SecureRandom.uuid.length
1.0.eql?(1.0)
"abc".equal?("abd")
[1, 2, 3].sum / [1, 2, 3].size.to_f
"192.168.1.1".split(".").map(&:to_i).inject(0) { |a, b| (a << 8) + b }
"192.168.1.1".split('.').map { |o| "%08b" % o.to_i }.join
[167772161].pack("N").unpack("C4").join(".")
"a=1&b=2".split("&").map { |p| p.split("=") }.to_h
"key1:val1,key2:val2".split(",").map { |x| x.split(":", 2) }.each_with_object({}) { |(k, v), h| h[k.to_sym] = v }
"deadbeef".scan(/../).map(&:hex)
"deadbeef".scan(/../).map { |x| x.hex.chr }.join.bytes
"DEADBEEF".downcase.scan(/..../).join(":")
"3661".to_i.divmod(3600)
"01:02:03".split(":").map(&:to_i).inject(0) { |a, b| a * 60 + b }
"01:02:03.5".split(":").map(&:to_f).inject(0) { |a, b| a * 60 + b }
(3661 / 3600).to_s.rjust(2, "0") + ":" + ((3661 % 3600) / 60).to_s.rjust(2, "0")
"1.5GB".match(/([\d.]+)(\w+)/).captures
"user@example.com".split("@").last
"/var/log/syslog.log".split("/").last.sub(/\.log$/, "")
"a.b.c".split(".").reverse.join(".")
"foo bar baz".split.map(&:reverse)
"hello world".split.map(&:length).max
["a", "b"].each_with_index.map { |x, i| [x, i] }.to_h
{"x" => {"y" => {"z" => 1}}}["x"]["y"]["z"]
{"a" => "1", "b" => nil}.reject { |_, v| v.nil? }
{"a" => "1", "b" => ""}.delete_if { |k, v| v.nil? || v.empty? }
{"a" => 1}.map { |k, v| {"key" => k, "value" => v} }
[{"k" => "a", "v" => 1}, {"k" => "b", "v" => 2}].map { |x| [x["k"], x["v"]] }.to_h
[{"k" => "a", "v" => 1}, {"k" => "a", "v" => 2}].group_by { |x| x["k"] }.transform_values { |v| v.sum { |x| x["v"] } }
[{"n" => 2}, {"n" => 1}].sort_by { |x| x["n"] }.map { |x| x["n"] }
[[1, 2], [3, 4]].each_with_object({}) { |(a, b), h| h[a] = b }
"true" == "true"
!!nil
!0
not true
(true and false)
(nil or "x")
1.!
[1, 2, 3] === [1, 2, 3]
Integer === 5
/a/ === "cat"
(1..3) === 2
String === "a"
:a.inspect
:"a b".inspect
1.inspect
1.0.inspect
nil.to_a.inspect
"a".."c"
(1..3).inspect
Float::NAN.to_s
-0.0
5.to_s.rjust(3, "0")
1234567.to_s.reverse.scan(/\d{1,3}/).join(",").reverse
1234567.89.to_s.gsub(/(\d)(?=(\d{3})+\.)/, '\1,')
12.34.to_s.split(".")
0.1.round(3)
10.0 / 3
(10.0 / 3).round(2)
1e3.to_i
100.to_f
3.7 % 1
-1.abs
5.fdiv(3).round(3)
1.0.to_i
"%.1f%%" % (0.1234 * 100)
"%.10g" % 0.1
"%s" % 1e20
"%s" % 1.0
"%d" % 1e3
"%d" % nil
"%f" % "x"
"%d apples" % [3, 4]
"%d %d" % [1]
"a".ord.to_s(16)
"abc".sum rescue 1
[1, 2, 3].pack("C*").bytes.sum
"caf\u00e9".unicode_normalize(:nfd).length
"ß".bytes
"日本".chars
"日本"[0]
"日本".bytesize
"a\u0300".length
"\xC3\xA9"
"a" <=> nil
nil <=> nil
[nil, 1].compact.first
[[3, "c"], [1, "a"]].sort.first
[1, 2, 3].each_entry.to_a
"x".then { |s| s + "y" }
[1, [2, 3]].to_a
[1, 2, 3, 4].each_slice(2).to_h
%w[x y z].each_with_index.select { |v, i| i > 0 }
%w[a b c].each_cons(2).map(&:join)
"a b c".split.each_with_index.to_a
"line1\nline2".each_line.to_a
"line1\nline2".lines.map(&:chomp)
x = [1, 2, 3]; x.each_with_index { |v, i| x[i] = v * 2 }; x
x = {}; %w[a b].each_with_index { |k, i| x[k] = i }; x
x = []; {"a" => 1}.each { |p| x << p }; x
x = []; {"a" => 1}.each_with_index { |p, i| x << [p, i] }; x
x = []; [[1, 2]].each { |a| x << a }; x
x = []; [[1, 2]].each { |a, b| x << b }; x
x = []; [1].each { |a, b| x << b }; x
x = []; 3.times { |i| x << i }; x
x = 0; 1.upto(4) { |i| x += i }; x
x = 0; 10.step(1, -3) { |i| x += i }; x
x = [5, 3]; x.sort!.first
x = "a"; x += "b"; x *= 2; x
x = [1]; x += [2]; x
x = {a: 1}; x[:a] += 1; x
x = nil; x = x.to_i + 1; x
x, y = {a: 1}.first; [x, y]
x = if true then 1 else 2 end; x
x = case 1 when 1 then "one" end; x
x = begin; 1; end; x
x = (1; 2); x
x = [1, 2, 3].find { |v| v > 1 } || 0; x
x = y = 3; [x, y]
x = 5 unless true; x
a = [1, 2]; a.each do |v| a = v end; a
v = 1; [2].each { |v| v }; v
puts "x"
Set.new([1, 2, 1]).to_a
Set.new([1, 2]).include?(2)
s = Set.new; s << 1; s << 1; s.add(2); s.size
(Set.new([1, 2]) | [3]).to_a
(Set.new([1, 2]) & [2]).to_a
(Set.new([1, 2]) - [2]).to_a
Set[1, 2].subset?(Set[1, 2, 3])
Set.new([1, 2])
[1, 1, 2].to_set.length
Set.new([1, 2]).map { |x| x * 2 }
Set.new([3, 1]).sort
CSV.parse_line("a,\"b,c\",,\"\"")
CSV.parse_line("a;b", col_sep: ";")
CSV.parse("a,b\nc,d")
"a,b".parse_csv
[1, nil, "a,b"].to_csv
CSV.parse_line("a,\"b")
d = Digest::SHA256.new; d << "a"; d.update("b"); d.hexdigest
Digest::MD5.new.update("abc").hexdigest
File.basename("/var/log/a.log")
File.basename("/var/log/a.log", ".log")
File.basename("/var/log/a.log", ".*")
File.extname("/var/log/a.tar.gz")
File.dirname("/var/log/a.log")
File.dirname("a.log")
File.join("a", "b/", "/c")
Marshal.load(Marshal.dump({"a" => [1]}))
x = {"a" => [1]}; y = Marshal.load(Marshal.dump(x)); y["a"] << 2; x
1.is_a?Integer
[1, 2].sum (1)
x = "abc"; y = x; x += "d"; y
x = [1, 2, 3]; x.each { |v| x.delete(v) if v == 3 }; x
h = {"a" => 1, "b" => 2}; h.each { |k, v| h.delete(k) if v == 1 }; h
h = {"a" => {"b" => 1}}; h.each { |k, v| v.each { |k2, v2| h[k][k2] = v2 + 1 } }; h
def flat(h, p = "") h.each_with_object({}) { |(k, v), r| v.is_a?(Hash) ? r.merge!(flat(v, "#{p}#{k}.")) : r["#{p}#{k}"] = v } end; flat({"a" => {"b" => 1, "c" => {"d" => 2}}, "e" => 3})
def walk(v) case v when Hash then v.map { |k, x| [k, walk(x)] }.to_h when Array then v.map { |x| walk(x) } when String then v.upcase else v end end; walk({"a" => ["x", {"b" => "y"}], "c" => 1})
%w[a b c].each_with_index.find { |x, i| i == 1 }
%w[10 9 8].sort_by(&:to_i)
%w[10 9 8].map(&:to_i).sort.first
[1, 2, 3, 4].each_slice(2).with_index.map { |s, i| s.sum * i }
"a=1, b=2".scan(/(\w)=(\d)/).each_with_object({}) { |(k, v), h| h[k] = v.to_i }
"2024-05-06".split("-").map(&:to_i).then { |y, m, d| y }
"%s %s" % %w[a b]
"abc"[-2..]
"abc"[0...-1]
"abc"[1..1]
"a,b" .split(",")
[3, 1, 2].sort { |x, y| y <=> x }.first(2)
[0.1] * 3 == [0.1, 0.1, 0.1]
{"a" => 1}.map { |k, v| [k.to_sym, v] }.to_h
{"b" => 2, "a" => 1}.sort.to_h
{"b" => 2, "a" => 1}.sort_by { |k, v| v }.to_h
{"b" => 2, "a" => 1}.min_by { |_, v| v }&.first
{"a" => [1, 2]}.flat_map { |k, v| v.map { |x| "#{k}#{x}" } }
{"a" => 1}.each_with_index.map { |(k, v), i| "#{k}#{v}#{i}" }
[nil, "", "x"].reject { |x| x.nil? || x.empty? }
[["a", 1], ["a", 2]].group_by(&:first).transform_values { |v| v.map(&:last) }
[1, 2, 3].inject(:+).fdiv(3).round(2)
(1..3).inject { |a, b| a * b }
[1, 2, 3].each_with_index.inject(0) { |s, (x, i)| s + x * i }
Time.at(1700000000).utc.strftime("%Y.%m.%d")
(Time.at(1700003600) - Time.at(1700000000)).to_i
Time.at(1700000000.123).utc.iso8601(3)
Time.at("1700000000".to_i).utc.hour
Time.parse("2024-05-06T07:08:09.123456Z").usec
Time.at(1700000000).utc.to_a.size rescue 10
Time.now.utc.year > 2000
if (x = [1, 2].first) then x + 1 end
x = nil or y = 5; y
r = [1, 2, 3].map do |v| next v * 10 if v.odd?; v end; r
r = [[1, 2], [3, 4]].map { |a| a.map { |b| break b if b > 1; b } }; r
r = [1, 2, 3, 4].each_slice(2).map { |a, b| a * b }; r
def f(a) a.each { |x| a.each { |y| return [x, y] if x + y == 5 } }; nil end; f([1, 2, 3])
def f; [1, 2].each { |x| begin; return x; ensure; @z = 9; end }; end; [f, @z]
i = 0; while true; i += 1; next if i == 2; break if i > 4; end; i
i = 0; r = []; until i >= 3; i += 1; r << i if i != 2; end; r
r = []; (1..3).each { |a| (1..3).each { |b| next if b == 2; break if b == 3; r << [a, b] } }; r
r = []; for a in [1, 2] do for b in [3, 4] do r << a * b end end; r
x = 5; l = lambda { |y| x += y }; l.call(1); l.call(2); x
adders = [1, 2].map { |n| ->(x) { x + n } }; adders.map { |a| a.call(10) }
procs = []; [1, 2, 3].each { |i| procs << -> { i * 10 } }; procs.map(&:call)
x = begin Integer("z") rescue 0 end; x
x = (Integer("z") rescue nil) || 7; x
begin; begin; raise "a"; rescue => e; raise "b"; end; rescue => e; e.message; end
begin; raise "a"; ensure; @e = 1; end rescue @e
r = []; begin; r << 1; raise "x"; rescue; r << 2; ensure; r << 3; end; r
def f; yield; end; r = []; f { r << 1; next; r << 2 }; r
def f; yield 1; end; f do |x| break x + 5 end
def f(&b) b.call(3) end; f { |x| x * 2 }
def f(&b) [1, 2].map(&b) end; f { |x| x + 1 }
def f(n) block_given? ? yield(n) : n end; [f(1), f(1) { |x| x + 9 }]
def f(a, b: 1, **o) [a, b, o] end; f(0, b: 2, c: 3)
def f(a, h = {}) [a, h] end; f(1, x: 2)
def f(*a, **k) [a, k] end; f(1, 2, z: 3)
def f((a, b), c) [a, b, c] end; f([1, 2], 3)
def f(a, *b, c) [a, b, c] end; f(1, 2, 3, 4)
[[1, [2, 3, 4]]].each { |a, (b, *c)| @r = [a, b, c] }; @r
a, (b, *c), d = 1, [2, 3, 4], 5; [a, b, c, d]
a = [1, 2]; b, c = *a, 3; [b, c]
*a, b = "x y z".split; [a, b]
h = Hash.new { |hh, k| hh[k] = k.to_s * 2 }; h[:ab]; h
h = Hash.new([]); h["x"] += [1]; h
x = [1, 2, 3]; x.each_with_index.select { |v, i| i.even? }.map(&:first)
x = %w[a b c]; x.each.with_index(1).map { |v, i| "#{i}#{v}" }
x = [3, 1]; x.sort!.map! { |v| v + 1 }; x
x = "a-b"; x[/-/] = "+"; x
x = "hello"; x[0] = x[0].upcase; x
x = ["a"]; x[0] += "b"; x
x = {a: {b: 1}}; x[:a][:b] += 1; x[:a][:c] ||= 5; x
x = {}; (x[:a] ||= []) << 1; (x[:a] ||= []) << 2; x
x = {}; x[:n] = (x[:n] || 0) + 1; x
x = nil; x ||= {}; x["a"] = 1; x
x = [nil, 1]; x[0] ||= 5; x
x = 1; x = x > 0 ? x < 5 ? "mid" : "hi" : "neg"; x
x = 3; y = if x > 2 then "a" elsif x > 1 then "b" else "c" end; y
x = 3; puts "no" unless x; x
x = "a"; case x when "b" then 1 when "a", "c" then 2 end
case 5.5 when Integer then 1 when Float then 2 end
case "2024-05" when /^(\d+)-(\d+)$/ then [$1, $2] end
case [1, 2] when Array then "arr" end
case nil when nil, false then "none" else "some" end
case when false then 1 else 2 end
[1, "a", nil, 2.5, :s, [1], {a: 1}].map { |v| case v when Numeric then :n when String, Symbol then :t when nil then :nil when Array then :a else :o end }
"#{"nested #{1 + 1} #{"deep #{:x}"}"}"
'it''s'
"%d%%" % 5 + "!"
"tab\there #{'q'}"
-2.abs
-2 ** 2
2 ** 3 ** 2
!true == false
not(true && false)
1 + 2 * 3 - 4 / 2 % 3
10 - 2 - 3
1 < 2 && 2 < 3 || false
true && nil
false || nil || 3
nil.to_a.first.to_s
[1, 2, 3][1..].sum
[1, 2, 3].first(2).last
"abc".upcase.reverse.chars.first
"a b".split.map { |w| w[0].upcase + w[1..] }.join(" ")
[1, 2, 3].include? 2
[1, 2].push 3, 4
x = [1, 2, 3]; x.delete_if { |v| v == 2 }.size
"x".is_a? String and 1
[[1, 2], [3]].sum { |a| a.sum }
[1, 2, 3].sum { _1 * 2 }
[[1, 2]].map { _1 + _2 }
(1..4).each_cons(2).map { |a, b| b - a }
"abc".each_char.with_index.map { |c, i| "#{c}#{i}" }.join
%w[x y].zip([1, 2]).flatten
%w[x y].zip([1, 2]).to_h.invert
{a: 1, b: 2}.each_with_object({}) { |(k, v), h| h[v] = k }
{a: 1, b: 2}.reduce(0) { |s, (k, v)| s + v }
{a: 1}.merge(b: 2, **{c: 3})
{"a" => 1}.any? { |k, v| v == 1 }
{"a" => 1}.find { |k, v| v == 1 }&.first
{"a" => 1, "b" => 2}.sum { |_, v| v }
{"a" => nil}.compact.empty?
{b: 1, a: 2}.sort_by { |k, v| k }.map(&:last)
[1, 2, 3].each_with_object([]) { |x, a| a.unshift(x) }
[1, nil, 3].map(&:to_i)
["1", "2"].sum(&:to_i)
["a", "b"].each_with_index.to_a.flatten
[3, 1, 2].max_by { |x| -x }
[1, 2, 3, 4].partition { |x| x > 2 }.map(&:sum)
"a,b;c".split(/[,;]/).each_slice(2).to_a
"a1b2".gsub(/\d/) { |d| (d.to_i + 1).to_s }
"a.b".gsub(/[.]/, "." => "_")
"John".sub(/(?<f>J)/, '\k<f>j')
"x=1;y=2".split(";").to_h { |p| p.split("=") }
"abc".tr("a-c", "A-C")
"2024-05-06T07:08:09".sub("T", " ")[0, 16]
"10.5%".to_f / 100
"0x1F".hex + "11".oct
"%.3e" % 12345.678
"%-5s|%5s" % ["a", "b"]
"abc" "def"
:a.to_proc.call({a: 1}) rescue "x"
[:b, :a].sort
[1, 2] <=> [1, 2, 3]
nil <=> 1
1.0.floor
1.5.ceil
-1.5.truncate
7.0.to_i / 2
7 / 2.0
1e2.to_i
100.digits.reverse
0.1 + 0.2 == 0.3
(0.1 + 0.2).round(2) == 0.3
3.14.to_s + "x"
12345.6789.round(2).to_s
1234567.891.to_i.to_s.gsub(/(\d)(?=(\d\d\d)+$)/, '\1,')
