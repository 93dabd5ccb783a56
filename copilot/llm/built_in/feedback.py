"""Questions about what customers ask for: whether one is meant, and which themes, in which order."""

import re
from datetime import date, timedelta
from typing import Any

from copilot.llm.built_in.conditions import segments_in
from copilot.llm.built_in.ordinary import FUNCTION_WORDS
from copilot.llm.built_in.periods import count_of, read_ahead, read_back, without_period

_PEOPLE = (
    r"(?:customers?|clients?|users?|people|everybody|everyone|anybody|anyone|accounts?|companies|compan(?:y|ies)|admins"
    r"|they|kunden|nutzer|anwender|utilisateurs|ils)"
)
_ASKS_FOR = r"(?:ask(?:s|ed|ing)?|wish(?:es|ed|ing)?|request(?:s|ed|ing)?)"
_WANTS = r"(?:want(?:s|ed|ing)?|need(?:s|ed)?|miss(?:es|ed|ing)?|expect\w*|request(?:s|ed|ing)?)"
_LIKES = r"(?:like[sd]?|lov(?:e[sd]?|ing)|prais(?:e[sd]?|ing)|appreciat\w+|enjoy\w*)"
_MINDS = (
    r"(?:complain\w*|dislik\w+|hat(?:e[sd]?|ing)|struggl\w+|suffer\w*|bother\w*|annoy\w*|frustrat\w+|unhappy|happy"
    r"|dissatisfied|satisfied|pain(?:s|ed)?)"
)
_SAYS = (
    rf"(?:say(?:s|ing)?|said|mention(?:s|ed|ing)?|report(?:s|ed|ing)?|think(?:s|ing)?|thought|feel|tell(?:s"
    rf"|ing)? us|{_MINDS})"
)
_VERB = rf"(?:{_ASKS_FOR}|{_WANTS}|{_LIKES}|{_SAYS})"
_ABROAD = (
    r"(?:wünsch\w+|woll(?:en|t)|verlang\w+|forder\w+|beschwer\w+|beklag\w+|klagen|lob(?:en|t)|schätz\w+|stör(?:t|en)"
    r"|ärger\w*|vermiss\w+|sag(?:en|t)|fehlt|demand\w+|veulent|réclam\w+|souhait\w+|plaign\w+|apprécien\w+|aim(?:ent|e)"
    r"|disent|reproch\w+|manque)"
)
_NOUNS = (
    r"(?:complaints?|pain[- ]?points?|gripes?|frustrations?|praise|wishes|feature (?:requests?|wishes)|voices"
    r"|beschwerden?|wünsche|lob|rückmeldungen?|plaintes?|souhaits?|retours)"
)
_TROUBLES = r"(?:problems?|issues?|requests?|asks|questions?|needs|probleme?|problèmes?|fragen|demandes)"
_FIRST = (
    r"(?:top|biggest|main|major|worst|largest|commonest|most (?:\w+ )?|frequent|größte[nsr]?|häufigste[nsr]?"
    r"|principa\w+|plus (?:gros|grand)s?)"
)
_THEMES = re.compile(
    rf"\bthemes?\b|\bTH\d+\b|\b(?:product |customer |user )?feedback\b(?! summar)|\bvoice of (?:the )?customers?\b"
    rf"|\b{_NOUNS}\b|\b{_FIRST}\s*(?:customer |user )?{_TROUBLES}\b(?=.*\b{_PEOPLE}\b|\W*$)"
    rf"|\b{_TROUBLES}\b.{{0,20}}\b(?:do|did|of|from|have)\b.{{0,12}}\b(?:our |the |unsere[rn]? |nos |les )?{_PEOPLE}\b"
    rf"|\b(?:what|which|how many|how often|do|does|did|are|have|has"
    rf"|is) (?:[\w-]+ ){{0,5}}?{_PEOPLE}\b(?: [\w-]+){{0,3}}? {_VERB}\b"
    rf"|\b(?:what|how many|which) (?:\w+ ){{0,3}}?{_VERB} (?:our |the |most )*{_PEOPLE}\b"
    rf"|^\W*who (?:else )?(?:has |have |is |are |all )?(?:{_ASKS_FOR} (?:\w+ )?for|{_WANTS}|complain\w* (?:about|of"
    rf"|that)|{_LIKES})\b"
    r"|\bwhat (?:is|was|are|gets?) (?:being |most )?(?:asked|requested|wished|wanted|praised|missing|said|heard)\b"
    r"|\bwhat (?:should|must|could) (?:Product|Engineering|AI|Support|Commercial)(?: team)? (?:look|fix|build|work"
    r"|tackle)"
    r"|\bmost (?:often )?(?:asked|requested|wished|wanted)\b|\bquotes? (?:on|about|around)\b|\btop asks?\b(?! for)"
    rf"|\b{_PEOPLE} (?:who|that|which) (?:have |has )?{_VERB}\b"
    rf"|\b{_ABROAD}\b.{{0,30}}\b{_PEOPLE}\b|\b{_PEOPLE}\b.{{0,30}}\b{_ABROAD}\b",
    re.I,
)
_OURS = re.compile(
    r"\bplaybooks?\b|\b(?:process|policy|template|framework|guidance|guidelines?|handbook|runbook|best practices?)\b"
    r"|\b(?:how|what|when) (?:do|should|can|would|must) (?:we|i|you|a csm|csms)\b|\bwhat to do\b|\btickets?\b"
    r"|\bwas (?:tun|machen) wir\b|\bque faire\b|\b(?:an?|the|this|that) (?:customer|account|client|user)\b"
    r"|\bwhere (?:does|do|is|are|should)\b.{0,40}\bfeedback\b|\bfeedback (?:be )?(?:routed|handled|collected)\b"
    r"|\bmy (?:draft|text|mail)\b",
    re.I,
)
_NO_FEEDBACK = re.compile(
    r"\b(?:wants?|wanted|wanting|needs?|needed|asks?|asked|asking) (?:us )?(?:to|for|a|an|my|me|our|us|more|some"
    r"|the)? ?"
    r"(?:me\b|us\b|attention|help\b|calls?\b|qbr|ebr|visit|meeting|leave|cancel\w*|churn|quit|renew\w*|terminat\w+"
    r"|expan\w+"
    r"|buy\b|upgrad\w+|downgrad\w+|stop\b|discounts?|follow[- ]?up|refunds?|reply|answer from)",
    re.I,
)
_CHANGED = re.compile(
    r"^\W*(?:(?:so|and|ok(?:ay)?|hi|hello)\W+)*(?:what(?:['’]?s| is| has| have)? (?:changed|new|different)"
    r"|was (?:hat sich geändert|ist neu)|qu['’]est-ce qui a changé)\b(?: (?:there|here))?\W*$",
    re.I,
)
_ACCOUNTS = re.compile(
    r"^\W*(?:and |but |so )?(?:who\b|what (?:accounts|customers|clients)\b"
    r"|(?:which|name the|list the|show (?:me )?the) (?:of (?:the|our) )?(?:[\w-]+ ){0,2}?"
    r"(?:accounts?|customers?|clients?|compan(?:y|ies))\b(?! problems?| ?requests?| ?feedback| ?themes?)"
    r"|wer\b|welche kunden\b|qui\b|quels clients\b)",
    re.I,
)
_KINDS = (
    ("problem", r"complain\w*|complaints?|problems?|issues?|pain[- ]?points?|gripes?|frustrat\w+|annoy\w*|bother\w*"
     r"|struggl\w+"
     r"|suffer\w*|hat(?:e[sd]?|ing)|dislik\w+|unhappy|dissatisfied|beschwer\w+|beklag\w+|probleme?|stör(?:t|en)"
     r"|ärger\w*"
     r"|reproch\w+|plain(?:tes?|dre)|plaignent|problèmes?"),
    ("praise", rf"{_LIKES}|happy|satisfied|compliments?|positive|lob(?:en|t)?|schätz\w+|apprécien\w+|aiment"),
    ("request", r"(?:feature |product |customer )?requests|feature requests?|wishes|wish ?list|asks|wünsche"
     r"|souhaits?|demandes"),
    ("question", r"questions|fragen"),
)  # fmt: skip
_ORDERS = (
    ("arr", r"(?:most|highest|largest|biggest|by|in|more|nach|meisten?|plus d['’]) ?(?:total )?(?:ARR|revenue|money"
     r"|umsatz)"
     r"|worth (?:the )?most|most valuable|pay(?:s|ing)? (?:us )?(?:the )?most|at stake"),
    ("people", r"(?:most|by|number of) (?:\w+ )?(?:people|persons|users|individuals)"),
    ("accounts", r"(?:most|by|number of) (?:accounts|customers|clients|companies)|most (?:common|widespread"
     r"|frequent\w*|often)"
     r"|(?:most|often) ?(?:asked|requested|wished|wanted|mentioned)|commonest|am (?:häufigsten|meisten)|le plus"),
    ("last_seen", r"newest|latest|most recent(?:ly)?|last (?:heard|seen)|heard (?:of )?last|neueste\w*|dernière?s"),
    ("trend", r"chang\w+|what['’]?s new|rising|rose|grow\w*|grew|trend\w*|more often|emerg\w+|increas\w+|declin\w+"
     r"|falling"
     r"|shrink\w*|getting (?:worse|better)|gain\w*|geändert|zugenommen|steig\w+|changé|augment\w+"),
)  # fmt: skip
_HOW_IS_IT = re.compile(r"\blike\W*$|\blooks? like\b", re.I)
_MOST = re.compile(r"\b(?:the )?most\W*$|\bmost (?:about|for|around)\b", re.I)
_RENEWALS = re.compile(r"\brenew\w*\b|\bverläng\w+", re.I)
_SOON = re.compile(r"\bsoon\w*\b|\b90\b|\bthree months\b|\bquarter\b", re.I)
_ABOVE = re.compile(
    r"(?:above|over|more than|>|at least|beyond)\s*[$€£]?\s?(?P<amount>\d[\d.,]*)\s*(?P<times>k|m|million)?\b", re.I
)
_SOON_DAYS = 90
_TIMES = {"k": 1_000, "m": 1_000_000, "million": 1_000_000}
_ROUTES = ("Product", "Engineering", "AI", "Support", "Commercial")
_ROUTE = re.compile(
    rf"\b(?<!ask )(?<!asks )(?<!asked )(?<!asking )(?:for|to|für|pour) (?:the |das )?(?P<for>{'|'.join(_ROUTES)})"
    rf"(?:[ -]?team)?\b(?=\W|$)|\b(?P<does>{'|'.join(_ROUTES)})(?: team)? (?:should|needs? to|must|has to|could)\b"
    rf"|\b(?:should|must|could) (?P<should>{'|'.join(_ROUTES)})\b"
)
_TOP = re.compile(
    r"\b(?:top|first|last|only|the) (?P<count>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\b", re.I
)
_ONE_THEME = re.compile(
    r"\b(?P<id>TH\d+)\b|\btheme (?:called |named )?[“\"'‘](?P<quoted>[^”\"'’]+)[”\"'’]"
    r"|\b(?:about|on|of|is|for|explain|show(?: me)?) the [“\"'‘]?(?P<before>[\w,' -]+?)[”\"'’]? theme\b"
    r"|\b(?:about|on|explain|is|show(?: me)?) (?:the )?theme (?:called |named )?(?P<after>(?!of\b|on\b|about\b"
    r"|in\b)[\w', -]+)",
    re.I,
)  # fmt: skip
_SUBJECTS = tuple(
    re.compile(rf"{led_by}\s+(?P<about>.+)$", re.I)
    for led_by in (
        r"\b(?:around|about|regarding|concerning|to do with|when it comes to|related to|on the (?:subject|topic) of"
        r"|zum thema|rund um|bezüglich|über|à propos d[eu]s?|concernant|autour d[eu]s?)",
        rf"\b(?:{_ASKS_FOR}|complaints?|wish\w*|requests?|demandes) (?:\w+ )?(?:for|of|that)",
        r"\b(?:complain\w*|think|thinks|thought|heard|hear) (?:of|that)",
        r"\b(?:problems?|issues?|trouble|struggl\w+|suffer\w*|happy|unhappy|satisfied|dissatisfied|frustrat\w+|annoyed"
        r"|pain[- ]?points?|difficult\w+) (?:\w+ )?(?:with|in|from|by)",
        r"\b(?:feedback|themes?|complaints?|requests?|wishes|praise|questions?|quotes?|voices|asks)"
        r" (?:on|in|of|with|from|for)",
        rf"\b(?<!feature )(?:{_WANTS}|{_LIKES}|{_ASKS_FOR}|mention(?:s|ed|ing)?|hat(?:e[sd]?|ing)|dislik\w+"
        rf"|report(?:s|ed|ing)?)",
        r"\b(?:wollen|verlangen|fordern|wünschen sich|vermissen|loben|schätzen|demandent|veulent|réclament|souhaitent"
        r"|apprécient|aiment)",
        r"\bsa(?:y|id|ys|ying)\s+(?=[\"“'])",
        r"\bin (?:the )?(?:product )?(?:area (?:of )?)?",
    )
)
_AREA = re.compile(r"\b(?:in|of|for) (?:the )?(?:product )?area (?:of |called )?[“\"']?(?P<area>[\w -]+?)[”\"']?\W*$|"
                   r"\b(?:product )?area[: ]+[“\"'](?P<quoted>[^”\"']+)[”\"']", re.I)  # fmt: skip
