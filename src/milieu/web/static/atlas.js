// List and map of the atlas know each other: what one points at, the other marks.
const map = document.querySelector(".map svg");
const said = document.querySelector(".map-said");
const rows = [...document.querySelectorAll(".clusters-list tr[data-p]")];

if (map) {
  const point = (number) => map.querySelector(`[data-p="${number}"]`);
  const rowsOf = (number) => rows.filter((row) => row.dataset.p === number);
  let marked = null;

  const mark = (number) => {
    if (number === marked) return;
    for (const old of document.querySelectorAll(".pointed")) old.classList.remove("pointed");
    marked = number;
    const there = number === null ? null : point(number);
    said.textContent = there ? there.querySelector("title").textContent : "";
    if (!there) return;
    there.classList.add("pointed");
    for (const row of rowsOf(number)) row.classList.add("pointed");
  };

  for (const row of rows) {
    row.addEventListener("pointerenter", () => mark(row.dataset.p));
    row.addEventListener("focusin", () => mark(row.dataset.p));
    row.addEventListener("pointerleave", () => mark(null));
  }
  map.addEventListener("pointerover", (event) => {
    const there = event.target.closest("[data-p]");
    mark(there ? there.dataset.p : null);
  });
  map.addEventListener("pointerleave", () => mark(null));
  map.addEventListener("click", (event) => {
    const there = event.target.closest("[data-p]");
    const row = there && rowsOf(there.dataset.p)[0];
    if (row) row.querySelector("a").focus();
  });
}
