"""What the metric definitions say of a book folder, computed a second time: nothing here is shared with the product."""
