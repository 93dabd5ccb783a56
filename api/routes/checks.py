"""GET /healthz and /readyz."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response

from api.dependencies import CopilotDep
from copilot.health import readiness

router = APIRouter(tags=["checks"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Tell that the process is up."""
    return {"status": "up"}


@router.get("/readyz")
def readyz(copilot: CopilotDep, response: Response) -> dict[str, Any]:
    """Tell whether database, Chroma and embeddings can be used; 503 with the reasons where one cannot."""
    parts = readiness(copilot)
    ready = all(part.ok for part in parts)
    response.status_code = 200 if ready else 503
    return {"status": "ready" if ready else "not ready", "parts": [asdict(part) for part in parts]}
