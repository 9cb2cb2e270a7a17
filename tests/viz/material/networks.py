"""Networks that pictures are tested with: those of the atlas, some of keras.applications, and shapes of every sort."""

from __future__ import annotations

from functools import cache

from others import HUB, built

from convatlas import architectures, viz

APPLICATIONS = {
    "ConvNeXtTiny": 30,
    "DenseNet121": 30,
    "EfficientNetV2B0": 30,
    "InceptionV3": 30,
    "MobileNetV3Small": 30,
    "NASNetMobile": 30,
    "ResNet50": 30,
}  # with the most nodes that the default picture may show
HUGE = ("resnet1202_cifar", "resnet1202_cifar_b")
ATLAS = [name for name in architectures.names() if name not in HUGE]
FEW = ("googlenet", "lenet5_study", "resnet18", "resnet50_v2", "seresnet50", "vgg16", "vgg16_bn")


@cache
def graph_of(name: str) -> viz.Graph:
    """The graph of a network of the atlas, of keras.applications, of keras-hub, or of this file."""
    import keras

    if name in OWN:
        return viz.trace(OWN[name]())
    if name in HUB:
        return viz.trace(built(name))
    if not name[0].isupper():
        return viz.trace(name)
    with keras.StatelessScope(initialize_variables=False):
        return viz.trace(getattr(keras.applications, name)(weights=None))


def lstm():
    import keras
    from keras import layers as L

    words = keras.Input((20,), name="words")
    x = L.Bidirectional(L.LSTM(32, return_sequences=True))(L.Embedding(1000, 64)(words))
    return keras.Model(words, L.Dense(5, activation="softmax")(L.LSTM(32)(x)), name="lstm")


def transformer():
    import keras
    from keras import layers as L

    words = keras.Input((50,), name="words")
    x = L.Embedding(1000, 64)(words)
    for i in range(3):
        mixed = L.MultiHeadAttention(4, 16, name=f"block{i}_attention")(x, x)
        x = L.LayerNormalization(name=f"block{i}_norm1")(L.Add(name=f"block{i}_add1")([x, mixed]))
        hidden = L.Dense(64, name=f"block{i}_down")(L.Dense(128, activation="gelu", name=f"block{i}_up")(x))
        x = L.LayerNormalization(name=f"block{i}_norm2")(L.Add(name=f"block{i}_add2")([x, hidden]))
    return keras.Model(words, L.Dense(2)(L.GlobalAveragePooling1D()(x)), name="transformer")


def siamese():
    import keras
    from keras import layers as L

    tower = [L.Input((28, 28, 1)), L.Conv2D(8, 3, activation="relu"), L.Flatten(), L.Dense(16)]
    embed = keras.Sequential(tower, name="embed")
    left, right = keras.Input((28, 28, 1), name="left"), keras.Input((28, 28, 1), name="right")
    apart = L.Subtract(name="difference")([embed(left), embed(right)])
    return keras.Model([left, right], L.Dense(1, activation="sigmoid")(apart), name="siamese")


def several_ends():
    import keras
    from keras import layers as L

    image, facts, text = (keras.Input(s, name=n) for s, n in (((32, 32, 3), "image"), ((10,), "facts"), ((7,), "text")))
    joined = L.Concatenate(name="join")([L.Flatten()(L.Conv2D(8, 3)(image)), L.Dense(4)(facts), text])
    x = L.Dense(8, activation="relu")(joined)
    back = L.Add(name="back")([L.Dense(10)(x), facts])
    return keras.Model(
        [image, facts, text], [L.Dense(2, name="label")(x), L.Dense(4, name="box")(x), back], name="ends"
    )


def unet():
    import keras
    from keras import layers as L

    image = x = keras.Input((128, 128, 3), name="image")
    skips = []
    for i, filters in enumerate((16, 32, 64)):
        for j in (1, 2):
            x = L.Conv2D(filters, 3, padding="same", activation="relu", name=f"down{i}_conv{j}")(x)
        skips.append(x)
        x = L.MaxPooling2D(name=f"down{i}_pool")(x)
    x = L.Conv2D(128, 3, padding="same", activation="relu", name="bottom")(x)
    for i, filters in ((2, 64), (1, 32), (0, 16)):
        x = L.Concatenate(name=f"up{i}_concat")([L.UpSampling2D(name=f"up{i}_up")(x), skips[i]])
        x = L.Conv2D(filters, 3, padding="same", activation="relu", name=f"up{i}_conv")(x)
    return keras.Model(image, L.Conv2D(2, 1, name="mask")(x), name="unet")


