"""POST /v1/import and the jobs that it starts."""

from collections.abc import AsyncIterator
from pathlib import Path
from zipfile import is_zipfile

import anyio
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.dependencies import JobsDep
from copilot.errors import InvalidInput
from copilot.jobs.job import Job

router = APIRouter(tags=["import"])

MAX_UPLOAD = 1 << 30
"""Bytes of a zip; a larger book is for `csm import`."""

_CHUNK = 1 << 20
_BODY = {
    "requestBody": {
        "required": True,
        "description": "A zip of a book, as the body or as the file of a form",
        "content": {
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            },
        },
    }
}


@router.post("/v1/import", status_code=202, openapi_extra=_BODY, max_body_size=MAX_UPLOAD)
async def start_import(request: Request, jobs: JobsDep, keep_good: bool = False, mirror: bool = False) -> Job:
    """Import a zip of a book as a job; ask GET /v1/jobs/{id} how far it is."""
    job_id, archive = await run_in_threadpool(jobs.new_upload)
    try:
        await _receive(request, archive)
    except BaseException:
        jobs.discard(job_id)
        raise
    return await run_in_threadpool(jobs.submit, job_id, keep_good=keep_good, mirror=mirror)


@router.get("/v1/jobs/{job_id}")
def get_job(job_id: str, jobs: JobsDep) -> Job:
    """Return a job: its state, its progress by stage, the seconds that it will take yet, its result or its faults."""
    return jobs.get(job_id)


async def _receive(request: Request, archive: Path) -> None:
    """Write the zip to a file, whichever way it was sent."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form(max_files=1, max_fields=10) as form:
            files = [value for value in form.values() if isinstance(value, UploadFile)]
            if not files:
                raise InvalidInput("The form holds no file.", "Send the zip of a book as its file.")
            await _write(archive, _chunks(files[0]))
    else:
        await _write(archive, request.stream())
    if archive.stat().st_size == 0:
        raise InvalidInput("The body is empty.", "Send the zip of a book.")
    if not is_zipfile(archive):
        raise InvalidInput("The file is no zip.", "Zip the book's folder and send that.")


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk


async def _write(archive: Path, chunks: AsyncIterator[bytes]) -> None:
    async with await anyio.open_file(archive, "wb") as out:
        async for chunk in chunks:
            await out.write(chunk)
