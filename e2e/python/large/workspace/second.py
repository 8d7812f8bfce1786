"""A second application, which needs nothing of the wheels but that they are there."""

import importlib.metadata

distributions = list(importlib.metadata.distributions())
print(f"second: {len(distributions)} wheels")
