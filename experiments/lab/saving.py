"""A view as a scenario file: one file that needs no other and gives the same verdict on the command line."""

from pathlib import Path

import yaml

from experiments.lab.document import Document
from experiments.lab.view import View
from simulator.errors import Fault, ScenarioError, printable
from simulator.scenario.yaml_source import core_scalar

WIDTH = 110
SUFFIXES = (".yaml", ".yml")


class _Dumper(yaml.SafeDumper):
    """Writes texts so that they are read back as texts, by the rules of scenario files (YAML 1.2)."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 -- PyYAML's signature
        """Writes everything out; an alias helps no reader."""
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = isinstance(core_scalar(text), str)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else "'")


_Dumper.add_representer(str, _write_text)


def saved(document: Document, view: View) -> str:
    """The text of a scenario file that shows what a view shows.

    Args:
        document: What the view has opened, with its changes.
        view: Where it comes from; the file says so at its top.
    """
    head = [f"# Saved by keysim lab from {printable(view.source)}" + (", with:" if view.changes else ".")]
    head += [f"#   {printable(text, 1000)}" for text in view.overrides]
    body = yaml.dump(document.tree.plain(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return "\n".join(head) + "\n" + body


def write(text: str, name: str, *, replace: bool = False) -> Path:
    """Writes a scenario file where the user says.

    Args:
        text: What it holds.
        name: Its path; '.yaml' is added where it has no suffix.
        replace: Whether a file that is there already may be written over.

    Returns:
        The path of the file.

    Raises:
        ScenarioError: There is no such folder, or a file that must not be lost, or it cannot be written.
    """
    if not name.strip():
        raise ScenarioError([Fault(file="save", message="needs the name of a file")])
    path = Path(name.strip()).expanduser()
    path = path if path.suffix else path.with_suffix(SUFFIXES[0])
    problem = _problem(path, replace=replace)
    if not problem:
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            problem = f"cannot be written: {error.strerror or error}"
    if problem:
        raise ScenarioError([Fault(file=printable(str(path)), message=problem)])
    return path


def _problem(path: Path, *, replace: bool) -> str:
    """Why a file should not be written, if so."""
    if path.suffix not in SUFFIXES:
        return f"must end in {' or '.join(SUFFIXES)}"
    if not path.parent.is_dir():
        return "lies in a folder that does not exist"
    if path.is_dir():
        return "is a folder"
    return "" if replace or not path.exists() else "is there already; choose another name, or allow to write over it"
