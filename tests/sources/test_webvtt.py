import pytest

from copilot.sources.webvtt import BadTranscript, render_transcript

TRANSCRIPT = """WEBVTT - a call
Kind: captions

NOTE made by hand
and more

STYLE
::cue { color: red }

1
00:00:01.000 --> 00:00:04.000 align:start
<v Ines Okafor>We &amp; the team
<i>need</i> SSO.

2
00:00:04.000 --> 00:00:06.500
<v.loud Ines Okafor>Before the audit.</v>

01:02:03.000 --> 01:02:05.000
<v Daniel Reuss>Noted.</v> <v Ines Okafor>Good.</v>

10:00.250 --> 10:02.000
5 < 6, and no speaker
"""


def test_turns_become_lines_with_time_and_speaker() -> None:
    assert render_transcript(TRANSCRIPT).split("\n") == [
        "[00:00:01] Ines Okafor: We & the team need SSO. Before the audit.",
        "[01:02:03] Daniel Reuss: Noted.",
        "[01:02:03] Ines Okafor: Good.",
        "[00:10:00] 5 < 6, and no speaker",
    ]


def test_line_ends_do_not_matter() -> None:
    assert render_transcript(TRANSCRIPT.replace("\n", "\r\n")) == render_transcript(TRANSCRIPT)


def test_cues_without_a_speaker_stay_apart() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n00:02.000 --> 00:03.000\nTwo.\n"
    assert render_transcript(text) == "[00:00:01] One.\n[00:00:02] Two."


def test_a_transcript_may_be_empty() -> None:
    assert render_transcript("WEBVTT") == ""


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "is no WebVTT"),
        ("WEBVTTX\n", 1, "is no WebVTT"),
        ("1\n00:01.000 --> 00:02.000\nHi\n", 1, "is no WebVTT"),
        ("WEBVTT\n\n1\n00:01 --> 00:02\nHi\n", 4, "must be a time such as"),
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nHi\n", 4, "must be a time such as"),
        ("WEBVTT\n\nwords alone\n", 3, "has no time"),
    ],
)
def test_a_broken_transcript_names_the_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(BadTranscript, match=problem) as raised:
        render_transcript(text)
    assert raised.value.line == line


@pytest.mark.parametrize("trap", ["<v" + " " * 300_000, "<c " * 100_000, "<v.a" * 100_000])
def test_no_cue_is_made_to_take_forever(trap: str) -> None:
    assert render_transcript(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{trap}\n").startswith("[00:00:01] <")
