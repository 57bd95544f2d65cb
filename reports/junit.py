"""JUnit XML for CI systems: one testcase a cell, our outcome beside what JUnit can say."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from findings.finding import Finding, Outcome
from findings.result import RunResult
from reports.clean import clean

INVALID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, Char
# JUnit has three words. What could not be told is a failure there: skipped reads as fine.
ELEMENT: dict[Outcome, str] = {
    "fail": "failure",
    "unknown": "failure",
    "blocked": "failure",
    "not-applicable": "skipped",
    "due": "skipped",
    "waived": "skipped",
}


def junit(result: RunResult) -> str:
    """The whole run as one testsuite; its properties hold the verdict and the chain's head."""
    words = [ELEMENT.get(each.outcome, "") for each in result.findings]
    suite = Element(
        "testsuite",
        name=xml(f"{result.change} {result.environment} {result.phase}"),
        tests=str(len(words)),
        failures=str(words.count("failure")),
        errors="0",
        skipped=str(words.count("skipped")),
        time=f"{sum(each.seconds for each in result.findings):.3f}",
        timestamp=xml(result.started_at),
    )
    _properties(
        suite,
        {
            "verdict": result.verdict,
            "headline": result.headline,
            "accounting": result.accounting_line,
            "vendor": result.vendor_line,
            "chain_head": result.chain_head,
        },
    )
    for found in result.findings:
        suite.append(_case(found))
    top = Element("testsuites", name="upgrade checks")
    top.append(suite)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(top, encoding="unicode")}\n'


def xml(text: str) -> str:
    """Text without the characters that XML forbids, controls shown as escapes."""
    return INVALID.sub("", clean(text))


def _case(found: Finding) -> Element:
    """One cell. Its class is the module, as pytest itself writes it."""
    module, _, name = found.check.partition("::")
    case = Element(
        "testcase",
        classname=xml(module.removesuffix(".py").replace("/", ".")),
        name=xml(f"{name}[{found.target}]"),
        time=f"{found.seconds:.3f}",
    )
    _properties(
        case,
        {
            "outcome": found.outcome,
            "severity": found.severity,
            "target": found.target,
            "requirements": " ".join(found.requirements),
        },
    )
    if element := ELEMENT.get(found.outcome):
        text = found.message or found.accepted or found.title
        first = text.splitlines()[0] if text else ""
        word = "" if found.outcome == "fail" else f"{found.outcome.upper()}: "
        child = SubElement(case, element, message=xml(f"{word}{first}"), type=found.outcome)
        parts = (text, found.remedy.text, found.remedy.command)
        child.text = xml("\n".join(part for part in parts if part))
    return case


def _properties(parent: Element, values: dict[str, str]) -> None:
    """`<properties>` of a suite or a case."""
    box = SubElement(parent, "properties")
    for name, value in values.items():
        SubElement(box, "property", name=name, value=xml(value))
