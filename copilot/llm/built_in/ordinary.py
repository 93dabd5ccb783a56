"""Words that name nobody, so that the others can be taken for names."""

_SHORT = """
I A ARR MRR NRR GRR NPS CSAT CES CSM CSMs AE PM VP QBR EBR ROI SSO SAML SCIM API SMB AI MAU DAU WAU TTV CFO CEO CIO
CTO COO CISO CRO CMO CPO HR IT EU US USA UK EMEA APAC AMER AMERICAS LATAM DACH NA SLA KPI OKR PDF CSV FAQ GDPR DPA
RFP RFI SOW POC YTD YOY QOQ Q1 Q2 Q3 Q4 H1 H2 OK PS FYI ASAP EUR USD GBP
"""
_USUAL = """
Americas America Europe Asia Africa North South East West Enterprise SMBs Mid Market Midmarket Head Product
Engineering Finance Legal Sourcing Procurement Security Sales Support Success Customer Customers Account Accounts
Renewal Renewals Playbook Playbooks QBRs EBRs Hi Hello Hey Thanks Thank Please Sorry Yes Well Dear Compare Show List
Tell Give Rank Brief Find Draft Write Name Prepare Summarise Summarize Explain Describe Get Help Need Want Any
Anything Anyone Anybody Nobody Number Total Average Sum Count Top Bottom Biggest Largest Smallest Lowest Highest
Best Worst First Last Next Seats Users Usage Licence Licences License Licenses Tickets Ticket Health Open Overdue
Red Green Yellow Sponsor Champion Contacts Contract Status Urgent Today Tomorrow Yesterday Forecast Risk Risks Churn
Revenue Adoption Utilisation Utilization Let Welche Welcher Ist Sind Hat Haben Wer Wie Was Wann Wo Warum Gibt Qui
Que Quel Quelle Quels Quelles Quand Combien Comment Pourquoi Est Kunden Kunde Vertrag Verträge Weekly Monthly
Quarterly Annual Business Review Reviews
"""
_SMALL = """
a about after again all also am an and another any are as at be because before both but by can could did do does don
during each either else every few for from further get give had has have he her here his how i if in into is it its
let like may me might more most must my no nobody none not now of on once one only or other our out over own same
shall she should since so some somebody someone such than that the their them then there these they this those
though to too under until up us very was we were what when where whether which while who whom whose why will with
without would you your
"""
_BEFORE_FIGURES = """
active actual annual average churned contracted current due expected expiring gross lost lowest mean median missing
monthly net new old open overall overdue paid planned portfolio quarterly recurring red sold team total unused
urgent used weekly yearly yellow green high low normal bad good early late key main group groups region regions
segment segments industry book list plan calls per single enterprise mid-market customers how's hows whats what's
who's big small large biggest smallest support cases renewal upcoming coming contraction expansion churn retention
"""
LARGE = frozenset(_USUAL.split()) | frozenset(_SHORT.split())
"""Written large, in the middle of a question or at its beginning."""
FUNCTION_WORDS = frozenset(_SMALL.split())
"""Words that only hold a sentence together."""
COMMON = frozenset(word.casefold() for word in LARGE) | FUNCTION_WORDS | frozenset(_BEFORE_FIGURES.split())
"""All of them written small, with what may stand before a figure: `total ARR`."""
