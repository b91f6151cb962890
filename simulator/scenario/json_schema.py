"""The JSON Schema of scenario, world and strategy files as people write them, for editors.

It describes the written form: files named by their path, `extends`, quantities with units, distributions in
short. What only the whole can tell (missing names that a file inherits, contradictions) `keysim check` finds.
"""

from math import inf
from typing import Any

from simulator.catalogue import OUTCOMES
from simulator.scenario.declared import DISTRIBUTIONS
from simulator.scenario.schema import Scenario

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES = ("Scenario", "World", "Strategy")
EXTENDS: Schema = {
    "type": "string",
    "description": "A file that this one changes: blocks merge, lists replace.",
}
FILE: Schema = {
    "type": "string",
    "description": "Name of a file, from this file's folder or of a bundled one.",
}
NOTHING: Schema = {"type": "null", "description": "Takes away what the extended file has under this name."}
WORDS = {inf: "unlimited", -inf: "-unlimited", "Infinity": "unlimited", "-Infinity": "-unlimited"}
# How pydantic names a bound that it cannot tell from a quantity's validator.
BOUNDS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}


def scenario_json_schema() -> Schema:
    """JSON Schema of the three kinds of file.

    >>> [part["$ref"] for part in scenario_json_schema()["anyOf"]]
    ['#/$defs/Scenario', '#/$defs/World', '#/$defs/Strategy']
    """
    whole = Scenario.model_json_schema()
    parts: dict[str, Schema] = whole.pop("$defs") | {"Scenario": whole}
    laws = {law.__name__: law.model_json_schema() for law in DISTRIBUTIONS.values()}
    definitions = {name: _plain(part) for name, part in (parts | laws).items()}
    for name in FILES:
        definitions[name]["properties"]["extends"] = EXTENDS
    _allow_files(definitions["Scenario"]["properties"])
    _allow_removal(definitions["World"]["properties"]["segments"])
    return {
        "$schema": DIALECT,
        "title": "keysim scenario, world or strategy",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in FILES],
        "$defs": definitions,
    }


def _allow_files(scenario: Schema) -> None:
    """Lets the world and each strategy be the name of a file."""
    strategies = scenario["strategies"]
    scenario["world"] = {"anyOf": [FILE, scenario["world"]]}
    strategies["additionalProperties"] = {"anyOf": [FILE, strategies["additionalProperties"]]}
    _allow_removal(strategies)
    scenario["outcomes"]["items"] = {"enum": list(OUTCOMES)}


def _allow_removal(block: Schema) -> None:
    """Lets each entry of a block of the user's own names be null, and an extending file name none."""
    block["additionalProperties"] = {"anyOf": [block["additionalProperties"], NOTHING]}
    block.pop("minProperties", None)


def _plain(schema: Any) -> Any:
    """A schema in plain JSON, without pydantic's titles and required names (a file may inherit them)."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "law" in schema:
        return {"$ref": f"#/$defs/{DISTRIBUTIONS[schema['law']].__name__}"}
    return {BOUNDS.get(key, key): _entry(key, value) for key, value in schema.items() if _is_kept(key, value)}


def _is_kept(key: str, value: Any) -> bool:
    if key == "title":
        return not isinstance(value, str)
    if key == "required":
        return not isinstance(value, list)
    return key != "default" or not isinstance(value, dict | list)


def _entry(key: str, value: Any) -> Any:
    if key == "default":
        return WORDS.get(value, value)
    if key == "description" and isinstance(value, str):
        return value.partition("\n\n")[0]
    return _plain(value)
