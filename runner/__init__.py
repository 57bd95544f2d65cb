"""The thin runner: a plan of steps for each product, its journal, the order of phases."""
