"""What pydantic finds wrong, in plain words and at the line where it stands."""

from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from simulator.errors import Fault, MisfitError, closest
from simulator.scenario.block import Block
from simulator.scenario.declared import DISTRIBUTIONS, DistributionOf
from simulator.scenario.node import Broken, Node, Path
from simulator.scenario.quantities import Quantity, told
from simulator.units import format_quantity

Place = tuple[type[Block] | None, FieldInfo | None]

_RULES = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}
_MESSAGES = {
    "missing": "is missing",
    "string_type": "expected text, found {found}; put text in quotes",
    "dict_type": "expected a block of 'name: value' lines, found {found}",
    "model_type": "expected a block of 'name: value' lines, found {found}",
    "model_attributes_type": "expected a block of 'name: value' lines, found {found}",
    "tuple_type": "expected a list, found {found}",
    "list_type": "expected a list, found {found}",
    "bool_type": "expected true or false, found {found}",
    "bool_parsing": "expected true or false, found {found}",
    "int_type": "expected a whole number, found {found}",
    "int_parsing": "expected a whole number, found {found}",
    "int_from_float": "expected a whole number, found {found}",
    "float_type": "expected a number, found {found}",
    "float_parsing": "expected a number, found {found}",
    "literal_error": "expected {expected}, found {found}",
    "too_short": "must have at least one entry",
}


def faults_of(error: ValidationError, model: type[Block], root: Node, prefix: Path) -> list[Fault]:
    """Each thing that a model refuses in a tree, as a fault.

    Args:
        error: What pydantic says.
        model: The model that was asked.
        root: The tree that it was given.
        prefix: Path from the top of the scenario to the tree.
    """
    faults = [
        _fault(details, model, root, prefix)
        for details in error.errors(include_url=False)
        if not (_is_known(details, root) or _is_consequence(details, root))
    ]
    return list({(fault.path, fault.line): fault for fault in reversed(faults)}.values())[::-1]


def field_at(model: type[Block], root: Node, path: Path) -> Place:
    """The block that a path ends in and the field that it ends at, as far as the schema knows them."""
    current: Any = model
    owner: type[Block] | None = None
    info: FieldInfo | None = None
    node = root
    for name in path:
        owner, info = (current, current.model_fields.get(str(name))) if _is_block(current) else (None, None)
        node = node.at((name,))
        current = _next_type(current, info, node)
    return owner, info


def _is_known(details: ErrorDetails, root: Node) -> bool:
    """Whether the fault of an unreadable file would only be told again."""
    node = root
    incomplete = root.incomplete
    for name in details["loc"]:
        child = node.child(name)
        if child is None:
            break
        node = child
        incomplete = incomplete or node.incomplete
    return isinstance(node.value, Broken) or (incomplete and details["type"] == "missing")


def _is_consequence(details: ErrorDetails, root: Node) -> bool:
    """Whether a list only seems too short because its entries were refused."""
    node = root.at(details["loc"])
    return details["type"] == "too_short" and bool(node.block or node.items)


def _fault(details: ErrorDetails, model: type[Block], root: Node, prefix: Path) -> Fault:
    path = details["loc"]
    node = root.at(path)
    owner, field = field_at(model, root, path)
    if details["type"] == "extra_forbidden":
        hint = _known_name(str(path[-1]), owner) if owner else ""
        return node.fault((*prefix, *path), f"unknown name '{path[-1]}'", hint)
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, MisfitError):
        return node.fault((*prefix, *path), cause.message, cause.hint)
    message, hint = _message(details, field, node.value)
    return node.fault((*prefix, *path), message, hint)


def _known_name(name: str, owner: type[Block]) -> str:
    """The name that was probably meant: one of this block, or the same name one block further in."""
    for part, field in owner.model_fields.items():
        inner = _without_none(field.annotation)
        if _is_block(inner) and name in inner.model_fields:
            return f"{part}.{name}"
    return closest(name, owner.model_fields)


def _message(details: ErrorDetails, field: FieldInfo | None, found: object) -> tuple[str, str]:
    kind, context = details["type"], details.get("ctx", {})
    if kind in _RULES:
        return _rule_message(kind, found, context, field), ""
    if kind.startswith("bool_") and isinstance(found, str):
        switch = {"yes": "true", "on": "true", "no": "false", "off": "false"}
        return f"expected true or false, found {told(found)}", switch.get(found.lower(), "")
    if kind == "literal_error":
        known = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        return f"expected {context['expected']}, found {told(found)}", closest(str(found), known)
    if found is None and kind != "missing":
        return "has no value; write one, or remove the line", ""
    message = _MESSAGES.get(kind, details["msg"][:1].lower() + details["msg"][1:])
    return message.format(found=told(found)) if kind in _MESSAGES else message, ""


def _rule_message(kind: str, found: object, context: dict[str, Any], field: FieldInfo | None) -> str:
    key, words = _RULES[kind]
    limit = context[key]
    if limit == 0 and key in {"gt", "ge"}:
        rule = "must be above zero" if key == "gt" else "must not be negative"
    else:
        rule = f"must be {words} {_shown(limit, field)}"
    return f"{rule}, but is {told(found).strip(chr(39))}"


def _shown(limit: float, field: FieldInfo | None) -> str:
    quantities = [each for each in (field.metadata if field else ()) if isinstance(each, Quantity)]
    return format_quantity(limit, quantities[0].kind, digits=15) if quantities else f"{limit}"


def _is_block(current: Any) -> bool:
    return isinstance(current, type) and issubclass(current, Block)


def _next_type(current: Any, field: FieldInfo | None, node: Node) -> Any:
    """The type of the part that a step leads to."""
    if field is None:
        arguments = get_args(current)
        return _without_none(arguments[-1] if get_origin(current) is dict else arguments[0]) if arguments else None
    if any(isinstance(each, DistributionOf) for each in field.metadata):
        law = node.child("distribution")
        return DISTRIBUTIONS.get(str(law.value)) if law else None
    return _without_none(field.annotation)


def _without_none(annotation: Any) -> Any:
    """X of X | None."""
    if get_origin(annotation) in {Union, UnionType}:
        kept = [each for each in get_args(annotation) if each is not type(None)]
        return kept[0] if len(kept) == 1 else annotation
    return annotation
