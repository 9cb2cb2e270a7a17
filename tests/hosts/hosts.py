"""The hosts as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import making

LOOKS = {"own": "light", "dark": "dark"}
LAB = "() => jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {}'}})"
LIGHT, DARK = map(LAB.format, ("Light", "Dark"))
SLATE = "() => document.querySelectorAll('[data-md-component=palette] input')[1].click()"


def attribute(element: str, name: str, value: str) -> str:
    return f"() => document.{element}.setAttribute('{name}', '{value}')"


PYDATA = {look: attribute("documentElement", "data-theme", mode) for look, mode in LOOKS.items()}
FURO = {look: attribute("body", "data-theme", mode) for look, mode in LOOKS.items()}


@dataclass(frozen=True)
class Host:
    """A host: how its page is made, and what is particular about it."""

    make: Callable[[Path, str], str] = making.nbconvert  # from a folder and the notebook to the page's path
    own: str = ""  # a script that makes the page light, where it would follow the system or remember how it was
    dark: str = ""  # a script that turns the page dark; none where it has one look
    notebook: str = ""  # the file that JupyterLab opens
    tabs: bool = False
    explores: bool = True  # else the picture inside of the frame is what is seen


HOSTS = {
    "JupyterLab": Host(notebook="trusted.ipynb", own=LIGHT, dark=DARK),
    "JupyterLab untrusted": Host(notebook="untrusted.ipynb", own=LIGHT, dark=DARK, explores=False),
    "nbconvert": Host(making.nbconvert),
    "nbconvert dark": Host(partial(making.nbconvert, theme="dark")),
    "nbsphinx": Host(making.nbsphinx, **FURO),
    "myst-nb": Host(making.myst_nb, **PYDATA),
    "sphinx-gallery": Host(making.gallery, **PYDATA),
    "jupyter-book": Host(making.book, **PYDATA),
    "marimo": Host(making.marimo),
    "marimo dark": Host(partial(making.marimo, theme="dark")),
    "Material": Host(making.material, dark=SLATE, tabs=True),
    "Zensical": Host(making.zensical, dark=SLATE, tabs=True),
    "Bootstrap": Host(making.bootstrap, dark=attribute("documentElement", "data-bs-theme", "dark")),
    "Tailwind": Host(making.tailwind, dark=attribute("documentElement", "class", "dark")),
}
