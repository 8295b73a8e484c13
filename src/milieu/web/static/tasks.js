// Keeps the page of tasks up to date: the server writes all words, this exchanges the part that lives.

const LOOK = 2000; // milliseconds between two looks without events
const IDLE = 10000; // the same while nothing is under way: somebody else may begin something
const ALOUD = 10000; // milliseconds between two announcements
const PAUSE = 700; // milliseconds between two exchanges after events

let spokenAt = 0;
let spoken = "";
let due = 0;
let source = null;

const live = () => document.getElementById("live");

function local() {
  const language = document.documentElement.lang;
  const hour = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const both = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const today = new Date().toDateString();
  for (const one of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(one.dateTime);
    one.title = one.textContent;
    one.textContent = (moment.toDateString() === today ? hour : both).format(moment);
  }
}

function say() {
  const text = live().dataset.say;
  const now = Date.now();
  const ended = live().dataset.active === "0";
  if (text === spoken || (now - spokenAt < ALOUD && !ended)) return;
  document.getElementById("spoken").textContent = text;
  spoken = text;
  spokenAt = now;
}

async function exchange() {
  due = 0;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = fresh.getElementById("live");
  if (!next) return;
  if (next.dataset.active !== live().dataset.active) document.dispatchEvent(new Event("tasks-changed"));
  const focused = live().contains(document.activeElement) ? document.activeElement.id : "";
  live().replaceWith(document.adoptNode(next));
  local();
  if (focused) (document.getElementById(focused) ?? document.querySelector("#live button, #live a"))?.focus();
  say();
}

function soon(wait) {
  if (!due) due = setTimeout(() => exchange().catch(() => { due = 0; }), wait);
}

function watch() {
  const address = live().dataset.events;
  if (!address || live().dataset.active === "0") return;
  source = new EventSource(address);
  for (const kind of ["state", "progress", "end"]) source.addEventListener(kind, () => soon(PAUSE));
  source.addEventListener("end", () => { source.close(); source = null; });
  source.addEventListener("error", () => {
    if (source && source.readyState === EventSource.CLOSED) source = null; // from now on by looking
  });
}

let lookedAt = Date.now();
setInterval(() => {
  const wait = live().dataset.active === "0" ? IDLE : LOOK;
  if (document.hidden || source || Date.now() - lookedAt < wait) return;
  lookedAt = Date.now();
  soon(0);
}, LOOK);

document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(0); });
local();
spoken = live().dataset.say; // what is there at the beginning is read with the page
watch();
