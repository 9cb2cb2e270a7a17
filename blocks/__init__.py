"""Convolutional blocks as Keras layers: of LeNet, VGG, GoogLeNet and ResNet, and the parts they are made of."""

if __name__ != "convatlas.blocks":
    raise ImportError(f"`{__name__}` is a folder of the convatlas repository: write `import convatlas.blocks` instead")

from .atrous import AtrousPooling2D
from .block import Block, chain
from .connected_conv import ConnectedConv2D
from .conv_pool import ConvPoolBlock
from .conv_unit import ConvUnit
from .drop_path import DropPath
from .image_scaling import ImageScaling
from .inception import InceptionBlock
from .local_response import LocalResponseNormalization
from .norm_unit import NormUnit
from .pooling import CeilAveragePooling2D, LowestPadding2D, Pool
from .radial_basis import RadialBasis, scaled_tanh
from .residual import ResidualBlock
from .shortcut import ChannelPadding
from .squeeze_excite import SqueezeExcite
from .steps import GroupNormalization
from .subsampling import Subsampling2D
from .vgg import VGGStage

__all__ = [
    "AtrousPooling2D",
    "Block",
    "CeilAveragePooling2D",
    "ChannelPadding",
    "ConnectedConv2D",
    "ConvPoolBlock",
    "ConvUnit",
    "DropPath",
    "GroupNormalization",
    "ImageScaling",
    "InceptionBlock",
    "LocalResponseNormalization",
    "LowestPadding2D",
    "NormUnit",
    "Pool",
    "RadialBasis",
    "ResidualBlock",
    "SqueezeExcite",
    "Subsampling2D",
    "VGGStage",
    "chain",
    "scaled_tanh",
]
