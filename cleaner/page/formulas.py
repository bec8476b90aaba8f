"""Formulas: MathML, and what KaTeX and MathJax make of TeX, as TeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote, unquote_plus

from lxml.etree import _Element as Element

_LONGEST = 5_000  # characters of a formula
_DEEPEST = 60  # elements in each other; below that a formula is taken as its characters
_STYLE = re.compile(r"\{\\(?:display|text)style\s*(.*)\}", re.DOTALL)
_LATEX_CLASS = re.compile(r"(?:^|\s)(?:latex|tex|mwe-math-fallback-image\S*)(?:$|\s)")
_LATEX_SOURCE = re.compile(r"latex\.php|codecogs\.com|/math/render/|latex\.wordpress|chart\?cht=tx")
_LATEX_PARTS = ("latex", "codecogs", "/math/", "cht=tx")  # one of them is in all such addresses
_SPACES = re.compile(r"\s+")
_TEX_ATTRIBUTES = ("data-tex", "data-latex", "data-math", "data-entry", "data-formula", "data-expr")
_TEX_FIELDS = ("latex", "tex", "chl")
_DRAWN = frozenset(
    {"MathJax", "MathJax_Preview", "MathJax_Display", "MathJax_SVG", "MathJax_CHTML"}
)
_FALLBACKS = frozenset({"mwe-math-fallback-image-inline", "mwe-math-fallback-image-display"})
_FORMULA_CLASSES = frozenset({"katex", "katex-display", "mwe-math-element"})
_NEAR = 3  # siblings after a drawn formula in which its source is looked for


def may_be_formula(classes: str) -> bool:
    """Whether an element with these classes may hold or draw a formula."""
    return "katex" in classes or "mwe-math" in classes or "MathJax" in classes


def is_formula(tag: str, classes: str) -> bool:
    """Whether an element holds a formula and nothing else."""
    if tag in ("math", "mjx-container"):
        return True
    return ("katex" in classes or "mwe-math" in classes) and not _FORMULA_CLASSES.isdisjoint(
        classes.split()
    )


def is_script_of_formula(element: Element) -> bool:
    """Whether a script is the TeX source of a formula, as MathJax 2 has it."""
    return (element.get("type") or "").startswith("math/tex")


def is_drawn_twice(element: Element) -> bool:
    """Whether an element draws a formula whose source follows or is beside it."""
    classes = element.get("class") or ""
    if element.tag == "img":
        return "fallback" in classes and not _FALLBACKS.isdisjoint(classes.split())
    if "MathJax" not in classes or _DRAWN.isdisjoint(classes.split()):
        return False
    sibling, steps = element.getnext(), 0
    while sibling is not None and steps < _NEAR:
        if sibling.tag == "script" and is_script_of_formula(sibling):
            return True
        sibling, steps = sibling.getnext(), steps + 1
    return False


def tex_of(element: Element) -> str:
    """The TeX of a formula's element; empty if it has none."""
    if element.tag == "script":
        return _tidy(element.text or "")
    if source := _in_attribute(element):
        return _tidy(source)
    math = element if element.tag == "math" else element.find(".//math")
    if math is None:
        return ""
    for annotation in math.iter("annotation"):
        if "tex" in (annotation.get("encoding") or "").lower() and annotation.text:
            return _tidy(annotation.text)
    return _tidy(math.get("alttext") or _translated(math))


def _in_attribute(element: Element) -> str:
    """The TeX in an attribute of a formula's element, or of one that holds it alone."""
    around = element.getparent()
    is_alone = (
        around is not None
        and len(around) == 1
        and not (around.text or "").strip()
        and not (element.tail or "").strip()
    )
    for one in (element, around) if is_alone and around is not None else (element,):
        for name in _TEX_ATTRIBUTES:
            if value := one.get(name):
                return str(value)
    return ""


def tex_of_image(image: Element) -> str:
    """The TeX that a picture of a formula was made from; empty for other pictures."""
    names, source = image.get("class") or "", image.get("src") or ""
    may_be = "tex" in names or "math" in names or _names_latex(source)
    if not may_be or not (_LATEX_CLASS.search(names) or _LATEX_SOURCE.search(source)):
        return ""
    return _tidy(image.get("alt") or _in_address(source))


