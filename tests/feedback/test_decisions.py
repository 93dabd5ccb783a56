"""What people decide about themes is done to whatever was found, and can be undone."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from copilot.feedback.decisions import (
    Answer,
    Arrangement,
    Decision,
    Gather,
    Made,
    Merge,
    Move,
    Rename,
    Split,
    arranged,
)

FOUND: dict[str, int | None] = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2, "f": None}
THEMES: dict[int, int | None] = {1: None, 2: None, 3: 1}
WITH_A_FOURTH = {**THEMES, 4: None}
WHEN = datetime(2026, 11, 21, tzinfo=UTC)


def made(*decisions: Decision, undone: tuple[int, ...] = ()) -> list[Made]:
    return [
        Made(decision_id=number, decision=one, made_at=WHEN, made_by="pm", is_undone=number in undone)
        for number, one in enumerate(decisions, 1)
    ]


def after(
    *decisions: Decision,
    undone: tuple[int, ...] = (),
    found: dict[str, int | None] = FOUND,
    themes: dict[int, int | None] = THEMES,
) -> Arrangement:
    return arranged(found, themes, made(*decisions, undone=undone))


def test_without_decisions_each_item_stays_where_it_was_found() -> None:
    assert after().items == {1: ["a", "b", "c"], 2: ["d", "e"]}


def test_a_merged_theme_brings_its_items_and_those_that_join_it_later() -> None:
    told = after(Merge(theme_id=1, into=2), found={**FOUND, "g": 1})
    assert told.items == {2: ["a", "b", "c", "d", "e", "g"]}
    assert told.theme_of(1) == 2


def test_a_split_makes_a_theme_that_items_can_join() -> None:
    told = after(Split(theme_id=1, made=3, item_ids=["a"], name="SSO"), found={**FOUND, "g": 3})
    assert told.items == {1: ["b", "c"], 2: ["d", "e"], 3: ["a", "g"]}
    assert told.names == {3: "SSO"}


def test_what_had_joined_a_split_that_is_undone_goes_back() -> None:
    split = Split(theme_id=1, made=3, item_ids=["a"], name="SSO")
    assert after(split, undone=(1,), found={**FOUND, "g": 3}).items == {1: ["a", "b", "c", "g"], 2: ["d", "e"]}


def test_items_of_no_theme_and_of_others_are_made_a_theme_that_items_can_join() -> None:
    told = after(Gather(made=4, item_ids=["f", "d"], name="Bees"), found={**FOUND, "g": 4}, themes=WITH_A_FOURTH)
    assert told.items == {1: ["a", "b", "c"], 2: ["e"], 4: ["d", "f", "g"]}
    assert told.names == {4: "Bees"}


def test_a_theme_made_by_hand_can_be_merged_and_what_is_gone_of_it_is_named() -> None:
    bees = Gather(made=4, item_ids=["f", "gone"], name="Bees")
    told = after(bees, Merge(theme_id=4, into=1), themes=WITH_A_FOURTH)
    assert told.items == {1: ["a", "b", "c", "f"], 2: ["d", "e"]}
    assert after(Gather(made=4, item_ids=["gone"], name="Bees"), themes=WITH_A_FOURTH).void == [1]
    assert after(Gather(made=9, item_ids=["f"], name="Bees"), themes=WITH_A_FOURTH).void == [1]


def test_an_item_moves_to_a_theme_or_to_none() -> None:
    told = after(Move(item_id="f", theme_id=2), Move(item_id="a", theme_id=None))
    assert told.items == {1: ["b", "c"], 2: ["d", "e", "f"]}


def test_the_last_name_stands_until_it_is_undone() -> None:
    names = Rename(theme_id=1, name="Login"), Rename(theme_id=1, name="Signing in")
    assert after(*names).names == {1: "Signing in"}
    assert after(*names, undone=(2,)).names == {1: "Login"}


def test_an_answer_is_told_in_words() -> None:
    assert str(Answer(theme_id=2, state="planned", words="In spring")) == "Planned: In spring"
    assert str(Answer(theme_id=2, state="declined", words="We keep to one")) == "Not planned: We keep to one"


def test_an_answer_is_kept_with_its_theme() -> None:
    answer = Answer(theme_id=2, state="released", words="Since 3 November 2026")
    assert after(answer).answers == {2: answer}


def test_decisions_about_what_is_gone_are_named_and_harm_nothing() -> None:
    told = after(
        Merge(theme_id=9, into=1),
        Merge(theme_id=1, into=9),
        Merge(theme_id=1, into=1),
        Merge(theme_id=1, into=2),
        Rename(theme_id=1, name="gone"),
        Move(item_id="nope", theme_id=2),
        Split(theme_id=2, made=3, item_ids=["nope"], name="x"),
    )
    assert told.void == [1, 2, 3, 5, 6, 7]
    assert told.items == {2: ["a", "b", "c", "d", "e"]}


_THEME = st.integers(1, 4)
_DECISIONS = st.lists(
    st.one_of(
        st.builds(Merge, theme_id=_THEME, into=_THEME),
        st.builds(Move, item_id=st.sampled_from("abcdefg"), theme_id=st.none() | _THEME),
        st.builds(
            Split,
            theme_id=_THEME,
            made=st.just(3),
            item_ids=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3),
            name=st.just("x"),
        ),
        st.builds(
            Gather,
            made=st.just(4),
            item_ids=st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=3),
            name=st.just("z"),
        ),
        st.builds(Rename, theme_id=_THEME, name=st.just("y")),
    ),
    max_size=8,
)


@given(_DECISIONS, st.sets(st.integers(1, 8)))
def test_no_item_is_lost_or_in_two_themes_whatever_is_decided(decisions: list[Decision], undone: set[int]) -> None:
    told = after(*decisions, undone=tuple(undone), themes=WITH_A_FOURTH)
    placed = [item for items in told.items.values() for item in items]
    assert len(placed) == len(set(placed))
    assert set(placed) <= set(FOUND)
    assert all(told.theme_of(one) not in told.merged for one in told.merged)


@given(_DECISIONS)
def test_undoing_everything_gives_back_what_was_found(decisions: list[Decision]) -> None:
    assert after(*decisions, undone=tuple(range(1, 9))) == after()
