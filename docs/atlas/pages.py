"""Pages as Markdown: plain functions from facts to text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .facts import Facts
from .pictures import FOLDER

FAMILY = """\
# {title}

{paper}

```{{architecture}} {figure}
:interactive:{style}
:caption: {figure}. Point at a box to read its facts, open a block by its button.
```

**What it brought.** {brought}

**Strengths.** {strengths}

**Limits.** {limits}

## In the paper's form

```{{family-table}} {table}
```

{changes}
## Variants

{groups}
## Training

{training}
## How it differs from other libraries

{differs}
"""
CHANGES = """\
```{{architecture-diff}} {before} {after}
:caption: {caption}
```
"""
GROUP = """\
### {title}

{text}

:::{{container}} variants

| network | parameters | multiply-adds | layers deep | input |
|---|--:|--:|--:|--:|
{rows}

:::
"""
TRAINING = """\
`convatlas train` has these recipes; [Train a network](../train.md) tells how to use, change and resume them.

{recipes}
"""
RECIPE = "- {names} on {images}, batches of {batch_size}, {epochs} epochs, `{loss}`{more}: `{optimizer}`"
NO_TRAINING = "No recipe of its own; [Train a network](../train.md) tells how to write one.\n"
GALLERY = """\
# Gallery

Every network of the atlas, drawn by one call: `viz.draw(name, style="volume", direction="LR")`. A picture leads to the
large one with all its words, a name to the family's page.

{families}"""
SHELF = """\
## {title}

{lead}

::::{{container}} gallery

{frames}
::::

"""
FRAME = """\
:::{{container}} frame

```{{image}} {folder}/{name}-small.svg
:alt: {name} in full size: input {input}, {parameters} parameters
:class: architecture-diagram dark-light thumbnail
:target: {folder}/{name}.svg
```

[{name}](families/{family}.md#{anchor})

{parameters} parameters, {macs} MACs
:::
"""


def family_page(record: Mapping[str, Any], facts: Mapping[str, Facts], recipes: Iterable[Any]) -> str:
    """The page of a family."""
    return FAMILY.format_map(
        dict(record)
        | {
            "style": f"\n:style: {record['style']}" if "style" in record else "",
            "table": " ".join(record["table"]),
            "changes": _changes(*record.get("diff", ())),
            "groups": "\n".join(_group(group, facts) for group in record["groups"]),
            "training": _training(recipes),
            "differs": "\n".join(f"- {sentence}" for sentence in record["differs"]),
        }
    )


def _changes(before: str = "", after: str = "", caption: str = "") -> str:
    return CHANGES.format(before=before, after=after, caption=caption) if before else ""


def _group(group: Mapping[str, Any], facts: Mapping[str, Facts]) -> str:
    rows = "\n".join(_row(facts[name]) for name in group["members"])
    return GROUP.format(title=group["title"], text=group["text"], rows=rows)


def _row(facts: Facts) -> str:
    cells = (f"`{facts.name}`", facts.parameters, facts.macs, str(facts.depth), facts.input)
    return f"| {' | '.join(cells)} |"


def _training(recipes: Iterable[Any]) -> str:
    alike: dict[str, list[str]] = {}
    for recipe in recipes:
        alike.setdefault(_recipe(recipe), []).append(f"`{recipe.name}`")
    told = "\n".join(text.format(names=", ".join(names)) for text, names in alike.items())
    return TRAINING.format(recipes=told) if told else NO_TRAINING


def _recipe(recipe: Any) -> str:
    """A recipe in a sentence, the place of its name left open."""
    more = [change.kind for change in recipe.augmentation]
    more += [f"L2 of {recipe.weight_decay:g}"] if recipe.weight_decay else []
    more += [callback.kind for callback in recipe.callbacks]
    more += ["auxiliary losses"] if recipe.auxiliary else []
    return RECIPE.format(
        names="{names}",
        images=f"`{recipe.data}`" if recipe.data else "images of your own",
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        loss=recipe.loss,
        more="".join(f", {one}" for one in more),
        optimizer=recipe.optimizer,
    )


def anchor(title: str) -> str:
    """The anchor that MyST gives to a heading."""
    return "".join(c for c in title.lower() if c.isalnum() or c in " -_").replace(" ", "-")


def gallery_page(records: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Facts]) -> str:
    """The page that shows every network."""
    return GALLERY.format(families="".join(_shelf(name, record, facts) for name, record in records.items()))


def _shelf(family: str, record: Mapping[str, Any], facts: Mapping[str, Facts]) -> str:
    frames = "\n".join(
        FRAME.format(family=family, folder=FOLDER, anchor=anchor(group["title"]), **vars(facts[name]))
        for group in record["groups"]
        for name in group["members"]
    )
    return SHELF.format(title=record["title"], lead=record["lead"], frames=frames)
