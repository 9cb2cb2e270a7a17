"""Convolutional blocks as Keras layers: of LeNet, VGG, GoogLeNet and ResNet, and the parts they are made of."""

if __name__ != "convatlas.blocks":
    raise ImportError(f"`{__name__}` is a folder of the convatlas repository: write `import convatlas.blocks` instead")

from .block import Block, chain
from .conv_pool import ConvPoolBlock
from .conv_unit import ConvUnit
from .drop_path import DropPath
from .inception import InceptionBlock
from .pooling import CeilAveragePooling2D, LowestPadding2D, Pool
from .residual import ResidualBlock
from .shortcut import ChannelPadding
from .squeeze_excite import SqueezeExcite
from .vgg import VGGStage

__all__ = [
    "Block",
    "CeilAveragePooling2D",
    "ChannelPadding",
    "ConvPoolBlock",
    "ConvUnit",
    "DropPath",
    "InceptionBlock",
    "LowestPadding2D",
    "Pool",
    "ResidualBlock",
    "SqueezeExcite",
    "VGGStage",
    "chain",
]
