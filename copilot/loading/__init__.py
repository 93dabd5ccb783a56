"""Books and knowledge folders brought in: checked, written, indexed."""
