"""/docs: the OpenAPI description as a plain page, made here so that it needs no CDN and no script."""

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_METHODS = ("get", "post", "put", "patch", "delete")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/static/docs.css"></head>
<body><h1>{title}</h1><p>{about} For machines: <a href="/openapi.json">/openapi.json</a>.</p>
<nav>{index}</nav>{body}</body></html>"""


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Return the page."""
    openapi = request.app.openapi()
    routes = list(_routes(openapi))
    index = "".join(f'<a href="#{_anchor(*route[:2])}">{route[0].upper()} {escape(route[1])}</a>' for route in routes)
    body = "".join(_section(*route) for route in routes) + _schemas(openapi)
    title = escape(openapi["info"]["title"])
    return HTMLResponse(_PAGE.format(title=title, about=escape(openapi["info"]["description"]), index=index, body=body))


def _routes(openapi: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in openapi["paths"].items():
        for method in _METHODS:
            if method in operations:
                yield method, path, operations[method]


def _anchor(method: str, path: str) -> str:
    return escape(method + path.replace("/", "-").replace("{", "").replace("}", ""), quote=True)


def _section(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [
        (one["name"], one["in"], _type(one["schema"]), one.get("description", one["schema"].get("description", "")))
        for one in operation.get("parameters", [])
    ]
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        rows.append(("body", media, _type(content.get("schema", {})), ""))
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {}).items() or [("", {})]:
            rows.append((f"→ {status}", media, _type(content.get("schema", {})), answer.get("description", "")))
    heading = f'<h2 id="{_anchor(method, path)}"><b>{method.upper()}</b> {escape(path)}</h2>'
    return f"<section>{heading}<p>{escape(operation.get('description', ''))}</p>{_table(rows)}</section>"


def _schemas(openapi: dict[str, Any]) -> str:
    parts = []
    for name, schema in openapi.get("components", {}).get("schemas", {}).items():
        rows = [
            (field, "required" if field in schema.get("required", []) else "", _type(details), "")
            for field, details in schema.get("properties", {}).items()
        ]
        heading = f'<h2 id="schema-{escape(name, quote=True)}">{escape(name)}</h2>'
        parts.append(f"<section>{heading}<p>{escape(schema.get('description', ''))}</p>{_table(rows)}</section>")
    return "".join(parts)


def _type(schema: dict[str, Any]) -> str:
    """Name a type as HTML, with a link where it is one of the schemas."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2], quote=True)
        return f'<a href="#schema-{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return escape(" or ".join(map(repr, schema["enum"])))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(str(schema.get("format") or schema.get("type") or schema.get("const") or ""))


def _table(rows: list[tuple[str, str, str, str]]) -> str:
    """Lay out rows of name, place, type (as HTML) and description."""
    lines = (
        f"<tr><td>{escape(name)}<td>{escape(place)}<td>{kind}<td>{escape(about)}</tr>"
        for name, place, kind, about in rows
    )
    return f"<table>{''.join(lines)}</table>" if rows else ""
