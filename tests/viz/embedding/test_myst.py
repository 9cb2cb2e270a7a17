"""The directives and the role in Markdown files that Sphinx reads with MyST."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("myst_parser")

pytestmark = pytest.mark.slow

CONF = """
project = "foreign"
extensions = ["convatlas.viz.sphinxext", "myst_parser"]
myst_enable_extensions = ["colon_fence"]
numfig = True
"""
INDEX = """
# Site

A LeNet has {architecture-stat}`lenet5 params` parameters, as {numref}`fig-lenet` shows.

```{architecture} lenet5
:depth: 1
:name: fig-lenet
:caption: A *LeNet*
```

:::{architecture} lenet5
:direction: LR
:alt: a chain
:::

> ```{layer-table} lenet5
> :columns: params
> :caption: Layers
> ```

:::{family-table} lenet5 lenet5_study
:::

```{architecture-diff} lenet5 lenet5_study
```
"""


def test_directives_and_role_in_markdown(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "index.md").write_text(INDEX.lstrip(), encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-b", "html", ".", "_build"]
    environment = os.environ | {"NO_COLOR": "1"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=200, env=environment)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "_build" / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<span class="architecture-stat">61.7\s?K</span> parameters', page)
    assert len(re.findall(r'<img alt="[^"]*" [^>]*src="_images/[^"]+\.svg"', page)) == 2
    assert re.search(r'href="#fig-lenet"><span class="std std-numref">Fig. 1</span>', page)
    assert "A <em>LeNet</em>" in page
    assert page.count("<table ") == 3
