"""Blocks found in networks that name none."""

from networks import graph_of

from convatlas.viz.repeats import by_resolution, group_between_narrow_places
from convatlas.viz.views import views


def test_branches_between_narrow_places_become_blocks_named_after_their_ends():
    graph = group_between_narrow_places(graph_of("nameless"))
    blocks = [group.path for group in graph.groups]
    assert blocks == ["add", "add_1", "add_2", "add_3", "add_4", "add_5", "concatenate"]
    assert [node.name for node in graph.children("add_1")] == [
        "conv2d_3",
        "batch_normalization_2",
        "re_lu_1",
        "conv2d_4",
        "batch_normalization_3",
        "add_1",
    ]


def test_equal_blocks_without_names_fold_into_one_that_counts():
    shown = next(iter(views(graph_of("nameless")))).graph
    assert [(group.path, group.count) for group in shown.groups if group.count > 1] == [("add", 6)]


def test_neighbours_share_a_box_by_resolution_until_there_are_few():
    graph = graph_of("unet")
    few = by_resolution(graph, 20)
    assert [node.path for node in few.children()] == ["image", "down0", "down1", "16 × 16", "up2", "up1", "128 × 128"]
    assert len(by_resolution(graph, 4).children()) == 4
    assert by_resolution(graph, 4).params == graph.params
