"""A reader of GIFT, as its importer in Moodle goes about it: blocks, names, braces, answers."""

import re

SIGNS = {":": "\0a", "#": "\0b", "=": "\0c", "{": "\0d", "}": "\0e", "~": "\0f", "n": "\0g"}
PLAIN = {**{mark: sign for sign, mark in SIGNS.items()}, "\0g": "\n"}


def blocks(text):
    """The blocks between blank lines, without comments."""
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if not line.strip().startswith("//")]
        if "".join(lines).strip():
            yield "\n".join(lines).strip()


def questions(text):
    """Each question as its name, text, kind, answers (written, share, tolerance, feedback) and general feedback."""
    for block in blocks(text):
        if not block.startswith("$CATEGORY:"):
            yield question(re.sub(r"\\([:#={}~n])", lambda found: SIGNS[found[1]], block))


def question(block):
    name, text, inside = re.fullmatch(r"::(.*?)::\[plain\]([^{]*)\{([^}]*)\}", block).groups()
    inside, general = inside.rsplit("####", 1)
    inside = inside.strip()
    if inside.startswith("#"):
        kind, parts = "numerical", inside[1:].split("=")[1:]
    elif "~" in inside:
        kind, parts = "multichoice", inside.replace("=", "~=").split("~")[1:]
    else:
        kind, parts = "shortanswer", inside.split("=")[1:]
        assert "->" not in inside  # that would be a question of pairs
    return plain(name), plain(text), kind, [answer(kind, part.strip()) for part in parts], plain(general)


def answer(kind, part):
    share = 100 if kind != "multichoice" or part.startswith("=") else 0
    part = part.removeprefix("=")
    weight = re.match(r"%([0-9]{1,3})%", part)
    if weight:
        share, part = int(weight[1]), part[weight.end() :]
    written, _, says = part.partition("#")
    tolerance = ""
    if kind == "numerical":
        written, tolerance = written.split(":")
    return plain(written), share, tolerance, plain(says)


def plain(text):
    return re.sub("\0.", lambda found: PLAIN[found[0]], text).strip()