def nameless():
    """Residual blocks and an inception module whose layers have the names that Keras makes up."""
    import keras
    from keras import layers as L

    image = keras.Input((32, 32, 3), name="image")
    x = L.Conv2D(16, 3, padding="same")(image)
    for _ in range(6):
        y = L.ReLU()(L.BatchNormalization()(L.Conv2D(16, 3, padding="same", use_bias=False)(x)))
        x = L.Add()([x, L.BatchNormalization()(L.Conv2D(16, 3, padding="same", use_bias=False)(y))])
    branches = [L.Conv2D(8, 1)(x), L.Conv2D(8, 3, padding="same")(L.Conv2D(4, 1)(x)), L.MaxPooling2D(3, 1, "same")(x)]
    x = L.GlobalAveragePooling2D()(L.Concatenate()(branches))
    return keras.Model(image, L.Dense(10)(x), name="nameless")


def encoder_decoder():
    """A Transformer of two layers on either side, whose layers have the names that Keras makes up."""
    import keras
    from keras import layers as L

    def attended(x, other=None, *, causal=False):
        y = L.LayerNormalization()(x)
        return x + L.MultiHeadAttention(4, 8)(y, y if other is None else other, use_causal_mask=causal)

    def fed(x):
        return x + L.Dense(32)(L.Dense(64, activation="gelu")(L.LayerNormalization()(x)))

    source, target = keras.Input((20,), name="source"), keras.Input((24,), name="target")
    x, y = L.Embedding(100, 32)(source), L.Embedding(100, 32)(target)
    for _ in range(2):
        x = fed(attended(x))
    x = L.LayerNormalization(name="encoded")(x)
    for _ in range(2):
        y = fed(attended(attended(y, causal=True), x))
    return keras.Model([source, target], L.Dense(100, name="logits")(y), name="encoder_decoder")


def wavenet():
    """Gated layers that each give to the next and to a sum of all."""
    import keras
    from keras import layers as L

    sound = keras.Input((256, 1), name="sound")
    x, skips = L.Conv1D(16, 2, padding="causal")(sound), []
    for place in range(6):
        rate = 2**place
        tanh = L.Conv1D(16, 2, dilation_rate=rate, padding="causal", activation="tanh")(x)
        gate = L.Conv1D(16, 2, dilation_rate=rate, padding="causal", activation="sigmoid")(x)
        gated = L.Multiply()([tanh, gate])
        skips.append(L.Conv1D(32, 1)(gated))
        x = L.Add(name=f"layer{place}")([x, L.Conv1D(16, 1)(gated)])
    return keras.Model(sound, L.Conv1D(64, 1)(L.ReLU()(L.Add(name="sum")(skips))), name="wavenet")


def diffusion():
    """A U of residual blocks that are all told of the time."""
    import keras
    from keras import layers as L

    image, time = keras.Input((16, 16, 3), name="image"), keras.Input((8,), name="time")
    told = L.Dense(16, activation="silu", name="told")(time)

    def block(x, filters):
        y = L.Conv2D(filters, 3, padding="same")(L.Activation("silu")(L.GroupNormalization(4)(x)))
        y = L.Add()([y, L.Reshape((1, 1, filters))(L.Dense(filters)(told))])
        y = L.Conv2D(filters, 3, padding="same")(L.Activation("silu")(L.GroupNormalization(4)(y)))
        return L.Add()([y, x if x.shape[-1] == filters else L.Conv2D(filters, 1)(x)])

    x, skips = L.Conv2D(8, 3, padding="same")(image), []
    for filters in (8, 16, 32):
        x = block(block(x, filters), filters)
        skips.append(x)
        x = L.AveragePooling2D(2)(x)
    x = block(block(x, 32), 32)
    for filters in (32, 16, 8):
        x = block(L.Concatenate()([L.UpSampling2D()(x), skips.pop()]), filters)
    return keras.Model([image, time], L.Conv2D(3, 3, padding="same", name="noise")(x), name="diffusion")


MODELS = (lstm, transformer, siamese, several_ends, unet, nameless, encoder_decoder, wavenet, diffusion)
OWN = {f.__name__: f for f in MODELS}
