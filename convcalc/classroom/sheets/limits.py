"""What a sheet, the answers to it and a class may cost: these files come from strangers."""

QUESTIONS = 1_000
ASKED = 100  # quantities of one question
TEXT = 10_000  # characters of a question's text
WORD = 1_000  # characters of a name or a source
ID = 50
POINTS = 1_000_000
LAYERS = 100_000  # rows of all the networks of a sheet
