(() => {
  "use strict";
  const page = document.querySelector(".ur");
  const form = page.querySelector(".tools");
  const rows = [...page.querySelectorAll("details.r")].map((el) => ({ el, text: "" }));
  const groups = [...page.querySelectorAll(".grp")];
  const open = ["fail", "unknown", "blocked"];
  const field = (name) => form.elements[name];
  const has = (el, target) => !target || (el.dataset.t || "").split("|").includes(target);

  const apply = () => {
    const q = field("q").value.trim().toLowerCase();
    const [o, s, t] = ["o", "s", "t"].map((name) => field(name).value);
    let seen = 0;
    for (const row of rows) {
      if (q && !row.text) row.text = row.el.textContent.toLowerCase();
      const { el } = row;
      const right = o === "open" ? open.includes(el.dataset.o) : !o || el.dataset.o === o;
      const show = right && (!s || el.dataset.s === s) && has(el, t) && (!q || row.text.includes(q));
      el.hidden = !show;
      seen += show;
      for (const cell of el.querySelectorAll(".c")) cell.hidden = !has(cell, t);
    }
    for (const group of groups) {
      const mine = [...group.querySelectorAll("details.r")];
      group.hidden = mine.length > 0 && mine.every((el) => el.hidden);
    }
    form.querySelector("output").textContent = `${seen} of ${rows.length} shown`;
  };

  const remember = () => {
    const kept = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    try { history.replaceState(null, "", `#${kept}`); } catch { /* a viewer without history */ }
  };

  const jump = () => {
    const hash = location.hash.slice(1);
    const there = /^f\d+$/.test(hash) && document.getElementById(hash);
    if (there) {
      form.reset();
      apply();
      for (let el = there; el; el = el.parentElement) if (el.tagName === "DETAILS") el.open = true;
      there.scrollIntoView({ block: "center" });
      return;
    }
    for (const [name, value] of new URLSearchParams(hash)) if (field(name)) field(name).value = value;
    apply();
  };

  form.hidden = false;
  form.addEventListener("input", () => { apply(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  field("all").addEventListener("click", () => {
    const shown = rows.filter(({ el }) => !el.hidden);
    const unfold = shown.some(({ el }) => !el.open);
    for (const { el } of shown) el.open = unfold;
    field("all").textContent = unfold ? "Close all" : "Open all";
  });
  addEventListener("hashchange", jump);
  addEventListener("beforeprint", () => {
    for (const el of page.querySelectorAll("details.r:not(.pass, .not-applicable, .none), .c:not(.pass) .ev, .two .ev")) el.open = true;
  });
  jump();
})();
