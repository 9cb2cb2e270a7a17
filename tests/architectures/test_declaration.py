"""Declarations: records and files that come back equal, and complaints that name file, line or key."""

from __future__ import annotations

import json
import subprocess
import sys

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convatlas import architectures
from convatlas.architectures import Architecture, Auxiliary, Stage, part
from convatlas.architectures.declaration import SCHEMA

MINE = """
name = "mine"
input_shape = [32, 32, 3]
classes = 10

[[stem]]
layer = "ConvUnit"
filters = 8
kernel_size = 3
activation = "none"

[[stages]]
name = "stage1"

[[stages.parts]]
layer = "ResidualBlock"
filters = 16
repeat = 2
strides = 2

[[head]]
layer = "GlobalAveragePooling2D"

[[head]]
layer = "Dense"
name = "predictions"
units = "classes"
"""


@pytest.fixture
def file(tmp_path):
    def write(text, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_a_file_written_by_hand(file):
    declared = architectures.load(file(MINE))
    assert declared == Architecture(
        name="mine",
        input_shape=(32, 32, 3),
        classes=10,
        stem=(part("ConvUnit", filters=8, kernel_size=3, activation=None),),
        stages=(Stage("stage1", (part("ResidualBlock", repeat=2, filters=16, strides=2),)),),
        head=(part("GlobalAveragePooling2D"), part("Dense", name="predictions", units="classes")),
    )
    model = declared.build()
    assert [layer.name for layer in model.layers[1:4]] == ["stem_block1", "stage1_block1", "stage1_block2"]
    assert model.output_shape == (None, 10)


@pytest.mark.parametrize("name", architectures.names())
def test_every_variant_comes_back_equal(name, tmp_path):
    declared = architectures.get(name)
    for path in (tmp_path / "x.toml", tmp_path / "x.json"):
        architectures.save(name, path)
        assert architectures.load(path) == declared
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.json", "x.toml"]


@pytest.mark.parametrize("name", architectures.names())
def test_every_variant_follows_the_schema(name):
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json.dumps(architectures.get(name).to_dict())), schema)


@pytest.mark.parametrize(
    "record",
    [
        {"name": "a", "classes": 3},
        {"name": "a.b", "classes": 3, "input_shape": [1, 1, 1]},
        {"name": "a", "classes": 0, "input_shape": [1, 1, 1]},
        {"name": "a", "classes": 3, "input_shape": [1, 1]},
        {"name": "a", "classes": 3, "input_shape": [1, 1, None]},
        {"name": "a", "classes": 3, "input_shape": [1, 1, 1], "stem": [{"filters": 3}]},
        {"name": "a", "classes": 3, "input_shape": [1, 1, 1], "colour": "red"},
    ],
)
def test_the_schema_refuses_what_the_code_refuses(record):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, json.loads(SCHEMA.read_text()))
    with pytest.raises(ValueError):
        Architecture.from_dict(record)


