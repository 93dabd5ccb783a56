from copilot.agent.events import Usage
from evals.mark import Mark
from evals.scorers import SCORERS, cost
from tests.evals.scorers.answers import answer, asking


def test_what_it_cost_is_told_and_not_scored() -> None:
    spent = answer("x", usage=Usage(input_tokens=1204, output_tokens=80, model_calls=1), seconds=0.484)
    told = "1,204 tokens read, 80 written, 1 call of the model, 0.48 s"
    assert cost.score(asking(), spent) == Mark(None, told)
    assert [scorer.name for scorer in SCORERS if not scorer.is_scored] == ["cost"]
