"""The script of a page: modules in order, and nothing left out that means something."""

import json
import re
import shutil
import subprocess
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from convatlas.viz.graph import ROLES
from convatlas.viz.pictures.explorer import bundle, packing
from convatlas.viz.pictures.explorer.renaming import short_names
from convatlas.viz.scene import LEGEND_NAMES

ROOT = Path(__file__).parents[4]
MODULES = sorted(file.name for file in files("convatlas.viz.pictures.explorer").iterdir() if file.name.endswith(".js"))
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")


def test_every_module_is_in_the_script():
    assert [name for name in MODULES if body_of(name) not in bundle.modules()] == []


def test_short_names_are_new_and_stand_for_names_that_are_nothing_else():
    pieces = [match[0] for match in bundle.SCRIPT.finditer(bundle.modules()) if not match["space"]]
    names = short_names(bundle.modules(), pieces)
    assert len(names) > 100
    assert len({*names.values()}) == len(names)
    assert not {*names.values()} & {*pieces}
    texts = " ".join(piece for piece in pieces if piece[0] in "\"`'/")
    parts = texts + bundle.script()
    assert [name for name in names if re.search(rf"\b{name}\b", texts) or re.search(rf"\.{name}\b", parts)] == []


def body_of(name):
    return bundle.EXPORT.sub("", bundle.IMPORT.sub("", bundle.source(name)))


def test_modules_share_no_name_at_their_top():
    declared = re.compile(r"^(?:export )?(?:const|let|function|class) (\w+)", re.MULTILINE)
    names = Counter(name for module in MODULES for name in declared.findall(bundle.source(module)))
    assert [name for name, times in names.items() if times > 1] == []


def test_script_has_no_import_export_eval_or_comment():
    words = set(re.findall(r"\w+", re.sub(bundle.TEXT, "", bundle.script())))
    assert not words & {"import", "export", "eval", "Function", "innerHTML", "insertAdjacentHTML"}
    assert "/*" not in bundle.script()


SAID = re.compile(r'say\((?:\w+ \? |[^()"]* \? )?"([^"]+)"(?: : "([^"]+)")?|button\("([^"]*)", "([^"]*)"')
WORD = re.compile(r"[A-Za-z]{2}")


@pytest.mark.parametrize("language", ["ko"])
def test_every_word_of_the_explorer_is_translated_and_none_that_is_gone(language):
    known = json.loads(bundle.source(f"{language}.json"))
    code = "".join(map(bundle.source, MODULES))
    said = {text for found in SAID.findall(code) for text in found if WORD.search(text)}
    assert {"Open all", "Zoom in", "closed", "Layers", "match"} <= said
    assert said - known.keys() == set()
    named = {*re.findall(r'"([^"\n]+)"', code), *ROLES, *LEGEND_NAMES.values(), "other", "parameters", "input"}
    assert known.keys() - named == set()
    assert all(known.values())


def test_words_of_a_language_that_is_none_are_none():
    assert bundle.words("ko").startswith('globalThis.architectureWords={"')
    assert [bundle.words(name) for name in ("en", "xx", "../ko", "")] == ["", "", "", ""]


@pytest.mark.parametrize(
    ("code", "smaller"),
    [
        ("a + b; // the sum\nc();", "a+b;c();"),
        ("/* why\n * not */\nreturn  x;", "return x;"),
        ('f("a  // b", `c  ${d}  e`);', 'f("a  // b",`c  ${d}  e`);'),
        ("x = a / b; y = c / d;", "x=a/b;y=c/d;"),
        (r"const W = /\s+\/ x/; f(/a  b/g);", r"let W=/\s+\/ x/;f(/a  b/g);"),
        ("a + +b; a - -b;", "a+ +b;a- -b;"),
        ("const { a, b } = c of d;", "let{a,b}=c of d;"),
    ],
)
def test_smaller_script(code, smaller):
    assert bundle.smaller_script(code) == smaller


@pytest.mark.parametrize(
    ("code", "smaller"),
    [
        ("/* why */\na :is(b, c) > d {\n  e: f g;\n}\n", "a :is(b,c)>d{e:f g}"),
        ('a::after {\n  content: " ;  } ";\n}', 'a::after{content:" ;  } "}'),
    ],
)
def test_smaller_style(code, smaller):
    assert bundle.smaller_style(code) == smaller


TEXTS = ["", "abc", "aaaaaaaaaaaaaaaaaaaaaaaa", json.dumps([[i, i % 7, "conv"] for i in range(3000)]), "ab" * 9000]


@needs_node
@pytest.mark.parametrize("text", TEXTS, ids=len)
def test_what_is_packed_is_unpacked_in_the_browser(text):
    script = 'import { unpacked } from "./viz/pictures/explorer/packing.js"; import { readFileSync } from "node:fs";'
    script += "process.stdout.write(unpacked(readFileSync(0, 'utf-8')));"
    command = ["node", "--input-type=module", "-e", script]
    packed = packing.packed(text)
    found = subprocess.run(command, input=packed, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout == text
    assert len(packed) <= len(text)


@needs_node
def test_modules_pass_their_own_tests():
    tests = sorted(map(str, Path(__file__).parent.glob("*.test.js")))
    found = subprocess.run(["node", "--test", *tests], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stdout


def test_modules_pass_eslint():
    eslint = ROOT / "node_modules" / ".bin" / "eslint"
    if not eslint.exists():
        pytest.skip("eslint is missing: npm ci")
    command = [eslint, "viz/pictures/explorer", "tests/viz/pictures/explorer"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stdout
