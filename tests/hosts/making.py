"""Pages of others that show what is ours: for each host what it is given, and the command that makes its page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

from convatlas import viz

ROOT = Path(__file__).parents[2]
TABLE = 'viz.tabulate("resnet18", depth=2)'
CELLS = (
    'viz.draw("resnet18")',
    'viz.draw("resnet18", direction="LR", fit=None)',
    'viz.draw("resnet18", depth=1).interactive()',
    TABLE,
    'viz.diff("vgg11", "vgg13")',
)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Networks</title>{head}</head>{body}</html>
"""
IMPORT = "from convatlas import viz"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
FENCES = {
    "Picture": "```architecture\nresnet18\n```",
    "Wide": "```architecture\nresnet18\n:direction: LR\n:fit: none\n```",
    "Explorer": "```architecture\nresnet18\n:depth: 1\n:interactive:\n```",
    "Table": "```layer-table\nresnet18\n:depth: 2\n```",
    "Diff": "```architecture-diff\nvgg11 vgg13\n```",
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    """Programs keep what they remember in the folder, and find pandoc."""
    import pypandoc

    folders = (Path(sys.executable).parent, Path(pypandoc.get_pandoc_path()).parent, os.environ["PATH"])
    path = os.pathsep.join(map(str, folders))
    own = {name: str(folder / "home" / name.lower()) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    own |= {"JUPYTER_RUNTIME_DIR": str(folder / "home" / "runtime"), "IPYTHONDIR": str(folder / "home" / "ipython")}
    quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "NO_MKDOCS_2_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    for each in own.values():
        Path(each).mkdir(parents=True, exist_ok=True)
    return os.environ | own | quiet | {"PATH": path, "CONVATLAS_CACHE": str(folder.parent / "kept")}


def run(folder: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def notebook(folder: Path) -> str:
    """A notebook that was run, as text."""
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Networks"}]
    for number, source in enumerate((IMPORT, *CELLS)):
        ours = {"cell_type": "code", "id": f"cell{number}", "metadata": {}, "source": source}
        cells.append(ours | {"outputs": [], "execution_count": None})
    whole = {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    write(folder, {"networks.ipynb": json.dumps(whole)})
    run(folder, "jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", "networks.ipynb")
    return (folder / "networks.ipynb").read_text(encoding="utf-8")


def nbconvert(folder: Path, ran: str, theme: str = "light") -> str:
    write(folder, {"networks.ipynb": ran})
    run(folder, "jupyter", "nbconvert", "--to", "html", f"--HTMLExporter.theme={theme}", "networks.ipynb")
    return "networks.html"


def sphinx(folder: Path, files: Mapping[str, str], page: str = "networks") -> str:
    write(folder, files)
    run(folder, "sphinx", "-q", "-b", "html", ".", "_build")
    return f"_build/{page}.html"


def conf(extension: str, theme: str, more: str = "") -> str:
    lines = ('project, version, copyright = "foreign", "1", "nobody"', f'extensions = ["{extension}"]')
    return "\n".join((*lines, f'html_theme = "{theme}"', 'exclude_patterns = ["_build", "home"]', more, ""))


def nbsphinx(folder: Path, ran: str) -> str:
    index = "Site\n====\n\n.. toctree::\n\n   networks\n"
    settings = conf("nbsphinx", "furo", 'nbsphinx_execute = "never"')
    return sphinx(folder, {"conf.py": settings, "index.rst": index, "networks.ipynb": ran})


def myst_nb(folder: Path, ran: str) -> str:
    index = "# Site\n\n```{toctree}\nnetworks\n```\n"
    settings = conf("myst_nb", "pydata_sphinx_theme", 'nb_execution_mode = "off"')
    return sphinx(folder, {"conf.py": settings, "index.md": index, "networks.ipynb": ran})


def gallery(folder: Path, ran: str) -> str:
    script = "\n\n# %%\n".join(('"""\nNetworks\n========\n"""\n', IMPORT, *CELLS)) + "\n"
    more = 'sphinx_gallery_conf = {"examples_dirs": "examples", "gallery_dirs": "made", "filename_pattern": "plot"}'
    files = {
        "conf.py": conf("sphinx_gallery.gen_gallery", "pydata_sphinx_theme", more),
        "index.rst": "Site\n====\n\n.. toctree::\n\n   made/index\n",
        "examples/GALLERY_HEADER.rst": "Gallery\n=======\n",
        "examples/plot_networks.py": script,
    }
    return sphinx(folder, files, "made/plot_networks")


def book(folder: Path, ran: str) -> str:
    files = {
        "_config.yml": "title: Book\nexecute:\n  execute_notebooks: 'off'\n",
        "_toc.yml": "format: jb-book\nroot: index\nchapters:\n  - file: networks\n",
        "index.md": "# Site\n",
        "networks.ipynb": ran,
    }
    write(folder, files)
    run(folder, "jupyter", "book", "build", ".", "--quiet")
    return "_build/html/networks.html"


def marimo(folder: Path, ran: str, theme: str = "light") -> str:
    cells = "".join(f"@app.cell\ndef _(viz):\n    {source}\n    return\n\n\n" for source in CELLS)
    script = (
        f"import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n    {IMPORT}\n    return (viz,)\n\n\n{cells}"
    )
    settings = f'[tool.marimo.display]\ntheme = "{theme}"\n'
    write(folder, {"networks.py": script + 'if __name__ == "__main__":\n    app.run()\n', "pyproject.toml": settings})
    run(folder, "marimo", "export", "html", "networks.py", "-o", "networks.html")
    return "networks.html"


def tabbed() -> str:
    """A page of tabs, as superfences and tabs of pymdownx write it."""
    tabs = (f'=== "{name}"\n\n{indent(fence, "    ")}\n\n' for name, fence in FENCES.items())
    return "".join(("# Networks\n\n", *tabs))


def material(folder: Path, ran: str) -> str:
    settings = """
site_name: foreign
theme:
  name: material
  font: false
  palette:
    - {scheme: default, toggle: {icon: material/brightness-7, name: Dark}}
    - {scheme: slate, toggle: {icon: material/brightness-4, name: Light}}
markdown_extensions:
  - convatlas.viz.markdown
  - pymdownx.tabbed: {alternate_style: true}
"""
    write(folder, {"mkdocs.yml": settings, "docs/index.md": tabbed()})
    run(folder, "mkdocs", "build", "--strict", "--quiet")
    return "site/index.html"


def zensical(folder: Path, ran: str) -> str:
    settings = """
[project]
site_name = "foreign"

[project.theme]
font = false

[[project.theme.palette]]
scheme = "default"
toggle = { icon = "lucide/sun", name = "Dark" }

[[project.theme.palette]]
scheme = "slate"
toggle = { icon = "lucide/moon", name = "Light" }

[project.markdown_extensions."convatlas.viz.markdown"]

[project.markdown_extensions."pymdownx.tabbed"]
alternate_style = true
"""
    write(folder, {"zensical.toml": settings, "docs/index.md": tabbed()})
    run(folder, "zensical", "build", "--clean", "--strict")
    return "site/index.html"


def shown() -> str:
    """What is ours as elements for any page."""
    values = [eval(source, {"viz": viz}) for source in CELLS]
    return "\n".join(value._repr_html_() for value in values)


def bootstrap(folder: Path, ran: str) -> str:
    style = (ROOT / "node_modules/bootstrap/dist/css/bootstrap.min.css").read_text(encoding="utf-8")
    head, body = f"<style>{style}</style>", f'<body><main class="container py-4">{shown()}</main></body>'
    write(folder, {"index.html": PAGE.format(head=head, body=body)})
    return "index.html"


def tailwind(folder: Path, ran: str) -> str:
    script = (ROOT / "node_modules/@tailwindcss/browser/dist/index.global.js").read_text(encoding="utf-8")
    write(folder, {"tailwind.js": script})
    variant = "@import 'tailwindcss'; @custom-variant dark (&:where(.dark, .dark *));"
    head = f'<script src="tailwind.js"></script><style type="text/tailwindcss">{variant}</style>'
    colours = "bg-white text-gray-700 dark:bg-gray-900 dark:text-gray-300"
    body = f'<body class="{colours}"><main class="mx-auto max-w-4xl p-4">{shown()}</main></body>'
    write(folder, {"index.html": PAGE.format(head=head, body=body)})
    return "index.html"
