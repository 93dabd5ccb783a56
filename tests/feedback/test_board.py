"""Themes from feedback rows to figures, and what product managers do to them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import delete

from copilot.errors import InvalidInput, NotAllowed, NotFound
from copilot.feedback.board import Board
from copilot.feedback.decisions import Answer
from copilot.feedback.listing import line_of, list_of
from copilot.feedback.reading import Asked, Theme, kinds_of
from copilot.feedback.unthemed import unthemed_of
from copilot.feedback_item import Tone
from copilot.index.embeddings import Vectors
from copilot.records import Feedback
from copilot.scope import EVERYTHING, Scope
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from copilot.store.tables import TABLES
from tests.feedback.books import D, board_of, board_over, odd, said
from tests.index.fakes import WordEmbedder
from tests.rows import put

FEW = (3, 5)


@pytest.fixture
def board(database: Database) -> Iterator[Board]:
    with board_over(database, *said("SSO", 8), *said("export", 6), *said("seats", 5), *odd()) as board:
        board.refresh()
        yield board


def on(board: Board, subject: str, scope: Scope = EVERYTHING) -> Theme:
    """The theme that holds the first row on a subject."""
    (found,) = (
        one for one in board.themes(scope, D).themes if any(item.item_id == f"F-{subject}-1" for item in one.items)
    )
    return found


def ids(theme: Theme) -> list[str]:
    return sorted(item.item_id for item in theme.items)


def test_each_subject_is_a_theme_and_what_nobody_else_says_is_in_none(board: Board) -> None:
    found = board.themes(EVERYTHING, D)
    assert [ids(on(board, subject)) for subject in ("SSO", "export", "seats")] == [
        [f"F-SSO-{number}" for number in range(1, 9)],
        [f"F-export-{number}" for number in range(1, 7)],
        [f"F-seats-{number}" for number in range(1, 6)],
    ]
    assert len(found.themes) == 3
    assert sorted(item.item_id for item in found.unthemed) == ["F-odd-0", "F-odd-1", "F-odd-2"]


def test_a_theme_weighs_its_accounts_once_and_quotes_word_for_word(board: Board) -> None:
    line = line_of(on(board, "SSO"), FEW)
    assert (line.accounts, line.people, line.mentions) == (4, 8, 8)
    assert line.arr == 400_000
    assert line.arr_renewing_90d == 100_000
    assert line.segments == {"enterprise": 2, "smb": 2}
    assert all(quote.text.startswith("single sign on login fails") for quote in line.quotes)
    assert not line.small_sample


def test_a_segment_and_a_scope_are_all_that_is_seen(board: Board) -> None:
    small = list_of(board.themes(EVERYTHING, D, Asked(segment="smb")), FEW)
    assert {quote.account_id for theme in small.themes for quote in theme.quotes} == {"A2", "A4"}
    one = list_of(board.themes(Scope("ada", frozenset({"A3"})), D), FEW)
    assert {quote.account_id for theme in one.themes for quote in theme.quotes} == {"A3"}
    assert all(theme.arr == 100_000 and theme.accounts == 1 for theme in one.themes)


def test_new_items_join_their_theme_and_rename_nothing(board: Board, database: Database) -> None:
    before = {one.theme_id: (one.name, ids(one)) for one in board.themes(EVERYTHING, D).themes}
    put(database, *said("SSO", 3, first=50))
    summary = board.refresh()
    after = {one.theme_id: (one.name, ids(one)) for one in board.themes(EVERYTHING, D).themes}
    assert (summary.added, summary.joined, summary.new_themes) == (3, 3, ())
    assert {one: name for one, (name, _) in after.items()} == {one: name for one, (name, _) in before.items()}
    assert all(set(before[one][1]) <= set(after[one][1]) for one in before)


def test_a_theme_that_nobody_spoke_of_before_is_announced_as_new(board: Board, database: Database) -> None:
    assert not any(one.is_new for one in board.themes(EVERYTHING, D).themes)
    battery = [
        one.model_copy(update={"text": f"the mobile app drains my battery {number}"})
        for number, one in enumerate(said("SSO", 5, first=90))
    ]
    put(database, *battery)
    (number,) = board.refresh().new_themes
    assert [one.theme_id for one in board.themes(EVERYTHING, D).themes if one.is_new] == [f"TH{number}"]


def test_nothing_is_done_where_nothing_changed(board: Board) -> None:
    board.refresh()
    assert board.refresh().added == 0


def test_a_merge_outlives_the_next_run_and_can_be_undone(board: Board, database: Database) -> None:
    one, other = on(board, "SSO"), on(board, "export")
    board.merge(one.theme_id, other.theme_id, EVERYTHING)
    put(database, *said("SSO", 1, first=70))
    board.refresh()
    assert "F-SSO-70" in ids(board.theme(one.theme_id, EVERYTHING, D))
    assert board.theme(one.theme_id, EVERYTHING, D).theme_id == other.theme_id
    assert board.undo(one.theme_id, EVERYTHING).decision.kind == "merge"
    assert ids(on(board, "export")) == [f"F-export-{number}" for number in range(1, 7)]


def test_a_split_takes_what_is_like_it_from_then_on(board: Board, database: Database) -> None:
    theme = on(board, "SSO")
    made = board.split(theme.theme_id, ["F-SSO-1", "F-SSO-2"], "Contractors", EVERYTHING)
    assert ids(board.theme(made, EVERYTHING, D)) == ["F-SSO-1", "F-SSO-2"]
    assert board.theme(made, EVERYTHING, D).name == "Contractors"
    put(database, *said("SSO", 1, first=1 + 10, days_ago=1))
    board.undo(made, EVERYTHING)
    assert len(ids(on(board, "SSO"))) == 8


def test_items_of_no_theme_become_one_that_outlives_the_next_run_and_can_be_undone(
    board: Board, database: Database
) -> None:
    made = board.gather(["F-odd-0", "F-odd-1", "F-seats-1"], "  Odd   ones ", EVERYTHING)
    told = board.theme(made, EVERYTHING, D)
    assert (told.name, ids(told)) == ("Odd ones", ["F-odd-0", "F-odd-1", "F-seats-1"])
    assert told.area == on_seats(board).area
    put(database, *said("export", 1, first=80))
    board.refresh()
    assert ids(board.theme(made, EVERYTHING, D)) == ["F-odd-0", "F-odd-1", "F-seats-1"]
    assert [one.item_id for one in board.themes(EVERYTHING, D).unthemed] == ["F-odd-2"]
    assert board.undo(made, EVERYTHING).decision.kind == "gather"
    assert "F-seats-1" in ids(on(board, "seats"))
    assert len(board.themes(EVERYTHING, D).unthemed) == 3
    with pytest.raises(NotFound):
        board.theme(made, EVERYTHING, D)


def on_seats(board: Board) -> Theme:
    """The theme of seats, of which an item was taken."""
    (found,) = (
        one for one in board.themes(EVERYTHING, D).themes if any(item.item_id == "F-seats-2" for item in one.items)
    )
    return found


def test_what_joined_a_theme_that_is_unmade_finds_its_place_anew(board: Board, database: Database) -> None:
    twin = Feedback(feedback_id="F-odd-3", account_id="A2", date=D, text="zebra crossing quartz again")
    made = board.gather(["F-odd-0"], "Zebras", EVERYTHING)
    put(database, twin)
    board.refresh()
    assert ids(board.theme(made, EVERYTHING, D)) == ["F-odd-0", "F-odd-3"]
    board.undo(made, EVERYTHING)
    assert {"F-odd-0", "F-odd-3"} <= {one.item_id for one in board.themes(EVERYTHING, D).unthemed}


def test_a_theme_is_made_of_items_that_there_are_by_who_sees_every_account(board: Board) -> None:
    with pytest.raises(NotFound, match="There is no item 'F-nope'"):
        board.gather(["F-odd-0", "F-nope"], "x", EVERYTHING)
    with pytest.raises(NotAllowed):
        board.gather(["F-odd-0"], "x", Scope("ada", frozenset({"A1"})))
    assert len(board.themes(EVERYTHING, D).themes) == 3


def test_a_theme_opens_with_those_like_it_and_what_both_would_weigh(board: Board) -> None:
    made = board.split(on(board, "SSO").theme_id, ["F-SSO-1", "F-SSO-5"], "Contractors", EVERYTHING)
    first = board.opened(made, EVERYTHING, D).alike[0]
    assert sorted(ids(first.theme)) == [f"F-SSO-{number}" for number in (2, 3, 4, 6, 7, 8)]
    assert first.cosine > 0.5
    assert (first.together.accounts, first.together.mentions) == (4, 8)
    assert first.together.arr.amount == 400_000
    own = board.opened(made, Scope("ada", frozenset({"A1"})), D)
    assert all(item.account_id == "A1" for one in own.alike for item in (*one.theme.items, *one.together.items))


def test_the_parts_of_a_merged_theme_all_tell_what_is_like_it(board: Board) -> None:
    sso, export = on(board, "SSO").theme_id, on(board, "export").theme_id
    made = board.split(sso, ["F-SSO-1", "F-SSO-5"], "Contractors", EVERYTHING)
    board.merge(sso, export, EVERYTHING)
    assert board.opened(made, EVERYTHING, D).alike[0].theme.theme_id == export


@pytest.mark.parametrize(
    ("tones", "told"),
    [
        ({"problem": 3, "request": 2}, "mostly problems"),
        ({"problem": 3, "request": 2, "praise": 4}, "praise and problems"),
        ({"problem": 2, "request": 2}, "problems and requests"),
        ({"question": 2}, "questions"),
    ],
)
def test_how_a_theme_is_said_is_mostly_so_only_above_half(tones: dict[Tone, int], told: str) -> None:
    assert kinds_of(tones) == told


def test_themes_are_asked_for_by_kind_and_by_answer(board: Board) -> None:
    requests = board.themes(EVERYTHING, D, Asked(kind="request")).themes
    assert requests
    assert {item.tone for one in requests for item in one.items} == {"request"}
    theme = on(board, "SSO").theme_id
    board.answer(theme, Answer(theme_id=0, state="declined", words="We keep to one sign-in"), EVERYTHING)
    assert [one.theme_id for one in board.themes(EVERYTHING, D, Asked(answered=True)).themes] == [theme]
    open_ones = board.themes(EVERYTHING, D, Asked(answered=False))
    assert theme not in [one.theme_id for one in open_ones.themes]
    assert (len(open_ones.themes), len(open_ones.unthemed)) == (2, 3)
    assert not board.themes(EVERYTHING, D, Asked(answered=True)).unthemed


def test_an_area_that_no_theme_has_is_refused_with_those_there_are(board: Board) -> None:
    there = {one.area for one in board.themes(EVERYTHING, D).themes}
    with pytest.raises(InvalidInput, match="There is no area “Foo”") as told:
        board.themes(EVERYTHING, D, Asked(area="Foo"))
    assert all(area in str(told.value) for area in there)
    area = on(board, "SSO").area
    assert not board.themes(EVERYTHING, D, Asked(area=area, since=D, until=D)).themes
    hidden = Scope("ada", frozenset({"A9"}))
    assert not board.themes(hidden, D, Asked(area="Foo")).themes


def test_what_is_in_no_theme_is_filtered_as_the_themes_are(board: Board, database: Database) -> None:
    lonely = Feedback(
        feedback_id="F-lone", account_id="A2", date=D, text="Please add a submarine periscope.", product_area="Docks"
    )
    put(database, lonely)
    board.refresh()

    def loose(**asked: object) -> set[str]:
        return {one.item_id for one in board.themes(EVERYTHING, D, Asked.model_validate(asked)).unthemed}

    odd_ones = {"F-odd-0", "F-odd-1", "F-odd-2"}
    assert loose() == {*odd_ones, "F-lone"}
    assert loose(segment="smb") == loose(kind="request") == loose(about="submarine") == {"F-lone"}
    assert loose(renewing_above=1) == {*odd_ones, "F-lone"}
    assert loose(renewing_above=150_000) == set()


def test_what_is_in_no_theme_is_told_newest_first_to_who_may_see_it(board: Board, database: Database) -> None:
    store = AccountStore(database, "USD")
    put(database, Feedback(feedback_id="F-old", account_id="A2", date=D - timedelta(days=9), text="cobalt hedgehog"))
    board.refresh()
    every = unthemed_of(board.themes(EVERYTHING, D), store, EVERYTHING, 0, 3)
    assert (every.total, [one.item for one in every.voices]) == (4, ["F-odd-0", "F-odd-1", "F-odd-2"])
    rest = unthemed_of(board.themes(EVERYTHING, D), store, EVERYTHING, 3, 3)
    assert [(one.item, one.account_name, one.whole) for one in rest.voices] == [("F-old", "Firm A2", "cobalt hedgehog")]
    scope = Scope("ada", frozenset({"A2"}))
    own = unthemed_of(board.themes(scope, D), store, scope, 0, 20)
    assert (own.total, [one.item for one in own.voices], own.may_decide) == (1, ["F-old"], False)


def test_a_name_an_item_and_an_answer_are_peoples_to_decide(board: Board) -> None:
    theme = on(board, "SSO")
    board.rename(theme.theme_id, "  Signing   in ", EVERYTHING)
    board.move("F-odd-0", theme.theme_id, EVERYTHING)
    board.answer(theme.theme_id, Answer(theme_id=0, state="planned", words="Next spring"), EVERYTHING)
    told = board.theme(theme.theme_id, EVERYTHING, D)
    assert told.name == "Signing in"
    assert "F-odd-0" in ids(told)
    assert told.answer is not None
    assert told.answer.words == "Next spring"


def test_what_is_gone_is_said_so(board: Board) -> None:
    one, other = on(board, "SSO").theme_id, on(board, "export").theme_id
    board.merge(one, other, EVERYTHING)
    with pytest.raises(NotFound, match=f"{one} went into {other}"):
        board.merge(one, on(board, "seats").theme_id, EVERYTHING)
    with pytest.raises(NotFound, match="There is no theme 'TH999'"):
        board.rename("TH999", "x", EVERYTHING)
    with pytest.raises(NotFound, match="There is no theme 'nonsense'"):
        board.theme("nonsense", EVERYTHING, D)
    with pytest.raises(InvalidInput, match="into itself"):
        board.merge(other, other, EVERYTHING)
    with pytest.raises(InvalidInput, match="does not hold F-odd-1"):
        board.split(other, ["F-odd-1"], "x", EVERYTHING)
    with pytest.raises(NotFound, match="Nothing was decided"):
        board.undo(on(board, "seats").theme_id, EVERYTHING)


def test_only_who_sees_every_account_may_change_themes(board: Board) -> None:
    with pytest.raises(NotAllowed, match="Themes are of all accounts"):
        board.rename(on(board, "SSO").theme_id, "x", Scope("ada", frozenset({"A1"})))


def test_a_row_that_is_deleted_leaves_its_theme(board: Board, database: Database) -> None:
    with database.write() as connection:
        connection.execute(delete(TABLES["feedback"]).where(TABLES["feedback"].c.feedback_id == "F-SSO-8"))
    assert board.refresh().removed == 1
    assert "F-SSO-8" not in ids(on(board, "SSO"))


def test_a_book_without_feedback_has_no_themes(database: Database) -> None:
    with board_over(database) as board:
        board.refresh()
        found = board.themes(EVERYTHING, D)
        assert (list(found.themes), list(found.unthemed)) == ([], [])


def test_one_item_is_no_theme(database: Database) -> None:
    with board_over(database, *said("SSO", 1)) as board:
        board.refresh()
        found = board.themes(EVERYTHING, D)
        assert (len(found.themes), len(found.unthemed)) == (0, 1)


def test_another_embedding_model_keeps_themes_names_and_decisions(board: Board, database: Database) -> None:
    theme = on(board, "SSO")
    board.rename(theme.theme_id, "Signing in", EVERYTHING)
    before = {one.theme_id: (one.name, ids(one)) for one in board.themes(EVERYTHING, D).themes}
    with board_of(database, WordEmbedder(version="2")) as other:
        assert other.refresh().new_themes == ()
        assert {one.theme_id: (one.name, ids(one)) for one in other.themes(EVERYTHING, D).themes} == before
        put(database, *said("export", 1, first=60))
        assert other.refresh().joined == 1


class LongEmbedder(WordEmbedder):
    """Another model, whose vectors are twice as long."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = super().embed(texts)
        return np.asarray(np.concatenate([rows, rows], axis=1) / 2**0.5, dtype=np.float32)


def test_a_theme_made_by_hand_finds_its_place_with_a_longer_model_too(board: Board, database: Database) -> None:
    made = board.gather(["F-odd-0", "F-odd-1"], "Odd ones", EVERYTHING)
    with board_of(database, LongEmbedder(name="long")) as other:
        other.refresh()
        assert ids(other.theme(made, EVERYTHING, D)) == ["F-odd-0", "F-odd-1"]
        assert ids(on(other, "SSO")) == [f"F-SSO-{number}" for number in range(1, 9)]
        assert other.opened(made, EVERYTHING, D).theme.theme_id == made
        put(database, *said("SSO", 1, first=90))
        other.refresh()
        assert "F-SSO-90" in ids(on(other, "SSO"))
