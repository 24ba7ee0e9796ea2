"""What a file may cost. Files come from strangers: a small one must not take unbounded time or memory."""

from convcalc.shape import LARGEST

FILE_BYTES = 1_000_000
NESTING = 50
EXPRESSION_LENGTH = 200
LARGEST_VALUE = 10**12
BLOCK_NESTING = 50
EXTENDS = 8
LAYERS = 100_000
PARAMETERS = 100
ITEMS = 16
COLUMNS = 40
TABLE_ROWS = 1_000
CELL = 2_000
FIGURES = 100_000
LISTED = 5_000
NAME = 100
PATH = 1_000

TABLE = (
    ("size of a file", f"{FILE_BYTES:,} bytes"),
    ("nesting of lists and mappings", f"{NESTING}"),
    ("length of an expression", f"{EXPRESSION_LENGTH} characters"),
    ("a number in a file, or in an expression on the way", f"{LARGEST:,}; {LARGEST_VALUE:,}"),
    ("items of a list of numbers", f"{ITEMS}"),
    ("parameters of a block", f"{PARAMETERS}"),
    ("columns of a paper's table; published figures, in each repetition", f"{COLUMNS}; {FIGURES:,}"),
    ("rows of a paper's table; letters of a cell", f"{TABLE_ROWS:,}; {CELL:,}"),
    ("layers on the way through a part that a cell lists", f"{LISTED:,}"),
    ("letters of a name, and of the path of a row", f"{NAME}; {PATH:,}"),
    ("a dimension of any map on the way", f"{LARGEST_VALUE:,}"),
    ("blocks within blocks", f"{BLOCK_NESTING}"),
    ("files that extend each other", f"{EXTENDS}"),
    ("layers, counting every step taken", f"{LAYERS:,}; more with --max-layers"),
)
