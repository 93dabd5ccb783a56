"""What an escalation starts at its highest level for: harm to people, lost data, a regulator."""

import re

_PAPER = (
    r"(?!\W+(?:tables?|reports?|forms?|templates?|narratives?|documents?|sections?|sheets?|dashboards?|data|train\w+"
    r"|courses?|modules?|pages?|teams?|boards?|officers?))"
)
"""What is written about safety endangers nobody."""
_HARM = re.compile(
    rf"\b(?:patient|passenger|payment|driver|staff|people['’]s) safety\b{_PAPER}"
    r"|\bsafety of (?:\w+ )?(?:patients|passengers|people|staff)\b"
    r"|\b(?:patients?|passengers?|people|staff|drivers?|somebody|someone) (?:\w+ ){0,2}"
    r"(?:harmed|injured|hurt|endangered)\b"
    r"|\b(?:lost data|data loss|data (?:was|were|is|are|has been) (?:lost|leaked)|data breach)\b"
    r"|\bregulators? (?:asks?|asked|demands?|demanded|inspects?|investigat\w+)\b"
    r"|\b(?:patienten|fahrgast)sicherheit\b|\b(?:patient\w*|person\w*|mitarbeiter\w*) (?:\w+ )?(?:gefährdet|verletzt)\b"
    r"|\b(?:datenverlust|datenpanne|aufsichtsbehörde (?:prüft|fragt))\b"
    r"|\b(?:sécurité des (?:patients|passagers|personnes)|perte de données|fuite de données)\b",
    re.I,
)
"""People who may come to harm, data that is lost, a regulator who acts; `safety tables` are none of these."""


def harm_in(text: str) -> str:
    """Return the words of a text that tell of harm; nothing where there are none."""
    match = _HARM.search(text)
    return match.group() if match is not None else ""
