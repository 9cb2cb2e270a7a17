"""The page on the cost model says what the rules say: it is written from their docstrings."""

import inspect
import os
from pathlib import Path

import pytest

from convatlas.viz.costs import counting as costs
from convatlas.viz.costs import rules as cost_rules
from convatlas.viz.tables import COLUMNS, memory, receptive_field

PAGE = Path(__file__).parents[3] / "docs" / "cost-model.md"
TEXT = """\
# How the figures are counted

<!-- Written by tests/viz/costs/test_cost_model_doc.py from the rules' docstrings; OVERWRITE=1 writes it anew. -->

Every figure of `convatlas table` is for one sample and comes from the traced graph, not from a run.

| column | what it tells |
| --- | --- |
{columns}

## Multiply-adds

{counted}

A multiply-add (MAC) is one multiplication and the addition of its product. Papers that print "FLOPs" for convolutional
networks often mean these (He et al., arXiv:1512.03385: "multiply-adds"), while profilers count two operations each.
Padding counts as other places do. The rules are tested against the products that TensorFlow executes for the same
call, or against counts by hand where it fuses them.

| layer | rule |
| --- | --- |
{layers}

| operation of `keras.ops` | rule |
| --- | --- |
{operations}

All other operations of `keras.ops` move or combine values and cost 0, but for those that no rule covers: {without}.
They, layers of one's own that cannot be seen through, and layers with a size that is unknown have no figure: the table
prints `?` and a note, and totals leave them out. A layer called twice costs twice.

## Memory

{memory}

## Receptive field and output stride

{field}

The window of a layer adds `(kernel - 1) * dilation * output stride before it`, its strides multiply the output stride
(Araujo, Norris and Sim, Computing receptive fields of convolutional neural networks, 2019). This is tested against the
cells of the input that a gradient reaches.
"""


def rows(rules):
    """One row a rule, with all the kinds it serves."""
    kinds = {}
    for kind, rule in rules.items():
        kinds.setdefault(rule, []).append(f"`{kind}`")
    return "\n".join(
        f"| {', '.join(names)} | {inspect.getdoc(rule).splitlines()[0]} |" for rule, names in kinds.items()
    )


def paragraphs(module):
    """The docstring of a module without its first line."""
    return inspect.getdoc(module).partition("\n\n")[2]


def page():
    return TEXT.format(
        columns="\n".join(f"| `{column.name}` | {column.meaning} |" for column in COLUMNS.values()),
        counted=paragraphs(costs),
        layers=rows(costs.RULES),
        operations=rows(costs.OPERATIONS),
        without=", ".join(f"`{kind}`" for kind in costs.WITHOUT_RULE.split()),
        memory=paragraphs(memory),
        field=paragraphs(receptive_field),
    )


def test_page_is_what_the_rules_say():
    if os.environ.get("OVERWRITE"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("rule", [*costs.RULES.values(), *costs.OPERATIONS.values()])
def test_every_rule_states_its_formula_or_what_it_follows(rule):
    text = inspect.getdoc(rule).splitlines()[0]
    assert text.endswith(".")
    assert (
        "`" in text
        or rule in (cost_rules.einsum, cost_rules.einsum_dense, costs.bidirectional, costs.time_distributed)
        or ("wrapped" in text or "as the layers" in text)
    )
