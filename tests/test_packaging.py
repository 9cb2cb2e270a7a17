"""What a wheel holds, and the guards at the doors of the folders."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("architectures", "blocks", "files", "viz")


@pytest.fixture(scope="module")
def config() -> ConfigParser:
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def packages() -> list[str]:
    found = (init.parent.relative_to(ROOT) for folder in FOLDERS for init in (ROOT / folder).rglob("__init__.py"))
    return sorted("convatlas." + ".".join(path.parts) for path in found)


def test_every_package_is_listed(config: ConfigParser) -> None:
    assert sorted(config["options"]["packages"].split()) == packages()


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_imported_by_its_own_name_says_the_right_one(folder: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"import {folder}"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last == (
        f"ImportError: `{folder}` is a folder of the convatlas repository: write `import convatlas.{folder}` instead"
    )


def test_the_wheel_holds_the_packages_and_their_data(tmp_path: Path) -> None:
    shutil.rmtree(ROOT / "build/lib", ignore_errors=True)  # else files that were moved since are in the wheel twice
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    (told,) = (archive.read(n).decode() for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
    assert re.findall(r'src="([^"]*)/docs/images/readme/', told) == [f"{source_address(told)}/raw/main"] * 2
    names = [n for n in archive.namelist() if ".dist-info/" not in n]
    assert {n.split("/")[0] for n in names} == {"convatlas"}
    assert {n.split("/")[1] for n in names} == set(FOLDERS)
    assert set(names) == {f"convatlas/{path}" for path in shipped()}


def source_address(metadata: str) -> str:
    """Where the project says that it lives."""
    found = re.search(r"^Project-URL: Source, (\S+)$", metadata, re.MULTILINE)
    assert found
    return found[1]


def shipped() -> set[str]:
    """All files of the folders that belong to the product."""
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    return {p.relative_to(ROOT).as_posix() for p in files if "__pycache__" not in p.parts and p.suffix != ".pyc"}


def test_what_needs_no_model_imports_no_backend() -> None:
    code = (
        "import sys, convatlas.viz, convatlas.architectures as a, convatlas.viz.cli;"
        "a.names(); a.get('resnet18');"
        "sys.exit(', '.join(m for m in ('keras', 'tensorflow', 'jax', 'torch', 'pandas') if m in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT / "tests")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_release_takes_its_notes_from_the_changelog(config: ConfigParser) -> None:
    version = config["metadata"]["version"]
    command = [sys.executable, str(ROOT / "tests/release_notes.py")]
    done = subprocess.run([*command, version], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("### Added\n")
    assert "\n## " not in done.stdout
    wrong = subprocess.run([*command, "99.0"], capture_output=True, text=True)
    assert wrong.stderr.endswith(f"ValueError: setup.cfg says {version}, and not 99.0\n")


def test_what_is_cited_is_what_is_released(config: ConfigParser) -> None:
    cited = dict(re.findall(r"^([\w-]+): (.*)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE))
    metadata = config["metadata"]
    assert (cited["version"], cited["license"]) == (metadata["version"], metadata["license"])
    assert f"## [{cited['version']}] - {cited['date-released']}\n" in (ROOT / "CHANGELOG.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.skipif((ROOT / "PKG-INFO").exists(), reason="setuptools leaves comments out of a source distribution")
def test_what_each_dependency_is_for_is_said(config: ConfigParser) -> None:
    names = {line.split()[0] for line in config["options"]["install_requires"].strip().splitlines()}
    notes = re.findall(r"^#   (\S.*?)  +\S", (ROOT / "setup.cfg").read_text(encoding="utf-8"), re.MULTILINE)
    assert {name.strip() for note in notes for name in note.split(",")} == names