def _names_latex(source: str) -> bool:
    """Whether an address may be that of a drawn formula; fast, also for a picture in the page."""
    for part in _LATEX_PARTS:  # noqa: SIM110 - a generator takes twice as long
        if part in source:
            return True
    return False


def _in_address(source: str) -> str:
    """The TeX in the address of a service that draws it: its query, or a field of that."""
    query = source.partition("?")[2]
    fields = dict(part.partition("=")[::2] for part in query.split("&"))
    named = next((fields[name] for name in _TEX_FIELDS if fields.get(name)), "")
    return unquote_plus(named) if named else unquote("" if "&" in query else query)


def is_display(element: Element) -> bool:
    """Whether a formula is on a line of its own."""
    if element.tag == "script":
        return "mode=display" in (element.get("type") or "").replace(" ", "")
    if "katex-display" in (element.get("class") or ""):
        return True
    if element.tag == "mjx-container" and element.get("display") == "true":
        return True
    math = element if element.tag == "math" else element.find(".//math")
    parent = element.getparent()
    around = (parent.get("class") or "") if parent is not None else ""
    return (math is not None and math.get("display") == "block") or "katex-display" in around


def _tidy(tex: str) -> str:
    tex = _SPACES.sub(" ", tex[:_LONGEST].replace("%\n", "")).strip().strip("$")
    match = _STYLE.fullmatch(tex)
    return match[1].strip() if match else tex


# --- MathML ---------------------------------------------------------------------------------------


def _translated(math: Element, depth: int = 0) -> str:
    """An element of MathML as TeX. What is nested very deep is taken as its characters."""
    tag = str(math.tag).rpartition("}")[2]
    if tag in ("annotation", "annotation-xml"):
        return ""
    if depth > _DEEPEST:
        return "".join(math.itertext())
    if tag in ("mi", "mn", "mo", "mtext", "ms"):
        return " ".join("".join(math.itertext()).split())
    parts = [_translated(child, depth + 1) for child in math if isinstance(child.tag, str)]
    translate = _TRANSLATIONS.get(tag)
    if translate is not None and len(parts) >= _NEEDED.get(tag, 1):
        return translate(parts)
    return "".join(parts)


def _group(part: str) -> str:
    return part if len(part) <= 1 else f"{{{part}}}"


def _fraction(parts: Sequence[str]) -> str:
    return f"\\frac{{{parts[0]}}}{{{parts[1]}}}"


def _root(parts: Sequence[str]) -> str:
    return f"\\sqrt[{parts[1]}]{{{parts[0]}}}"


def _above(parts: Sequence[str]) -> str:
    return f"{parts[0]}^{_group(parts[1])}"


def _over(parts: Sequence[str]) -> str:
    accent = _ACCENTS.get(parts[1])
    return f"{accent}{{{parts[0]}}}" if accent else _above(parts)


def _below(parts: Sequence[str]) -> str:
    return f"{parts[0]}_{_group(parts[1])}"


def _both(parts: Sequence[str]) -> str:
    return f"{parts[0]}_{_group(parts[1])}^{_group(parts[2])}"


_TRANSLATIONS: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": _fraction,
    "msqrt": lambda parts: f"\\sqrt{{{''.join(parts)}}}",
    "mroot": _root,
    "msup": _above,
    "mover": _over,
    "msub": _below,
    "munder": _below,
    "msubsup": _both,
    "munderover": _both,
    "mtable": r" \\ ".join,
    "mtr": " & ".join,
    "mfenced": lambda parts: f"({','.join(parts)})",
}
_ACCENTS = {
    "\N{RIGHTWARDS ARROW}": r"\vec",
    "\N{COMBINING RIGHT ARROW ABOVE}": r"\vec",
    **dict.fromkeys(("~", "\N{SMALL TILDE}"), r"\tilde"),
    **dict.fromkeys(("^", "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}"), r"\hat"),
    **dict.fromkeys(("\N{DOT ABOVE}", "."), r"\dot"),
    "\N{DIAERESIS}": r"\ddot",
    **dict.fromkeys(("\N{MACRON}", "\N{OVERLINE}", "\N{HORIZONTAL BAR}", "_"), r"\overline"),
    "\N{TOP CURLY BRACKET}": r"\overbrace",
}
"""What a mark above something is called in TeX."""
_NEEDED = {
    **dict.fromkeys(("mfrac", "mroot", "msup", "mover", "msub", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
