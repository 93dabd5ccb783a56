"""A book of two accounts with round figures, which tests can compute by hand."""

from pathlib import Path

FILES = {
    "accounts.csv": """account_id,name,segment,stage,csm_email,customer_since,aliases
A1,Marlow Freight,enterprise,renewal,kim@example.com,2024-01-10,MF;Marlow
A2,Tilia Labs,smb,adoption,kim@example.com,2025-03-01,
""",
    "contacts.csv": """contact_id,account_id,name,title,role,active,last_contacted
C1,A1,Ada Brandt,VP Operations,executive_sponsor,true,2026-05-20
C2,A1,Jo Winter,Analyst,champion,true,2026-06-10
C3,A2,Sam Ode,Founder,champion,true,2026-06-01
""",
    "subscriptions.csv": """subscription_id,account_id,product,start_date,end_date,arr,currency,seats,auto_renew
S1,A1,Platform,2025-09-01,2026-09-01,120000,USD,200,false
S2,A2,Platform,2026-03-01,2027-03-01,6000,USD,10,true
""",
    "usage.csv": """account_id,date,daily_active_users,weekly_active_users,monthly_active_users,events
A1,2026-05-30,60,90,100,900
A1,2026-06-27,50,70,80,700
A2,2026-06-26,5,7,9,80
""",
    "tickets.csv": """ticket_id,account_id,opened_at,closed_at,priority,status,subject
T1,A1,2026-06-20,,urgent,open,Login loop
T2,A1,2026-06-01,2026-06-05,normal,closed,Typo in report
T3,A2,2026-06-25,,low,open,Dark mode
""",
    "notes/a1/review.md": """---
account_id: A1
date: 2026-06-10
kind: call
title: Mid-year review
visibility: customer
---
Jo walked us through the claims desk. "We save two hours a day on claims letters."

Next steps:
- We send the rollout plan by 20 June.
- Jo names two more teams.
""",
    "notes/a2/secret.md": """---
account_id: A2
date: 2026-06-12
kind: internal
title: Pricing thoughts
---
Tilia would leave over a price rise of ten percent.
""",
}


def write_small_book(folder: Path) -> Path:
    """Write the book into a folder; its facts hold on 28 June 2026."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
