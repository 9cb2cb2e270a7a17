"""`convatlas train`, `convatlas evaluate` and `convatlas predict`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Annotated, Any

import typer

from ...files import shown
from ..errors import ConvatlasError, FormatError
from ..tables import formats
from ..words import shape_of
from .parsing import InputShape
from .quiet import load_backend, silent
from .terminal import tell, write_out

BACKENDS = ("tensorflow", "jax", "torch")
TRAIN = """Examples:  convatlas train lenet5 --data digits  |  convatlas train resnet20_cifar --epochs 3 -o run  |
convatlas train resnet20_cifar -o run --resume  |
convatlas train lenet5 --data photos --weights run --freeze stage1 --lr 1e-4"""
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder that `convatlas train` filled.")]
DATA = "digits, mnist5k, mnist, fashion_mnist, cifar10, cifar100, a folder of images, a .npz file, or module:callable."
Data = Annotated[str | None, typer.Option(help=DATA, show_default=False)]
Epochs = Annotated[int | None, typer.Option(min=1, help="At most.", show_default=False)]
OUTPUT = "Folder to fill.  [default: RECIPE-run]"
Folder = Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT, show_default=False)]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run in the folder, where there is one.")]
BatchSize = Annotated[int | None, typer.Option(min=1, help="Images a step.", show_default=False)]
Seed = Annotated[int | None, typer.Option(min=0, help="Of all that is random.  [default: 0]", show_default=False)]
Limit = Annotated[int | None, typer.Option(min=1, help="Images used, at most.", show_default=False)]
Mixed = Annotated[bool | None, typer.Option("--mixed-precision", help="Compute in 16 bits.", show_default=False)]
JIT = "Compile by XLA.  [default: as Keras does]"
Jit = Annotated[bool | None, typer.Option("--jit/--no-jit", help=JIT, show_default=False)]
Backend = Annotated[str | None, typer.Option(help=f"One of {', '.join(BACKENDS)}.", show_default=False)]
Distribute = Annotated[str | None, typer.Option(help="mirrored or data-parallel.", show_default=False)]
Addresses = Annotated[str | None, typer.Option(help="host:port,... of all processes.", show_default=False)]
Processes = Annotated[int | None, typer.Option(min=1, help="How many processes.", show_default=False)]
Rank = Annotated[int | None, typer.Option(min=0, help="Which of them this is.", show_default=False)]
Devices = Annotated[int | None, typer.Option(min=1, help="Parts of the CPU, to try it.", show_default=False)]
Strict = Annotated[bool | None, typer.Option("--strict", help="Refuse files that cannot be read.", show_default=False)]
WEIGHTS = "To start from: a file of Keras or PyTorch, a run's folder, or imagenet."
Weights = Annotated[str | None, typer.Option(help=WEIGHTS, show_default=False)]
Freeze = Annotated[str | None, typer.Option(help="The last stage that does not learn.", show_default=False)]
Rate = Annotated[float | None, typer.Option("--lr", help="Learning rate.", show_default=False)]
RateDecay = Annotated[float | None, typer.Option(help="Rate of a stage over the next one's.", show_default=False)]
HeadEpochs = Annotated[int | None, typer.Option(min=1, help="Of the head alone, first.", show_default=False)]
ClassWeights = Annotated[str | None, typer.Option(help="balanced.", show_default=False)]
Smoothing = Annotated[float | None, typer.Option("--label-smoothing", help="From 0 to 1.", show_default=False)]
SETTINGS = (  # options of the command that `recipes.train` calls alike
    "data",
    "epochs",
    "batch_size",
    "seed",
    "limit",
    "jit",
    "mixed_precision",
    "resume",
    "strict",
    "weights",
    "freeze",
    "rate_decay",
    "head_epochs",
    "class_weights",
    "label_smoothing",
)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would be done, and stop.")]
Format = Annotated[
    str, typer.Option("--format", "-f", help=f"One of {', '.join(formats.names())}.", show_default=False)
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("train", epilog=TRAIN)(train)
    app.command("evaluate", epilog="Examples:  convatlas evaluate run  |  convatlas evaluate run --data mnist5k")(
        evaluate
    )
    app.command(
        "predict", epilog="Examples:  convatlas predict run 3.png 5.png --top 2  |  convatlas predict run photos"
    )(predict)


def train(
    recipe: Annotated[str, typer.Argument(help="Name of a recipe.", show_default=False)],
    *,
    data: Data = None,
    epochs: Epochs = None,
    output: Folder = None,
    resume: Resume = False,
    batch_size: BatchSize = None,
    seed: Seed = None,
    input_shape: InputShape = None,
    limit: Limit = None,
    mixed_precision: Mixed = None,
    jit: Jit = None,
    backend: Backend = None,
    distribute: Distribute = None,
    addresses: Addresses = None,
    processes: Processes = None,
    rank: Rank = None,
    devices: Devices = None,
    strict: Strict = None,
    weights: Weights = None,
    freeze: Freeze = None,
    lr: Rate = None,
    rate_decay: RateDecay = None,
    head_epochs: HeadEpochs = None,
    class_weights: ClassWeights = None,
    label_smoothing: Smoothing = None,
    dry_run: DryRun = False,
) -> None:
    """Train a network by a recipe; leave checkpoints, history, curves, predictions and a page to open."""
    chosen: dict[str, Any] = {name: value for name, value in locals().items() if name in SETTINGS}
    chosen |= {"input_shape": shape_of(input_shape), "learning_rate": lr}
    chosen["output"] = output or Path(f"{recipe}-run")
    _start(backend)
    with _mistakes():
        if dry_run:
            _tell_plan(recipe, chosen)
            return
        over = {"kind": distribute, "addresses": addresses, "processes": processes, "rank": rank}
        _train(recipe, chosen, over, devices)


def _tell_beginning(folder: Path) -> None:
    """Say that there is nothing to go on with: the folder may be misspelt."""
    from ...architectures.recipes.run import Run

    if not Run.at(folder).exists:
        tell(f"`--resume`: there is no run in {shown(folder)} to go on with: one begins")


def _tell_plan(recipe: str, chosen: dict[str, Any]) -> None:
    from ...architectures.recipes.plan import planned
    from .trainings import told

    write_out(told(planned(recipe, **chosen)))


def _train(recipe: str, chosen: dict[str, Any], over: dict[str, Any], devices: int | None) -> None:
    from ...architectures.recipes import distributing, training

    if devices is not None:
        distributing.divide_cpu(devices)
    distribute = distributing.over(**over)
    if chosen["resume"]:
        _tell_beginning(chosen["output"])
    with redirect_stdout(sys.stderr):
        verbose = 1 if sys.stderr.isatty() else 2
        result = training.train(recipe, **chosen, distribute=distribute, verbose=verbose)
    if result.metrics:
        _finish(chosen["output"], result)


def _finish(folder: Path, result: Any) -> None:
    from .run_page import write_page

    tell(f"{result.metrics['accuracy']:.2%} right on validation images, with the weights of epoch {result.best_epoch}")
    typer.echo(f"open {write_page(folder, result.model).resolve().as_uri()}")


def evaluate(run: RunFolder, *, data: Data = None, format: Format = "text") -> None:  # noqa: A002
    """Tell how a run's network does on validation images, class by class."""
    formats.get(format)
    _start(None)
    from .trainings import evaluation_table

    with _mistakes(), redirect_stdout(sys.stderr):
        from ...architectures.recipes import evaluating

        found = evaluating.evaluate(run, data=data)
    write_out(evaluation_table(found).to(format), format)


