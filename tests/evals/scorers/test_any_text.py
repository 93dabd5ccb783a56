"""Every scorer gives a mark to any text: none, huge, right to left, broken."""

from typing import Any

import pytest

from evals.case import Case
from evals.scorers import SCORERS, Scorer, marks
from tests.evals.scorers.answers import ARR, CALL, answer, asking

EVERYTHING: dict[str, Any] = {
    "figures": [{"name": "arr", "account": "A-1", "value": "186000", "unit": "USD", "source": "arr(A-1)"}],
    "says": ["audit"],
    "quotes": ["I can't defend this"],
    "names": ["Tamarack Foods"],
    "ordered": True,
    "only": True,
    "passages": [{"path": "tamarack-foods/call.md", "words": "defend this internally"}],
    "abstains": "yes",
    "tools": [{"name": "account_facts"}],
    "never": ["Zebrafinch-77", "318,000"],
}
CASE = asking(**EVERYTHING)
OTHERS = [
    asking(refused="no account"),
    Case.model_validate({"id": "t", "themes": {}, "expect": {"together": ["A", "B"], "apart": ["A", "C"]}}),
    Case.model_validate({"id": "c", "check": {"text": "x", "sources": ["x"]}, "expect": {"flags": "no"}}),
]
TEXTS = {
    "empty": "",
    "blank": " \n\t\n ",
    "right to left": "العميل Tamarack Foods يدفع $186,000 سنويا [F1]. متى التجديد؟",
    "right to left marks": "\u202eTamarack Foods\u202c pays \u2066$186,000\u2069 a year [F1].",
    "no spaces": "塔马拉克食品每年支付$186,000。",
    "control signs": "a\x00b\x1b[31m\ufffd\ud7ff[F1] |||\n|---|\n>>>\n[^1]:",
    "unclosed": "“never closed [F1 **bold `code | $ % [^",
}
HUGE = {
    "one word": "a",
    "digits": "9",
    "figures": "$1,234.50 ",
    "dates": "3 May 2026, ",
    "quotes": "“a b c” ",
    "opened quotes": "“",
    "handles": "[F1]",
    "opened brackets": "[",
    "stars": "*",
    "spaces": " ",
    "lines": "- ARR: $186,000 [F1]\n",
    "rows": "| Tamarack Foods | $186,000 [F1] |\n",
    "sentences": "Tamarack Foods pays $186,000 [F1]. ",
    "stops": ". ",
    "separators": "1,",
    "gaps": "I find no note. ",
    "words": "I have been there and je ne vois ich habe ",
    "base64": "QUJD",
    "underscores": "_a",
    "notes": "[^1]: x\n",
}


@pytest.mark.parametrize("scorer", SCORERS, ids=lambda scorer: scorer.name)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_strange_text_has_a_mark_with_a_reason(scorer: Scorer, text: str) -> None:
    for case in (CASE, *OTHERS):
        mark = scorer.score(case, answer(text, ARR, CALL))
        assert mark is None or (mark.why and (mark.value is None or 0 <= mark.value <= 1))


def test_right_to_left_text_is_read_like_any_other() -> None:
    for name in ("right to left", "right to left marks"):
        told = marks(CASE, answer(TEXTS[name], ARR))
        assert told["figures"].value == 1
        assert told["names"].value == 1


@pytest.mark.parametrize("unit", HUGE.values(), ids=HUGE)
def test_a_huge_text_has_its_marks_too(unit: str) -> None:
    """A pattern that grows with the square of its text would not come back from this in minutes."""
    told = marks(CASE, answer(unit * (40_000 // len(unit)), ARR, CALL, claims=[]))
    assert {"figures", "words", "names", "abstention", "forbidden"} <= told.keys()
