r"""A standalone LaTeX document in TikZ, for pdflatex, lualatex and xelatex.

Texts keep the widths that the layout gave them, whatever font the document sets.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...colours import SHADES, Palette
from ...layout import Point
from ...scene import BEND, Bar, Face, Line, Rect, Scene, Shape, Text
from ...words import tikz
from ..picture import Picture
from .svg import number

MEDIA = "application/x-tex"
UNIT = 0.75  # big points of a pixel
LONGEST = 16_000  # big points: TeX knows no longer length
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
PREAMBLE = r"""\documentclass{article}
\usepackage{iftex}
\ifPDFTeX
  \IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{% else T1 may be there as dots alone
    \usepackage[T1,OT1]{fontenc}
    \DeclareTextCommandDefault{\textquotedbl}{{\fontfamily{cmtt}\selectfont\char34}}
    \def\do##1{\DeclareTextCommandDefault{##1}{{\mdseries\UseTextSymbol{T1}##1}}}
    \do\DH\do\dh\do\TH\do\th\do\guillemetleft\do\guillemetright\do\quotedblbase\do\quotesinglbase
  }
  \newcommand{\other}[2]{\{#1\}}
\else
  \usepackage{fontspec}
  \newcommand{\other}[2]{#2}
\fi
\renewcommand{\familydefault}{\sfdefault}
\pagestyle{empty}
\usepackage{tikz}
\usetikzlibrary{arrows.meta}
\newcommand{\within}[2]{\sbox0{#2}\ifdim\wd0>#1\relax\resizebox{#1}{\height}{\usebox0}\else\usebox0\fi}
"""


def render(picture: Picture) -> str:
    """The picture as a LaTeX document."""
    scene = picture.scene
    unit = min(UNIT, LONGEST / scene.width, LONGEST / scene.height)
    length = f"{unit:.6f}".rstrip("0")  # rounded to less, the foot of a tall picture would leave the page
    origin = f"% {picture.origin}\n" if picture.origin else ""
    shapes = [shape for part in scene.parts for shape in part.shapes]
    body = "\n".join(line for shape in shapes for line in _shape(shape, unit))
    return (
        f"{origin}{PREAMBLE}{_page(scene, unit)}{_colours(scene, picture.theme.palette)}\\begin{{document}}\\noindent\n"
        f"\\begin{{tikzpicture}}[x={length}bp,y=-{length}bp,line width={number(0.9 * unit)}bp]\n"
        f"\\useasboundingbox (0,0) rectangle ({number(scene.width)},{number(scene.height)});\n"
        f"{body}\n\\end{{tikzpicture}}\n\\end{{document}}\n"
    )


def _page(scene: Scene, unit: float) -> str:
    """A page of the size of the picture."""
    width, height = number(scene.width * unit), number(scene.height * unit + 1)
    return f"\\usepackage[paperwidth={width}bp,paperheight={height}bp,margin=0bp,noheadfoot]{{geometry}}\n"


def _colours(scene: Scene, palette: Palette) -> str:
    """A definition of every colour used."""
    used: dict[tuple[str, int], None] = {("line", 0): None, ("border", 0): None}
    for shape in (shape for part in scene.parts for shape in part.shapes):
        if isinstance(shape, Text):
            used[shape.tone, 0] = None
        elif isinstance(shape, Rect | Bar | Face):
            used[shape.fill, shape.shade if isinstance(shape, Face) else 0] = None
        if isinstance(shape, Rect) and shape.stroke:
            used[shape.stroke, 0] = None
    return "".join(
        f"\\definecolor{{{_named(key, shade)}}}{{HTML}}{{{palette.shaded(key, shade)[1:].upper()}}}\n"
        for key, shade in used
    )


def _named(key: str, shade: int = 0) -> str:
    return f"c{key}{'' if not SHADES[shade][1] else 'l' if shade < 0 else 'd'}"


def _shape(shape: Shape, unit: float) -> Iterator[str]:
    if isinstance(shape, Rect):
        yield _rect(shape, unit)
    elif isinstance(shape, Bar):
        yield _bar(shape, unit)
    elif isinstance(shape, Face):
        corners = " -- ".join(map(_point, shape.points))
        yield f"\\filldraw[fill={_named(shape.fill, shape.shade)},draw=cline,line join=round] {corners} -- cycle;"
    elif isinstance(shape, Line):
        yield _line(shape, unit)
    elif shape.text.strip():  # blanks have no height that could be scaled
        yield _text(shape, unit)


def _point(point: Point) -> str:
    return f"({number(point[0])},{number(point[1])})"


def _rect(rect: Rect, unit: float) -> str:
    stroke = f",draw={_named(rect.stroke)}" if rect.stroke else ""
    corner = f",rounded corners={number(rect.corner * unit)}bp" if rect.corner else ""
    ends = f"{_point((rect.x, rect.y))} rectangle {_point((rect.x + rect.width, rect.y + rect.height))}"
    return f"\\path[fill={_named(rect.fill)}{stroke}{corner}] {ends};"


def _bar(bar: Bar, unit: float) -> str:
    right, bottom = bar.x + bar.width, bar.y + bar.height
    return (
        f"\\filldraw[fill={_named(bar.fill)},draw=cline] {_point((right, bar.y))} -- {_point((right, bottom))} "
        f"[rounded corners={number(bar.corner * unit)}bp] -- {_point((bar.x, bottom))} -- {_point((bar.x, bar.y))} "
        "[sharp corners] -- cycle;"
    )


def _line(line: Line, unit: float) -> str:
    arrow = f",-{{Latex[length={number(7 * unit)}bp,width={number(6 * unit)}bp]}}" if line.has_arrow else ""
    way = " -- ".join(map(_point, line.points))
    look = f"cborder,line width={number(0.7 * unit)}bp" if line.is_faint else f"cline,line width={number(1.4 * unit)}bp"
    dashes = ",dashed" if line.is_dashed else ""
    return f"\\draw[{look}{dashes},rounded corners={number(BEND * unit)}bp{arrow}] {way};"


def _text(text: Text, unit: float) -> str:
    size = text.size * unit
    weight = "\\bfseries" if text.weight > 400 else ""
    font = f"\\fontsize{{{number(size)}bp}}{{{number(size * 1.2)}bp}}\\selectfont{weight}"
    return (
        f"\\node[anchor={ANCHORS[text.anchor]},inner sep=0,text={_named(text.tone)}] at {_point((text.x, text.y))} "
        f"{{{font}\\within{{{number(text.length * unit)}bp}}{{{tikz(text.text)}}}}};"
    )
