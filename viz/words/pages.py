"""A whole page of HTML: the head that all our pages share, around what each shows."""

from __future__ import annotations

from importlib.resources import files
from string import Template

from .escape import plain, xml


def page(title: str, body: str, *, style: str = "", head: str = "") -> str:
    """A page with `body` in it, light and dark as its reader likes; `title` is plain text, all else is markup.

    Example:
        >>> page("a < b", "<p>Hello</p>").splitlines()[6]
        '<title>a &lt; b</title>'
    """
    shell = template(__package__, "page.html")
    rules = f"\n<style>{style}</style>" if style else ""
    return shell.substitute(title=xml(plain(title)), body=body.strip("\n"), style=rules, head=head and f"\n{head}")


def template(package: str, name: str) -> Template:
    """The file `name` that a package holds, with `$places` to fill."""
    return Template(files(package).joinpath(name).read_text(encoding="utf-8"))
