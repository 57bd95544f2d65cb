"""One page for each person who has to sign: only what applies, as Markdown and as HTML."""

from markupsafe import escape

from catalog.signing import Signature
from inventory import Inventory
from reports.clean import clean
from reports.text import code, escaped

BOTH = "These are signed together."
POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1c2430}li{margin:.6rem 0}code{background:#f6f7f9;padding:.15rem .3rem;"
    "overflow-wrap:anywhere}.dim{color:#5b6675}.line{border-bottom:1px solid #1c2430;"
    "display:inline-block;width:16rem}@media print{body{margin:0}section{break-inside:avoid}}"
)


def command(one: Signature, given: str) -> str:
    """The command that signs it."""
    what = f"--group {one.group}" if one.group else f"--requirement {one.name}"
    return f'python -m runner attest --inventory {given} {what} --name "..." --evidence "..."'


def sheet_markdown(
    owner: str, items: tuple[Signature, ...], inventory: Inventory, given: str
) -> str:
    """One signer's page, for a ticket or a wiki."""
    out = [f"# {escaped(_title(owner, inventory))}", "", escaped(_about(inventory)), ""]
    for one in items:
        out += [f"## {escaped(one.name)}", ""]
        for row in one.rows:
            out.append(f"- **{escaped(row.row)}** {escaped(row.statement)}")
            out += [f"  {escaped(text)}" for text in _more(row.remedy.text, row.reason, row.source)]
        out += ["", escaped(BOTH)] if len(one.rows) > 1 else []
        out.append("")
        out.append(escaped(_state(one)))
        if not one.signed:
            out += ["", code(command(one, given)), "", "Name: ____________  Evidence: ____________"]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def sheet_html(owner: str, items: tuple[Signature, ...], inventory: Inventory, given: str) -> str:
    """The same page to print and sign; every text is escaped, nothing runs in it."""
    title = _safe(_title(owner, inventory))
    out = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        POLICY,
        f"<title>{title}</title><style>{STYLE}</style></head><body>",
        f"<h1>{title}</h1><p>{_safe(_about(inventory))}</p>",
    ]
    for one in items:
        out.append(f"<section><h2>{_safe(one.name)}</h2><ul>")
        for row in one.rows:
            more = "".join(
                f'<br><span class="dim">{_safe(text)}</span>'
                for text in _more(row.remedy.text, row.reason, row.source)
            )
            out.append(f"<li><b>{_safe(row.row)}</b> {_safe(row.statement)}{more}</li>")
        out.append(
            f"</ul>{f'<p>{BOTH}</p>' if len(one.rows) > 1 else ''}<p>{_safe(_state(one))}</p>"
        )
        if not one.signed:
            out.append(f"<p><code>{_safe(command(one, given))}</code></p>")
            blank = '<span class="line">&nbsp;</span>'
            out.append(f"<p>Name {blank} Evidence {blank}</p>")
        out.append("</section>")
    return "\n".join([*out, "</body></html>"]) + "\n"


def _title(owner: str, inventory: Inventory) -> str:
    return f"To sign by {owner}: {inventory.change}, {inventory.environment}"


def _about(inventory: Inventory) -> str:
    hops = ", ".join(f"{n} {hop.from_} → {hop.to}" for n, hop in inventory.versions.items())
    return f"{inventory.product} {hops}. No probe can see these; a person states them by name."


def _more(*texts: str) -> list[str]:
    return [text for text in texts if text]


def _state(one: Signature) -> str:
    if one.signed:
        return f"Signed: {one.signed}"
    return f"Not signed: {one.why}" if one.why else "Not signed yet."


def _safe(text: str) -> str:
    return str(escape(clean(text)))
