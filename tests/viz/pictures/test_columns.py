"""Networks as columns: what stands in a row, where it stands, and the skips beside it."""

from itertools import combinations

import pytest
from geometry import cuts, outline, parts_of, text_area
from networks import APPLICATIONS, FEW, OWN, graph_of

from convatlas.viz.layout import FONT, SMALLEST, Options, Skip, lanes, rows_of
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Line, Rect, Text


def each(names):
    return [
        name if name in FEW or name in OWN else pytest.param(name, marks=(pytest.mark.slow, pytest.mark.sweep))
        for name in names
    ]


def columns(*names, **options):
    first, *beside = map(graph_of, names)
    return Drawing(first, Options(**options), style="columns", beside=tuple(beside)).picture


@pytest.mark.parametrize("names", [*each([*OWN, *FEW, *APPLICATIONS]), "vgg16 resnet18 googlenet"])
def test_rows_texts_and_skips_keep_clear_of_each_other(names):
    picture = columns(*names.split())
    boxes = [outline(part) for part in parts_of(picture)]
    assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []
    texts = [(text_area(s), s.text) for p in picture.scene.parts for s in p.shapes if isinstance(s, Text) and s.text]
    assert [pair for pair in combinations(texts, 2) if pair[0][0].overlaps(pair[1][0])] == []
    for part in parts_of(picture):
        assert all(outline(part).holds(text_area(s)) for s in part.shapes if isinstance(s, Text) and s.text)
    for line in lines(picture):
        for start, end in zip(line.points, line.points[1:], strict=False):
            piece = type(boxes[0])(
                min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
            )
            assert not [area for area in boxes if cuts(piece, area)]


def lines(picture):
    shapes = [shape for part in picture.scene.parts for shape in part.shapes]
    return [shape for shape in shapes if isinstance(shape, Line) and not shape.is_faint]


@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_the_default_picture_fits_the_page(name):
    scene = columns(name).scene
    assert min(794 / scene.width, 1123 / scene.height, 1) * FONT >= SMALLEST


def test_what_works_at_one_resolution_stands_at_one_height():
    picture = columns("vgg16", "resnet18")
    top = {}
    for part in parts_of(picture):
        rect = next(shape for shape in part.shapes if isinstance(shape, Rect))
        top.setdefault(part.path, []).append(rect.y)
    assert top["input"][0] == top["input"][1]
    assert top["stage1/pool"] == [top["conv1"][0], top["stage2/pool"][0]]  # of vgg16 and of resnet18


def test_rows_of_resnet18_are_those_of_figure_3():
    found = rows_of(graph_of("resnet18"), 40)
    said = [f"{row.title}, {row.channels}" for row in found.rows]
    body = [f"Conv 3×3{stride}, {n}" for n in (64, 128, 256, 512) for stride in ("", "", "", "")]
    for at in (4, 8, 12):
        body[at] = body[at].replace("3×3", "3×3 / 2")
    ends = ["Global average pool, 512", "Dense 1000, 1000"]
    assert said == ["Input, 3", "Conv 7×7 / 2, 64", "Max pool 3×3 / 2, 64", *body, *ends]
    assert sorted((skip.start, skip.end, skip.has_layer) for skip in found.skips) == [
        (2, 4, False),
        (4, 6, False),
        (6, 8, True),
        (8, 10, False),
        (10, 12, True),
        (12, 14, False),
        (14, 16, True),
        (16, 18, False),
    ]


def test_blocks_that_branch_stay_closed():
    titles = [row.title for row in rows_of(graph_of("googlenet"), 40).rows]
    assert sum("InceptionBlock" in title for title in titles) == 9


def test_rows_become_fewer_until_they_fit():
    assert len(rows_of(graph_of("resnet50_v2"), 10_000).rows) > 40
    assert len(rows_of(graph_of("resnet50_v2"), 20).rows) <= 20


def test_short_skips_stand_inside_of_long_ones():
    found = lanes([Skip(0, 9, False), Skip(1, 5, False), Skip(2, 4, False), Skip(6, 8, False)])
    assert {(skip.start, skip.end): lane for skip, lane in found.items()} == {
        (2, 4): 0,
        (6, 8): 0,
        (1, 5): 1,
        (0, 9): 2,
    }


@pytest.mark.parametrize("name", ["resnet50", "resnet101", "googlenet", "vgg16"])
@pytest.mark.parametrize("most", [12, 30, 60])
def test_no_row_stands_for_more_than_it_counts(name, most):
    found = rows_of(graph_of(name), most)
    graph = found.view.graph
    assert [
        row.path for row in found.rows if any(graph.by_path[at].count > 1 for at in graph.ancestors(row.path))
    ] == []
