// /themes: the answer first, the themes that were asked for, each with what stands behind it, and the charts.

import { element } from "./markdown.js";
import { getJson, sendJson } from "./server.js";
import { begunIn, behind, undoneTold } from "./theme.js";
import { drawCharts } from "./theme_charts.js";
import { mergeTicked } from "./theme_merging.js";
import { fillUnthemed } from "./theme_unthemed.js";
import { answerNodes, linesOf, marksOf } from "./theme_words.js";
import { count, showDate } from "./words.js";

const FIELDS = ["about", "since", "until", "segment", "area", "route", "kind", "answered", "renewing_above", "by"];
const FIRST = 10;

const $ = (id) => document.getElementById(id);
const state = { asked: new URLSearchParams(), found: null, every: [], ticked: new Set(), isAll: false, run: 0, timer: 0, isBusy: false };
const day = new URLSearchParams(location.search).get("as_of"); // the day to look from, for whoever has set one

function withDay(query = "") {
  const whole = new URLSearchParams(query);
  if (day) whole.set("as_of", day);
  return whole;
}

// Returns an address with a query, if there is something to ask.
const at = (path, query) => (query.size ? `${path}?${query}` : path);

// --- reading ------------------------------------------------------------------------------------

// Reads what is asked for; an answer that a later question has overtaken is dropped.
async function load() {
  const run = (state.run += 1);
  $("list").setAttribute("aria-busy", "true");
  try {
    const found = await getJson(at("/v1/themes", withDay(state.asked)));
    const every = state.asked.size ? (await getJson(at("/v1/themes", withDay()))).themes : found.themes;
    if (run !== state.run) return;
    Object.assign(state, { found, every });
    $("failure").hidden = true;
    show();
    drawCharts($("pictures"), withDay(state.asked), () => run === state.run);
  } catch (error) {
    if (run !== state.run) return;
    $("failure").textContent = error.message;
    $("failure").hidden = false;
    $("found").replaceChildren(...(state.found ? ["Below is what was found before."] : clearing()));
  } finally {
    if (run === state.run) $("list").removeAttribute("aria-busy");
  }
}

function show() {
  const { found, asked } = state;
  showAreas();
  $("answer").replaceChildren(...answerNodes(found, asked));
  const file = new URLSearchParams([...withDay(asked), ["format", "csv"]]);
  const csv = element("a", { href: `/v1/themes?${file}`, download: "" }, "Download as CSV");
  $("found").replaceChildren(
    `${count(found.themes.length, "theme")} of what was said from ${showDate(found.since)} to ${showDate(found.until)} · `,
    csv, " · ", element("a", { href: "#charts" }, "Charts"),
    ...clearing().flatMap((one) => [" · ", one]));
  $("charts").hidden = false;
  $("trends").hidden = !found.themes.length;
  $("unthemed").hidden = !found.unthemed.length;
  showList();
  showMerging();
  showUnthemed();
}

const clearing = () =>
  state.asked.size ? [element("button", { type: "reset", form: "filter", class: "quiet" }, "Clear the filters")] : [];

function showList() {
  const { themes } = state.found;
  const open = new Set([...$("list").querySelectorAll("details.theme[open]")].map((one) => one.id));
  const wanted = location.hash.slice(1);
  const far = themes.findIndex((one) => one.id === wanted) >= FIRST;
  const shown = state.isAll || far ? themes : themes.slice(0, FIRST);
  $("list").replaceChildren(...shown.map((one) => themeNode(one, open.has(one.id) || one.id === wanted)));
  $("more").hidden = shown.length === themes.length;
  $("more").textContent = `Show all ${themes.length} themes`;
}

function showAreas() {
  const areas = [...new Set(state.every.map((one) => one.area))].sort((a, b) => a.localeCompare(b));
  const value = state.asked.get("area") ?? "";
  if (value && !areas.includes(value)) areas.push(value);
  $("area").replaceChildren(element("option", { value: "" }, "every area"), ...areas.map((one) => element("option", {}, one)));
  $("area").value = value;
}

function themeNode(theme, isOpen) {
  const body = element("div", { class: "behind" });
  const details = element("details", { class: "theme", id: theme.id, ontoggle: () => details.open && fill(theme, body) },
    element("summary", {},
      element("span", { class: "name", dir: "auto" }, theme.name), " ", ...marksOf(theme),
      ...theme.quotes.slice(0, 1).map((one) => element("q", { class: "voice", dir: "auto" }, one.text)),
      ...linesOf(theme).map((one) => element("span", { class: "line", dir: "auto" }, one))),
    body);
  details.open = isOpen;
  return element("li", {}, ...(state.found.may_decide ? [tickOf(theme)] : []), details);
}

const begun = () => [$("list"), $("unthemed")].flatMap(begunIn);

function tickOf(theme) {
  const tick = element("input", { type: "checkbox", class: "tick", "aria-label": `Tick “${theme.name}” to merge it`, onchange: () => {
    state.ticked[tick.checked ? "add" : "delete"](theme.id);
    showMerging();
  } });
  tick.checked = state.ticked.has(theme.id);
  return tick;
}

