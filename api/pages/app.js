import { element, render } from "./markdown.js";
import { call, getJson } from "./server.js";
import { citation, closeSource, openSource } from "./sources.js";
import { votes } from "./votes.js";

const $ = (id) => document.getElementById(id);
const state = { conversation: null, running: null };

// --- talking to the API -------------------------------------------------------------------------

async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const frames = (buffer + value).split("\n\n");
    buffer = frames.pop();
    for (const frame of frames) {
      const lines = frame.split("\n");
      const name = lines.find((line) => line.startsWith("event: "));
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (name) yield [name.slice(7), JSON.parse(data.join("\n"))];
    }
  }
}

// --- asking -------------------------------------------------------------------------------------

async function ask(message) {
  if (state.running) return;
  const answer = addAnswer(message);
  state.running = new AbortController();
  showRunning(true);
  try {
    const body = { message };
    if (state.conversation) body.conversation_id = state.conversation;
    if ($("account").value) body.account_id = $("account").value;
    const response = await call("/v1/chat", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify(body),
      signal: state.running.signal,
    });
    for await (const [name, data] of events(response)) answer.take(name, data);
    answer.finish();
  } catch (error) {
    answer.fail(error.name === "AbortError" ? "Stopped." : error.message);
  } finally {
    state.running = null;
    showRunning(false);
    await showConversations();
  }
}

function showRunning(isRunning) {
  $("send").hidden = isRunning;
  $("stop").hidden = !isRunning;
}

function addAnswer(question) {
  $("welcome").hidden = true;
  const status = element("p", { class: "status" }, "Asking …");
  const body = element("div", { class: "text" });
  const foot = element("p", { class: "foot" });
  const evidence = new Map();
  const claims = [];
  let text = "";
  let isOver = false;
  const show = () => body.replaceChildren(...render(text, (handle) => citation(handle, evidence), { link: (path) => link(path, evidence) }));
  const article = element("article", {}, element("p", { class: "question" }, question), body, status, foot);
  $("talk").append(article);
  article.scrollIntoView({ block: "start" });
  const takers = {
    status: (data) => (status.textContent = `${data.text} …`),
    tool: (data) => (status.textContent = `${data.name.replaceAll("_", " ")} ${data.state === "called" ? "…" : data.state}`),
    text: (data) => {
      text += data.delta;
      show();
    },
    claim: (data) => claims.push(data),
    evidence: (data) => {
      remember(evidence, data);
      show();
    },
    done: (data) => {
      isOver = true;
      state.conversation = data.conversation_id;
      history.replaceState(null, "", `#${data.conversation_id}`);
      status.remove();
      foot.textContent = footOf(claims, data.model);
      foot.after(votes(data.message_id));
    },
    error: (data) => fail([data.title, data.detail].filter(Boolean).join(" ")),
  };
  const fail = (message) => {
    isOver = true;
    status.className = "error";
    status.setAttribute("role", "alert");
    status.textContent = message;
  };
  return {
    take: (name, data) => takers[name]?.(data),
    finish: () => isOver || fail("The connection broke off before the answer was complete. Ask again."),
    fail,
    whole: (message) => {
      text = message.text;
      remember(evidence, message.evidence);
      show();
      status.remove();
      foot.textContent = footOf(message.claims, message.model);
      foot.after(votes(message.message_id, message));
    },
  };
}

function remember(evidence, { facts = [], passages = [] }) {
  for (const one of [...facts, ...passages]) evidence.set(one.id, one);
}

// A link to a document that a tool drafted for this answer; the same words in any other text stay words.
function link(path, evidence) {
  const isDrafted = [...evidence.values()].some((one) => one.name === "document" && path === `/documents/${one.value}`);
  return isDrafted ? element("a", { href: path }, path) : path;
}

