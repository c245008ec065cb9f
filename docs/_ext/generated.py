"""Write the parts of the reference that the code knows best: `<!-- generated: NAME -->` in a page.

Each function returns Markdown. `tests/test_docs.py` calls them too, to see that nothing is left out.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import click

MARK = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)


def commands() -> str:
    """Return every command with its usage, arguments and options, from the click tree."""
    from whoholds.serve.cli import cli

    return "\n".join(
        _command(command, context)
        for command, context in walk_commands(cli, click.Context(cli, info_name="whoholds"))
    )


def walk_commands(
    command: click.Command, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield the command and all below it, groups before their members."""
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from walk_commands(child, click.Context(child, info_name=name, parent=context))


def _command(command: click.Command, context: click.Context) -> str:
    usage = command.get_usage(context).removeprefix("Usage: ")
    lines = [
        f"## `{context.command_path}`",
        "",
        inspect.cleandoc(command.help or ""),
        "",
        "```text",
        re.sub(r"\s+", " ", usage),
        "```",
        "",
    ]
    rows = []
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            names, metavar = ", ".join((*parameter.opts, *parameter.secondary_opts)), ""
            if not parameter.is_flag:
                metavar = parameter.make_metavar(context)
            said = parameter.help or ""
            if parameter.show_default and parameter.default is not None:
                said = f"{said} Default: {parameter.default}.".strip()
            rows.append((f"`{names} {metavar}`".replace(" `", "`"), said))
    if rows:
        lines += _table(("option", "meaning"), rows)
    return "\n".join(lines) + "\n"


def settings() -> str:
    """Return the settings with type, default and meaning, from the class and its docstring."""
    from whoholds.base.settings import Settings

    return "\n".join(_settings(Settings))


def llm_settings() -> str:
    """Return the settings of the table `[llm]`, from the class and its docstring."""
    from whoholds.base.settings import LlmSettings

    return "\n".join(_settings(LlmSettings))


def serve_settings() -> str:
    """Return the settings of the table `[serve]`, from the class and its docstring."""
    from whoholds.base.settings import ServeSettings

    return "\n".join(_settings(ServeSettings))


def _settings(kind: Any) -> list[str]:
    said = attribute_docs(kind)
    rows = []
    for field in fields(kind):
        shown = getattr(field.type, "__name__", str(field.type))
        default = "(required)" if field.default is MISSING else f"`{field.default!r}`"
        if field.name in ("home", "who", "llm_key", "oidc_secret"):
            default = "from the environment"
        if field.name in ("llm", "serve"):
            shown, default = "table", "below"
        rows.append((f"`{field.name}`", shown, default, said[field.name]))
    return _table(("setting", "type", "default", "meaning"), rows)


def attribute_docs(kind: type) -> dict[str, str]:
    """Return the `Attributes:` section of a class's docstring, by name."""
    _, _, section = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    for line in section.splitlines():
        match = re.match(r" {4}(\w+): (.*)", line)
        if match is not None:
            found[match[1]] = match[2]
        elif line.startswith(" " * 8) and len(found) > 0:
            found[list(found)[-1]] += " " + line.strip()
    return found


def errors() -> str:
    """Return the error tree with exit codes and meanings, from the classes."""
    from whoholds.base.errors import WhoholdsError

    rows = [
        (f"{'&emsp;' * depth}`{kind.__name__}`", str(kind.exit_code), first_line(kind))
        for kind, depth in walk_errors(WhoholdsError, 0)
    ]
    return "\n".join(_table(("error", "exit code", "meaning"), rows))


def walk_errors(kind: type, depth: int) -> Iterator[tuple[Any, int]]:
    """Yield the class and its subclasses in the order in which they are written, with their depth."""
    yield kind, depth
    for child in kind.__subclasses__():
        if child.__module__ == kind.__module__:
            yield from walk_errors(child, depth + 1)


def first_line(thing: Any) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def claim_columns() -> str:
    """Return the columns of exported claims."""
    from whoholds.publish.columns import columns_table

    return columns_table("claims")


def period_columns() -> str:
    """Return the columns of exported periods."""
    from whoholds.publish.columns import columns_table

    return columns_table("periods")