_TRAILS = re.compile(
    r"(?:^|\s+)(?:this|last|since|in the last|over|above|from (?:our |the |all )?(?:\w+[ -])?(?:customers?|accounts?"
    r"|clients?)"
    r"|from us|like$|trending$|developing$|(?:complaints?|requests?|issues?|problems?|feedback|praise|wishes"
    r"|themes?)$|by (?:ARR|accounts"
    r"|revenue|people|trend|score)|most\b|the most|more than|in general|overall|lately|recently"
    r"|right now|so far|yet|already|please|these days|at the moment|and (?:who|how|which|what|when|where)|renew\w*"
    r"|(?:in|for|from|of|by|among|across) (?:our |the |all )?(?:enterprises?|mid[- ]?market|smbs?|small(?:er)?)\b"
    r"|am (?:meisten|häufigsten)|le plus|(?:unsere|die) kunden|(?:nos|les) clients|kunden|for (?:Engineering|Product"
    r"|AI|Support"
    r"|Commercial)$)\b.*$",
    re.I,
)
_LEADS = re.compile(r"^(?:(?:the|our|their|your|a|an|any|some|more|better|improved|additional|new|our|those|these"
    r"|sich|das|den"
                    r"|die|der|des|le|la|les|du|un|une|in|of|for|about|with)\s+)+", re.I)  # fmt: skip
