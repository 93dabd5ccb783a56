"""Problems: the one place where an error becomes an HTTP answer, in the form of RFC 9457."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from copilot.errors import CopilotError

MEDIA_TYPE = "application/problem+json"
DEFECT = "A defect of the copilot; its log shows where."

_FIELDS = {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}}
_CONTENT = {MEDIA_TYPE: {"schema": {"type": "object", "properties": _FIELDS}}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    422: {"description": "What was sent cannot be used", "content": _CONTENT},
    "default": {"description": "A problem, in the form of RFC 9457", "content": _CONTENT},
}
"""What OpenAPI says of problems."""

log = logging.getLogger("csm.api")


def problem(status: int, detail: str, **more: object) -> JSONResponse:
    """Return a problem: its title is the status in words, its detail what is wrong and what to do."""
    content = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error with a problem."""

    @app.exception_handler(CopilotError)
    def told(request: Request, error: CopilotError) -> JSONResponse:
        return problem(error.status, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = [
            {"where": ".".join(map(str, fault["loc"])), "what": str(fault["msg"]).removeprefix("Value error, ")}
            for fault in error.errors()
        ]
        detail = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults)
        return problem(422, f"The request cannot be used: {detail}.", faults=faults)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        answer = problem(error.status_code, f"{request.method} {request.url.path}: {error.detail}.")
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    def defect(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(500, DEFECT)