// Reads what is in no theme when that is opened, and again whenever something else is asked for or changed.
function showUnthemed() {
  const { unthemed } = state.found;
  $("unthemed").querySelector("summary .by").textContent = `${count(unthemed.length, "thing")} said, the newest first`;
  const run = state.run;
  if ($("unthemed").open) fillUnthemed($("unthemed").lastElementChild, withDay(state.asked), desk, () => run === state.run);
  else $("unthemed").lastElementChild.replaceChildren();
}

function showMerging() {
  const ticked = state.found.themes.filter((one) => state.ticked.has(one.id));
  mergeTicked($("merging"), ticked, desk);
}

// Reads what is behind a theme when it is opened, once.
async function fill(theme, body) {
  if (body.childElementCount) return;
  body.replaceChildren(element("p", { class: "by" }, "Reading …"));
  try {
    const detail = await getJson(at(`/v1/themes/${theme.id}`, withDay(state.asked)));
    body.replaceChildren(...behind(detail, desk));
  } catch (error) {
    const again = element("button", { type: "button", onclick: () => (body.replaceChildren(), fill(theme, body)) }, "Try again");
    body.replaceChildren(element("p", { class: "error", role: "alert" }, `${error.message} `, again));
  }
}

// --- changing -----------------------------------------------------------------------------------

// What the parts of the page need: every theme there is, and how one is changed.
const desk = { get every() { return state.every; }, act };

// Does one thing at a time: `task` returns what happened, the theme to show, and how often undo takes it back.
// What was typed stays where it is unless the change was made.
async function act(trouble, task) {
  if (state.isBusy) return;
  state.isBusy = true;
  trouble.replaceChildren();
  try {
    keepBegun(trouble);
    const { told, id, undos = 1 } = await task();
    state.ticked.clear();
    trouble.closest("form")?.reset(); // it is done, so nothing is begun there any more
    await showChanged(id);
    const undo = element("button", { type: "button", onclick: () => undoLast(id, undos) }, "Undo");
    say(told, ...(undos ? [" ", undo] : []));
  } catch (error) {
    trouble.replaceChildren(element("p", { class: "error", role: "alert" }, error.message));
  } finally {
    state.isBusy = false;
  }
}

// What redraws the list would lose what is typed in another form, so that goes first.
function keepBegun(trouble) {
  const form = trouble.closest("form");
  const other = begun().find((one) => one.type !== "checkbox" && one.form !== form);
  if (!other) return;
  other.focus();
  throw new Error(`Save or clear first what you typed under “${other.form.getAttribute("aria-label")}”.`);
}

function undoLast(id, times) {
  const trouble = element("div", { class: "trouble" });
  document.getElementById(id)?.querySelector(".behind")?.prepend(trouble);
  return act(trouble, async () => {
    let last = null;
    for (let time = 0; time < times; time += 1) last = (await sendJson("POST", `/v1/themes/${id}/undo`)).undone;
    return { told: undoneTold(last), id, undos: 0 };
  });
}

async function showChanged(id) {
  for (const one of $("list").querySelectorAll("details.theme[open]")) if (one.id !== id) one.open = false;
  history.replaceState(null, "", `${location.pathname}${location.search}#${id}`);
  await load();
  const place = document.getElementById(id);
  if (place) place.open = true;
  (place?.querySelector("summary") ?? $("main")).focus();
}

// Shows what happened; it stays long enough to be read and undone.
function say(...nodes) {
  clearTimeout(state.timer);
  $("status").replaceChildren(...nodes);
  if (nodes.length) state.timer = setTimeout(() => say(), 20_000);
}

// --- the beginning ------------------------------------------------------------------------------

function ask() {
  if (begun().length) {
    showAsked();
    say("Save what you began first, or clear it.");
    return;
  }
  const asked = new URLSearchParams();
  for (const name of FIELDS) if ($(name).value.trim()) asked.set(name, $(name).value.trim());
  state.asked = asked;
  history.replaceState(null, "", at(location.pathname, withDay(asked)));
  load();
}

function showAsked() {
  for (const name of FIELDS) $(name).value = state.asked.get(name) ?? "";
}

function begin() {
  const given = new URLSearchParams(location.search);
  for (const name of FIELDS) if (given.get(name)) state.asked.set(name, given.get(name));
  if (state.asked.has("area")) $("area").append(element("option", {}, state.asked.get("area")));
  showAsked();
  $("filter").addEventListener("change", ask);
  $("filter").addEventListener("submit", (event) => event.preventDefault());
  $("filter").addEventListener("reset", () => setTimeout(ask));
  $("more").addEventListener("click", () => {
    state.isAll = true;
    for (const one of state.found.themes.slice(FIRST)) $("list").append(themeNode(one, false));
    $("more").hidden = true;
    $("list").children[FIRST]?.querySelector("summary").focus();
  });
  $("unthemed").addEventListener("toggle", () => {
    if ($("unthemed").open && !$("unthemed").lastElementChild.childElementCount) showUnthemed();
  });
  window.addEventListener("hashchange", () => {
    const place = document.getElementById(location.hash.slice(1));
    if (place?.matches("details.theme")) place.open = true;
  });
  window.addEventListener("beforeunload", (event) => begun().length && event.preventDefault());
  load().then(() => document.querySelector("details.theme[open]")?.scrollIntoView());
}

begin();
