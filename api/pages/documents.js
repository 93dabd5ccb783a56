// /documents: the list, and the form that drafts a document; /documents/ID: one of them.

import { openDocument } from "./document.js";
import { element, table } from "./markdown.js";
import { allAccounts, getJson, sendJson } from "./server.js";
import { showDate, showKind } from "./words.js";

const KINDS = [
  "account-brief", "meeting-prep", "renewal-brief", "success-plan", "onboarding-plan",
  "value-review", "escalation-brief", "case-study", "feedback-summary", "portfolio-review",
];
const ABOUT_ALL = ["feedback-summary", "portfolio-review"];
const MOST = 200;

const $ = (id) => document.getElementById(id);

async function openShelf() {
  $("shelf").hidden = false;
  const names = await allAccounts();
  const kinds = KINDS.map((kind) => [kind, showKind(kind)]);
  $("order-kind").append(...options(kinds));
  $("filter-kind").append(...options(kinds));
  $("order-account").append(...options(names));
  $("filter-account").append(...options(names));
  const asked = new URLSearchParams(location.search);
  $("filter-kind").value = asked.get("kind") ?? "";
  $("filter-account").value = asked.get("account") ?? "";
  $("order-account").value = asked.get("account") ?? names.keys().next().value ?? "";
  $("order-as-of").value = new Date().toISOString().slice(0, 10);
  $("order-kind").addEventListener("change", showWhatKindNeeds);
  $("filter").addEventListener("change", () => showList(names));
  $("order").addEventListener("submit", draft);
  showWhatKindNeeds();
  await showList(names);
}

const options = (pairs) => [...pairs].map(([value, text]) => element("option", { value }, text));

// A kind about all accounts has neither an account nor a version for customers.
function showWhatKindNeeds() {
  const isAboutAll = ABOUT_ALL.includes($("order-kind").value);
  $("order-account").disabled = isAboutAll;
  $("order-audience").disabled = isAboutAll;
}

async function showList(names) {
  const asked = new URLSearchParams();
  if ($("filter-kind").value) asked.set("kind", $("filter-kind").value);
  if ($("filter-account").value) asked.set("account", $("filter-account").value);
  history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
  const { documents } = await getJson(`/v1/documents?${asked}&limit=${MOST}`);
  $("list").replaceChildren(...listNodes(documents, names, asked.size > 0));
  $("ordering").open ||= !documents.length && !asked.size;
}

function listNodes(documents, names, isFiltered) {
  if (!documents.length) return [isFiltered ? "I find no such document." : "I find no document yet: draft one."];
  const rows = documents.map((one) => [
    element("a", { href: `/documents/${one.document_id}`, dir: "auto" }, one.title),
    showKind(one.kind) + (one.audience === "customer" ? ", for the customer" : ""),
    one.account_id ? names.get(one.account_id) ?? one.account_id : "all",
    showDate(one.as_of),
    String(one.version),
    one.approval?.by ?? "not yet",
  ]);
  const more = documents.length === MOST ? [`The latest ${MOST} are shown; filter to see others.`] : [];
  return [table("Documents", ["Title", "Kind", "Account", "As of", "Version", "Approved by"], rows), ...more];
}

async function draft(event) {
  event.preventDefault();
  const kind = $("order-kind").value;
  const order = { kind, as_of: $("order-as-of").value };
  if (!ABOUT_ALL.includes(kind)) {
    order.account_id = $("order-account").value;
    order.audience = $("order-audience").value;
  }
  const button = event.submitter;
  button.disabled = true;
  $("order-trouble").replaceChildren();
  $("status").textContent = `Drafting the ${showKind(kind).toLowerCase()} …`;
  try {
    const made = await sendJson("POST", "/v1/documents", order);
    location.assign(`/documents/${made.document_id}`);
  } catch (error) {
    $("status").textContent = "";
    $("order-trouble").replaceChildren(element("p", { class: "error", role: "alert" }, error.message));
  } finally {
    button.disabled = false;
  }
}

const [, id] = /^\/documents\/([^/]+)$/.exec(location.pathname) ?? [];
(id ? openDocument(id) : openShelf()).catch((error) => {
  $("failure").textContent = error.message;
  $("failure").hidden = false;
});
