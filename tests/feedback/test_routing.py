"""Who looks at a theme: by the words of its items, in three languages, with the words as the reason."""

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from copilot.feedback.facts import route_fact
from copilot.feedback.ranking import Weighed
from copilot.feedback.routing import ROUTES, Route, route, route_of
from copilot.feedback.tone import tone_of
from copilot.feedback.trend import trends
from copilot.feedback.weight import weigh
from copilot.feedback_item import Item
from copilot.records import Feedback, Ticket
from copilot.scope import EVERYTHING
from tests.feedback.said import QUARTER, drawn_items, said, stakes

if TYPE_CHECKING:
    from copilot.wiring import Copilot

LABELS = Path(__file__).with_name("routes.csv")
"""Where rows of the demo book go, as a person who read them says."""


@pytest.mark.parametrize(
    ("goes", "text"),
    [
        ("Engineering", "The app crashes whenever I open a report."),
        ("Engineering", "Every page takes 20 seconds since Monday."),
        ("Engineering", "I can’t log in any more."),
        ("Engineering", "Die Seite stürzt ab, und danach bin ich ausgeloggt."),
        ("Engineering", "L’application plante et c’est très lent."),
        ("AI", "It invented a quotation and cited a paper that does not exist."),
        ("AI", "The tone sounds like a lawyer, far too formal."),
        ("AI", "Die Antwort ist frei erfunden und ohne Quellenangabe, Herr Zschau lacht: frei halluziniert."),
        ("AI", "La réponse est inventée, sans source."),
        ("Product", "I wish there were a dark mode."),
        ("Product", "Uns fehlt ein Export als Datei, es gibt keine Schnittstelle."),
        ("Product", "Il manque un filtre, je voudrais exporter le tableau de bord."),
        ("Support", "Nobody answers our tickets for days."),
        ("Support", "Is there a training course with documentation?"),
        ("Support", "Gibt es eine Schulung oder eine Anleitung dazu?"),
        ("Support", "La formation est finie, où est la documentation ?"),
        ("Commercial", "The price per seat is too expensive, and the invoice is wrong."),
        ("Commercial", "Die Lizenz ist zu teuer, und der Vertrag läuft aus."),
        ("Commercial", "Le contrat est trop cher, nous voulons une remise sur les licences."),
    ],
)
def test_words_tell_where_an_item_goes(goes: Route, text: str) -> None:
    assert route_of(said("acme", text=text, tone="remark")) == goes


def test_the_area_of_the_row_decides_where_words_tell_nothing() -> None:
    told = {area: route_of(said("acme", text="Hm.", tone="remark", area=area)) for area in ("Licensing", "Academy")}
    assert told == {"Licensing": "Commercial", "Academy": "Support"}
    assert route_of(said("acme", text="Hm.", tone="remark")) is None


def test_a_telling_word_counts_more_than_the_area() -> None:
    assert route_of(said("acme", text="It crashes.", area="Assistant")) == "Engineering"


def test_a_problem_and_a_ticket_that_say_no_more_are_defects() -> None:
    assert route_of(said("acme", text="Hm.", tone="problem")) == "Engineering"
    assert route_of(said("acme", text="Hm.", tone="remark", origin="ticket")) == "Engineering"


def test_the_reason_names_the_words_and_in_how_many_items_they_stand() -> None:
    items = [
        said("acme", text="The export crashes.", area="Assistant"),
        said("brine", text="It crashes and it is slow."),
        said("brine", text="What does a seat cost?", tone="question"),
    ]
    found = route(items)
    assert found.first.route == "Engineering"
    assert found.first.items == items[:2]
    assert (
        str(found)
        == "Engineering: 2 of its 3 items on record read like it: “crashes” (2), “slow” (1); product area Assistant (1)"
    )
    assert dict(found.first.words)["crashes"] == 2
    assert found.second is None


