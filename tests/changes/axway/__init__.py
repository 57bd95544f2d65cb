"""A change of the Axway domain, taken by the runner through what can happen to it."""
