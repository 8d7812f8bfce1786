"""A model that always says the same."""
