"""Names without numbers that begin with the same words stand in a block; names with numbers tell of theirs already."""

from convatlas.viz.graph.names import segments, with_shared_words


def parts(*names):
    return with_shared_words({name: segments(name) for name in names})


def test_many_names_that_begin_alike_tell_of_a_block():
    found = parts("first_block_expand", "first_block_norm", "first_block_act", "first_block_project_norm", "stem")
    assert found["first_block_project_norm"] == ["first_block", "project_norm"]
    assert found["stem"] == ["stem"]


def test_few_names_and_names_with_numbers_stay():
    few = ("my_head_dense", "my_head_norm", "my_head_act")
    assert parts(*few) == {name: [name] for name in few}
    numbered = [f"conv_dw_{number}" for number in range(6)] + [f"conv_dw_{number}_bn" for number in range(6)]
    assert parts(*numbered) == {name: segments(name) for name in numbered}
