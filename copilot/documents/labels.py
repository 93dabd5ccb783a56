"""What a customer calls a figure."""

_PLAIN = {
    "ARR": "Price a year",
    "Licence utilisation": "Share of the seats in use",
    "Monthly active users": "People who used it in 28 days",
    "Usage change over 28 days": "Change of the people who use it over 28 days",
    "Stickiness": "Share of its users who use it on a day",
    "Feature breadth": "Share of the features in use",
    "ROI": "Value against the price",
    "CSM": "With us",
    "Contact": "With you",
}


def plain_label(label: str) -> str:
    """Return a label in a customer's words, what stands behind `against` as it is: `Stickiness` is ours alone."""
    name, against, since = label.partition(" against ")
    return f"{_PLAIN.get(name, name)}{against}{since}"