names = st.text("abcdefgh_123", min_size=1, max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.floats(allow_nan=False, allow_infinity=False) | names,
    lambda inner: st.lists(inner.filter(lambda v: not isinstance(v, list)), max_size=3),
    max_leaves=4,
)
parts = st.builds(
    lambda arguments, name, repeat: part("Dense", name=name, repeat=repeat, **arguments),
    st.dictionaries(names.map("x_".__add__), values, max_size=3),
    st.just("") | names,
    st.integers(1, 4),
)
declarations = st.builds(
    Architecture,
    name=names,
    input_shape=st.tuples(st.none() | st.integers(1, 9), st.none() | st.integers(1, 9), st.integers(1, 9)),
    classes=st.integers(1, 9),
    stem=st.lists(parts, max_size=2).map(tuple),
    stages=st.lists(
        st.builds(Stage, names, st.lists(parts, max_size=2).map(tuple)), max_size=2, unique_by=lambda s: s.name
    ).map(tuple),
    head=st.lists(parts, max_size=2).map(tuple),
    auxiliary=st.lists(st.builds(Auxiliary, names, names, st.lists(parts, max_size=1).map(tuple)), max_size=1).map(
        tuple
    ),
    paper=names,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(declarations)
def test_any_declaration_comes_back_equal(declared):
    from convatlas.architectures.declaration import FORMATS

    assert Architecture.from_dict(declared.to_dict()) == declared
    for read, write in FORMATS.values():
        assert Architecture.from_dict(read(write(declared.to_dict()))) == declared
    assert hash(declared) == hash(Architecture.from_dict(declared.to_dict()))


RECORDS = {
    "`nmae` is no key of a declaration, did you mean name?": {"nmae": "a"},
    "`classes` is missing from the declaration": {"name": "a", "input_shape": [1, 1, 1]},
    '`name` (=\'a/b\') must be a text without "/" and "."': {"name": "a/b", "input_shape": [1, 1, 1], "classes": 1},
    "`input_shape` (=[1, 1]) must be three positive whole numbers (height, width, channels), "
    "of which the first two may be none": {"name": "a", "input_shape": [1, 1], "classes": 1},
    "`classes` (=True) must be a positive whole number": {"name": "a", "input_shape": [1, 1, 1], "classes": True},
    "`preprocessing` (='keras') must be one of unit, caffe, torch, tf": {"preprocessing": "keras"},
    "`paper` (=1) must be a text": {"paper": 1},
    "`stages` (=3) must be a list of tables": {"stages": 3},
    '`stages[0]` must be a table with a `name` without "/" and "."': {"stages": [{"parts": []}]},
    "`stages[0].blocks` is no key here: name, parts": {"stages": [{"name": "s", "blocks": []}]},
    "`stages` holds the name 's' 2 times; each has its own": {"stages": [{"name": "s"}, {"name": "s"}]},
    "`stem` (='conv') must be a list of parts": {"stem": "conv"},
    "`head[0]` must be a table with a `layer`, the name of a block or Keras layer": {"head": [{"units": 3}]},
    "`stages[0].parts[0].repeat` (=0) must be a positive whole number": {
        "stages": [{"name": "s", "parts": [{"layer": "Pool", "repeat": 0}]}]
    },
    '`head[0].name` (=\'a.b\') must be a text without "/" and "."': {"head": [{"layer": "Pool", "name": "a.b"}]},
    "`auxiliary[0]` must have a `reads`, the name of the layer that it reads": {"auxiliary": [{"name": "a"}]},
}


@pytest.mark.parametrize("said", RECORDS)
def test_records_that_declare_nothing(said):
    whole = {"name": "a", "input_shape": [1, 1, 1], "classes": 1}
    record = RECORDS[said] if {"name", "nmae"} & set(RECORDS[said]) else whole | RECORDS[said]
    with pytest.raises(ValueError) as caught:
        Architecture.from_dict(record)
    assert str(caught.value) == said


def test_a_record_that_is_no_table():
    with pytest.raises(ValueError) as caught:
        Architecture.from_dict([1])
    assert str(caught.value) == (
        "a declaration must be a table of name, input_shape, classes, stem, stages, head, auxiliary, family, paper, "
        "preprocessing, not list"
    )


FILES = {
    " is no TOML: Expected '=' after a key in a key/value pair (at line 1, column 6)": MINE.replace(
        '\nname = "mine"', "name is mine"
    ),
    ": `stages[0].parts[0]`: `layer` (='ResidualBlok') is no block and no Keras layer, did you mean ResidualBlock?": (
        MINE.replace("ResidualBlock", "ResidualBlok")
    ),
    ": `stem[0]`: `filter` is no argument of ConvUnit, did you mean filters?": MINE.replace(
        "filters = 8", "filter = 8"
    ),
    ": `stem[0]`: ConvUnit needs `kernel_size`": MINE.replace("kernel_size = 3\n", ""),
    ": `head[1]`: `unit` is no argument of Dense, did you mean units?": MINE.replace("units =", "unit ="),
    ": `clases` is no key of a declaration, did you mean classes?": MINE.replace("classes = 10", "clases = 10"),
}


@pytest.mark.parametrize("said", FILES)
def test_files_that_declare_nothing(said, file):
    path = file(FILES[said])
    with pytest.raises(ValueError) as caught:
        architectures.load(path)
    assert str(caught.value) == f"{path}{said}"


def test_json_names_its_line_too(file):
    path = file('{\n  "name" 3\n}', "mine.json")
    with pytest.raises(ValueError) as caught:
        architectures.load(path)
    assert str(caught.value) == f"{path} is no JSON: Expecting ':' delimiter: line 2 column 10 (char 11)"


def test_missing_file_and_unknown_format(tmp_path):
    with pytest.raises(ValueError) as caught:
        architectures.load(tmp_path / "no.toml")
    assert str(caught.value) == f"{tmp_path / 'no.toml'} cannot be read: no such file or directory"
    with pytest.raises(ValueError) as caught:
        architectures.save("lenet5", tmp_path / "a.yaml")
    assert str(caught.value) == f"{tmp_path / 'a.yaml'}: a declaration ends in .toml or .json"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    (tmp_path / "taken.toml").mkdir()
    with pytest.raises(ValueError) as caught:
        architectures.save("lenet5", tmp_path / "taken.toml")
    assert str(caught.value) == f"`path` (={tmp_path / 'taken.toml'}): is a folder"
    assert [path.name for path in tmp_path.iterdir()] == ["taken.toml"]
    with pytest.raises(ValueError) as caught:
        architectures.save("lenet5", tmp_path / "no" / "a.toml")
    assert str(caught.value) == f"`path` (={tmp_path / 'no' / 'a.toml'}): there is no folder {tmp_path / 'no'}"


def test_unknown_names_suggest_the_nearest():
    with pytest.raises(KeyError) as caught:
        architectures.get("resnet5")
    assert str(caught.value) == "resnet5 is unknown, did you mean resnet50 or resnet152 or seresnet50?"
    with pytest.raises(KeyError) as caught:
        architectures.get("zzz")
    assert str(caught.value) == "zzz is unknown (see `convatlas list`)"
    with pytest.raises(ValueError) as caught:
        architectures.names("resnets")
    assert str(caught.value) == (
        "`family` (='resnets') must be one of lenet, vgg, googlenet, resnet, did you mean resnet or lenet?"
    )


def test_names_need_no_keras():
    code = (
        "import sys; from convatlas import architectures as a; a.names(); a.get('resnet50').to_dict(); "
        "print(sorted({'keras', 'tensorflow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_modules_are_at_hand_without_an_import_of_their_own():
    assert architectures.convert.from_torch.__name__ == "from_torch"
    assert architectures.optimize.fuse.__name__ == "fuse"
    with pytest.raises(AttributeError) as caught:
        architectures.nothing  # noqa: B018
    assert str(caught.value) == "module 'convatlas.architectures' has no attribute 'nothing'"


def test_families_and_their_names():
    assert architectures.families() == ["lenet", "vgg", "googlenet", "resnet"]
    together = [name for family in architectures.families() for name in architectures.names(family)]
    assert sorted(together) == architectures.names()
    assert architectures.names("lenet") == ["lenet5", "lenet5_1998", "lenet5_study", "lenet_caffe"]


def test_declarations_are_bounded_before_anything_is_made(tmp_path):
    path = tmp_path / "large.json"
    record = architectures.get("resnet18_study").to_dict()
    record["stages"][0]["parts"][-1]["repeat"] = 10**9
    path.write_text(json.dumps(record))
    with pytest.raises(ValueError) as caught:
        architectures.load(path)
    assert str(caught.value) == (
        f"{path}: the declaration makes 1,000,000,009 parts; at most 2,000 are allowed, "
        "more within `viz.limits(parts=...)`"
    )
    path.write_text('{"name": "' + "x" * 2_000_000 + '"}')
    with pytest.raises(ValueError) as caught:
        architectures.load(path)
    assert str(caught.value) == (
        f"{path} has 2,000,012 bytes; at most 1,048,576 are allowed, more within `viz.limits(declaration=...)`"
    )


def test_bases_of_layers_are_no_layers():
    with pytest.raises(ValueError) as caught:
        architectures.build(Architecture(name="bare", input_shape=(8, 8, 3), classes=2, head=(part("Layer"),)))
    assert str(caught.value).startswith("`layer` (='Layer') is no block and no Keras layer, did you mean ")


def test_endings_may_be_in_capitals(tmp_path):
    for name in ("A.TOML", "B.Json"):
        architectures.save("lenet5", tmp_path / name)
        assert architectures.load(tmp_path / name) == architectures.get("lenet5")
