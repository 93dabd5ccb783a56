"""Themes from feedback rows to figures, and what product managers do to them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from copilot.errors import InvalidInput, NotAllowed, NotFound
from copilot.feedback.board import Board
from copilot.feedback.decisions import Answer
from copilot.feedback.listing import line_of, list_of
from copilot.feedback.reading import Asked, Theme
from copilot.scope import EVERYTHING, Scope
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
