// The lab: sliders ask at once, runs follow after a rest; the server writes all words, this exchanges them.

const MOVE = 120; // milliseconds after a move in which more moves are waited for
const REST = 600; // milliseconds of rest after which runs begin
const ALOUD = 10000; // milliseconds between two announcements
const LONG = 630; // seconds left from which on only the server says how long

const form = document.getElementById("ask");
const lab = document.querySelector(".lab");
let asking = null; // the last request, which a newer one ends
let moved = 0;
let rested = 0;
let source = null;
let watched = ""; // task whose events are heard
let begun = ""; // task that this page has begun
let mayRun = true;
let spokenAt = 0;
let refreshing = false;
let wanted = false;
let shown = location.pathname + location.search;

let touched = null; // the slider that was moved last: it stays under the finger

const ANCHORED = CSS.supports("overflow-anchor", "auto"); // the browser keeps what is on the screen in place

const underWay = () => document.getElementById("under-way");

// Changes what stands above the slider; browsers that let the page jump then are put right.
function kept(change) {
  const top = ANCHORED ? NaN : touched?.getBoundingClientRect().top;
  change();
  if (top >= 0 && top < innerHeight) scrollBy(0, touched.getBoundingClientRect().top - top);
}

function exchange(text, address) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const answer = fresh.getElementById("answer");
  if (!answer) return false;
  const open = [...document.querySelectorAll("#answer details[open]")].map((one) => one.querySelector("summary")?.textContent);
  const held = document.activeElement?.closest("#answer form button")?.textContent;
  kept(() => {
    document.getElementById("answer").replaceWith(document.adoptNode(answer));
    for (const one of document.querySelectorAll("#answer details")) {
      if (open.includes(one.querySelector("summary")?.textContent)) one.open = true;
    }
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const old = document.getElementById(part.id);
      if (old && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(part));
    }
  });
  if (held) [...document.querySelectorAll("#answer form button")].find((one) => one.textContent === held)?.focus();
  lab.dataset.address = fresh.querySelector(".lab").dataset.address;
  if (address && address !== location.href) history.pushState(null, "", address);
  shown = location.pathname + location.search;
  for (const link of document.querySelectorAll(".languages a")) { // another language keeps the question
    const query = new URLSearchParams(location.search);
    query.set("lang", new URL(link.href).searchParams.get("lang"));
    link.href = `${location.pathname}?${query}`;
  }
  watch();
  say();
  return true;
}

function say() {
  if (Date.now() - spokenAt < ALOUD && underWay()?.dataset.events) return;
  const said = document.querySelector("#answer .lead")?.textContent ?? "";
  const far = document.querySelector("#under-way .far")?.textContent ?? "";
  document.getElementById("spoken").textContent = `${far} ${said}`.trim();
  spokenAt = Date.now();
}

async function get(address, push) {
  asking?.abort();
  asking = new AbortController();
  const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
  const text = await answer.text();
  return exchange(text, push ? answer.url : "");
}

// Steps that come while an answer is on its way ask once more afterwards: none ends the one before.
async function refresh() {
  wanted = true;
  if (refreshing) return;
  refreshing = true;
  while (wanted) {
    wanted = false;
    await get(lab.dataset.address, false).catch(ignore);
  }
  refreshing = false;
}

async function post(fields) {
  asking?.abort();
  const body = new URLSearchParams(fields);
  const answer = await fetch(lab.dataset.address, { method: "POST", headers: { Accept: "text/html" }, body });
  if (answer.status === 401 || answer.status === 403) { mayRun = false; return; }
  exchange(await answer.text(), answer.ok ? answer.url : "");
  if (fields.act === "run") begun = underWay()?.dataset.task ?? "";
}

function asked() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && !(name.startsWith("w.") && value === "") && !(name.startsWith("i.") && Number(value) === 0)) query.append(name, value);
  }
  if (![...query.keys()].some((name) => /^[ia]\./.test(name))) query.append("i.", "0");
  return `${form.getAttribute("action")}?${query}`;
}

function ask() {
  get(asked(), true).catch(ignore);
}

function run() {
  const state = underWay();
  if (!mayRun || !state || state.dataset.answered || state.dataset.events || !state.dataset.can) return;
  const leave = begun && begun !== state.dataset.task ? { leave: begun } : {};
  post({ act: "run", ...leave }).catch(ignore);
}

function ignore(error) {
  if (error.name !== "AbortError") console.warn(error.message);
}

// The server's words for the nearest of the times that it has words for: "5=about 5 seconds left|...".
function inWords(said, seconds) {
  const known = said.split("|").filter(Boolean).map((one) => one.split("="));
  const off = (one) => Math.abs(Number(one[0]) - seconds);
  return known.reduce((best, one) => (off(one) < off(best) ? one : best), known[0])?.[1] ?? "";
}

function heard(event) {
  const told = JSON.parse(event.data);
  const state = underWay();
  if (!state?.dataset.events || typeof told.share !== "number") return;
  const bar = state.querySelector("progress");
  if (bar) bar.value = told.share;
  const most = Number(state.dataset.most);
  const done = Math.floor((told.share * most) / 8) * 8;
  if (done > 0) state.querySelector(".far strong").textContent = state.dataset.say.replace("{n}", done).replace("{total}", most);
  const left = state.querySelector(".far span");
  if (!told.seconds_left) left.textContent = "";
  else if (told.seconds_left < LONG) left.textContent = `· ${inWords(state.dataset.left, told.seconds_left)}`;
}

function watch() {
  const address = underWay()?.dataset.events ?? "";
  if (address === watched) return;
  source?.close();
  source = null;
  watched = address;
  if (!address) return;
  source = new EventSource(address);
  source.addEventListener("progress", heard);
  source.addEventListener("step", refresh);
  source.addEventListener("end", () => {
    source?.close();
    source = null;
    watched = "";
    refresh();
  });
}

form.addEventListener("input", (event) => {
  const one = event.target;
  touched = one;
  if (one.dataset.for) document.getElementById(one.dataset.for).value = one.value;
  else if (one.id) { const twin = form.querySelector(`[data-for="${one.id}"]`); if (twin) twin.value = one.value; }
  one.closest(".lab-slider")?.classList.toggle("used", Number(one.value) !== 0);
  clearTimeout(moved);
  clearTimeout(rested);
  moved = setTimeout(ask, MOVE);
  rested = setTimeout(run, REST + MOVE);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(moved);
  clearTimeout(rested);
  get(asked(), true).then(run).catch(ignore);
});

document.addEventListener("submit", (event) => {
  const one = event.target;
  if (!one.closest("#answer, #ahead")) return;
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(one));
  lab.dataset.address = one.getAttribute("action");
  post(fields).catch(ignore);
});

addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload(); // a jump within the page is none
});
watch();
