"""The directives in MyST pages: the same figures, mistakes and messages at their lines."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("sphinx")
pytest.importorskip("myst_parser")

from .conftest import Built, build, write

pytestmark = pytest.mark.slow
PAGES = {
    "conf.py": """
project, version = "mine", "1"
extensions = ["convatlas.viz.sphinxext", "myst_parser"]
myst_enable_extensions = ["colon_fence"]
exclude_patterns = ["_build"]
gettext_additional_targets = ["image"]
""",
    "index.md": """
# Site

A LeNet-5 has {architecture-stat}`lenet5 params` parameters.

```{architecture} lenet5
:depth: 1
:caption: A *chain* of layers
:name: chain
```

:::{layer-table} lenet5
:columns: params, macs
:caption: Figures
:::

See {ref}`chain`.

```{architecture} lenet5
:dept: 1
```

```{architecture} lenet6
```
""",
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("myst")
    write(folder, PAGES)
    return build(folder)


def test_figures_tables_and_figures_in_text(marked: Built) -> None:
    page = marked.page("index.html")
    assert '<span class="architecture-stat">61.7 K</span>' in page
    assert re.search(
        r'<figure class="architecture align-center" id="chain">\s*<img alt="lenet5: 61.7 K parameters', page
    )
    assert "A <em>chain</em> of layers" in page
    assert '<div aria-label="Figures" class="architecture-scroll" role="group" tabindex="0">' in page


def test_mistakes_are_told_at_their_lines(marked: Built) -> None:
    warnings = re.findall(r"index\.md:(\d+): WARNING: (architecture: .*) \[architecture\.build\]", marked.output)
    assert [line for line, _ in warnings] == ["18", "22"]
    assert warnings[0][1].startswith("architecture: `:dept:` is no option of architecture, did you mean depth? (")
    assert warnings[1][1].startswith("architecture: lenet6 is unknown, did you mean lenet5")


def test_translators_see_captions_at_their_lines_and_no_files(marked: Built) -> None:
    done = build(marked.folder, "gettext", "-d", "_build/gettrees")
    messages = done.page("index.pot", "gettext")
    assert '#: ../../index.md:7\nmsgid "A *chain* of layers"' in messages
    assert '#: ../../index.md:13\nmsgid "Figures"' in messages
    assert "image::" not in messages
