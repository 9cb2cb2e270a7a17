"""The reference of the command line, read from the commands themselves."""

from __future__ import annotations

import inspect
import re
from typing import Any

import typer

from convatlas.viz.cli import HELP, app

PAGE = """\
# Command line

{help}

{commands}"""
COMMAND = """\
## {name}

{help}

```text
convatlas {usage}
```

| | |
|---|---|
{rows}

"""


def command_page() -> str:
    """The page of all commands with their arguments and options."""
    group: Any = typer.main.get_command(app)
    commands = "".join(_command(name, command) for name, command in group.commands.items())
    return PAGE.format(help=_flowing(HELP), commands=commands)


def _command(name: str, command: Any) -> str:
    context = typer.Context(command, info_name=name)
    parameters = [parameter for parameter in command.get_params(context) if not getattr(parameter, "hidden", False)]
    examples = f"\n\n{_flowing(command.epilog)}" if command.epilog else ""
    return COMMAND.format(
        name=name,
        help=_flowing(command.help or "") + examples,
        usage=" ".join([name, "[OPTIONS]", *(str(one.name).upper() for one in parameters if _is_argument(one))]),
        rows="\n".join(_row(parameter, context) for parameter in parameters),
    )


def _flowing(text: str) -> str:
    """Text without the breaks of lines, examples as code."""
    flat = re.sub(r"[ \t]*\n[ \t]*", " ", inspect.cleandoc(text).replace("\n\n", "\0")).replace("\0", "\n\n")
    return (
        re.sub(r"(?<![`\w])convatlas \w[^|`]*", lambda found: f"`{found[0].strip()}` ", flat).replace("|", "·").strip()
    )


def _row(parameter: Any, context: Any) -> str:
    if _is_argument(parameter):
        name, about = str(parameter.name).upper(), parameter.help
    else:
        name, about = parameter.get_help_record(context)
    return f"| `{name}` | {_cell(about)} |"


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|").replace("<", "&lt;")
