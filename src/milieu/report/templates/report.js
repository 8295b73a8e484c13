"use strict";
// On paper everything that is folded stands open.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) {
    fold.open = true;
    fold.dataset.folded = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-folded]")) {
    fold.open = false;
    delete fold.dataset.folded;
  }
});
// The table of clusters: search, filter, sort. Without this script it stands whole, by rank.
(() => {
  const table = document.getElementById("cluster-table");
  if (!table) return;
  const form = document.getElementById("filters");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const most = 50;
  let all = rows.length <= most;

  const show = () => {
    const words = form.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const row of body.rows) {
      const [name, status] = [row.cells[0], row.cells[row.cells.length - 1]];
      const text = `${name.firstChild.textContent} ${row.dataset.id}`.toLowerCase();
      const alarms = (row.dataset.alarm ?? "").split(" ");
      const fits = words.every((word) => text.includes(word))
        && (!form.level.value || name.lastChild.textContent === form.level.value)
        && (!form.status.value || status.textContent.trim() === form.status.value)
        && (!form.stage?.value || row.dataset.stage === form.stage.value)
        && (!form.alarm?.value || alarms.includes(form.alarm.value));
      found += fits;
      row.hidden = !fits || (!all && found > most);
    }
    form.more.hidden = all || found <= most;
    form.more.textContent = `Show all ${found.toLocaleString("en")}`;
    form.querySelector("output").textContent =
      `${found.toLocaleString("en")} of ${rows.length.toLocaleString("en")} clusters`;
  };

  const sort = (head) => {
    const at = [...head.parentNode.cells].indexOf(head);
    const down = head.getAttribute("aria-sort") !== "descending";
    for (const cell of head.parentNode.cells) cell.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const number = head.dataset.kind === "number";
    const value = (row) => {
      const cell = row.cells[at];
      const texts = [...cell.childNodes].map((part) => part.textContent.trim());
      const said = cell.dataset.value ?? texts.find(Boolean) ?? "";
      if (said === "–") return "";  // unknown
      return number ? parseFloat(said.replaceAll(",", "").replace("−", "-")) : said;
    };
    const compare = (a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === "" || y === "") return (x === "") - (y === "");  // unknown stays last
      const order = number ? x - y : x.localeCompare(y);
      return down ? -order : order;
    };
    body.append(...[...body.rows].sort(compare));
    show();
  };

  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head));
    head.replaceChildren(button);
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.more.addEventListener("click", () => { all = true; show(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    form.search.focus();
  });
  form.hidden = false;
  show();
})();
