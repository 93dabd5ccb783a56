"""Value reviews, a quarter or a year looked back on."""
