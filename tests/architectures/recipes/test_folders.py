"""Folders of images as people have them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convatlas.architectures import recipes
from convatlas.architectures.recipes import RecipeError, datasets
from convatlas.architectures.recipes.division import alike, drawn

RNG = np.random.default_rng(0)


def pictures(root, counts, ending=".png", size=(12, 10), step=60):
    for k, (name, count) in enumerate(counts.items()):
        for j in range(count):
            path = Path(root) / name / f"{j:03}{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            shade = np.full((*size, 3), 60 + step * (k % 3), "uint8") + RNG.integers(0, 20, (*size, 3), "uint8")
            Image.fromarray(shade).save(path)


def test_what_systems_leave_is_no_class(tmp_path):
    pictures(tmp_path, {"cat": 5, "dog": 5, ".ipynb_checkpoints": 1, "__MACOSX": 1, "@eaDir": 1})
    (tmp_path / "cat" / "._000.png").write_bytes(b"metadata of a Mac")
    (tmp_path / "cat" / "notes.txt").write_text("of cats")
    data = datasets.load(tmp_path)
    assert (data.classes, data.notes) == (("cat", "dog"), ())


@pytest.mark.parametrize(
    ("parts", "unseen"),
    [(("train", "val"), "val"), (("Train", "valid", "test"), "valid"), (("training", "test"), "test")],
)
def test_names_of_parts(parts, unseen, tmp_path):
    for number, part in enumerate(parts):
        pictures(tmp_path / part, {"a": 3 + number, "b": 3 + number})
    data = datasets.load(tmp_path)
    assert (len(data.train), len(data.validation)) == (6, 2 * (3 + parts.index(unseen)))
    assert data.split is None


@pytest.mark.parametrize("parts", [("seg_train", "seg_test", "seg_pred"), ("train", "eval"), ("my-train", "Validate")])
def test_parts_by_a_word_in_their_names(parts, tmp_path):
    for part in parts[:2]:
        pictures(tmp_path / part, {"a": 3, "b": 3})
    pictures(tmp_path, {parts[-1]: 1} if len(parts) > 2 else {})
    assert datasets.load(tmp_path).classes == ("a", "b")


def test_classes_with_such_a_word_are_classes(tmp_path):
    pictures(tmp_path, {"test_tube": 3, "train_station": 3})
    assert datasets.load(tmp_path).classes == ("test_tube", "train_station")


def test_a_folder_around_the_classes_is_named(tmp_path):
    pictures(tmp_path / "train", {"a": 3, "b": 3})
    with pytest.raises(RecipeError) as caught:
        datasets.load(tmp_path)
    assert str(caught.value) == (
        f"`data` (={tmp_path}) must hold a folder of images for each class, at least two, "
        f"did you mean {tmp_path / 'train'}?"
    )


def test_a_class_that_only_validates_is_refused(tmp_path):
    pictures(tmp_path / "train", {"cat": 3, "dog": 3})
    pictures(tmp_path / "val", {"cat": 1, "dogs": 1})
    with pytest.raises(RecipeError) as caught:
        datasets.load(tmp_path)
    assert str(caught.value) == (
        f"`data` (={tmp_path / 'val'}): there is nothing to train 'dogs' on, did you mean dog?"
    )


@pytest.mark.parametrize("ending", [".png", ".jpg", ".bmp", ".gif", ".tif", ".webp", ".ppm"])
def test_formats(ending, tmp_path):
    pictures(tmp_path, {"a": 3, "b": 3}, ending)
    data = datasets.load(tmp_path)
    assert data.train.images.shape == (4, 12, 12, 3)


def test_modes_of_images(tmp_path):
    deep = Image.fromarray(np.full((8, 8), 200 << 8, "uint16"))
    for name, image in {
        "a/deep.png": deep,
        "a/wide.tif": Image.new("L", (8, 8), 200).convert("I"),
        "a/grey.png": Image.new("L", (8, 8), 200),
        "b/palette.png": Image.new("RGB", (8, 8), (204, 204, 204)).convert("P"),
        "b/alpha.png": Image.new("RGBA", (8, 8), (200, 200, 200, 9)),
        "b/print.jpg": Image.new("CMYK", (8, 8), (0, 0, 0, 55)),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        image.save(tmp_path / name)
    data = datasets.load(tmp_path)
    everything = np.concatenate([data.train.images, data.validation.images])
    assert np.abs(everything.astype(int) - 200).max() <= 4


def test_folders_inside_folders_and_photos_held_upright(tmp_path):
    pictures(tmp_path, {"a/2024/may": 3, "a/2025": 2, "b": 4})
    photo = Image.fromarray(np.zeros((4, 8, 3), "uint8"))
    exif = photo.getexif()
    exif[0x0112] = 6  # turned by a quarter
    photo.save(tmp_path / "b" / "photo.jpg", exif=exif)
    from convatlas.architectures.recipes.pictures import read_image

    assert read_image(tmp_path / "b" / "photo.jpg").shape == (8, 4, 3)
    data = datasets.load(tmp_path)
    assert np.bincount(np.concatenate([data.train.labels, data.validation.labels])).tolist() == [5, 5]


def test_files_that_cannot_be_read_are_told_or_refused(tmp_path):
    pictures(tmp_path, {"a": 6, "b": 6})
    broken = tmp_path / "a" / "000.png"
    broken.write_bytes(broken.read_bytes()[:60])
    (tmp_path / "b" / "001.png").write_text("no image")
    data = datasets.load(tmp_path)
    assert len(data.train) + len(data.validation) == 10
    (note,) = data.notes
    assert note.startswith("2 of 12 files of `data` are left out, since they cannot be read: `image` (=")
    with pytest.raises(RecipeError, match=r"^`image` \(=.*a.000.png\)"):
        datasets.load(tmp_path, strict=True)


def test_every_class_validates_and_is_in_every_limit():
    labels = np.repeat([0, 1, 2], [90, 8, 2])
    split = drawn("mine", [str(i) for i in range(100)], labels)
    unseen = labels[[int(name) for name in split.validation]]
    assert np.bincount(unseen).tolist() == [18, 1, 1]
    assert not set(split.train) & set(split.validation)
    for number in (3, 7, 10, 50, 100):
        kept = alike(labels, number)
        assert (len(kept), len(set(labels[kept]))) == (number, 3)
    assert np.bincount(labels[alike(labels, 50)]).tolist() == [45, 4, 1]
    with pytest.raises(RecipeError) as caught:
        alike(labels, 2)
    assert str(caught.value) == "`limit` (=2) must be at least 3, the number of classes"


def test_a_class_of_one_image_is_refused(tmp_path):
    pictures(tmp_path, {"a": 5, "b": 1})
    with pytest.raises(RecipeError) as caught:
        datasets.load(tmp_path)
    assert str(caught.value) == (
        f"`data` (={tmp_path}): class b has one image; it takes one to train on and one to validate by"
    )


def test_labels_with_gaps_are_told():
    x = RNG.integers(0, 256, (20, 6, 6), "uint8")
    data = datasets.load(((x, np.arange(20) % 2 * 3), (x, np.zeros(20, int))))
    assert data.notes == ("there is no image to train on of 2 of 4 classes: 1, 2",)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"no archive", b"\x93NUMPY\x01\x00", b"PK\x05\x06" + bytes(18)]
)
def test_broken_archives_are_one_line(content, tmp_path):
    (tmp_path / "e.npz").write_bytes(content)
    with pytest.raises(RecipeError) as caught:
        datasets.load(tmp_path / "e.npz")
    assert str(caught.value).startswith(f"`data` (={tmp_path / 'e.npz'})")
    assert "\n" not in str(caught.value)


def test_an_archive_that_was_cut_off(tmp_path):
    np.savez_compressed(tmp_path / "e.npz", x=RNG.integers(0, 256, (20, 6, 6), "uint8"), y=np.arange(20) % 2)
    whole = (tmp_path / "e.npz").read_bytes()
    for size in (len(whole) // 4, len(whole) // 2, len(whole) - 9):
        (tmp_path / "e.npz").write_bytes(whole[:size])
        with pytest.raises(RecipeError):
            datasets.load(tmp_path / "e.npz")


def test_a_path_is_no_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RecipeError) as caught:
        datasets.load(Path("digits"))
    assert str(caught.value) == "`data` (=digits): there is no such folder or .npz file"
    pictures("digits", {"a": 5, "b": 5})
    assert datasets.load(Path("digits")).classes == ("a", "b")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run on three shades, and its folder of images, told by a path that was relative."""
    root = tmp_path_factory.mktemp("shades")
    pictures(root / "images", {"blue": 30, "green": 30, "red": 30}, step=80)
    before = os.getcwd()
    os.chdir(root)
    try:
        recipes.train("lenet5", data="images", epochs=12, batch_size=8, output="run", verbose=0)
    finally:
        os.chdir(before)
    return root


