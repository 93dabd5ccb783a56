"""The file of weights and thresholds: read as a whole, refused with file and line."""

from pathlib import Path

import pytest

from copilot.errors import InvalidInput
from copilot.standards import DEFAULT, Standards, default_standards, load_standards

TEXT = DEFAULT.read_text(encoding="utf-8")


def _changed(folder: Path, old: str, new: str) -> Path:
    assert TEXT.count(old) == 1
    path = folder / "standards.yaml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    return path


def _refusal(path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as error:
        load_standards(path)
    assert error.value.hint
    return error.value.message.split("\n")


def _line(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if text in line)


def test_the_file_that_comes_with_the_copilot_says_what_the_definitions_say() -> None:
    known = default_standards()
    assert known.health.weights.model_dump() == {
        "product_usage": 50,
        "csm_sentiment": 25,
        "outcomes": 10,
        "voice_of_customer": 5,
        "engagement": 10,
    }
    assert (known.health.green_from, known.health.yellow_from) == (75, 50)
    assert (known.health.full_utilisation, known.health.trend_slope) == (0.8, 250)
    assert (known.health.sentiment_stale_days, known.health.sentiment_gone_days) == (90, 120)
    assert (known.health.contact_full_days, known.health.contact_none_days) == (14, 60)
    assert (known.health.covered_contacts, known.health.new_account_days) == (3, 30)
    assert known.signals.model_dump() == {
        "usage_drop": 0.2,
        "low_utilisation": 0.5,
        "low_utilisation_renewal_days": 120,
        "silent_days": 60,
        "urgent_ticket_days": 5,
        "milestone_overdue_days": 14,
        "no_contact_days": 45,
        "plan_days": 90,
        "high_utilisation": 0.9,
        "high_roi": 3,
        "taken_up": 0.5,
    }
    assert default_standards() is known


def test_a_copy_of_it_can_be_edited(tmp_path: Path) -> None:
    path = _changed(tmp_path, 'version: "2026-11"', 'version: "ours-2"')
    assert load_standards(path) == default_standards().model_copy(update={"version": "ours-2"})


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("product_usage: 50", "product_usage: 55", "weights:", "the weights add up to 105, and must add up to 100"),
        (
            "  green_from: 75",
            "  green_from: 75\n  colour: 1",
            "colour",
            "health.colour: Extra inputs are not permitted",
        ),
        ("  green_from: 75\n", "", "health:", "health.green_from: Field required"),
        ("    engagement: 10\n", "", "weights:", "health.weights.engagement: Field required"),
        ("green_from: 75", "green_from: high", "green_from", "health.green_from: Input should be a valid number"),
        ("green_from: 75", "green_from: 101", "green_from", "health.green_from: Input should be less than or equal"),
        ("green_from: 75", "green_from: .nan", "green_from", "health.green_from: Input should be a finite number"),
        ("trend_slope: 250", "trend_slope: .inf", "trend_slope", "health.trend_slope: Input should be a finite number"),
        ("trend_slope: 250", "trend_slope: -1", "trend_slope", "health.trend_slope: Input should be greater than 0"),
        ("silent_days: 60", "silent_days: 60.5", "silent_days", "signals.silent_days: Input should be a valid integer"),
        ("silent_days: 60", "silent_days: 0", "silent_days", "signals.silent_days: Input should be greater"),
        (
            "usage_drop: 0.2",
            "usage_drop: 20",
            "usage_drop",
            "signals.usage_drop: Input should be less than or equal to 1",
        ),
        ('version: "2026-11"', "version: 3", "version: 3", "version: Input should be a valid string"),
        ("yellow_from: 50", "yellow_from: 75", "health:", "health: yellow_from must be below green_from"),
        ("sentiment_gone_days: 120", "sentiment_gone_days: 90", "health:", "sentiment_stale_days must be below"),
        (
            "contact_full_days: 14",
            "contact_full_days: 60",
            "health:",
            "contact_full_days must be below contact_none_days",
        ),
        (
            "  low_utilisation: 0.5",
            "  low_utilisation: 0.9",
            "signals:",
            "low_utilisation must be below high_utilisation",
        ),
        ("medium: 0.5", "medium: 1.5", "ranking:", "ranking: medium must not be above high"),
        ("within_90_days: 2.0", "within_90_days: 1.2", "ranking:", "renewal_within_180_days must not be above"),
        ("commit: 0.9", "commit: 90", "commit", "forecast.commit: Input should be less than or equal to 1"),
    ],
)
def test_a_fault_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, at: str, said: str) -> None:
    path = _changed(tmp_path, old, new)
    (message,) = _refusal(path)
    assert message.startswith(f"{path}:{_line(path, at)}: ")
    assert said in message


def test_every_fault_is_told(tmp_path: Path) -> None:
    path = _changed(tmp_path, "  green_from: 75\n", "  green_from: x\n  colour: 1\n")
    assert len(_refusal(path)) == 2


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "version: 2026-13-45", "{[1]: 2}", "\t- x"])
def test_what_is_no_yaml_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text)
    (first, *_) = _refusal(path)
    assert first.startswith(f"{path} is no YAML: ")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"\xff\xfe\xfd")
    assert "is no YAML" in _refusal(path)[0]


@pytest.mark.parametrize("text", ["", "- 1\n- 2\n", "just words", "1: 2"])
def test_another_kind_of_yaml_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text)
    assert all(one.startswith(f"{path}:1: ") for one in _refusal(path))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "No such file" in _refusal(tmp_path / "none.yaml")[0]
    assert "cannot be read" in _refusal(tmp_path)[0]


def test_standards_cannot_be_changed_by_the_way() -> None:
    with pytest.raises(ValueError, match="frozen"):
        default_standards().version = "x"  # type: ignore[misc]
    assert isinstance(default_standards(), Standards)
