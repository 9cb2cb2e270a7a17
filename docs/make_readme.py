"""The two pictures of the README: one network by Keras' plot_model, which needs Graphviz, and by us."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import keras
from PIL import Image

from convatlas import viz

FOLDER = Path(__file__).parent / "images" / "readme"
HEIGHT = 1500  # pixels of theirs, twice what the page shows


def main() -> None:
    """Write both, and say how large theirs was."""
    model = keras.applications.ResNet50(weights=None)
    viz.draw(model).save(FOLDER / "resnet50.svg")
    Image.MAX_IMAGE_PIXELS = None
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.png")
        keras.utils.plot_model(model, path, show_shapes=True, dpi=96)
        with Image.open(path) as image:
            print(f"plot_model: {image.width} x {image.height} pixels")
            width = round(image.width * HEIGHT / image.height)
            image.convert("RGB").resize((width, HEIGHT)).save(FOLDER / "plot_model.png", optimize=True)


if __name__ == "__main__":
    main()
