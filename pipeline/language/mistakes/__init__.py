"""What to tell somebody whose config does not parse: the place of the mistake, what was expected, and what helps.

The parser says which rule it was in and what that rule wanted.  The well-known mistakes are tables (`blocks`,
`options`, `conditions`): a new one is a new row.
"""

from pipeline.errors import Diagnostic
from pipeline.language.lexer import Lexer
from pipeline.language.mistakes.blocks import BLOCKS, block_mistake
from pipeline.language.mistakes.brackets import bracket_mistake
from pipeline.language.mistakes.characters import character_mistake
from pipeline.language.mistakes.conditions import CONDITIONS
from pipeline.language.mistakes.options import OPTIONS
from pipeline.language.mistakes.place import Place
from pipeline.language.mistakes.strings import string_mistake
from pipeline.language.mistakes.table import row_mistake


def explain(lexer: Lexer, rule: str, wanted: str) -> Diagnostic:
    """The diagnostic for a rule that wanted something else than what stands where the lexer is."""
    place = Place(lexer, rule, wanted)
    return (
        string_mistake(place)
        or character_mistake(place)
        or block_mistake(place)
        or row_mistake(place, BLOCKS)
        or row_mistake(place, OPTIONS)
        or row_mistake(place, CONDITIONS)
        or bracket_mistake(place)
        or place.fault()
    )