function footOf(claims, model) {
  const counts = new Map();
  for (const claim of claims) counts.set(claim.state, (counts.get(claim.state) ?? 0) + 1);
  const told = [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
  return [told && `sentences: ${told}`, `model: ${model}`].filter(Boolean).join(" · ");
}

// --- passages -----------------------------------------------------------------------------------

const isPassage = (fragment) => /^#P\w+$/.test(fragment);

// The address of a passage, to which documents link, opens it beside whatever is shown.
function openAddress() {
  if (isPassage(location.hash)) openSource(location.hash.slice(1), new Map(), $("question"));
}

// --- conversations ------------------------------------------------------------------------------

async function showConversations() {
  const { conversations } = await getJson("/v1/conversations?limit=50").catch(() => ({ conversations: [] }));
  $("list").replaceChildren(...conversations.map((one) => element("li", {},
    element("button", {
      type: "button", class: "open", "aria-current": one.conversation_id === state.conversation && "true",
      onclick: () => openConversation(one.conversation_id),
    }, one.title),
    element("button", {
      type: "button", class: "delete", "aria-label": `Delete “${one.title}”`, title: "Delete",
      onclick: () => deleteConversation(one),
    }, "×"),
  )));
}

async function openConversation(id) {
  if (state.running) return;
  try {
    const { messages } = await getJson(`/v1/conversations/${encodeURIComponent(id)}`);
    startOver(id);
    let question = "";
    for (const message of messages) {
      if (message.role === "user") question = message.text;
      else addAnswer(question).whole(message);
    }
  } catch {
    startOver(null);
  }
  await showConversations();
  toggleMenu(false);
  $("question").focus();
}

async function deleteConversation({ conversation_id: id, title }) {
  if (!confirm(`Delete “${title}”?`)) return;
  await call(`/v1/conversations/${encodeURIComponent(id)}`, { method: "DELETE" }).catch(() => {});
  if (id === state.conversation) startOver(null);
  await showConversations();
}

function startOver(id) {
  state.conversation = id;
  history.replaceState(null, "", id ? `#${id}` : location.pathname);
  $("talk").replaceChildren();
  $("welcome").hidden = Boolean(id);
  closeSource();
}

function toggleMenu(isOpen) {
  $("menu").setAttribute("aria-expanded", String(isOpen));
  document.body.classList.toggle("with-menu", isOpen);
}

// --- the beginning ------------------------------------------------------------------------------

async function suggest() {
  const { accounts } = await getJson("/v1/accounts?sort=next_renewal_date&limit=200");
  if (!accounts.length) {
    $("suggestions").replaceChildren(element("li", {}, "There are no accounts yet: ", element("code", {}, "csm import DIR"), " imports a book."));
    return;
  }
  const names = accounts.map((one) => [one.account_id, one.name]).sort((a, b) => a[1].localeCompare(b[1]));
  $("account").append(...names.map(([id, name]) => element("option", { value: id }, name)));
  const [first, second = first] = accounts.map((one) => one.name);
  const questions = [
    `When did we last speak to ${second} and what was agreed?`,
    "Which enterprise accounts renew in the next 90 days?",
    "What does our playbook say when a champion leaves?",
    `How many open urgent tickets does ${first} have?`,
    `Who is the sponsor at ${first}?`,
  ];
  $("suggestions").replaceChildren(...questions.map((text) =>
    element("li", {}, element("button", { type: "button", onclick: () => ask(text) }, text))));
}

$("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const message = $("question").value.trim();
  if (!message || state.running) return;
  $("question").value = "";
  ask(message);
});
$("question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("ask").requestSubmit();
  }
});
$("stop").addEventListener("click", () => state.running?.abort());
$("new").addEventListener("click", () => {
  if (state.running) return;
  startOver(null);
  toggleMenu(false);
  showConversations();
  $("question").focus();
});
$("menu").addEventListener("click", () => toggleMenu(!document.body.classList.contains("with-menu")));
window.addEventListener("hashchange", openAddress);

suggest().catch((error) => $("suggestions").replaceChildren(element("li", { class: "error" }, error.message)));
if (location.hash.length > 1 && !isPassage(location.hash)) openConversation(location.hash.slice(1));
else showConversations();
openAddress();
