"""A drawn layer and its inputs with names in the place of numbers."""

from contract.strategies import Case
from convcalc.algebra.sym import Sym, name
from convcalc.layers.letters import lettered, lettered_inputs


def named(case):
    """The case with the letters of the lectures in the place of numbers, each with its value."""
    return Case(lettered(case.layer, case.xs[0].rank), case.written, lettered_inputs(case.xs))


def without_values(case):
    """A named case whose names have no values."""
    layer = case.layer.replaced({key: forgetful(value) for key, value in vars(case.layer).items()})
    return Case(layer, case.written, forgetful(case.xs))


def letters(case):
    """The values of the names in a named case; a name of two values fails."""
    values = {}
    for one in leaves([*vars(case.layer).values(), *case.xs]):
        assert values.setdefault(one.args[0], one.value) == one.value, f"{one.args[0]} stands for two values"
    return values


def leaves(tree):
    """The names in nested tuples of dimensions."""
    if isinstance(tree, (tuple, list)):
        return [leaf for branch in tree for leaf in leaves(branch)]
    return [tree] if isinstance(tree, Sym) else []


def forgetful(tree):
    """The same tuples of dimensions, the names without their values."""
    if isinstance(tree, tuple):
        return type(tree)(forgetful(branch) for branch in tree)
    return name(tree.args[0]) if isinstance(tree, Sym) else tree
