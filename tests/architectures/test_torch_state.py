"""State dictionaries as people have them: wrapped, prefixed, spelled otherwise, with another head or none."""

from __future__ import annotations

import re

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convatlas import architectures
from convatlas.architectures import convert

SMALL = {"input_shape": (33, 20, 3)}


@pytest.fixture(scope="module")
def model():
    return architectures.build("resnet20_cifar_b", classes=3, **SMALL)


@pytest.fixture(scope="module")
def state(model):
    return convert.to_torch(model)


def answer(model, channels=3):
    x = np.random.default_rng(1).random((2, 33, 20, channels)).astype("float32")
    return keras.ops.convert_to_numpy(model(x))


def spelled(state, *pairs):
    changed = {}
    for key, value in state.items():
        for old, new in pairs:
            key = key.replace(old, new)
        changed[key] = value
    return changed


def numbered(state):
    """As `nn.Sequential(*network.children())` numbers them, the classifier kept by its name."""
    places = {"conv1": "0", "bn1": "1", "layer1": "4", "layer2": "5", "layer3": "6"}
    first = {key: key.partition(".") for key in state}
    return {places.get(name, name) + dot + rest: state[key] for key, (name, dot, rest) in first.items()}


SPELLINGS = {
    "DataParallel": lambda s: {f"module.{k}": v for k, v in s.items()},
    "compiled in a trainer": lambda s: {"epoch": 3, "state_dict": {f"_orig_mod.model.{k}": v for k, v in s.items()}},
    "wrapped twice": lambda s: {"model": {"state_dict": s}},
    "linear": lambda s: spelled(s, ("fc.", "linear."), ("downsample", "shortcut")),
    "last_linear": lambda s: spelled(s, ("fc.", "last_linear.")),
    "head": lambda s: {f"backbone.{k}": v for k, v in spelled(s, ("fc.", "head.")).items()},
    "a Sequential as head": lambda s: {k.replace("fc.", "fc.1."): v for k, v in s.items()},
    "a Sequential of children": lambda s: {f"encoder.{k}": v for k, v in numbered(s).items()},
    "half precision": lambda s: {k: v.astype("float16") if v.ndim else v for k, v in s.items()},
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_spellings(how, state, model):
    again = convert.from_torch(SPELLINGS[how](state), "resnet20_cifar_b", **SMALL)
    np.testing.assert_allclose(answer(again), answer(model), atol=2e-3 if how == "half precision" else 0)


def bare(state):
    return {key: value for key, value in state.items() if not key.startswith("fc.")}


@pytest.mark.parametrize("options", [{"features": True}, {"include_top": False, "pooling": "avg"}, {"classes": 5}])
@pytest.mark.parametrize("without", [False, True])
def test_with_and_without_a_classifier(options, without, state, model):
    again = convert.from_torch(bare(state) if without else state, "resnet20_cifar_b", **SMALL, **options)
    same = {weight.path: weight for weight in model.weights}
    for weight in again.weights:
        if not weight.path.startswith("predictions"):
            np.testing.assert_array_equal(weight, same[weight.path])
    if "classes" in options:
        assert [path for path, _ in again.report.skipped] == ["predictions/kernel", "predictions/bias"]
    else:
        assert again.report.left == (() if without else ("fc.bias", "fc.weight"))


def test_a_head_of_several_layers_stays_behind(state):
    own = {
        "fc.0.weight": np.ones((8, 64)),
        "fc.0.bias": np.ones(8),
        "fc.3.weight": np.ones((3, 8)),
        "fc.3.bias": np.ones(3),
    }
    again = convert.from_torch(bare(state) | own, "resnet20_cifar_b", classes=5, **SMALL)
    assert again.report.left == tuple(sorted(own))
    with pytest.raises(ValueError, match=r"has no fc.bias, and 109 other arrays; give `include_top=False`, "):
        convert.from_torch(bare(state) | own, "resnet20_cifar_b", **SMALL)
    assert [path for path, _ in again.report.skipped] == ["predictions/kernel", "predictions/bias"]


def test_a_quantized_classifier_is_taken_out_of_its_package(state, model):
    packed = {"fc.scale": np.array(1.0), "fc.zero_point": np.array(0), "fc._packed_params.dtype": "qint8"}
    packed["fc._packed_params._packed_params"] = (state["fc.weight"], state["fc.bias"])
    again = convert.from_torch(bare(state) | packed, "resnet20_cifar_b", **SMALL)
    np.testing.assert_array_equal(answer(again), answer(model))


def test_the_report_of_other_classes(state):
    report = convert.load_torch(architectures.build("resnet20_cifar_b", classes=5, **SMALL), state)
    assert str(report) == (
        f"{len(report.loaded)} weights loaded, 2 skipped\n"
        "  predictions/kernel: shape (64, 3) instead of (64, 5)\n"
        "  predictions/bias: shape (3,) instead of (5,)"
    )


@pytest.mark.parametrize(
    ("channels", "how"), [(1, "the 3 channels are summed for 1"), (4, "the 3 channels are repeated for 4")]
)
def test_other_channels(channels, how, state, model):
    again = convert.from_torch(state, "resnet20_cifar_b", input_shape=(33, 20, channels))
    assert again.report.adapted == (("conv1/conv/kernel", how),)
    grey = np.random.default_rng(1).random((2, 33, 20, 1)).astype("float32")
    wanted = model(np.repeat(grey, 3, axis=-1))
    np.testing.assert_allclose(again(np.repeat(grey, channels, axis=-1)), wanted, atol=1e-5)


def test_weights_of_ours_for_other_channels(model):
    grey = architectures.build("resnet20_cifar_b", classes=3, input_shape=(33, 20, 1), weights=model)
    x = np.random.default_rng(1).random((2, 33, 20, 1)).astype("float32")
    np.testing.assert_allclose(grey(x), model(np.repeat(x, 3, axis=-1)), atol=1e-5)


def test_vgg_as_timm_spells_it():
    ours = architectures.build("vgg11", input_shape=(32, 32, 3), classes=3)
    state = convert.to_torch(ours)
    for key, other in {"classifier.0": "pre_logits.fc1", "classifier.3": "pre_logits.fc2"}.items():
        weight = state.pop(f"{key}.weight")
        state[f"{other}.weight"] = weight[:, :, None, None]
        state[f"{other}.bias"] = state.pop(f"{key}.bias")
    state = spelled(state, ("classifier.6", "head.fc"))
    again = convert.from_torch(state, "vgg11", input_shape=(32, 32, 3))
    for mine, other in zip(again.weights, ours.weights, strict=True):
        np.testing.assert_array_equal(mine, other)


def test_channels_first(state, model):
    again = convert.from_torch(state, "resnet20_cifar_b", data_format="channels_first", **SMALL)
    for mine, other in zip(again.weights, model.weights, strict=True):
        np.testing.assert_array_equal(mine, other)


REFUSED = {
    "resnet20_cifar_b: the state dictionary lacks bn1.bias, did you mean bn1.bais?": (
        lambda s: s.update({"bn1.bais": s.pop("bn1.bias")})
    ),
    "resnet20_cifar_b: the state dictionary has left over extra.weight": lambda s: s.update(
        {"extra.weight": np.ones(1)}
    ),
    "resnet20_cifar_b: the state dictionary lacks fc.weight": lambda s: s.pop("fc.weight"),
    "`state_dict` holds no arrays; its keys are epoch": lambda s: (s.clear(), s.update(epoch=1)),
    "`state_dict` holds no arrays; its keys are none": lambda s: s.clear(),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_converted_is_named(said, state):
    changed = dict(state)
    REFUSED[said](changed)
    with pytest.raises(ValueError) as caught:
        convert.from_torch(changed, "resnet20_cifar_b", **SMALL)
    assert str(caught.value) == said


def test_files(tmp_path):
    missing, text = tmp_path / "no.pth", tmp_path / "a.safetensors"
    text.write_text("nothing")
    with pytest.raises(ValueError) as caught:
        convert.from_torch(missing, "resnet18")
    assert str(caught.value) == f"`state_dict` (={str(missing)!r}): there is no such file"
    with pytest.raises(ValueError, match=r"^`state_dict` \(='.*a.safetensors'\) (takes|cannot be read by) safetensors"):
        convert.from_torch(text, "resnet18")
    with pytest.raises(ValueError) as caught:
        convert.from_torch(tmp_path, "resnet18")
    assert str(caught.value) == f"`state_dict` (={str(tmp_path)!r}) is a folder; only plain files are read"


@pytest.mark.torch
def test_files_that_torch_saved(tmp_path, state, model):
    torch = pytest.importorskip("torch")
    path = tmp_path / "a.pth"
    torch.save({"epoch": 1, "model": {f"module.{key}": torch.tensor(value) for key, value in state.items()}}, path)
    np.testing.assert_array_equal(answer(convert.from_torch(path, "resnet20_cifar_b", **SMALL)), answer(model))
    said = {
        "`state_dict` (=%r) holds more than arrays, and may run code when it is read: load it yourself, and give its "
        "`state_dict()`": torch.nn.Linear(2, 2)
    }
    for text, saved in said.items():
        torch.save(saved, path)
        with pytest.raises(ValueError) as caught:
            convert.from_torch(path, "resnet18")
        assert str(caught.value) == text % str(path)
    path.write_text("hello")
    with pytest.raises(ValueError) as caught:
        convert.from_torch(path, "resnet18")
    assert str(caught.value) == (
        f"`state_dict` (={str(path)!r}) cannot be read by torch: it is broken, or of another kind"
    )


@pytest.mark.torch
def test_files_of_safetensors(tmp_path, state, model):
    numpy = pytest.importorskip("safetensors.numpy")
    numpy.save_file({key: np.ascontiguousarray(value) for key, value in state.items()}, tmp_path / "a.safetensors")
    again = convert.from_torch(tmp_path / "a.safetensors", "resnet20_cifar_b", **SMALL)
    np.testing.assert_array_equal(answer(again), answer(model))


@settings(max_examples=5, deadline=None)
@given(
    prefix=st.lists(st.text("abz_01", min_size=1, max_size=5), max_size=3),
    head=st.sampled_from(["kept", "gone", "other", "half"]),
    lost=st.booleans(),
    data=st.data(),
)
def test_any_prefix_converts_or_names_what_is_missing(state, prefix, head, lost, data):
    before = "".join(f"{word}." for word in prefix)
    inner = [key for key in state if not key.startswith("fc.") and "num_batches" not in key]
    gone = data.draw(st.sampled_from(inner)) if lost else None
    dropped = {"kept": (), "gone": ("fc.weight", "fc.bias"), "other": (), "half": ("fc.weight",)}[head]
    given_ = {before + key: value for key, value in state.items() if key not in (gone, *dropped)}
    options = {"classes": 3 if head == "half" else 4} if head != "kept" else {}
    if lost or head == "half":
        with pytest.raises(ValueError, match=re.escape(gone if lost else "fc.weight")):
            convert.from_torch(given_, "resnet20_cifar_b", **options)
    else:
        again = convert.from_torch(given_, "resnet20_cifar_b", **options)
        assert again.output_shape == (None, options.get("classes", 3))
