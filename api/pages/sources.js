// Citations, and the panel that shows what is behind one: a figure's formula and rows, or a passage in its document.

import { element } from "./markdown.js";
import { getJson } from "./server.js";
import { showDate } from "./words.js";

const panel = document.getElementById("source");
const body = document.getElementById("source-body");
let opener = null;

// Returns a button for a handle; `evidence` maps handles to facts and passages.
export function citation(handle, evidence, isOld = false) {
  const told = handle.startsWith("F") ? `Figure ${handle}: show where it comes from` : `Passage ${handle}: open it`;
  const label = isOld ? `${told} (old)` : told;
  return element("button", {
    type: "button", class: "cite", "aria-label": label, title: label,
    onclick: (event) => openSource(handle, evidence, event.currentTarget, isOld),
  }, handle, ...(isOld ? [oldMark()] : []));
}

export async function openSource(handle, evidence, from = null, isOld = false) {
  const known = evidence.get(handle);
  try {
    showSource(handle.startsWith("F") ? factNodes(handle, known, isOld) : await passageNodes(handle, isOld), from);
  } catch (error) {
    showSource([element("p", { class: "error", role: "alert" }, error.message), ...(known ? keptNodes(known) : [])], from);
  }
}

// Shows nodes in the panel; closing it returns to where it was opened from.
export function showSource(nodes, from = null) {
  opener = from;
  body.replaceChildren(...nodes);
  panel.hidden = false;
  document.body.classList.add("with-source");
  panel.focus();
  panel.querySelector("mark")?.scrollIntoView({ block: "center" });
}

export function closeSource() {
  if (panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("with-source");
  opener?.focus();
}

const oldMark = () => element("span", { class: "old" }, "old");
const titled = (title, isOld) => element("h2", {}, title, ...(isOld ? [" ", oldMark()] : []));

function factNodes(handle, fact, isOld) {
  if (!fact) return [element("p", {}, `The answer is not complete yet; choose ${handle} again in a moment.`)];
  const rows = fact.rows.map((row) => element("li", {}, `${row.table} ${row.id}`));
  return [
    titled(`${handle} ${fact.label}`, isOld),
    element("p", { class: "value" }, fact.display),
    element("dl", {},
      ...(fact.account_name ? [element("dt", {}, "Account"), element("dd", {}, `${fact.account_name} (${fact.account_id})`)] : []),
      element("dt", {}, "As of"), element("dd", {}, showDate(fact.as_of)),
      ...(fact.formula ? [element("dt", {}, "How"), element("dd", {}, fact.formula)] : []),
      element("dt", {}, "Rows"), element("dd", {}, rows.length ? element("ul", {}, ...rows) : "none"),
    ),
  ];
}

async function passageNodes(handle, isOld) {
  const { passage, document: whole } = await getJson(`/v1/passages/${encodeURIComponent(handle)}`);
  const letters = Array.from(whole.text); // offsets count characters, not UTF-16 units
  const cut = (from, to) => letters.slice(Math.max(0, from - whole.offset), Math.max(0, to - whole.offset)).join("");
  const about = [whole.kind, whole.date && showDate(whole.date), whole.account_id].filter(Boolean).join(", ");
  const left = whole.offset > 0 ? "… " : "";
  const right = whole.offset + letters.length < whole.length ? " …" : "";
  return [
    titled(`${handle} ${whole.title}`, isOld),
    element("p", {}, `${about} · ${whole.path}, characters ${passage.start} to ${passage.end} of ${whole.length}`),
    element("div", { class: "document" },
      left + cut(whole.offset, passage.start),
      element("mark", {}, cut(passage.start, passage.end)),
      cut(passage.end, whole.offset + letters.length) + right),
  ];
}

// What a document kept of a passage that cannot be opened any more.
function keptNodes({ id, title, text }) {
  return [titled(`${id} ${title}`), element("p", {}, "As it was when it was cited:"), element("div", { class: "document" }, text)];
}

document.getElementById("close").addEventListener("click", closeSource);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSource();
});
