"""Documents drafted from evidence: which parts they have, their life, and how they leave the house."""