_NO_SUBJECT = FUNCTION_WORDS | frozenset(
    [
        *(
            "most",
            "much",
            "often",
            "us",
            "product",
            "platform",
            "tool",
            "software",
            "thing",
            "things",
            "anything",
            "que",
        ),
        *("something", "everything", "everybody", "general", "customers", "customer", "accounts", "account", "people"),
        *(
            "users",
            "clients",
            "themes",
            "theme",
            "feedback",
            "kunden",
            "was",
            "sich",
            "uns",
            "enterprise",
            "smb",
            "mid",
        ),
        *("market", "improve", "improvement", "improved", "improvements", "changes", "change", "nous", "plus", "there"),
        *("always", "usually", "area", "areas", "asked", "asking", "came", "come", "coming", "get", "got", "received"),
        *("rising", "growing", "new"),
    ]
)
"""Words that are no subject by themselves: `complain about most`."""


def asks_for_themes(question: str) -> bool:
    """Tell whether a question is about what customers in general ask for, praise or complain of, or what changed."""
    if _OURS.search(question) or _NO_FEEDBACK.search(question):
        return False
    return bool(_THEMES.search(question)) or asks_what_changed(question)


def asks_what_changed(question: str) -> bool:
    """Tell whether a question asks what changed, and of nothing in particular: `what changed this quarter?`."""
    return bool(_CHANGED.search(without_period(question)))


