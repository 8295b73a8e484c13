// Draws a figure live in place of its still drawing: pointing at a mark says its values, and arrow
// keys read the table behind it aloud.
const script = document.querySelector("meta[name=live-script]");

const OPTIONS = {
  ast: true, // expressions are read, never evaluated: the page's policy allows no eval
  defaultStyle: false,
  renderer: "svg",
  actions: false,
  tooltip: { disableDefaultStyle: true },
};

export async function explore(button) {
  const figure = button.closest("figure");
  const room = figure.querySelector(".drawings, .map");
  const narrow = matchMedia("(max-width: 700px)").matches;
  const where = new URL(button.dataset.live, location);
  where.searchParams.set("format", "vega");
  const apart = figure.querySelector(".drawing.narrow") || figure.querySelector(".map");
  if (apart) where.searchParams.set("screen", narrow ? "narrow" : "wide");
  try {
    const [{ vegaEmbed }, answer] = await Promise.all([import(script.content), fetch(where)]);
    if (!answer.ok) throw new Error(String(answer.status));
    const specification = await answer.json();
    const live = document.createElement("div");
    live.className = "live drawing";
    room.before(live);
    await vegaEmbed(live, pointable(specification), OPTIONS);
    room.hidden = true;
    figure.classList.add("explored");
    readAloud(figure, live);
    button.remove();
  } catch (error) {
    button.disabled = false;
    const sorry = figure.querySelector(".explore-failed") ?? document.createElement("span");
    sorry.className = "explore-failed";
    sorry.setAttribute("role", "status");
    sorry.textContent = button.dataset.failed;
    button.after(sorry);
  }
}

// Every mark that stands for a row says its values when it is pointed at.
function pointable(specification) {
  const SILENT = new Set(["text", "rule", "geoshape"]);
  for (const layer of specification.layer ?? []) {
    const type = layer.mark?.type ?? layer.mark;
    if (SILENT.has(type)) continue;
    layer.mark = { ...(typeof layer.mark === "string" ? { type } : layer.mark), tooltip: { content: "data" } };
  }
  return specification;
}

// The live chart takes the keyboard: arrows go through the rows of the table behind it.
function readAloud(figure, live) {
  const rows = [...figure.querySelectorAll(".behind table tbody tr")];
  const heads = [...(figure.querySelector(".behind table thead tr")?.cells ?? [])];
  if (!rows.length) return;
  const said = document.createElement("p");
  said.className = "read";
  said.setAttribute("aria-live", "polite");
  live.after(said);
  live.tabIndex = 0;
  live.setAttribute("role", "group");
  live.setAttribute("aria-label", figure.querySelector("figcaption > :first-child").textContent);
  let at = -1;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const jump = { Home: 0, End: rows.length - 1 };
  live.addEventListener("keydown", (event) => {
    if (event.key in step) at = Math.min(Math.max(at + step[event.key], 0), rows.length - 1);
    else if (event.key in jump) at = jump[event.key];
    else return;
    event.preventDefault();
    said.textContent = [...rows[at].cells]
      .map((cell, n) => `${heads[n]?.textContent ?? ""}: ${cell.textContent}`)
      .join("; ");
  });
}
