"""The pages and the models of a site for MkDocs and Zensical."""

from __future__ import annotations

SETTINGS = """
site_name: Foreign
site_url: http://127.0.0.1:PORT/
theme:
  name: material
  font: false
  features: [navigation.instant]
  palette:
    - {scheme: default, toggle: {icon: material/brightness-7, name: To dark}}
    - {scheme: slate, toggle: {icon: material/brightness-4, name: To light}}
plugins: [search, markdown-exec]
markdown_extensions:
  - attr_list
  - convatlas.viz.markdown
  - pymdownx.superfences
validation: {links: {anchors: warn}}
watch: [helper.py]
"""
MODELS = """
import keras
from helper import units

with open("built.txt", "a") as file:
    file.write("x")


def build(classes=1):
    print("noise on standard output")
    layers = [keras.Input((8,)), keras.layers.Dense(units(), name="hidden"), keras.layers.Dense(classes, name="last")]
    return keras.Sequential(layers, name="mine")
"""
MINE = "```architecture\nmymodels:build(classes=3)\n```\n\n"
FILES = {
    "mkdocs.yml": SETTINGS,
    "mymodels.py": MODELS,
    "helper.py": "def units():\n    return 5\n",
    "docs/index.md": f"""
# Home

To [explorers](explorers.md) and [the figure](#fig-lenet).

```architecture {{#fig-lenet depth=1 caption="From the header"}}
lenet5
```

{MINE * 10}
""",
    "docs/explorers.md": """
# Explorers

```architecture
lenet5
:interactive:
:caption: Walk through it
```

```architecture
lenet5
:interactive:
:theme: light
```

[To the tables](tables.md)
""",
    "docs/tables.md": """
# Tables

```layer-table
lenet5
:columns: kind, output_shape, params, macs, memory, receptive_field
```

> ```architecture-diff
> lenet5 lenet5_study
> ```

```family-table
lenet5 lenet5_study
```

```layer-table
mymodels:build(classes=3)
:columns: params
```
""",
    "docs/executed.md": """
# Executed

LeNet has `exec="on" print("x")` figures.

```python exec="true" html="true"
from convatlas import viz
print(viz.draw("lenet5", depth=1).to("svg"))
```

```python exec="true"
from convatlas import viz
print(viz.tabulate("lenet5", depth=1).to("markdown"))
```
""",
}
WRONG = "# Wrong\n\nText.\n\n> ```architecture\n> resnet51\n> ```\n"
