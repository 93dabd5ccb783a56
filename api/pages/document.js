// One document: read, downloaded, approved, drafted again, and its versions compared.

import { changesNodes } from "./changes.js";
import { element } from "./markdown.js";
import { paperNodes } from "./paper.js";
import { call, getJson, sendJson } from "./server.js";
import { count, showDate, showKind, showMoment } from "./words.js";

const FORMS = { md: "Markdown", html: "HTML", docx: "Word", pptx: "PowerPoint", pdf: "PDF" };

const $ = (id) => document.getElementById(id);
const state = { address: "", paper: null, versions: [], isBusy: false, timer: 0 };
const newest = () => state.versions.at(-1);

export async function openDocument(id) {
  state.address = `/v1/documents/${id}`;
  await load(new URLSearchParams(location.search).get("version"));
  $("menu").hidden = $("contents").hidden = $("paper").hidden = false;
  document.body.classList.add("with-contents");
  wire();
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

async function load(version = null) {
  const asked = version ? `?version=${encodeURIComponent(version)}` : "";
  const [paper, { versions }] = await Promise.all([getJson(state.address + asked), getJson(`${state.address}/versions`)]);
  Object.assign(state, { paper, versions });
  const address = location.pathname + (paper.version === newest().version ? "" : `?version=${paper.version}`);
  history.replaceState(null, "", address + location.hash);
  show();
}

// --- showing ------------------------------------------------------------------------------------

function show() {
  const { paper } = state;
  const isNewest = paper.version === newest().version;
  document.title = `${paper.title} · CSM copilot`;
  $("title").textContent = paper.title;
  $("particulars").replaceChildren(...particulars(paper).map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", { dir: "auto" }, value))));
  $("sections").replaceChildren(...paperNodes(paper, isNewest && { save, draftSection }));
  $("contents").replaceChildren(element("ol", {}, ...[...$("sections").querySelectorAll("h2[id]")].map((one) =>
    element("li", {}, element("a", { href: `#${one.id}`, dir: "auto" }, one.textContent)))));
  $("approving").hidden = !isNewest || Boolean(paper.approval);
  $("drafting").hidden = !isNewest;
  $("again-as-of").value = paper.as_of;
  $("outdated").hidden = isNewest;
  $("outdated").replaceChildren(
    `This is version ${paper.version} of ${newest().version}: it can be read and compared, but no longer changed. `,
    element("button", { type: "button", onclick: () => work($("version-trouble"), "", () => load()) }, "Show the newest"));
  $("changes").hidden = true;
  showVersions();
}

function particulars(paper) {
  const { approval } = paper;
  const { facts, passages } = paper.evidence;
  const claims = paper.sections.flatMap((section) => section.parts).flatMap((part) => part.claims);
  const doubtful = claims.filter((one) => one.state === "unverified").length;
  const old = paper.stale.length ? `; ${paper.stale.length} of them old` : "";
  return [
    ["Kind", showKind(paper.kind)],
    ["Account", paper.account_name ?? "all accounts"],
    ["As of", showDate(paper.as_of)],
    ["Compared with", paper.since && showDate(paper.since)],
    ["For", paper.audience === "customer" ? "the customer" : "our own people"],
    ["Version", `${paper.version}, ${showMoment(paper.created_at)}`],
    ["Status", approval ? `Approved by ${approval.by} on ${showDate(approval.at)}` : "Draft, not approved"],
    ["Sources", `${count(facts.length, "figure")}, ${count(passages.length, "passage")}${old}`],
    ["Not verified", doubtful && `${count(doubtful, "sentence")} of a person, marked below`],
    ["Written by", paper.model === "built-in" ? "" : paper.model],
  ].filter(([, value]) => value);
}

function showVersions() {
  const { paper, versions } = state;
  const told = (one) => `${one.version}: as of ${showDate(one.as_of)}${one.approval ? `, approved by ${one.approval.by}` : ""}`;
  const choices = (list) => list.toReversed().map((one) => element("option", { value: one.version }, told(one)));
  const others = versions.filter((one) => one.version !== paper.version);
  $("version").replaceChildren(...choices(versions));
  $("version").value = paper.version;
  $("other").replaceChildren(...choices(others));
  $("other").value = paper.version > 1 ? paper.version - 1 : others.at(0)?.version ?? "";
  $("compare").hidden = !others.length;
}

// --- changing -----------------------------------------------------------------------------------

// Does one thing at a time: tells its progress, shows trouble where it was begun, returns whether it went well.
async function work(trouble, progress, task) {
  if (state.isBusy || isEditing(trouble)) return false;
  state.isBusy = true;
  trouble.replaceChildren();
  say(progress);
  try {
    say((await task()) ?? "");
    return true;
  } catch (error) {
    say("");
    trouble.replaceChildren(...(await told(error)));
    return false;
  } finally {
    state.isBusy = false;
  }
}

// Shows where things stand; what is over stays long enough to be read.
function say(text) {
  clearTimeout(state.timer);
  $("status").textContent = text;
  if (!text.endsWith("…")) state.timer = setTimeout(() => say(""), 8_000);
}

// Whatever draws the document anew waits until an open text is saved or cancelled, so that none is lost.
function isEditing(trouble) {
  const open = document.querySelector("form.editor");
  if (!open || open.contains(trouble)) return false;
  say("Save or cancel the text that is open first.");
  open.querySelector("textarea").focus();
  return true;
}

async function told(error) {
  const nodes = [element("p", { class: "error", role: "alert" }, error.message)];
  if (error.status !== 409) return nodes;
  const { version } = await getJson(state.address).catch(() => state.paper);
  if (version === state.paper.version) return nodes;
  const reload = element("button", { type: "button", onclick: () => location.reload() }, "Reload");
  return [element("p", { class: "error", role: "alert" }, "Somebody changed it: reload. Copy what you wrote first. ", reload)];
}

function save(section, part, text, trouble) {
  return work(trouble, "Saving and checking …", async () => {
    const edits = [{ section, part, text }];
    const { version } = await sendJson("PATCH", state.address, { version: state.paper.version, edits });
    await load();
    return `Saved as version ${version}.`;
  });
}

function draftSection(section, trouble) {
  return work(trouble, `Drafting “${section.title}” again …`, async () => {
    const { version } = await sendJson("POST", `${state.address}/draft`, { sections: [section.key] });
    await load();
    return `Drafted again as version ${version}. What a person wrote has stayed.`;
  });
}

function approve() {
  return work($("approve-trouble"), "Approving …", async () => {
    const change = { version: state.paper.version, approve: $("approver").value };
    const { approval } = await sendJson("PATCH", state.address, change);
    await load();
    return `Approved by ${approval.by}.`;
  });
}

function draftAgain() {
  return work($("again-trouble"), "Drafting again …", async () => {
    const { version, as_of: day } = await sendJson("POST", `${state.address}/draft`, { as_of: $("again-as-of").value });
    await load();
    return `Drafted again as of ${showDate(day)}, as version ${version}. What a person wrote has stayed.`;
  });
}

function compare() {
  return work($("version-trouble"), "Comparing …", async () => {
    const found = await getJson(`${state.address}/diff?version=${state.paper.version}&to=${$("other").value}`);
    const close = element("button", { type: "button", onclick: () => ($("changes").hidden = true) }, "Close");
    $("changes").replaceChildren(close, ...changesNodes(found));
    $("changes").hidden = false;
    $("changes").focus();
  });
}

function download(form, name) {
  return work($("download-trouble"), `Making the ${name} file …`, async () => {
    const answer = await call(`${state.address}/export?format=${form}&version=${state.paper.version}`);
    const [, file] = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition")) ?? [];
    const address = URL.createObjectURL(await answer.blob());
    element("a", { href: address, download: file ?? `document.${form}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return `${file} is in your downloads.`;
  });
}

// --- the beginning ------------------------------------------------------------------------------

function wire() {
  const onSubmit = (form, task) => $(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await task())) return;
    closeActions();
    if (form !== "compare") $("title").focus();
  });
  onSubmit("approve", approve);
  onSubmit("again", draftAgain);
  onSubmit("compare", compare);
  $("version").addEventListener("change", async () => {
    if (!(await work($("version-trouble"), "", () => load($("version").value)))) showVersions();
  });
  $("downloads").append(...Object.entries(FORMS).map(([form, name]) =>
    element("button", { type: "button", onclick: () => download(form, name) }, name)));
  $("menu").addEventListener("click", () => toggleMenu(!document.body.classList.contains("with-menu")));
  $("contents").addEventListener("click", (event) => event.target.closest("a") && toggleMenu(false));
  document.addEventListener("click", (event) => event.target.closest("#actions") || closeActions());
  document.addEventListener("keydown", (event) => event.key === "Escape" && (closeActions(), toggleMenu(false)));
  window.addEventListener("beforeunload", (event) => {
    const text = document.querySelector("form.editor textarea");
    if (text && text.value !== text.defaultValue) event.preventDefault();
  });
  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("#sections details")) one.open = true;
  });
}

function closeActions() {
  const open = document.querySelector("#actions details[open]");
  if (!open) return;
  const hadFocus = open.contains(document.activeElement);
  open.open = false;
  if (hadFocus) open.querySelector("summary").focus();
}

function toggleMenu(isOpen) {
  $("menu").setAttribute("aria-expanded", String(isOpen));
  document.body.classList.toggle("with-menu", isOpen);
}
