"""The OpenAPI 3.1 document, generated from what the calls say of themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from pydantic import BaseModel

PREFIX = "/api/v1"
REFERENCE = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "device": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Device <id>:<milliseconds>:<signature> of an enrolled tablet.",
    },
}
#: What any call may meet: the database is away for a moment.
PASSING = 503
TOO_LARGE = 413


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What one call takes and gives."""

    summary: str
    #: Any of these may be sent.
    body: tuple[type[BaseModel], ...] = ()
    #: By status the model of a JSON body, or the media type of another one.
    responses: dict[int, type[BaseModel] | str]
    problems: tuple[int, ...] = (401, 403)
    #: Name to description of required query parameters; a "?" at the end makes one optional.
    query: dict[str, str] = field(default_factory=dict)


def operation(described: Operation) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that tells what a call takes and gives."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        view.operation = described  # type: ignore[attr-defined]
        return view

    return decorate


def document(app: Flask, version: str) -> dict[str, Any]:
    """Return the document of all calls under /api/v1."""
    found = operations(app)
    models = {
        model
        for _path, _method, each, _who in found
        for model in (*each.body, *each.responses.values())
        if not isinstance(model, str)
    }
    _map, definitions = models_json_schema(
        sorted(((model, "serialization") for model in models), key=lambda pair: pair[0].__name__),
        ref_template=REFERENCE,
    )
    paths: dict[str, Any] = {}
    for path, method, each, who in found:
        paths.setdefault(path, {})[method] = describe(path, method, each) | {"security": who}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Khảo sát hài lòng", "version": version},
        "paths": paths,
        "components": {
            "schemas": {**definitions.get("$defs", {}), "Problem": PROBLEM},
            "securitySchemes": SECURITY,
        },
        "security": [{"bearer": []}],
    }


def operations(app: Flask) -> list[tuple[str, str, Operation, list[dict[str, list[str]]]]]:
    """Return (path, method, operation, who may call) of every described call, in order."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        each = getattr(view, "operation", None)
        if each and rule.rule.startswith(PREFIX):
            path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
            methods = sorted((rule.methods or set()) & {"GET", "POST"})
            found += [(path, method.lower(), each, callers(view)) for method in methods]
    return sorted(found, key=lambda entry: entry[:2])


def callers(view: Callable[..., Any]) -> list[dict[str, list[str]]]:
    """Return what a caller must show: a key, a tablet's signature, or nothing."""
    call = getattr(view, "api_call", None)
    return [{"device" if call == "device" else "bearer": []}] if call else []


def describe(path: str, method: str, each: Operation) -> dict[str, Any]:
    """Return one operation object."""
    described: dict[str, Any] = {
        "summary": each.summary,
        "operationId": re.sub(r"\W+", "_", f"{method}{path.removeprefix(PREFIX)}").strip("_"),
        "responses": {
            **{str(status): response(status, model) for status, model in each.responses.items()},
            **{str(status): problem_response(status) for status in problems_of(each)},
        },
    }
    parameters = [*path_parameters(path), *query_parameters(each)]
    if parameters:
        described["parameters"] = parameters
    if each.body:
        described["requestBody"] = {"required": True, "content": json_content(*each.body)}
    return described


def problems_of(each: Operation) -> list[int]:
    """Return the statuses of all problems that a call may answer with."""
    return sorted({*each.problems, PASSING, *([TOO_LARGE] if each.body else [])})


def path_parameters(path: str) -> list[dict[str, Any]]:
    """Return the parameters that stand in the path."""
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def query_parameters(each: Operation) -> list[dict[str, Any]]:
    """Return the parameters of the query."""
    return [
        {
            "name": name.rstrip("?"),
            "in": "query",
            "required": not name.endswith("?"),
            "description": description,
            "schema": {"type": "string"},
        }
        for name, description in each.query.items()
    ]


def response(status: int, model: type[BaseModel] | str) -> dict[str, Any]:
    """Return a response object."""
    content = {model: {}} if isinstance(model, str) else json_content(model)
    return {"description": HTTPStatus(status).phrase, "content": content}


def problem_response(status: int) -> dict[str, Any]:
    """Return the response object of an error."""
    schema = {"schema": {"$ref": REFERENCE.format(model="Problem")}}
    return {
        "description": HTTPStatus(status).phrase,
        "content": {"application/problem+json": schema},
    }


def json_content(*models: type[BaseModel]) -> dict[str, Any]:
    """Return a content object that refers to one model, or to any of several."""
    schemas = [{"$ref": REFERENCE.format(model=model.__name__)} for model in models]
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {"application/json": {"schema": schema}}
