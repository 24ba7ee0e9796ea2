"""convcalc: exact shapes, parameters and operation counts of convolutional networks, without a framework.

>>> import convcalc
>>> str(convcalc.layer("conv", kernel=3, out=32).evaluate("28x28x128").output)
'26x26x32'
"""

from convcalc.errors import CheckFailed, ConvcalcError, DocumentError, ShapeError, UsageError
from convcalc.network import Network, layer, load
from convcalc.report import Report
from convcalc.rows import Row

__version__ = "0.1.0"
__all__ = [
    "CheckFailed",
    "ConvcalcError",
    "DocumentError",
    "Network",
    "Report",
    "Row",
    "ShapeError",
    "UsageError",
    "layer",
    "load",
]
