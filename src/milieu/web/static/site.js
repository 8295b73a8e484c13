// What every page does with a script; each works without it.

// "/" goes to the search field, unless the reader is typing or has turned shortcuts off.
const seek = () => [...document.querySelectorAll("input[type=search]")].find((one) => one.offsetParent);
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (localStorage.getItem("shortcuts") === "off") return;
  const field = seek();
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// One menu at a time; Escape and a click elsewhere close it.
const menus = [...document.querySelectorAll("details.menu")];
document.addEventListener("click", (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = menus.find((menu) => menu.open);
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// On paper everything that is folded stands open, menus and tables apart.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("main details:not([open]):not(.behind details)")) {
    if (fold.name) { fold.dataset.name = fold.name; fold.name = ""; } // of one name only one stands open
    fold.open = true;
    fold.dataset.folded = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-folded]")) {
    fold.open = false;
    if (fold.dataset.name) { fold.name = fold.dataset.name; delete fold.dataset.name; }
    delete fold.dataset.folded;
  }
});

// Who looks and how much is under way; a plain link where nobody says so.
const places = document.querySelectorAll(".me, nav a[href*='/tasks']");
function tell() {
  fetch("/api/v1/me", { headers: { accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((me) => {
      if (!me) return;
      document.documentElement.dataset.role = me.role; // a viewer is offered nothing that is refused
      for (const link of document.querySelectorAll(".me")) if (me.name) link.textContent = me.name;
      for (const link of document.querySelectorAll(".site-top nav a[href*='/tasks']")) {
        link.querySelector(".number")?.remove();
        if (!(me.tasks > 0)) continue;
        const number = document.createElement("b");
        number.className = "number";
        number.textContent = me.tasks;
        link.append(" ", number);
      }
    })
    .catch(() => {});
}
if (places.length) tell();
document.addEventListener("tasks-changed", tell);

// Figures that the reader wants to explore are drawn live; the script for that comes only then.
const buttons = document.querySelectorAll("button.explore");
if (buttons.length) {
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      const { explore } = await import(new URL("explore.js", import.meta.url).href);
      await explore(button);
    });
  }
}
