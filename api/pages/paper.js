// A document as it is read: its sections part by part, what was left out, and the sources.

import { element, render } from "./markdown.js";
import { citation } from "./sources.js";
import { count, plain, showDate } from "./words.js";

const LABELS = {
  fact: "On record", said: "In their words", inferred: "What we infer", unknown: "Not known", plan: "What to do",
};
const OF_PORTFOLIO = { "arr-bridge": "arr-bridge", renewals: "renewals", "health-distribution": "health" };
const NOT_VERIFIED = " (not verified)"; // as the server marks it in the text
const HELP = "Markdown; [F3] or [P12] cites a source. Your words are checked too. An empty text takes the part out.";
const pictures = new Map(); // those that were drawn are used again, so that the page does not jump

// Returns a document's nodes; without a `desk`, which saves a part and drafts a section again, it can only be read.
export function paperNodes(paper, desk) {
  const evidence = new Map([...paper.evidence.facts, ...paper.evidence.passages].map((one) => [one.id, one]));
  const cite = (handle) => citation(handle, evidence, paper.stale.includes(handle));
  const used = new Set();
  const sheet = { cite, picture: (name, title) => picture(paper, name, title, used), desk };
  return [...paper.sections.map((one) => sectionNode(one, sheet)), ...leftOutNodes(paper), sourcesNode(paper, evidence, cite)];
}

function sectionNode(section, sheet) {
  const trouble = element("div", { class: "trouble" });
  const again = sheet.desk && element("button", {
    type: "button", class: "quiet", "aria-label": `Draft this section again: ${section.title}`,
    onclick: async () => (await sheet.desk.draftSection(section, trouble)) && focusOn(`section-${section.key}`),
  }, "Draft this section again");
  const title = element("h2", { id: `section-${section.key}`, tabindex: "-1", dir: "auto" }, section.title);
  return element("section", {},
    element("div", { class: "head" }, title, ...(again ? [again] : [])),
    trouble,
    ...section.parts.map((_, at) => partNode(section, at, sheet)));
}

// Returns to a place after the document was drawn anew.
function focusOn(id) {
  const place = document.getElementById(id);
  (place?.querySelector("button.quiet") ?? place)?.focus();
}

// --- parts --------------------------------------------------------------------------------------

function partNode(section, at, sheet) {
  const part = section.parts[at];
  const label = LABELS[part.basis];
  const node = element("div", { class: `part ${part.basis}`, id: `part-${section.key}-${at}` });
  const edit = sheet.desk && element("button", {
    type: "button", class: "quiet", "aria-label": `Edit: ${section.title}, ${label.toLowerCase()}`,
    onclick: () => openEditor(node, section, at, sheet),
  }, "Edit");
  node.append(
    element("p", { class: "basis" },
      element("span", {}, label),
      ...(part.author === "person" ? [element("span", { class: "by" }, "edited by a person")] : []),
      ...(edit ? [edit] : [])),
    ...(part.text ? render(part.text, sheet.cite, sheet) : [element("p", { class: "by" }, "A person took this part out.")]),
    ...doubtNodes(part));
  return node;
}

function doubtNodes(part) {
  const doubtful = part.claims.filter((one) => one.state === "unverified");
  if (!doubtful.length) return [];
  const items = doubtful.map((one) => element("li", { dir: "auto" }, `“${plain(one.text)}” `, element("em", {}, one.reason)));
  return [element("div", { class: "doubt" }, element("p", {}, "Not verified:"), element("ul", {}, ...items))];
}

function openEditor(node, section, at, sheet) {
  const open = document.querySelector("form.editor textarea");
  if (open) return open.focus();
  const text = section.parts[at].text.replaceAll(NOT_VERIFIED, "");
  const id = `text-${section.key}-${at}`;
  const trouble = element("div", { class: "trouble" });
  const rows = Math.min(20, text.split("\n").length + 3);
  const area = element("textarea", { id, rows, maxlength: "20000", dir: "auto", "aria-describedby": `${id}-help` }, text);
  const close = () => {
    const back = partNode(section, at, sheet);
    editor.replaceWith(back);
    back.querySelector("button.quiet").focus();
  };
  const editor = element("form", {
    class: "editor",
    onsubmit: async (event) => {
      event.preventDefault();
      if (await sheet.desk.save(section.key, at, area.value, trouble)) focusOn(`part-${section.key}-${at}`);
    },
    onkeydown: (event) => event.key === "Escape" && area.value === text && close(),
  },
    element("label", { for: id }, `${section.title}: ${LABELS[section.parts[at].basis].toLowerCase()}`),
    area,
    element("p", { id: `${id}-help`, class: "by" }, HELP),
    element("button", { type: "submit", class: "main" }, "Save"),
    element("button", { type: "button", onclick: close }, "Cancel"),
    trouble);
  node.replaceWith(editor);
  area.focus();
  editor.scrollIntoView({ block: "nearest" });
}

// --- pictures, omissions, sources ---------------------------------------------------------------

function picture(paper, name, title, used) {
  const isOfAccount = paper.account_id && (name === "usage" || name === "health");
  if (!isOfAccount && !(name in OF_PORTFOLIO)) return element("p", {}, `![${title}](chart:${name})`);
  const whose = isOfAccount ? `accounts/${encodeURIComponent(paper.account_id)}` : "portfolio";
  const address = `/v1/${whose}/charts/${isOfAccount ? name : OF_PORTFOLIO[name]}?as_of=${paper.as_of}`;
  const key = `${address} ${title}`;
  if (!pictures.has(key)) pictures.set(key, drawn(address, title));
  const kept = pictures.get(key);
  if (used.has(kept)) return drawn(address, title);
  used.add(kept);
  return kept;
}

function drawn(address, title) {
  const figure = element("figure", {}, element("img", {
    src: address, alt: title,
    onerror: () => figure.replaceChildren(element("p", { class: "by" }, `The chart “${title}” could not be drawn.`)),
  }));
  return figure;
}

function leftOutNodes(paper) {
  if (!paper.left_out.length) return [];
  const titles = new Map(paper.sections.map((one) => [one.key, one.title]));
  const items = paper.left_out.map(({ section, text, reason }) => element("li", { dir: "auto" },
    element("strong", {}, `${titles.get(section) ?? "The whole document"}: `), plain(text), " ",
    element("em", {}, `(${reason})`)));
  return [element("section", {}, element("h2", { id: "left-out" }, "Left out, and why"), element("ul", {}, ...items))];
}

function sourcesNode(paper, evidence, cite) {
  const whose = (fact) => (fact.account_name && fact.account_id !== paper.account_id ? `${fact.account_name}: ` : "");
  const told = (one) => "display" in one
    ? `${whose(one)}${one.label}: ${one.display} (as of ${showDate(one.as_of)})`
    : [one.title, one.kind, one.date && showDate(one.date)].filter(Boolean).join(", ");
  const inOrder = [...evidence.values()].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
  const items = inOrder.map((one) => element("li", { dir: "auto" }, cite(one.id), " ", told(one)));
  return element("section", {}, element("h2", { id: "sources" }, "Sources"),
    element("details", {},
      element("summary", {}, `Show ${count(items.length, "source")}`), element("ul", { class: "sources" }, ...items)));
}
