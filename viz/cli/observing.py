"""`convatlas observe`."""

from __future__ import annotations

from typing import Annotated

import typer

from ...files import write_whole
from ..errors import FormatError
from .parsing import Output
from .quiet import load_backend, silent
from .terminal import tell, write_out

EXAMPLES = """Examples:  convatlas observe lenet-run --data digits -o lenet.html  |
convatlas observe model.keras --data cat.png --data dog.png  |  convatlas observe my.models:build --data inputs.npz"""
PAGE, TEXT = "html", "text"

Network = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="A .keras file, a folder of `convatlas train`, module:attribute, or a name (weights at random).",
    ),
]
Data = Annotated[
    list[str],
    typer.Option("--data", help="digits, mnist5k or another data set, an .npz file, or images, one option each."),
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("observe", epilog=EXAMPLES)(observe_command)


def observe_command(
    source: Network,
    *,
    data: Data,
    output: Output = None,
    number: Annotated[int, typer.Option("--number", "-n", min=1, help="Samples that it works on, at most.")] = 32,
    samples: Annotated[int, typer.Option(min=1, help="Samples of which feature maps are shown.")] = 4,
    runs: Annotated[int, typer.Option(min=1, help="Runs of which the median time is told.")] = 5,
) -> None:
    """Watch a network at work on data: times, values and feature maps of every layer; a page with -o FILE.html."""
    if output is not None and output.suffix.lower() not in (".html", ".htm"):
        raise FormatError(f"`--output` (={output}) must end in .html: the explorer, which tells what was seen")
    load_backend()
    with silent():
        from ..observing import data_for, loaded, observe
    network = loaded(source)
    if network.note:
        tell(network.note)
    array, classes = data_for(network, data, number)
    seen = observe(network.model, array, samples=samples, runs=runs, classes=classes)
    if output is None:
        write_out(str(seen))
        return
    write_whole(output, str(seen.drawing().to(PAGE)))
    tell(f"{seen.graph.name} seen at work on {seen.samples} samples, told in {output}")
    for path, text in seen.faults.items():
        tell(f"{path}: {text}")