def predict(
    run: RunFolder,
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE...", help="Image files, or folders of them.")],
    *,
    top: Annotated[int, typer.Option(min=1, help="Classes for each image, likeliest first.")] = 5,
    format: Format = "text",  # noqa: A002
) -> None:
    """Tell what a run's network sees in images: the likeliest classes and their probabilities."""
    formats.get(format)
    _start(None)
    from .trainings import prediction_table

    with _mistakes():
        from ...architectures.recipes import predicting

        found = predicting.predict(run, images)
    write_out(prediction_table(found, top).to(format), format)


def _start(backend: str | None) -> None:
    """Import Keras on the backend asked for."""
    if backend is not None:
        if backend not in BACKENDS:
            raise FormatError(f"`--backend` (={backend}) must be one of {', '.join(BACKENDS)}")
        if "keras" not in sys.modules:
            os.environ["KERAS_BACKEND"] = backend
    load_backend()
    with silent():  # TensorFlow, which reads the data of other backends too, greets as well
        from ...architectures.recipes import distributing, training  # noqa: F401
    with _mistakes():
        distributing.check_backend(backend)


@contextmanager
def _mistakes() -> Iterator[None]:
    """Tell mistakes in one line, and end by the signal's status after a stop."""
    from ...architectures.recipes import Interrupted, RecipeError

    try:
        yield
    except RecipeError as error:
        raise ConvatlasError(str(error)) from error
    except Interrupted as stop:
        tell(f"convatlas: {stop}")
        raise typer.Exit(128 + stop.number) from None
