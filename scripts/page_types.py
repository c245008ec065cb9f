"""Write TypeScript types of the API's answers, made from the server's own OpenAPI document.

    python scripts/page_types.py types/api.d.ts

The file is not committed: made anew for every check, it cannot lag behind the server.
"""

import json
import sys
from pathlib import Path
from typing import Any

from whoholds.base.settings import Settings
from whoholds.serve.app import make_app

_HEAD = "// Made by scripts/page_types.py from the server's OpenAPI document; not committed.\n"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
_REFERENCE = "#/components/schemas/"


def type_of(schema: dict[str, Any]) -> str:
    """Return a schema as a TypeScript type.

    Raises:
        ValueError: for a schema of a kind that the API has not used so far.
    """
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REFERENCE)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for some in ("anyOf", "oneOf"):
        if some in schema:
            return " | ".join(type_of(each) for each in schema[some])
    kind = schema.get("type")
    if kind is None:
        return "unknown"
    if kind == "null":
        return "null"
    if kind == "array":
        if "prefixItems" in schema:
            return f"[{', '.join(type_of(each) for each in schema['prefixItems'])}]"
        return f"Array<{type_of(schema.get('items', {}))}>"
    if kind == "object":
        if "properties" in schema:
            return f"{{\n{_members(schema)}}}"
        more = schema.get("additionalProperties", {})
        return f"Record<string, {type_of(more) if isinstance(more, dict) else 'unknown'}>"
    if kind in _PLAIN:
        return _PLAIN[kind]
    raise ValueError(f"making types of the API: no type for {schema!r}; add it to {__file__}")


def _members(schema: dict[str, Any]) -> str:
    """Return the members of an object; what has a default is in every answer too."""
    return "".join(
        f"  {json.dumps(name)}: {type_of(each)};\n" for name, each in schema["properties"].items()
    )


def declarations(document: dict[str, Any]) -> str:
    """Return all schemas of an OpenAPI document as exported types, by name."""
    schemas = sorted(document.get("components", {}).get("schemas", {}).items())
    return _HEAD + "".join(
        f"\nexport type {name} = {type_of(schema)};\n" for name, schema in schemas
    )


def main() -> None:
    """Write the file that the command line names."""
    path = Path(sys.argv[1])
    app = make_app(Settings(home=Path("types-only"), who="types"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(declarations(app.openapi()), encoding="utf-8")


if __name__ == "__main__":
    main()
