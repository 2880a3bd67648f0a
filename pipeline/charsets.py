"""Charsets by the names that Ruby gives them, and bytes to text as Logstash makes it (golden/notes/codecs.md 11)."""

import codecs
import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from pipeline.errors import OptionError
from pipeline.plugin import Plugin, option
from pipeline.plugin.types import Type, string
from pipeline.texts import ruby_quote

ToText = Callable[[bytes], str]

SAME_IN_PYTHON = """
    UTF-8 US-ASCII Big5 Big5-HKSCS CP949 EUC-JP EUC-KR GB2312 GB18030 GBK ISO-8859-1 ISO-8859-2 ISO-8859-3
    ISO-8859-4 ISO-8859-5 ISO-8859-6 ISO-8859-7 ISO-8859-8 ISO-8859-9 ISO-8859-10 ISO-8859-11 ISO-8859-13
    ISO-8859-14 ISO-8859-15 ISO-8859-16 KOI8-R KOI8-U Shift_JIS UTF-16BE UTF-16LE UTF-32BE UTF-32LE Windows-1250
    Windows-1251 Windows-1252 IBM437 IBM775 CP850 IBM852 CP852 IBM855 CP855 IBM857 IBM860 IBM861 IBM862 IBM863
    IBM864 IBM865 IBM866 IBM869 Windows-1258 macCyrillic macGreek macIceland macRoman macTurkish CP950 IBM037
    EUC-JIS-2004 ISO-2022-JP ISO-2022-JP-2 Windows-1256 Windows-1253 Windows-1255 Windows-1254 TIS-620 Windows-1257
    UTF-7 UTF-16 UTF-32 CP437 CP737 CP775 IBM850 CP857 CP860 CP861 CP862 CP863 CP864 CP865 CP866 CP869 CP1258
    ebcdic-cp-us eucJP EUC-JISX0213 eucKR EUC-CN eucCN CP936 ISO2022-JP ISO8859-1 ISO8859-2 ISO8859-3 ISO8859-4
    ISO8859-5 ISO8859-6 CP1256 ISO8859-7 CP1253 ISO8859-8 CP1255 ISO8859-9 CP1254 ISO8859-10 ISO8859-11 CP874
    ISO8859-13 CP1257 ISO8859-14 ISO8859-15 ISO8859-16 ASCII ANSI_X3.4-1968 646 CP65001 CP932 SJIS CP1250 CP1251
    CP1252
"""
OTHER_IN_PYTHON = {
    "ascii": "ASCII-8BIT BINARY",
    "cp932": "Windows-31J csWindows31J PCK SJIS-DoCoMo SJIS-KDDI SJIS-SoftBank",
    "shift_jis": "MacJapanese MacJapan",
    "cp737": "IBM737",
    "mac_latin2": "macCentEuro",
    "mac_croatian": "macCroatian",
    "mac_romanian": "macRomania",
    "mac_cyrillic": "macUkraine",
    "euc_jp": "eucJP-ms euc-jp-ms CP51932",
    "iso2022_jp_1": "CP50220 CP50221",
    "iso2022_jp_2": "ISO2022-JP2",
    "iso2022_jp": "ISO-2022-JP-KDDI",
    "cp874": "Windows-874",
    "utf-8": "UTF8-MAC UTF-8-MAC UTF-8-HFS UTF8-DoCoMo UTF8-KDDI UTF8-SoftBank external locale",
    "big5hkscs": "Big5-HKSCS:2008 CP951",
    "koi8_r": "CP878",
    "utf-7": "CP65000",
    "utf-16-be": "UCS-2BE",
    "utf-32-be": "UCS-4BE",
    "utf-32-le": "UCS-4LE",
}
NOT_IN_PYTHON = frozenset(
    """Big5-UAO Emacs-Mule EUC-TW eucTW GB1988 GB12345 macThai stateless-ISO-2022-JP
    stateless-ISO-2022-JP-KDDI""".split()  # noqa: SIM905 - reads better than nine pairs of quotes
)
CODECS = {name: name for name in SAME_IN_PYTHON.split()}
CODECS |= {name: codec for codec, names in OTHER_IN_PYTHON.items() for name in names.split()}


def _charset(value: Any) -> str:
    """The name of Python's codec for a charset; OptionError for a name that Ruby hasn't or Python can't read."""
    name = string(value)
    if name in CODECS:
        return codecs.lookup(CODECS[name]).name
    if name in NOT_IN_PYTHON:
        hint = "Python has no codec for it; iconv turns such data into UTF-8"
        raise OptionError(f'the charset "{name}" is one of Logstash\'s that is not supported', hints=(hint,))
    near = next((known for known in CODECS if known.lower() == name.lower()), None) or next(
        iter(get_close_matches(name, CODECS, n=1)), None
    )
    hints = (f'did you mean "{near}"?',) if near else ('for example: "UTF-8", "ISO-8859-1", "CP1252", "Shift_JIS"',)
    raise OptionError(f'expected the name of a charset, got "{name}"', hints=hints)


charset = Type("charset", _charset)


class WithCharset(Plugin):
    """A codec whose input bytes are in some charset."""

    charset = option(charset, default="UTF-8", doc="Charset of what comes in; events hold the text itself.")

    received_as_text = False
    """Set by an input whose Logstash twin hands over text, as Kafka's does: what is no UTF-8 becomes U+FFFD."""

    def to_text(self) -> ToText:
        """A function (bytes) -> text that never fails."""
        if self.charset != "utf-8":
            return replacing(self.charset)
        return replacing("utf-8") if self.received_as_text else utf8_text


def replacing(codec: str) -> ToText:
    """A function that decodes with Python's `codec`, bytes without meaning becoming U+FFFD."""
    return lambda data: data.decode(codec, "replace")


def utf8_text(data: bytes) -> str:
    """UTF-8 as text; where it is none, all of it as Ruby's `inspect` shows it, quotes and backslashes escaped too."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return inspected(data)


STRAY_BYTES = re.compile("([\udc80-\udcff]+)")  # as Python's surrogateescape holds them


def inspected(data: bytes) -> str:
    r"""What Ruby's `inspect` shows between its quotes for bytes that are no UTF-8: `caf\xE9 \"q\"`."""
    pieces = STRAY_BYTES.split(data.decode("utf-8", "surrogateescape"))
    pieces[::2] = [ruby_quote(text)[1:-1] for text in pieces[::2]]
    pieces[1::2] = ["".join(f"\\x{ord(byte) - 0xDC00:02X}" for byte in stray) for stray in pieces[1::2]]
    return "".join(pieces)
