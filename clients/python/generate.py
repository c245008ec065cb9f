"""Make the Python client out of the API's own description: `python clients/python/generate.py`.

Each route becomes a method whose name, parameters and words are those of the description. What is made is
committed, and a test holds it against the routes.
"""

import keyword
import re
import textwrap
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "whoholds_client" / "routes.py"

_HEAD = '''"""The routes of the API as methods, made by `clients/python/generate.py`: change nothing."""

# ruff: noqa

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from whoholds_client.transport import Transport

Json = Any


class Routes(Transport):
    """Every route of the API; answers are JSON types, files are bytes."""
'''
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_WIDTH = 96
# Asked for by whom one method does not fit: events without end, and the two legs of a browser's way.
_LEFT_OUT = ("/stream", "/oidc/")


def client_source(description: dict[str, Any]) -> str:
    """Return the source of the module of routes, of an OpenAPI description."""
    methods = [
        _method(path, verb, operation)
        for path, verbs in sorted(description["paths"].items())
        for verb, operation in sorted(verbs.items())
        if not any(part in path for part in _LEFT_OUT)
    ]
    return _HEAD + "\n" + "\n".join(methods)


def method_name(verb: str, operation: dict[str, Any]) -> str:
    """Return the name of a method: the route's, without `get_`."""
    name = str(operation["operationId"]).partition("_api_v1_")[0]
    return name.removeprefix("get_") if verb == "get" else name


def _method(path: str, verb: str, operation: dict[str, Any]) -> str:
    parameters = [
        each for each in operation.get("parameters", ()) if each["in"] in ("path", "query")
    ]
    required = [each for each in parameters if each.get("required")]
    others = [each for each in parameters if not each.get("required")]
    has_body = "requestBody" in operation
    signature = ["self", *(f"{_safe(each['name'])}: {_type(each)}" for each in required)]
    if has_body:
        signature.append("body: Mapping[str, Json]")
    if others:
        signature.append("*")
        signature += [f"{_safe(each['name'])}: {_type(each)} | None = None" for each in others]
    answers = _answer(operation)
    lines = [f"    def {method_name(verb, operation)}("]
    lines += [f"        {part}," for part in signature]
    lines += [f"    ) -> {answers}:", *_docstring(operation, [*required, *others])]
    address = re.sub(
        r"\{(\w+)\}", lambda found: "{quote(str(" + _safe(found[1]) + "), safe='')}", path
    )
    prefix = "f" if "{" in address else ""
    query = [each["name"] for each in parameters if each["in"] == "query"]
    pairs = ", ".join(f'"{name}": {_safe(name)}' for name in query)
    call = "_bytes" if answers == "bytes" else "_json"
    lines += [
        f"        return self.{call}(",
        f'            "{verb.upper()}",',
        f'            {prefix}"{address}",',
        f"            {{{pairs}}},",
        *(["            body,"] if has_body else []),
        "        )",
        "",
    ]
    return "\n".join(lines)


def _docstring(operation: dict[str, Any], parameters: list[dict[str, Any]]) -> list[str]:
    words = _plain(operation["summary"]).rstrip(".") + "."
    said = [
        f"{_safe(each['name'])}: {_plain(each['description'])}"
        for each in parameters
        if each.get("description")
    ]
    lines = [f'        """{words}']
    more = _plain(operation.get("description", ""))
    if more:
        lines += [
            "",
            *textwrap.wrap(more, _WIDTH - 8, initial_indent=" " * 8, subsequent_indent=" " * 8),
        ]
    if said:
        lines += ["", "        Args:"]
        for each in said:
            lines += textwrap.wrap(
                each, _WIDTH - 8, initial_indent=" " * 12, subsequent_indent=" " * 16
            )
    return [*lines, '        """'] if len(lines) > 1 else [f'{lines[0]}"""']


def _plain(text: str) -> str:
    return " ".join(text.replace('"""', "'''").replace("\\", "/").split())


def _answer(operation: dict[str, Any]) -> str:
    good = [answer for code, answer in sorted(operation["responses"].items()) if code[0] == "2"]
    content = good[0].get("content", {})
    if len(content) == 0:
        return "None"
    return "Json" if "application/json" in content else "bytes"


def _type(parameter: dict[str, Any]) -> str:
    schema = parameter.get("schema", {})
    kinds = [schema, *schema.get("anyOf", ())]
    found = {_TYPES[kind["type"]] for kind in kinds if kind.get("type") in _TYPES}
    return " | ".join(sorted(found)) or "str"


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def main() -> None:
    """Write the module of routes."""
    from fastapi import FastAPI

    from whoholds.serve.api import router

    app = FastAPI()
    app.include_router(router)
    TARGET.write_text(client_source(app.openapi()), encoding="utf-8")


if __name__ == "__main__":
    main()
