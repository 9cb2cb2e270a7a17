"""Two networks of plain Keras layers that the page of comparisons draws beside those of keras.applications."""

from __future__ import annotations

import keras
from keras import layers


def unet() -> keras.Model:
    """The U-Net of Ronneberger et al., padded, for 256 by 256 pixels."""
    image = x = keras.Input((256, 256, 1), name="image")
    skips = []
    for filters in (64, 128, 256, 512):
        x = _twice(x, filters)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    x = _twice(x, 1024)
    for filters, skip in zip((512, 256, 128, 64), reversed(skips), strict=True):
        x = layers.Conv2DTranspose(filters, 2, strides=2)(x)
        x = _twice(layers.Concatenate()([skip, x]), filters)
    return keras.Model(image, layers.Conv2D(2, 1, name="mask")(x), name="unet")


def _twice(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    for _ in range(2):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x


def encoder() -> keras.Model:
    """The encoder of a small transformer: six layers, 256 wide, with eight heads."""
    words = keras.Input((128,), dtype="int32", name="words")
    x = layers.Embedding(8000, 256)(words)
    for _ in range(6):
        mixed = layers.MultiHeadAttention(8, 32, dropout=0.1)(x, x)
        x = layers.LayerNormalization()(layers.Add()([x, mixed]))
        hidden = layers.Dense(256)(layers.Dense(1024, activation="gelu")(x))
        x = layers.LayerNormalization()(layers.Add()([x, hidden]))
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(words, layers.Dense(2, activation="softmax")(x), name="encoder")
