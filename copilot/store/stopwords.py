"""English words that say nothing of what a question is about."""

_WORDS = """
a about after again all also am an and any are as at be because been before being between both but by can
could did do does doing don down during each either else ever every few for from further get give given go had
has have having he her here hers him his how i if in into is it its itself just let like ll may me might more
most much must my no nor not now of off on once only or other our ours out over own please re s same shall she
should so some such t tell than that the their theirs them then there these they this those through to too
under until up us ve very was we were what when where which while who whom whose why will with would you your
yours
"""
STOP_WORDS = frozenset(_WORDS.split())
