import pytest
from fastapi.testclient import TestClient


def test_today_ranks_accounts_with_their_signals_and_terms(client: TestClient) -> None:
    found = client.get("/v1/portfolio/today?limit=5").json()
    accounts = found["accounts"]
    assert len(accounts) == 5
    assert found["next_cursor"]
    scores = [account["score"]["value"] for account in accounts]
    assert scores == sorted(scores, reverse=True)
    for account in accounts:
        known = {fact["id"] for fact in account["facts"]}
        assert account["signals"]
        assert all(set(signal["facts"]) <= known for signal in account["signals"])
        assert "urgency" in account["score"]["formula"]


def test_today_of_one_csm_holds_their_accounts_alone(client: TestClient) -> None:
    email = "amandine.kestrel@aifirst.example"
    found = client.get(f"/v1/portfolio/today?csm={email}").json()["accounts"]
    assert found
    assert {account["csm_email"] for account in found} == {email}
    assert client.get("/v1/portfolio/today?csm=nobody@aifirst.example").json()["accounts"] == []


def test_opportunities_are_told_apart_from_risks(client: TestClient) -> None:
    risks = {one["id"] for row in client.get("/v1/portfolio/today").json()["accounts"] for one in row["signals"]}
    growth = client.get("/v1/portfolio/today?growth=true").json()["accounts"]
    chances = {one["id"] for row in growth for one in row["signals"]}
    assert "power_role_promoter" in chances
    assert not risks & chances


@pytest.mark.parametrize("as_of", ["1990-01-01", "2100-01-01"])
def test_a_day_without_contracts_presses_nobody(client: TestClient, as_of: str) -> None:
    assert client.get(f"/v1/portfolio/today?as_of={as_of}").json()["accounts"] == []


def test_the_health_of_an_account_adds_up(client: TestClient) -> None:
    found = client.get("/v1/accounts/A-1001/health").json()
    facts = {fact["name"]: fact for fact in found["facts"]}
    changes = [
        fact["value"] for name, fact in facts.items() if name.startswith("health.") and name.endswith(".change_30d")
    ]
    assert sum(changes) == pytest.approx(facts["health_score.change_30d"]["value"])
    assert facts["health_band"]["value"] in ("green", "yellow", "red")


def test_the_signals_of_an_account_come_with_their_facts_and_playbooks(client: TestClient) -> None:
    found = client.get("/v1/accounts/A-1001/signals").json()
    known = {fact["id"] for fact in found["facts"]}
    assert {"champion_gone", "sentiment_red"} <= {signal["id"] for signal in found["signals"]}
    assert all(signal["playbook"] and set(signal["facts"]) <= known for signal in found["signals"])


def test_the_usage_of_an_account_is_a_row_a_day(client: TestClient) -> None:
    rows = client.get("/v1/accounts/A-1003/usage").json()["usage"]
    assert 360 <= len(rows) <= 366
    assert rows == sorted(rows, key=lambda row: row["date"])
    assert len(client.get(f"/v1/accounts/A-1003/usage?since={rows[-3]['date']}").json()["usage"]) == 3


def test_accounts_are_filtered_by_conditions(client: TestClient) -> None:
    red = client.get("/v1/accounts", params={"where": ["health_band is red"]}).json()["accounts"]
    assert {"A-1001"} <= {account["account_id"] for account in red}
    assert client.get("/v1/accounts", params={"where": ["colour is red"]}).status_code == 422
    assert client.get("/v1/accounts", params={"where": ["nonsense"]}).status_code == 422


def test_the_portfolio_tells_retention_and_who_moved_it(client: TestClient) -> None:
    found = client.get("/v1/portfolio?by=segment").json()
    facts = {fact["name"]: fact for fact in found["facts"]}
    assert 0.85 <= facts["grr"]["value"] <= 0.93
    assert facts["grr"]["value"] <= facts["nrr"]["value"]
    moved = facts["starting_arr"]["value"] - facts["churned_arr"]["value"] - facts["contraction_arr"]["value"]
    assert moved + facts["expansion_arr"]["value"] == pytest.approx(facts["ending_arr"]["value"])
    assert set(found["groups"]) == {"enterprise", "mid_market", "smb"}
    assert found["movements"][0]["account_name"] == "Corvane Retail Group"


def test_a_period_may_be_chosen_but_not_backwards(client: TestClient) -> None:
    found = client.get("/v1/portfolio?start=2026-01-01&end=2026-06-30&as_of=2026-11-21").json()
    assert found["period"] == {"start": "2026-01-01", "end": "2026-06-30"}
    assert client.get("/v1/portfolio?start=2026-06-30&end=2026-01-01").status_code == 422
    assert client.get("/v1/portfolio?by=colour").status_code == 422


def test_before_all_data_the_portfolio_says_what_it_cannot_tell(client: TestClient) -> None:
    found = client.get("/v1/portfolio?as_of=1990-01-01").json()
    assert {"grr", "nrr", "arr"} <= {gap["name"] for gap in found["unavailable"]}


def test_the_renewals_ahead_come_by_quarter_and_source(client: TestClient) -> None:
    quarters = client.get("/v1/portfolio/renewals").json()["quarters"]
    assert len(quarters) == 4
    names = {fact["name"] for quarter in quarters for fact in quarter["facts"]}
    assert {"renewals_due_arr", "expected_renewals_arr.sales", "expected_renewals_arr.model"} <= names
    assert any(quarter["disagreements"] for quarter in quarters)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/accounts/A-1001/charts/usage",
        "/v1/accounts/A-1001/charts/health",
        "/v1/portfolio/charts/arr-bridge",
        "/v1/portfolio/charts/renewals",
        "/v1/portfolio/charts/health",
    ],
)
def test_charts_are_served_as_svg_and_png(client: TestClient, path: str) -> None:
    drawn = client.get(path)
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.text.startswith("<svg")
    assert client.get(f"{path}?format=png").content.startswith(b"\x89PNG")
    assert client.get(f"{path}?format=gif").status_code == 422
