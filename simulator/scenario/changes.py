"""Changes that are laid over a composed tree: `--set world.segments.*.reviews_per_year=2`."""

from collections.abc import Iterable, Iterator

from simulator.errors import Fault
from simulator.scenario.node import COMMAND_LINE, Node, Path
from simulator.scenario.overlay import override, read_override
from simulator.scenario.sources import Sources


def laid_over(tree: Node, overrides: Iterable[str], sources: Sources) -> Node:
    """A composed tree with texts such as `world.finance.opening_cash=2M` laid over it; notes their faults.

    `*` in a path stands for every name of a block and every position of a list.
    """
    for text in overrides:
        path, node, faults = read_override(text)
        sources.faults.extend(faults)
        if node is not None and not faults:
            tree = _changed(tree, path, node, sources)
    return tree


def _changed(tree: Node, path: Path, node: Node, sources: Sources) -> Node:
    paths = list(expanded(tree, path))
    if not paths:
        dotted = ".".join(map(str, path))
        sources.faults.append(Fault(file=COMMAND_LINE, path=dotted, message="no name stands for '*'"))
    for each in paths:
        tree = override(tree, each, part_of(node, each, sources), sources.faults)
    return tree


def part_of(node: Node, path: Path, sources: Sources) -> Node:
    """A value for a path; a text in place of a world or a strategy names a file, which is read."""
    if isinstance(node.value, str) and path == ("world",):
        return sources.part(node, "world", path)
    if isinstance(node.value, str) and path[:1] == ("strategies",) and len(path) == 2:
        return sources.part(node, "strategy", path)
    return node


def expanded(root: Node, path: Path) -> Iterator[Path]:
    """The paths that a path with `*` stands for: every name of a block, every position of a list.

    Examples:
        >>> from simulator.scenario.yaml_source import parse_yaml
        >>> tree, _ = parse_yaml("segments: {a: {size: 1}, b: {size: 2}}", "a.yaml")
        >>> list(expanded(tree, ("segments", "*", "size")))
        [('segments', 'a', 'size'), ('segments', 'b', 'size')]
    """
    if "*" not in path:
        yield path
        return
    star = path.index("*")
    node = root
    for name in path[:star]:
        node = node.child(name) or Node(value=None, file="")
    names: list[str | int] = [*node.block, *range(len(node.items))]
    for name in names:
        yield from expanded(root, (*path[:star], name, *path[star + 1 :]))
