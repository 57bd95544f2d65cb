"""The plugins of the suite, leaves first: nothing else belongs here."""

pytest_plugins = [
    "reports.html_plugin",
    "fixtures.options",
    "fixtures.phases",
    "fixtures.targets",
    "fixtures.roles",
    "fixtures.selection",
    "fixtures.collection",
    "fixtures.judging",
    "fixtures.baselines",
    "fixtures.waiting",
    "fixtures.rehearsal",
    "fixtures.progress",
    "fixtures.verdict",
]
