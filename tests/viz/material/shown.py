"""What a folded graph shows: how often each layer stands there, and what of a graph that leaves out."""

from collections import Counter

from convatlas.viz.repeats import token


def times_of(graph):
    """How often what a node shows stands in the network."""
    times = {"": 1}
    for node in graph.nodes:
        times[node.path] = times[node.parent] * node.count
    return times


def layers_shown(graph, what=token):
    """The layers of a graph, each as often as it counts, by what they are."""
    times = times_of(graph)
    found = Counter()
    for leaf in graph.leaves:
        found[what(leaf)] += times[leaf.path]
    return found


def kinds_shown(graph):
    """The kinds of layers with parameters of their own, each as often as it counts."""
    with_parameters = {leaf.kind for leaf in graph.leaves if leaf.params}
    found = layers_shown(graph, lambda leaf: leaf.kind)
    return Counter({kind: number for kind, number in found.items() if kind in with_parameters})


def projections_told(graph):
    """How many projections notes tell of that no block shows."""
    times = times_of(graph)
    return sum(times[node.parent] * node.note.count("a projection") for node in graph.nodes)
