"""One table of versions: what is installed asks for no more, the workflow tests all of it, the docs tell it."""

from __future__ import annotations

import re
import shlex
from configparser import ConfigParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import versions
from setuptools._vendor.packaging.requirements import Requirement
from setuptools._vendor.packaging.version import Version

ROOT = Path(__file__).parents[1]
SYSTEMS = ("ubuntu-latest", "macos-latest", "windows-latest")
ROWS: list[dict[str, Any]] = versions.table()["rows"]


@pytest.fixture(scope="module")
def settings() -> ConfigParser:
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def jobs() -> Any:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8"))["jobs"]


@pytest.mark.parametrize("package", ["keras", "tensorflow"])
def test_the_oldest_version_tested_is_the_oldest_asked_for(package: str, settings: ConfigParser) -> None:
    asked = {r.name: r for r in map(Requirement, settings["options"]["install_requires"].strip().splitlines())}
    (least,) = asked[package].specifier
    oldest = min(Version(row[package]) for row in ROWS)
    assert (least.operator, Version(least.version).release[:2]) == (">=", oldest.release[:2])


def test_rows_go_from_the_oldest_to_the_newest() -> None:
    found = [Version(row["keras"]) for row in ROWS]
    assert found == sorted(found)
    turns = {row["turn"]: row["keras"] for row in ROWS if "turn" in row}
    assert [*turns] == ["oldest", "middle", "newest"]
    assert (turns["oldest"], turns["newest"]) == (ROWS[0]["keras"], ROWS[-1]["keras"])


def test_the_workflow_tests_every_row(jobs: Any) -> None:
    matrix = jobs["keras"]["strategy"]["matrix"]
    assert {(job["keras"], job["python"], job["os"]) for job in expanded(matrix)} == wanted()


def expanded(matrix: dict[str, Any]) -> list[dict[str, str]]:
    """The jobs of a matrix, as GitHub makes them where every inclusion tells all there is."""
    axes = {key: values for key, values in matrix.items() if key not in ("include", "exclude")}
    every = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    kept = [job for job in every if not any(out.items() <= job.items() for out in matrix["exclude"])]
    assert all(set(more) == set(axes) for more in matrix["include"])
    return kept + matrix["include"]


def wanted() -> set[tuple[str, str, str]]:
    """Rows with a turn on every system and Python, the others on one."""
    jobs: set[tuple[str, str, str]] = set()
    for row in ROWS:
        places = product(row["pythons"], SYSTEMS) if "turn" in row else [(row["pythons"][-1], SYSTEMS[0])]
        jobs |= {(row["keras"], python, system) for python, system in places}
    return jobs


def test_all_pythons_that_are_told_are_tested(settings: ConfigParser) -> None:
    told = re.findall(r"Python :: (3\.\d+)$", settings["metadata"]["classifiers"], re.MULTILINE)
    assert told == sorted({python for row in ROWS for python in row["pythons"]}, key=Version)


def test_what_a_shell_is_told() -> None:
    assert versions.pins("oldest") == versions.pins(ROWS[0]["keras"])
    assert all((ROOT / path).exists() for path in versions.tests())
    words = [*versions.pins("newest"), *versions.needs(), *versions.backends()]
    assert shlex.split(" ".join(words)) == [str(Requirement(word)) for word in words]


def test_marks_of_backends_are_known_and_their_files_found() -> None:
    (expression,) = versions.marks()
    known = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(f'"{mark}: ' in known for mark in expression.split(" or "))
    skipping = re.compile(r"importorskip\(\"(torch|jax|tf2onnx|onnxruntime)\"\)|importorskip\(backend\)")
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    needing = {path.relative_to(ROOT).as_posix() for path in tests if skipping.search(path.read_text(encoding="utf-8"))}
    assert needing
    assert needing <= set(versions.marked())


def test_ci_runs_the_versions_and_the_backends() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    made = [line.split()[1] for line in lines if line.startswith("make ")]
    assert made == ["check", "test", "versions", "backends"]


def test_the_table_of_the_docs_has_every_row_with_the_same_figures() -> None:
    page = (ROOT / "docs/versions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (3\.[\d.]+) \| ([\d.]+) \| [\d.]+ \| (.*) \|$", page, re.MULTILINE)
    assert [(keras, tensorflow) for keras, tensorflow, _ in rows] == [(r["keras"], r["tensorflow"]) for r in ROWS]
    assert len({cells for _, _, cells in rows}) == 1
