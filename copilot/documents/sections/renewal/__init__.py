"""What a renewal turns on: scenarios, the negotiation, the way to the signature."""
