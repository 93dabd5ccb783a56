"""From a text to what is said in it: the authors' own words, one item for a short text, passages of a longer one."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.feedback.splitting import LONGEST_SENTENCE, MOST, passages
from copilot.feedback.thread import parts


def said(text: str) -> list[str]:
    return [text[one.start : one.end] for one in passages(text)]


def by_author(text: str) -> list[tuple[str, str]]:
    return [(one.author, text[one.start : one.end]) for one in passages(text)]


THREAD = """Hi Kim,

the export still fails for everyone in Lyon.

Kind regards
Ada Brandt
VP Operations | Marlow Freight

From: Jo Winter <jo@marlow.example>
Sent: Monday, 4 May 2026 10:02
To: Ada Brandt
Subject: RE: export

Ada, could we get the dashboard as a file?

Jo

-----Original Message-----
From: Kim Lee <kim@example.com>
To: Jo Winter

Is the export better by now?
"""


class TestShort:
    @pytest.mark.parametrize(
        "text",
        [
            "The export drops the last column.",
            "it writes danish",
            "Hi, the export drops the last column. Nobody told us. Please mend it.",
            "From: the first day it was slow",
            "👍👍👍",
            "...",
        ],
    )
    def test_a_short_text_is_one_item_as_it_is(self, text: str) -> None:
        assert said(text) == [text]

    def test_white_space_around_it_is_left_out(self) -> None:
        assert said("  The export is slow.\n") == ["The export is slow."]

    def test_an_empty_text_says_nothing(self) -> None:
        assert said("") == said(" \n\t ") == []

    def test_signs_without_words_are_a_remark(self) -> None:
        assert [one.tone for one in passages("👍👍👍")] == ["remark"]

    def test_a_form_is_no_conversation(self) -> None:
        text = "Steps: open the report\nExpected: a table\nActual: an error"
        assert said(text) == [text]


class TestLong:
    TEXT = (
        "Hi team! Hope you are all well. We rolled the assistant out in May, and the teams in Lyon and Basel use it "
        "for letters and meeting notes, as was planned with your colleagues at the kickoff. The export of the page "
        "drops the last column. It does that every time. We had lunch at the harbour and talked of the weather, the "
        "football and much else that day. Could you add a setting for the date format? The library is great, by the "
        "way. We are all in the same building by now, on the second floor, next to the canteen. Thanks a lot!"
    )

    def test_it_gives_what_tells_something_and_no_small_talk(self) -> None:
        assert said(self.TEXT) == [
            "The export of the page drops the last column. It does that every time.",
            "Could you add a setting for the date format?",
            "The library is great, by the way.",
        ]

    def test_it_knows_their_tones(self) -> None:
        assert [one.tone for one in passages(self.TEXT)] == ["problem", "request", "praise"]

    def test_one_that_tells_nothing_is_one_remark(self) -> None:
        text = "We met at the harbour on the first of May and had lunch there together with everyone. " * 8
        assert [one.tone for one in passages(text)] == ["remark"]

    def test_ordinals_and_abbreviations_end_no_sentence(self) -> None:
        text = (
            "Seit dem 17. August bricht z.B. der Export ab. " + "Wir haben viel erlebt und gesehen, alle zusammen. " * 9
        )
        assert said(text)[0] == "Seit dem 17. August bricht z.B. der Export ab."

    def test_fifty_thousand_characters_give_the_most_telling_passages(self) -> None:
        text = "Nice weather. The export of table seven fails every time, and all the others do as well. " * 560
        assert len(passages(text)) == MOST
        assert {one.tone for one in passages(text)} == {"problem"}

    def test_words_without_a_stop_are_cut_between_words(self) -> None:
        found = said("crash " * 8_000)
        assert all(len(one) <= LONGEST_SENTENCE and one.endswith("crash") for one in found)


class TestThread:
    def test_each_author_has_their_own_words(self) -> None:
        assert by_author(THREAD) == [
            ("", "the export still fails for everyone in Lyon."),
            ("Jo Winter", "Ada, could we get the dashboard as a file?"),
            ("Kim Lee", "Is the export better by now?"),
        ]

    def test_an_address_is_kept_beside_the_name(self) -> None:
        assert [one.address for one in passages(THREAD)] == ["", "jo@marlow.example", "kim@example.com"]

    @pytest.mark.parametrize(
        "history",
        [
            "On Mon, 4 May 2026 at 10:02, Jo Winter <jo@marlow.example> wrote:\n> The search was slow.\n>> Why?",
            "Am 4. Mai 2026 um 10:02 schrieb Jo Winter:\n> The search was slow.",
            "Le lun. 4 mai 2026 à 10:02, Jo Winter <jo@marlow.example> a écrit :\n> The search was slow.",
            "On Monday, 4 May 2026 at 10:02:11 Central European Time, Jo Winter\n<jo@marlow.example> wrote:\n> Slow.",
            "> Jo Winter wrote:\n> The search was slow.",
            "Sent from my phone",
            "-- \nAda Brandt\nMarlow Freight",
            "Viele Grüße\nAda Brandt",
            "Bien cordialement,\nAda Brandt\nMarlow Freight",
            "Ada",
            "This e-mail is confidential and intended only for its addressee.\nDelete it otherwise.",
            "[KL: answered on Monday]",
        ],
    )
    def test_history_signatures_and_disclaimers_are_nobodys_new_words(self, history: str) -> None:
        assert by_author(f"We love the new search.\n\n{history}") == [("", "We love the new search.")]

    @pytest.mark.parametrize(
        ("line", "author"),
        [
            ("On Mon, 4 May 2026 at 10:02, Jo Winter <jo@marlow.example> wrote:", "Jo Winter"),
            ("Am Mo., 4. Mai 2026 um 09:00 Uhr schrieb Jan van der Berg <jan@marlow.example>:", "Jan van der Berg"),
            ("Le lun. 4 mai 2026 à 10:02, Zoé Faure <zoe@marlow.example> a écrit :", "Zoé Faure"),
        ],
    )
    def test_what_an_earlier_author_wrote_below_is_theirs(self, line: str, author: str) -> None:
        text = f"We love the new search.\n\n{line}\n\nThe search was slow."
        assert by_author(text) == [("", "We love the new search."), (author, "The search was slow.")]

    def test_answers_between_quoted_lines_are_new_words(self) -> None:
        text = "> Is the export fine?\nNo, it stops at 400 rows.\n> And the login?\nThe login fails on Fridays."
        assert said(text) == ["No, it stops at 400 rows.", "The login fails on Fridays."]

    def test_a_postscript_behind_the_signature_counts(self) -> None:
        text = "The page is slow.\n\nKind regards\nAda\n\nPS: the export is broken too."
        assert said(text) == ["The page is slow.", "PS: the export is broken too."]

    def test_turns_of_a_transcript_are_their_speakers(self) -> None:
        text = "[00:00:02] Ada Brandt: The export is slow.\n[00:00:09] Kim Lee: Since when?"
        assert by_author(text) == [("Ada Brandt", "The export is slow."), ("Kim Lee", "Since when?")]

    def test_a_text_that_is_all_history_is_its_authors_own(self) -> None:
        assert said("> the export is slow\n> and wrong") == ["> the export is slow\n> and wrong"]


class TestHostile:
    @pytest.mark.parametrize(
        "piece",
        [
            "On ",
            "> ",
            "\n",
            ".\n",
            "_\n",
            "-",
            "From: a\n",
            "Am schrieb ",
            "Regards\n",
            "Hi\n",
            "A.",
            "*",
            "[(",
            "。",
            "a b ",
        ],
    )
    def test_fifty_thousand_characters_of_marks_come_to_an_end(self, piece: str) -> None:
        text = piece * (50_000 // len(piece))
        assert len(passages(text)) <= MOST

    @given(st.text(st.sampled_from(string.ascii_letters + " .!?>:\n-@é。👍"), max_size=400))
    def test_passages_stand_in_the_text_in_order_and_apart(self, text: str) -> None:
        places = [(one.start, one.end) for one in passages(text)]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert places == sorted(places)
        assert all(before[1] <= after[0] for before, after in pairwise(places))
        assert bool(places) == bool(text.strip())

    @given(st.text(max_size=300))
    def test_parts_stand_in_the_text_in_order_and_apart(self, text: str) -> None:
        places = [(one.start, one.end) for one in parts(text)]
        assert places == sorted(places)
        assert all(before[1] <= after[0] for before, after in pairwise(places))
