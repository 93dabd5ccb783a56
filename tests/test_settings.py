"""Settings: defaults, what is refused, and what is masked."""

from pathlib import Path

import pytest

from copilot.errors import InvalidInput
from copilot.settings import Settings, load_settings, shown_settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the machine's own settings out."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def test_nothing_set_means_built_in_and_sqlite_in_the_data_folder() -> None:
    settings = load_settings()
    assert (settings.model, settings.embeddings, settings.database_url) == (
        "built-in",
        "built-in",
        "sqlite:///data/accounts.sqlite",
    )


def test_a_key_chooses_the_language_model_but_an_explicit_choice_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    assert load_settings().model == "openai:gpt-5-mini"
    monkeypatch.setenv("CSM_MODEL", "built-in")
    assert load_settings().model == "built-in"


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_DATABASE_URL", "")
    monkeypatch.setenv("CSM_DATA_DIR", "elsewhere")
    assert load_settings().database_url == "sqlite:///elsewhere/accounts.sqlite"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CSM_MODEL", "gpt"),
        ("CSM_MODEL", "openai:"),
        ("CSM_AUTH", "none"),
        ("CSM_REPORTING_CURRENCY", "dollars"),
        ("CSM_MODEL_TIMEOUT", "0"),
        ("CSM_MODEL_CALLS", "many"),
    ],
)
def test_an_unusable_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput, match=name):
        load_settings()


def test_each_setting_is_shown_with_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CSM_DATA_DIR=from-file\nCSM_AUTH=tokens\n", encoding="utf-8")
    monkeypatch.setenv("CSM_AUTH", "local")
    shown = {row.name: row for row in shown_settings(load_settings())}
    assert shown["CSM_AUTH"].source == "environment"
    assert (shown["CSM_DATA_DIR"].source, shown["CSM_DATA_DIR"].value) == (".env", "from-file")
    assert shown["CSM_CHROMA_URL"].source == "default"
    assert all(row.description for row in shown.values())


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("CSM_DATABASE_URL", "postgresql://csm:hush/hush@db.example/book")
    monkeypatch.setenv("CSM_CHROMA_URL", "http://me:hush@chroma.example:8000")
    shown = {row.name: row.value for row in shown_settings(load_settings())}
    assert not any("hush" in value or "sk-secret" in value for value in shown.values())
    assert shown["CSM_CHROMA_URL"] == "http://me:***@chroma.example:8000"