def themes_wanted(question: str, as_of: date) -> dict[str, Any]:
    """Return the arguments of the look-up: subject, theme, kind, segment, area, route, period, order and form."""
    wanted: dict[str, Any] = {}
    if match := _ONE_THEME.search(question):
        wanted["theme"] = next(one for one in match.groups() if one).strip()
    elif match := _AREA.search(question):
        wanted["area"] = (match["area"] or match["quoted"]).strip()
    elif about := subject_of(question):
        wanted["about"] = about
    bare = _HOW_IS_IT.sub(" ", question.replace(str(wanted.get("about", "")) or "\0", " "))
    if kind := next((kind for kind, words in _KINDS if re.search(rf"\b(?:{words})\b", bare, re.I)), None):
        wanted["kind"] = kind
    if segments := segments_of(question):
        wanted["segment"] = segments
    if match := _ROUTE.search(question):
        wanted["route"] = next(one for one in match.groups() if one)
    wanted |= _period(question, as_of) | _order(bare, question, as_of)
    if wanted.get("kind") == "praise" and "theme" not in wanted:
        wanted.setdefault("by", "accounts")  # the score ranks by what asks for something, and praise asks for nothing
    if _ACCOUNTS.search(question) and not re.search(r"\bwhich (?:\w+ )?themes?\b", question, re.I):
        wanted["list_by"] = "account"
    if match := _TOP.search(question):
        wanted["limit"] = count_of(match["count"])
    return wanted