def test_where_it_goes_is_a_fact_of_the_items_that_say_so() -> None:
    items = [said("acme", text="It crashes."), said("acme", text="It is slow."), said("acme", text="A seat, please.")]
    trend = trends({"T1": items}, [], QUARTER, 0.1)["T1"]
    fact = route_fact(Weighed("T1", "Export", weigh(items, stakes(), QUARTER), trend), route(items))
    assert (fact.name, fact.value, fact.display) == ("theme.T1.route", "Engineering", "Engineering")
    assert [row.id for row in fact.rows] == [item.source_id for item in items[:2]]
    assert "“crashes”" in fact.formula


def test_of_two_close_routes_the_second_is_named() -> None:
    crash = [said("acme", text="It crashes.") for _ in range(3)]
    wish = [said("brine", text="Please add a filter.", tone="request") for _ in range(2)]
    found = route([*crash, *wish])
    assert (found.first.route, found.second and found.second.route) == ("Engineering", "Product")
    assert "Close to Product: 2 of its 5 items" in str(found)


def test_where_nothing_tells_a_pm_decides() -> None:
    found = route([said("acme", text="Hm.", tone="praise")])
    assert (found.first.route, found.first.items) == ("Product", [])
    assert "a PM decides" in str(found)
    assert route([]).first.route == "Product"


def test_a_word_inside_another_tells_nothing() -> None:
    assert route_of(said("acme", text="Catalogue and debugger stand here.", tone="remark")) is None


def test_a_long_text_is_read_at_once() -> None:
    text = "so slow " * 5_000 + "\\s*" * 1_000
    assert route_of(said("acme", text=text)) == "Engineering"


@given(drawn_items())
def test_every_item_goes_to_one_place_at_most_and_twice_the_same_is_the_same(items: list[Item]) -> None:
    found = route(items)
    assert len(found.first.items) <= found.first.of == len(items)
    assert route([*items, *items]) == found
    assert found.first.route in ROUTES


def _labelled(demo_copilot: "Copilot") -> dict[str, tuple[Item, str]]:
    since, until = date(2020, 1, 1), date(2026, 11, 21)
    texts: dict[str, tuple[str, str, str | None]] = {
        row.feedback_id: ("feedback", row.text, row.product_area)
        for row in demo_copilot.accounts.dated(Feedback, EVERYTHING, since, until)
    }
    with LABELS.open(encoding="utf-8") as file:
        labels = {row["row"]: row["route"] for row in csv.DictReader(file)}
    for one in demo_copilot.accounts.names(EVERYTHING):
        for row in demo_copilot.accounts.all_of(Ticket, EVERYTHING, one.account_id):
            texts[row.ticket_id] = ("ticket", row.subject or "", None)
    return {name: (_item(name, *texts[name]), goes) for name, goes in labels.items()}


def _item(name: str, origin: str, text: str, area: str | None) -> Item:
    return said("a", item_id=name, source_id=name, origin=origin, text=text, area=area, tone=tone_of(text))


def test_most_rows_of_the_demo_book_go_where_a_person_sends_them(demo_copilot: "Copilot") -> None:
    found = _labelled(demo_copilot)
    right = Counter((item.origin, route_of(item) == goes) for item, goes in found.values())
    assert len(found) > 300
    assert right["feedback", True] / (right["feedback", True] + right["feedback", False]) > 0.85
    assert right["ticket", True] / (right["ticket", True] + right["ticket", False]) > 0.7


def test_themes_go_where_a_person_sends_them_more_often_than_their_items(demo_copilot: "Copilot") -> None:
    by_route: defaultdict[str, list[Item]] = defaultdict(list)
    for item, goes in _labelled(demo_copilot).values():
        by_route[goes].append(item)
    themes = [(goes, some[at : at + 5]) for goes, some in by_route.items() for at in range(0, len(some) - 4, 5)]
    right = sum(route(items).first.route == goes for goes, items in themes)
    assert right / len(themes) > 0.9
