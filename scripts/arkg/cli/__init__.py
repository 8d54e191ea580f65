"""The command line: each module of this folder whose name has no underscore in front is the verb of that name.

A verb's module defines ``command`` and opens with a docstring whose first line says in the list of verbs what it
does. Only the module of the verb that runs is imported, so that a slow verb makes no other one slow.
"""

from __future__ import annotations

import ast
import gc
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arkg.errors import ArkgError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

MISUSE = 2
PIPE_CLOSED = 141  # what a shell reports of a program that SIGPIPE ended: 128 + 13
INTERRUPTED = 130  # and of one that Ctrl-C ended
ALLOCATIONS = 200_000
"""After how many new objects Python looks for reference cycles, of which commands make few.

After 700, as is Python's default, imports take a sixth longer, and all questions of a million statements a fifth.
"""


class Verbs(click.Group):
    """The commands in this folder; an ArkgError is printed and ends the program with exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return sorted(path.stem for path in verb_files())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one verb."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"arkg.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; say which verbs are nearest where there is none of this name."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            from arkg.names import nearest  # noqa: PLC0415 - only an unknown command needs it

            near = nearest(args[0], known)
            guess = did_you_mean(near) or f"Commands are {', '.join(known)}."
            ctx.fail(f"There is no command {args[0]!r}. {guess}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """List the verbs with the first line of each module, without importing one."""
        rows = []
        for path in verb_files():
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            rows.append((path.stem, docstring.partition("\n")[0].removesuffix(".")))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; turn what may go wrong into words and an exit code."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except ArkgError as fault:
            click.echo(fault, err=True)
            ctx.exit(MISUSE)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(PIPE_CLOSED)
        except OSError as fault:
            place = f"{fault.filename}: " if fault.filename else ""
            click.echo(f"{place}{fault.strerror or fault}.", err=True)
            ctx.exit(MISUSE)
        except RuntimeError as fault:
            if "Symlink loop" not in str(fault):  # as Path.resolve says before Python 3.13
                raise
            click.echo(f"{fault}.", err=True)
            ctx.exit(MISUSE)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        return result


def verb_files() -> Iterable[Path]:
    """Return the files of the verbs, in the order of their names."""
    return sorted(path for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("_"))


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example:\n\n\b\n  $ arkg query initiatives-by-category --category research",
)
@click.version_option(package_name="arkg", message="%(prog)s %(version)s")
def arkg() -> None:
    """Ask, check and extend the open knowledge graph of anti-racism in academic medicine."""


def main() -> None:
    """Run the command line, in UTF-8 wherever it runs."""
    gc.set_threshold(ALLOCATIONS)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    arkg(prog_name="arkg")
