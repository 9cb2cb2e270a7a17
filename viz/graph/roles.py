"""What each kind of layer and operation does: one line a role, read by colours and by costs."""

from __future__ import annotations

from collections.abc import Iterable

KINDS: dict[str, str] = {
    "input": "InputLayer Input",
    "convolution": "Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv1D "
    "DepthwiseConv2D SeparableConv1D SeparableConv2D Conv DepthwiseConv SeparableConv ConvTranspose ConvUnit",
    "normalisation": "BatchNormalization LayerNormalization GroupNormalization UnitNormalization RMSNormalization "
    "SpectralNormalization Normalization LayerNorm BatchNorm Normalize RMSNorm LocalResponseNormalization Rescaling "
    "LayerScale",
    "activation": "Activation ReLU LeakyReLU PReLU ELU Softmax Relu Relu6 Gelu Sigmoid Silu Swish Tanh HardSigmoid "
    "HardSilu HardTanh Softplus Softsign Selu Celu Elu Glu LogSigmoid LogSoftmax Mish Exp Log Sqrt Square Abs Absolute "
    "Erf Clip Negative Power Rsqrt",
    "pooling": "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D "
    "GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D GlobalAveragePooling2D "
    "GlobalAveragePooling3D AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D "
    "AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D MaxPool AveragePool Mean Max Min Sum Pool",
    "dense": "Dense EinsumDense Embedding ReversibleEmbedding Matmul Einsum Dot Tensordot",
    "merge": "Add Subtract Multiply Average Maximum Minimum Concatenate Divide TrueDivide Stack",
    "attention": "MultiHeadAttention GroupQueryAttention GroupedQueryAttention Attention AdditiveAttention LSTM GRU "
    "SimpleRNN RNN Bidirectional TimeDistributed ConvLSTM1D ConvLSTM2D ConvLSTM3D StackedRNNCells "
    "DotProductAttention LSTMCell GRUCell SimpleRNNCell",
    "regularisation": "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout GaussianDropout "
    "GaussianNoise ActivityRegularization DropPath StochasticDepth RandomFlip RandomRotation RandomZoom RandomCrop "
    "RandomTranslation RandomContrast RandomBrightness",
    "reshape": "Flatten Reshape Permute RepeatVector ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D "
    "Cropping3D UpSampling1D UpSampling2D UpSampling3D Resizing CenterCrop Masking Identity Transpose Pad GetItem "
    "ExpandDims Squeeze Split Cast Slice Tile Repeat Take Roll LowestPadding2D ChannelPadding Unstack BroadcastTo Flip "
    "StopGradient Resize DepthToSpace SpaceToDepth",
}
ROLES = tuple(KINDS)
OTHER = "other"
_ROLE_OF = {kind: role for role, kinds in KINDS.items() for kind in kinds.split()}


def role_of(kinds: Iterable[str]) -> str:
    """The role of the first of `kinds`, a class name and those of its parent classes, that has one."""
    return next((_ROLE_OF[kind] for kind in kinds if kind in _ROLE_OF), OTHER)
