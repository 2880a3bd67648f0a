"""What can be wrong: a pattern, when it is compiled, or a value, when it is parsed."""


class PatternError(ValueError):
    """A date pattern, a time zone or a locale that can't be used; the text says why."""


class DateError(ValueError):
    """A value that no pattern fits; the text says why, without the value."""
