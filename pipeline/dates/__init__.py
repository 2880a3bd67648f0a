"""Dates as texts: reading them by the date filter's patterns, writing them by Joda's and java.time's."""

from pipeline.dates.advice import pattern_advice
from pipeline.dates.errors import DateError, PatternError
from pipeline.dates.java_format import compile_java_format
from pipeline.dates.joda_format import compile_joda_format
from pipeline.dates.names import is_known_locale
from pipeline.dates.parser import compile_date_parser, compile_zoned_date_parser

__all__ = [
    "DateError",
    "PatternError",
    "compile_date_parser",
    "compile_java_format",
    "compile_joda_format",
    "compile_zoned_date_parser",
    "is_known_locale",
    "pattern_advice",
]
