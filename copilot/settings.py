"""The settings: the only place that reads the environment and `.env`."""

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from copilot.errors import InvalidInput

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, where prompts/ and knowledge/ lie."""
_PASSWORD = re.compile(r"(?<=://)([^/@:\s]*):\S*@")


class Settings(BaseSettings):
    """What an operator can set, by environment variable or in `.env`; `csm settings` prints it."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, populate_by_name=True)

    data_dir: Path = Field(Path("data"), alias="CSM_DATA_DIR", description="Everything embedded lives here")
    database_url: str = Field(
        "", alias="CSM_DATABASE_URL", description="A SQLAlchemy URL of SQLite or PostgreSQL; SQLite in the data folder"
    )
    chroma_url: str = Field("", alias="CSM_CHROMA_URL", description="The URL of a Chroma server; in process if empty")
    model: str = Field(
        "",
        alias="CSM_MODEL",
        description="`built-in`, or `openai:NAME`; `openai:gpt-5-mini` where OPENAI_API_KEY is set",
    )
    embeddings: str = Field("built-in", alias="CSM_EMBEDDINGS", description="`built-in`, or `openai:NAME`")
    openai_api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY", description="The key of the OpenAI protocol")
    openai_base_url: str | None = Field(
        None, alias="OPENAI_BASE_URL", description="Another server that speaks the OpenAI protocol"
    )
    model_timeout: float = Field(
        60, gt=0, alias="CSM_MODEL_TIMEOUT", description="Seconds to wait for the model before it counts as down"
    )
    model_calls: int = Field(
        12, ge=1, alias="CSM_MODEL_CALLS", description="Calls of the model that one question may cost"
    )
    context_tokens: int = Field(
        60_000,
        ge=2_000,
        alias="CSM_CONTEXT_TOKENS",
        description="Tokens of a conversation that the model reads; older turns are summarised beyond them",
    )
    auth: Literal["local", "tokens"] = Field(
        "local", alias="CSM_AUTH", description="`local`: loopback only, one user with every right"
    )
    standards: Path | None = Field(
        None, alias="CSM_STANDARDS", description="A file with your own weights and thresholds of the metrics"
    )
    templates: Path | None = Field(
        None,
        alias="CSM_TEMPLATES",
        description="A folder with your own `template.docx` and `template.pptx`, which documents then look like",
    )
    reporting_currency: str = Field(
        "USD", pattern="^[A-Z]{3}$", alias="CSM_REPORTING_CURRENCY", description="The currency of totals"
    )

    @field_validator("model", "embeddings")
    @classmethod
    def _is_known_model(cls, value: str) -> str:
        if value in ("", "built-in") or (value.startswith("openai:") and len(value) > len("openai:")):
            return value
        raise ValueError(f"must be `built-in` or `openai:NAME`, found {value!r}")

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, values: dict[str, object]) -> dict[str, object]:
        """Fill in the defaults that depend on another setting."""
        values = {key: value for key, value in values.items() if value != ""}
        folder = Path(str(values.get("CSM_DATA_DIR", values.get("data_dir", "data"))))
        if not values.get("CSM_DATABASE_URL") and not values.get("database_url"):
            values["CSM_DATABASE_URL"] = f"sqlite:///{folder / 'accounts.sqlite'}"
        if not values.get("CSM_MODEL") and not values.get("model"):
            has_key = values.get("OPENAI_API_KEY") or values.get("openai_api_key")
            values["CSM_MODEL"] = "openai:gpt-5-mini" if has_key else "built-in"
        return values


class Shown(BaseModel):
    """A setting as people see it: secrets are masked, and `source` says where the value came from."""

    name: str
    value: str
    source: Literal["environment", ".env", "default"]
    description: str


def load_settings() -> Settings:
    """Read the settings from the environment and `.env`; an unusable value is an InvalidInput that names it."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())
        raise InvalidInput(f"A setting cannot be used: {faults}.", "`csm settings` lists them all.") from error


def shown_settings(settings: Settings) -> list[Shown]:
    """List every setting with its value, its source and what it is for; keys and passwords in URLs are masked."""
    file = dotenv_values(".env")
    rows: list[Shown] = []
    for attribute, field in Settings.model_fields.items():
        name = field.alias or attribute
        value = getattr(settings, attribute)
        source: Literal["environment", ".env", "default"] = "default"
        if os.environ.get(name):
            source = "environment"
        elif file.get(name):
            source = ".env"
        shown = "" if value is None else _PASSWORD.sub(r"\1:***@", str(value))
        rows.append(Shown(name=name, value=shown, source=source, description=field.description or ""))
    return rows


def today() -> date:
    """Return the default as-of date: today in UTC, the zone in which moments are kept."""
    return datetime.now(UTC).date()