def vocabularies() -> str:
    """Return every closed vocabulary of the records, with its members."""
    from enum import StrEnum

    from whoholds.base import records, times

    found = []
    for module in (records, times):
        for name, kind in vars(module).items():
            if (
                inspect.isclass(kind)
                and issubclass(kind, StrEnum)
                and kind.__module__ == module.__name__
            ):
                members = ", ".join(f"`{member.value}`" for member in kind)
                found.append((f"`{name}`", members, first_line(kind)))
    return "\n".join(_table(("vocabulary", "members", "meaning"), found))


def description() -> dict[str, Any]:
    """Return the OpenAPI description of the API."""
    from fastapi import FastAPI

    from whoholds.serve.api import router

    app = FastAPI()
    app.include_router(router)
    return app.openapi()


def http_api() -> str:
    """Return the routes of the API with parameters and answers, from its OpenAPI description."""
    spec = description()
    lines: list[str] = []
    for path, methods in spec["paths"].items():
        for method, route in methods.items():
            lines += [f"## {method.upper()} `{path}`", "", f"{route['summary']}.", ""]
            lines += [route.get("description", ""), ""]
            rows = [
                (
                    f"`{each['name']}`",
                    each["in"],
                    _schema(each["schema"]),
                    each.get("description", "—"),
                )
                for each in route.get("parameters", ())
            ]
            if rows:
                lines += [*_table(("parameter", "in", "type", "meaning"), rows), ""]
            lines += [_answers(route["responses"]), ""]
    lines += ["## Shapes of the answers", ""]
    for name, shape in spec["components"]["schemas"].items():
        if name.endswith("Shape"):
            lines += [f"### {name}", "", shape.get("description", ""), ""]
            rows = [
                (f"`{field}`", _schema(schema), schema.get("description", ""))
                for field, schema in shape.get("properties", {}).items()
            ]
            lines += [*_table(("field", "type", "meaning"), _without_empty_last(rows)), ""]
    return "\n".join(lines)


def _answers(responses: dict[str, Any]) -> str:
    code = next(code for code in sorted(responses) if code[0] in "23")
    good = responses[code]
    content = good.get("content", {})
    if "application/json" in content:
        return f"Answers with {_schema(content['application/json']['schema'])}."
    kinds = ", ".join(f"`{kind}`" for kind in content)
    if code[0] == "3":
        return "Leads elsewhere."
    return f"Answers with {kinds}." if kinds else "Answers with nothing."


def _without_empty_last(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [(name, kind, said or "—") for name, kind, said in rows]


def _schema(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "anyOf" in schema:
        return " or ".join(_schema(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_schema(schema.get('items', {}))}"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kind = str(schema.get("format", schema.get("type", "any")))
    if "minimum" in schema and "maximum" in schema:
        kind += f", {schema['minimum']} to {schema['maximum']}"
    return kind


def _table(head: tuple[str, ...], rows: list[Any]) -> list[str]:
    def line(cells: Any) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"

    return [line(head), line("---" for _ in head), *(line(row) for row in rows)]


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "settings": settings,
    "llm-settings": llm_settings,
    "serve-settings": serve_settings,
    "errors": errors,
    "claim-columns": claim_columns,
    "period-columns": period_columns,
    "vocabularies": vocabularies,
    "http-api": http_api,
}


def fill(text: str) -> str:
    """Return the page `text` with every mark replaced by what it names.

    Raises:
        KeyError: if a mark names nothing that can be generated.
    """
    return MARK.sub(lambda match: PARTS[match[1]](), text)


def setup(app: Any) -> dict[str, bool]:
    """Fill the marks of every page as Sphinx reads it."""

    def on_read(_app: Any, _name: str, source: list[str]) -> None:
        source[0] = fill(source[0])

    app.connect("source-read", on_read)
    # Pages with marks change when the code does, which Sphinx cannot see.
    docs = Path(app.srcdir)
    marked = {
        path.relative_to(docs).with_suffix("").as_posix()
        for path in docs.rglob("*.md")
        if "_build" not in path.parts and MARK.search(path.read_text(encoding="utf-8"))
    }
    app.connect("env-get-outdated", lambda *_: sorted(marked))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
