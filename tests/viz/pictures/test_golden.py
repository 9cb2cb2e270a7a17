"""Six small networks in every text format, as they were when somebody last looked at them.

`OVERWRITE=1 pytest tests/viz/pictures/test_golden.py` writes the files anew: look at what changed.
"""

import os
from pathlib import Path

import pytest
from networks import graph_of

from convatlas.viz.pictures import Drawing

GOLDEN = Path(__file__).parents[2] / "golden" / "pictures"
NETWORKS = ("lenet5_study", "resnet18_cifar", "googlenet_study", "siamese", "unet", "nameless")
FORMATS = ("svg", "mermaid", "dot", "tikz", "json", "text")
STYLES = [("volume", "unet"), ("columns", "resnet18_cifar"), ("figure", "resnet18_cifar"), ("figure", "unet")]
CASES = [(name, "graph", ending) for name in NETWORKS for ending in FORMATS]
CASES += [(name, style, ending) for style, name in STYLES for ending in ("svg", "tikz")]
CASES += [("resnet18_cifar", "figure", "text")]


@pytest.mark.parametrize(("name", "style", "ending"), CASES)
def test_pictures_are_as_they_were(name, style, ending):
    path = GOLDEN / f"{name}{'' if style == 'graph' else '.' + style}.{ending}"
    drawn = Drawing(graph_of(name), style=style).to(ending)
    if os.environ.get("OVERWRITE"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        path.write_bytes(drawn.encode())
    assert drawn == path.read_bytes().decode()


def test_there_is_no_file_without_a_test():
    expected = {f"{name}{'' if style == 'graph' else '.' + style}.{ending}" for name, style, ending in CASES}
    assert {path.name for path in GOLDEN.iterdir()} == expected