def segments_of(question: str) -> str:
    """Return the one segment that a question names; empty where it names none, or several."""
    found = segments_in(re.sub(r"\benterprises\b", "enterprise", question, flags=re.I))
    return found[0] if len(found) == 1 else ""


def subject_of(question: str) -> str:
    """Return the subject that a question names, in its words; empty where it names none: `complain about most`."""
    text = _ROUTE.sub(" ", without_period(question)).strip(' ?.!"”')
    for pattern in _SUBJECTS:
        if match := pattern.search(text):
            about = _TRAILS.sub("", match["about"]).strip(" ?.!,\"“”'")
            about = _LEADS.sub("", about)
            if any(word not in _NO_SUBJECT for word in re.findall(r"[^\W\d_]+", about.casefold())):
                return about
    return ""


def _period(question: str, as_of: date) -> dict[str, str]:
    """Return the days of feedback that are asked for; renewals lie ahead, so their period is none of feedback."""
    period = None if _RENEWALS.search(question) else read_back(question, as_of)
    found: dict[str, str] = {}
    if period and period.start and period.start <= as_of:
        found["since"] = period.start.isoformat()
    if period and period.end and period.end < as_of:
        found["until"] = period.end.isoformat()
    return found


def _order(bare: str, question: str, as_of: date) -> dict[str, Any]:
    """Return by what themes are ordered, and of what ARR that renews; `bare` is the question without its subject."""
    if _RENEWALS.search(bare) and _ACCOUNTS.search(question):
        return renewing(question, as_of)
    if _RENEWALS.search(bare):
        above = _ABOVE.search(question)
        amount = float(above["amount"].replace(",", "")) * _TIMES.get((above["times"] or "").lower(), 1) if above else 0
        return {"by": "renewing_90d" if _SOON.search(question) else "renewing_180d", "renewing_above": amount}
    by = next((by for by, words in _ORDERS if re.search(rf"\b(?:{words})\b", bare, re.I)), "")
    if not by and _MOST.search(without_period(question)):
        by = "accounts"
    return {"by": by} if by else {}


def renewing(question: str, as_of: date) -> dict[str, Any]:
    """Return the day by which those that are asked for renew: `which of them renew this quarter?`; else 90 days."""
    period = read_ahead(question, as_of)
    until = (period.end if period else None) or as_of + timedelta(days=_SOON_DAYS)
    return {"list_by": "account", "renewing_until": until.isoformat()}
