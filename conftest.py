"""The plugins of the suite, leaves first: nothing else belongs here."""

pytest_plugins = [
    "reports.html_plugin",
    "fixtures.phases",
    "fixtures.targets",
    "fixtures.baselines",
    "fixtures.roles",
    "fixtures.selection",
    "fixtures.options",
    "fixtures.collection",
    "fixtures.waiting",
    "fixtures.judging",
    "fixtures.selftest",
    "fixtures.rehearsal",
    "fixtures.verdict",
    "fixtures.stopping",
    "fixtures.strays",
]
