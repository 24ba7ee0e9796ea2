"""One layer as PyTorch, TensorFlow, ONNX, Caffe and the lectures work it out, and where they part.

A framework's rule is a short declaration (``declared.Semantics``): what it lacks, what it refuses, and which layer of
the catalogue, with other fields, does what it does. Sizes, parameters and operations are then the catalogue's own::

    from convcalc.classroom import semantics

    made = convcalc.layer("maxpool", kernel=3, stride=2)
    semantics.under(made, "112x112x64", semantics="caffe").report.output  # 56x56x64
    semantics.all_under(made, "112x112x64").partings
"""

from convcalc.classroom.semantics.declared import Semantics
from convcalc.classroom.semantics.outcome import SEMANTICS, Outcome, Outcomes, all_under, semantics_of, under

__all__ = ["SEMANTICS", "Outcome", "Outcomes", "Semantics", "all_under", "semantics_of", "under"]
