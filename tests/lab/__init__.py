"""Real machines to try the suite on: systemd hosts, packages, data stores, stand-in programs.

`python -m tests.lab up` boots a Tyk estate in seconds; `sweep` removes every trace of it, also
after a kill. Several labs live side by side under different values of LAB_PREFIX.
"""
