"""The built site: everything has a place in it, every link leads somewhere, nothing is fetched from elsewhere."""

from __future__ import annotations

import builtins
import re
import struct
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.metadata import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import typer

from convatlas import architectures, blocks, viz
from convatlas.architectures import recipes
from convatlas.viz.cli import app
from convatlas.viz.colours import theme
from convatlas.viz.pictures import renderers, styles
from convatlas.viz.tables import COLUMNS, formats

from .conftest import ADDRESS, ROOT, Site

GROUP = typer.main.get_command(app)
COMMANDS = sorted(GROUP.commands)
OPTIONS = sorted(
    {option for command in GROUP.commands.values() for parameter in command.params for option in parameter.opts}
)
NAMES = {
    "variant": architectures.names(),
    "block": blocks.__all__,
    "architectures": architectures.__all__,
    "recipe": recipes.names(),
    "recipes": recipes.__all__,
    "viz": viz.__all__,
    "command": [f"convatlas {name}" for name in COMMANDS],
    "option": [option for option in OPTIONS if option.startswith("-")],
    "picture format": renderers.names(),
    "table format": formats.names(),
    "style": styles.names(),
    "theme": list(theme.THEMES),
    "column": list(COLUMNS),
}


@pytest.mark.parametrize("kind", NAMES)
def test_everything_named_in_the_code_is_in_the_docs(site: Site, kind: str) -> None:
    text = "\n".join(site.words())
    assert [name for name in NAMES[kind] if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)] == []


class Links(HTMLParser):
    """What a page refers to, and the places in it that can be referred to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.places |= {found[key] for key in ("id", "name") if key in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "link" and found.get("rel") in ("stylesheet", "icon", "preload", "search", "index"):
            self.fetched.append(found.get("href", ""))
        elif "src" in found:
            self.fetched.append(found["src"])


@pytest.fixture(scope="module")
def read(site: Site) -> dict[Path, Links]:
    return {path: Links(path.read_text(encoding="utf-8")) for path in site.folder.rglob("*.html")}


def test_no_internal_link_is_broken(site: Site, read: dict[Path, Links]) -> None:
    assert list(broken(site.folder, read)) == []


def broken(folder: Path, read: dict[Path, Links]) -> Iterator[str]:
    for page, found in read.items():
        for link in [*found.links, *found.fetched]:
            address = urlsplit(link)
            if address.scheme or address.netloc or "/ko/" in f"/{link}":
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            if not target.exists():
                yield f"{page.relative_to(folder)}: {link}"
            elif target.suffix == ".html" and unquote(address.fragment) not in read[target].places | {""}:
                yield f"{page.relative_to(folder)}: no {address.fragment} in {link}"


def test_nothing_is_fetched_from_elsewhere(read: dict[Path, Links]) -> None:
    assert [link for found in read.values() for link in found.fetched if urlsplit(link).netloc] == []


def test_programs_find_every_page_in_the_listing(site: Site) -> None:
    text = (site.folder / "llms.txt").read_text(encoding="utf-8")
    listed = {link.removesuffix(".html") for link in re.findall(rf"\]\({ADDRESS}(\S+?)\)", text)}
    made = {"genindex", "py-modindex", "search", "index"}
    assert {name for name in site.pages if name not in made} == listed
    assert text.startswith("# convatlas\n\n> ")


def test_every_page_has_a_card_of_the_size_that_others_want(site: Site) -> None:
    for name, page in site.pages.items():
        card = re.search(r'property="og:image" content="[^"]*/(_static/cards/[^"]+)"', page)
        if card:
            assert struct.unpack(">II", (site.folder / card[1]).read_bytes()[16:24]) == (1200, 630), name
        else:
            assert name in {"genindex", "py-modindex", "search"}


def test_cards_have_their_words(site: Site) -> None:
    image = pytest.importorskip("PIL.Image")
    card = re.search(r'property="og:image" content="[^"]*/(_static/cards/[^"]+)"', site.pages["index"])
    assert card
    title = image.open(site.folder / card[1]).convert("L").crop((64, 60, 1136, 140))
    assert title.getextrema()[0] < 100  # ink where the page's title stands


def test_errors_of_ours_are_links_where_they_are_raised(site: Site) -> None:
    raised = re.compile(r'<dt class="field-\w+">Raises.*?</dd>', re.DOTALL)
    fields = [field for name, page in site.pages.items() if name.startswith("api/") for field in raised.findall(page)]
    told = [item for field in fields for item in re.findall(r"<(?:li|p)>(?:<p>)?(.*?) – ", field)]
    names = {re.sub("<[^>]+>", "", item): "<a " in item for item in told}
    assert {"SourceError", "FormatError", "UnknownArchitecture", "RecipeError"} <= names.keys()
    assert [name for name, is_link in names.items() if not is_link and not hasattr(builtins, name)] == []


def test_pictures_of_the_gallery_lead_to_large_ones(site: Site) -> None:
    shown = re.findall(r'href="(_static/networks/\w+\.svg)"><img[^>]* src="([^"]+)"', site.pages["gallery"])
    assert len(shown) == len(architectures.names())
    for large, small in shown:
        assert "<text" in (site.folder / large).read_text(encoding="utf-8")
        assert "<text" not in (site.folder / small).read_text(encoding="utf-8")


def test_the_first_thing_on_the_front_page_is_how_to_begin(site: Site) -> None:
    words = re.sub(r"<[^>]+>", "", site.pages["index"].partition("<article")[2])
    begin = [words.index(text) for text in ("any Keras 3 model", "pip install convatlas", "viz.draw(model)", "Explore")]
    assert begin == sorted(begin)


def test_one_setting_says_where_the_project_lives(site: Site) -> None:
    urls = dict(line.split(", ", 1) for line in metadata("convatlas").get_all("Project-URL"))
    for name in ("Source", "Issues"):
        assert f'<a href="{urls[name]}">{name}</a>' in site.pages["index"]


@pytest.mark.parametrize("file", [".readthedocs.yaml", ".github/workflows/docs.yml"])
def test_hosts_build_the_site_as_everyone_does(file: str) -> None:
    yaml = pytest.importorskip("yaml")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    assert "make docs INSTALL=wheel" in text
    assert "build/docs" in text


def test_a_network_without_a_group_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from atlas import facts

    monkeypatch.setattr(architectures, "names", lambda family: ["lenet5", "lenet6"])
    with pytest.raises(ValueError, match=r"families\.toml, lenet: .*'lenet6'.* are not in both"):
        facts.check_groups()
