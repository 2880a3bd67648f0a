"""Dates as texts: reading them by the date filter's patterns, writing them by Joda's and java.time's."""

from pipeline.dates.errors import DateError, PatternError
from pipeline.dates.java_format import compile_java_format
from pipeline.dates.joda_format import compile_joda_format

__all__ = ["DateError", "PatternError", "compile_java_format", "compile_joda_format"]
