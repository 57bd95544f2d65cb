"""How a run is shown: HTML, PDF, JUnit, JSON, Markdown and text, each made of one `RunResult`."""
