"""`convatlas export` and `convatlas check`."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from ...files import write_folder, write_whole
from ..errors import ConvatlasError, FormatError, SourceError
from ..sources import in_json, origin_of
from ..words import shape_of
from .parsing import STANDARD_OUTPUT, InputShape, Source, file_named
from .quiet import load_backend, silent
from .terminal import tell, write_out

FRESH, STALE, UNCHECKED, SKIPPED = VERDICTS = ("up to date", "out of date", "not checked", "not ours")
STATUS = {STALE: 1, UNCHECKED: 2}
SAVED_MODEL = ("assets", "assets.extra", "fingerprint.pb", "keras_metadata.pb", "saved_model.pb", "variables")
ENDINGS = ".arch.json, .toml, .keras, .onnx, .tflite, or a folder for a SavedModel"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    examples = "convatlas export resnet50 -o resnet50.arch.json  |  convatlas export lenet5-run -o net.tflite"
    app.command("export", epilog=f"Examples:  {examples}")(export)
    app.command("check", epilog="Examples:  convatlas check docs/*.svg resnet50.arch.json")(check)


def export(
    source: Source,
    output: Annotated[
        str, typer.Option("--output", "-o", help=f"Ends in {ENDINGS}.", metavar="<path>", show_default=False)
    ],
    input_shape: InputShape = None,
) -> None:
    """Write a model in another form: its graph, its declaration, or itself."""
    if output == STANDARD_OUTPUT:
        way = "`convatlas draw SOURCE -f json` writes the graph to standard output"
        raise FormatError(f"`--output` (=-) must name a file; {way}")
    path = Path(output)
    write = next((w for ending, w in WRITERS.items() if path.name.endswith(ending)), None)
    if write or not output.strip():
        file_named(output)
    elif path.suffix:
        raise FormatError(f"`--output` (={path}) must end in {ENDINGS}")
    if not path.parent.is_dir():
        raise FormatError(f"`--output` (={path}): there is no folder {path.parent}")
    (write or _saved_model)(source, path, shape_of(input_shape))
    tell(f"{source} exported to {path}")


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Drawings, tables and graphs to check.")],
    *,
    skip_others: Annotated[
        bool, typer.Option("--skip-others", help="Pass over files that name no source, as not ours.")
    ] = False,
) -> None:
    """Check committed drawings, tables, graphs; exit status 1: one is out of date, 2: one cannot be checked."""
    verdicts = Counter(_checked(file, skip_others) for file in files)
    if len(files) > 1 or not verdicts[UNCHECKED]:
        told = [f"{verdicts[verdict]} {verdict}" for verdict in VERDICTS if verdicts[verdict]]
        tell(", ".join(told))
    raise typer.Exit(max(STATUS.get(verdict, 0) for verdict in verdicts))


def _checked(file: Path, skip_others: bool) -> str:
    """The verdict on a file; what is to be said of it is told."""
    from ..checking import NotOursError
    from ..checking import check as found

    try:
        changed = found(file)
    except ConvatlasError as error:
        if skip_others and isinstance(error, NotOursError):
            return SKIPPED
        tell(f"convatlas: {error}")
        return UNCHECKED
    if changed:
        write_out(changed)
    return STALE if changed else FRESH


def _graph(source: str, output: Path, input_shape: Any) -> None:
    from ..sources import trace

    origin = origin_of("export", (source,), input_shape=input_shape)
    write_whole(output, in_json(trace(source, input_shape=input_shape).to_json(), origin))


def _declaration(source: str, output: Path, input_shape: Any) -> None:
    from ... import architectures

    declared = _declared(source)
    if declared is None:
        raise SourceError(
            f"`source` (={source}) must be a network of the atlas or a declaration to become {output.name}"
        )
    architectures.save(declared.with_(input_shape=input_shape) if input_shape else declared, output)


def _keras(source: str, output: Path, input_shape: Any) -> None:
    write_whole(output, _model(source, input_shape).save)


def _onnx(source: str, output: Path, input_shape: Any) -> None:
    missing = [package for package in ("onnx", "tf2onnx") if find_spec(package) is None]
    if missing:
        needed = " and ".join(missing)
        raise FormatError(f"`--output` (={output}) needs {needed}: pip install 'convatlas[export]'")
    import numpy as np

    model = _model(source, input_shape)
    images = [np.zeros([size or 1 for size in tensor.shape], tensor.dtype) for tensor in model.inputs]
    model(images[0] if len(images) == 1 else images)  # Keras exports to ONNX only what was called
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter about numpy and itself
        write_whole(output, lambda draft: model.export(draft, format="onnx", verbose=False))


def _tflite(source: str, output: Path, input_shape: Any) -> None:
    model = _model(source, input_shape)
    with silent():  # TensorFlow's converter speaks past Python
        write_whole(output, lambda draft: model.export(draft, format="litert", verbose=False))


def _saved_model(source: str, output: Path, input_shape: Any) -> None:
    model = _model(source, input_shape)
    write_folder(output, lambda draft: model.export(draft, verbose=False), holds=SAVED_MODEL, name="--output")


WRITERS: dict[str, Callable[[str, Path, Any], None]] = {
    ".arch.json": _graph,
    ".toml": _declaration,
    ".json": _declaration,
    ".keras": _keras,
    ".onnx": _onnx,
    ".tflite": _tflite,
}


def _declared(source: str) -> Any:
    """The declaration that a source names, None where it names none."""
    from ... import architectures

    if source.endswith((".toml", ".json")) and not source.endswith(".arch.json"):
        return architectures.load(source)
    return architectures.get(source) if source in architectures.names() else None


def _of_run(folder: str) -> Any:
    from ...architectures import recipes

    try:
        return recipes.serving_model(folder)
    except recipes.RecipeError as error:
        raise SourceError(str(error)) from error


def _model(source: str, input_shape: Any) -> Any:
    """The model that a source names, with its weights; of a run with its scaling, so that it takes raw images."""
    if (Path(source) / "run.json").is_file():
        load_backend()
        return _of_run(source)
    declared = _declared(source)
    load_backend()
    if declared is not None:
        return declared.build(input_shape=input_shape)
    from ..sources import REFERENCE, value_of

    if not REFERENCE.fullmatch(source):
        raise SourceError(
            f"`source` (={source}) must be a network of the atlas, a declaration or module:attribute here"
        )
    value = value_of(source, lambda call: call())
    if not hasattr(value, "export"):
        raise SourceError(f"`{source}` is no Keras model, but a {type(value).__name__}")
    return value