def test_paths_are_kept_whole_and_images_told(trained):
    found = recipes.evaluate(trained / "run")
    assert found.metrics["accuracy"] > 0.9
    assert found.about == f"18 validation images of {trained / 'images'}"


def test_classes_go_by_name(trained, tmp_path):
    pictures(tmp_path / "some", {"red": 4}, step=0)
    for name in ("green", "red"):
        for file in (trained / "images" / name).iterdir():
            target = tmp_path / "fewer" / name / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    found = recipes.evaluate(trained / "run", data=tmp_path / "fewer")
    assert found.metrics["accuracy"] > 0.9
    assert found.classes == ("blue", "green", "red")
    assert found.about == f"60 images of {tmp_path / 'fewer'}"
    (tmp_path / "fewer" / "red").rename(tmp_path / "fewer" / "rad")
    with pytest.raises(RecipeError) as caught:
        recipes.evaluate(trained / "run", data=tmp_path / "fewer")
    assert str(caught.value) == (
        f"`data` has the class 'rad', which the run in {trained / 'run'} does not know, did you mean red?"
    )


def test_images_that_come_later_change_no_part(trained):
    before = recipes.evaluate(trained / "run")
    pictures(trained / "images", {"blue": 40}, step=0)  # ten more of them
    after = recipes.evaluate(trained / "run")
    assert len(after.pairs) == len(before.pairs)
    assert after.about.endswith("; 10 images have come since the split was drawn, and are left out")
    result = recipes.train("lenet5", data=trained / "images", epochs=13, output=trained / "run", resume=True, verbose=0)
    assert len(result.history["loss"]) == 13


def test_going_on_with_other_classes_is_refused(trained):
    (trained / "images" / "blue").rename(trained / "images" / "sky")
    try:
        with pytest.raises(RecipeError) as caught:
            recipes.train("lenet5", data=trained / "images", epochs=20, output=trained / "run", resume=True, verbose=0)
    finally:
        (trained / "images" / "sky").rename(trained / "images" / "blue")
    assert str(caught.value) == (
        f"`data`: classes differ from those of the run in {trained / 'run'}: blue gone; sky new"
    )


def test_memory_follows_what_is_kept(tmp_path):
    photo = Image.fromarray(RNG.integers(0, 256, (300, 400, 3), "uint8")).resize((4000, 3000))
    for name in "ab":
        (tmp_path / name).mkdir()
        for number in range(5):
            photo.save(tmp_path / name / f"{number}.jpg", quality=60)
    code = f"""import resource
from convatlas.architectures.recipes import datasets, pictures
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
data = datasets.load({str(tmp_path)!r})
assert data.train.images.shape == (8, 256, 256, 3)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) < 150  # megabytes; ten photos as floats alone would be 1440
