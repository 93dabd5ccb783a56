// One theme, opened: its figures with their sources, what was said word for word, who asked, and how it is changed.

import { element, table } from "./markdown.js";
import { sendJson } from "./server.js";
import { citation, showSource } from "./sources.js";
import { alikeNodes } from "./theme_alike.js";
import { field, formNode, text } from "./theme_fields.js";
import { messagesNode } from "./theme_messages.js";
import { stateOf } from "./theme_words.js";
import { count, showDate, showMoment, showMoney } from "./words.js";

const QUOTES = 5;
const IN_SENTENCES = new Set(["trend", "route", "small_sample", "score"]);
const SEGMENTS = { enterprise: "enterprise", mid_market: "mid market", smb: "SMB" };

// Returns what is behind a theme; `desk` knows every theme and does what changes one.
export function behind(theme, desk) {
  const evidence = new Map(theme.facts.map((one) => [one.id, one]));
  const cite = (fact) => citation(fact.id, evidence);
  return [
    ...inSentences(theme, cite),
    element("h3", {}, "In their words"), ...voices(theme),
    element("h3", {}, "Who asked"), askers(theme),
    element("h3", {}, "Figures"), figures(theme, cite),
    ...alikeNodes(theme, desk),
    ...(theme.answer ? [messagesNode(theme)] : []),
    ...(theme.may_decide ? [changes(theme, desk)] : []),
  ];
}

const capital = (words) => words[0].toUpperCase() + words.slice(1);
const nameOf = (fact) => fact.name.split(".").slice(2).join(".");

function inSentences(theme, cite) {
  const facts = new Map(theme.facts.map((one) => [nameOf(one), one]));
  const cited = (name) => (facts.has(name) ? [" ", cite(facts.get(name))] : []);
  const { now, before, verdict } = theme.trend;
  const told = [
    theme.answer && ["Answer", `${capital(stateOf(theme.answer))}: ${theme.answer.words}`, []],
    theme.small_sample && ["Small sample", `${count(theme.accounts, "account")} and ${count(theme.mentions, "mention")} may be single voices.`, cited("small_sample")],
    ["Score", facts.get("score").display, cited("score")],
    ["Trend", `${count(before, "account")} before, ${now} now, ${facts.get("trend")?.display ?? verdict}`, cited("trend")],
    ["Goes to", theme.route_reason, cited("route")],
  ].filter(Boolean);
  return [element("dl", { class: "told" }, ...told.map(([name, text, source]) => element("div", {},
    element("dt", {}, name), element("dd", { dir: "auto" }, text, ...source))))];
}

function figures(theme, cite) {
  const shown = theme.facts.filter((one) => !IN_SENTENCES.has(nameOf(one)));
  const label = (fact) => (fact.label.endsWith(`, ${theme.name}`) ? fact.label.slice(0, -theme.name.length - 2) : fact.label);
  return element("dl", { class: "figures" }, ...shown.map((one) => element("div", {},
    element("dt", {}, label(one)), element("dd", {}, one.display, " ", cite(one)))));
}

// --- what was said ------------------------------------------------------------------------------

function voices(theme) {
  const list = element("ul", { class: "voices" }, ...theme.voices.map((one, at) => voiceNode(one, at >= QUOTES, theme.may_decide)));
  const hidden = theme.voices.length - QUOTES;
  if (hidden <= 0) return [list];
  const more = element("button", { type: "button", onclick: () => {
    for (const one of list.children) one.hidden = false;
    list.children[QUOTES].querySelector("button, input").focus();
    more.remove();
  } }, `Show all ${theme.voices.length}`);
  const rest = theme.mentions - theme.voices.length;
  return [list, more, ...(rest > 0 ? [element("p", { class: "by" }, `${count(rest, "older mention")} more than a page can show.`)] : [])];
}

const whoOf = (one) => (one.author ? `${one.author}, ${one.account_name}` : `Somebody at ${one.account_name}`);

// Returns what somebody said, with a handle that opens it in its source.
export function voiceNode(voice, isHidden, canTick) {
  const who = `${whoOf(voice)}, ${showDate(voice.date)}`;
  const label = `What ${who} said: open it in its source`;
  const handle = voice.origin === "note" ? citation(voice.source, new Map()) : element("button", {
    type: "button", class: "cite", "aria-label": label, title: label,
    onclick: (event) => showSource(sourceNodes(voice), event.currentTarget),
  }, voice.source.replace(/^\w+:/, ""));
  const tick = canTick ? [element("input", { type: "checkbox", value: voice.item, "aria-label": `Tick what ${who} said` })] : [];
  const node = element("li", {}, ...tick, element("div", {},
    element("blockquote", { dir: "auto" }, `“${voice.text}”`),
    element("p", { class: "by" }, `${who} · ${voice.tone} `, handle)));
  node.hidden = isHidden;
  return node;
}

// The row in which something was said, with the words marked in its whole text.
function sourceNodes(voice) {
  const letters = Array.from(voice.whole ?? voice.text); // offsets count characters, not UTF-16 units
  const [start, end] = voice.whole === null ? [0, letters.length] : [voice.start, voice.end];
  const cut = (from, to) => letters.slice(from, to).join("");
  const about = [`${voice.account_name} (${voice.account_id})`, showDate(voice.date), voice.author, voice.area,
    voice.importance && `importance ${voice.importance} of 3`].filter(Boolean).join(" · ");
  return [
    element("h2", {}, `${voice.origin} ${voice.source.replace(/^\w+:/, "")}`),
    element("p", {}, about),
    element("div", { class: "document", dir: "auto" }, cut(0, start), element("mark", {}, cut(start, end)), cut(end)),
  ];
}

function askers(theme) {
  const rows = theme.asked_by.map((one) => [
    [`${one.account_name} `, element("span", { class: "tied by" }, `(${one.account_id})`)],
    one.segment ? SEGMENTS[one.segment] : "not known",
    one.arr === null ? one.reason : showMoney(one.arr, one.currency) + (one.reason ? ` (${one.reason})` : ""),
    one.next_renewal ? showDate(one.next_renewal) : "no contract runs",
    one.people.join(", ") || "not known",
    String(one.mentions),
    showDate(one.last_said),
  ]);
  return table(`Who asked for “${theme.name}”`, ["Account", "Segment", "ARR", "Renews", "Who", "Mentions", "Last"], rows);
}

// --- changing -----------------------------------------------------------------------------------

// Returns what was typed or ticked in a box and is not saved yet.
export function begunIn(box) {
  const inputs = [...box.querySelectorAll(".behind input:not(.wish)")]; // what a message answers is saved nowhere
  return inputs.filter((one) => (one.type === "checkbox" ? one.checked : one.value !== one.defaultValue));
}

// Says what undoing a decision came to.
export function undoneTold({ decision }) {
  return {
    rename: "Undone: it has the name that it had before.", merge: "Undone: they are two themes again.",
    split: "Undone: what was split off is back.", move: "Undone: it is back where it was.",
    answer: "Undone: it is no longer marked so.",
    gather: "Undone: the theme is gone, and what was in it is back where it was.",
  }[decision.kind];
}

const post = (id, action, body) => sendJson("POST", `/v1/themes/${id}/${action}`, body);

// Moves one after the other: where one fails, what was moved stays moved, and it is said how many were.
export async function moveAll(items, target, name) {
  let moved = 0;
  try {
    for (const item of items) {
      await post(target, "move", { item });
      moved += 1;
    }
  } catch (error) {
    if (!moved) throw error;
    return { told: `${moved} of ${items.length} moved, then: ${error.message}`, id: target, undos: moved };
  }
  return { told: `${count(moved, "mention")} moved to “${name}”.`, id: target, undos: moved };
}

function changes(theme, desk) {
  const others = desk.every.filter((one) => one.id !== theme.id).sort((a, b) => a.name.localeCompare(b.name));
  const nameOfOther = (id) => others.find((one) => one.id === id)?.name ?? id;
  const node = element("details", { class: "changes" }, element("summary", {}, "Change this theme"),
    form("Rename it", "Rename", [text("New name", "name", 120, theme.name)], async ({ name }) => {
      await post(theme.id, "rename", { name });
      return { told: `“${theme.name}” is now called “${name}”.`, id: theme.id };
    }),
    form("Say that it is planned, released or not planned", "Save the answer", [
      select("It is", "state", [["planned", "planned"], ["released", "released"], ["declined", "not planned"]]),
      text("In words for customers", "words", 500),
    ], async ({ state, words }) => {
      await post(theme.id, "answer", { state, words });
      return { told: `“${theme.name}” is marked as ${stateOf({ state })}.`, id: theme.id };
    }),
    form("Merge it into another theme", "Merge", [choice("Theme", "into", others)], async ({ into }) => {
      const { name } = await post(theme.id, "merge", { into });
      return { told: `“${theme.name}” is part of “${name}” now.`, id: into };
    }),
    form("Split off what is ticked", "Split off", [text("Name of the new theme", "name", 120)], async ({ name }) => {
      const items = ticked();
      const made = await post(theme.id, "split", { items, name });
      return { told: `“${name}” is a theme of its own now, with ${count(made.mentions, "mention")}.`, id: made.id };
    }),
    form("Move what is ticked to another theme", "Move", [choice("Theme", "target", others)], ({ target }) => moveAll(ticked(), target, nameOfOther(target))),
    decided());
  return node;

  function form(title, button, fields, task) {
    return formNode(title, button, fields, (trouble, values) => desk.act(trouble, () => task(values)));
  }

  function ticked() {
    const items = [...node.parentElement.querySelectorAll(".voices input:checked")].map((one) => one.value);
    if (!items.length) throw new Error("Tick above what should go there.");
    return items;
  }

  function decided() {
    if (!theme.decided.length) return element("p", { class: "by" }, "Nobody has changed this theme yet.");
    const trouble = element("div", { class: "trouble" });
    const undo = element("button", {
      type: "button", onclick: () => desk.act(trouble, async () => {
        const { undone } = await post(theme.id, "undo");
        return { told: undoneTold(undone), id: theme.id, undos: 0 };
      }),
    }, "Undo the last one");
    const items = theme.decided.toReversed().map((one) => element("li", { dir: "auto" },
      `${wordsOf(one.decision)} (${one.made_by}, ${showMoment(one.made_at)})`));
    return element("div", { class: "decided" }, element("p", {}, "What people decided, the last first"), element("ul", {}, ...items), undo, trouble);
  }

  function wordsOf(decision) {
    const own = Number(theme.id.slice(2));
    const called = (number) => `“${nameOfOther(`TH${number}`)}”`;
    return {
      rename: () => `renamed to “${decision.name}”`,
      merge: () => (decision.into === own ? `${called(decision.theme_id)} merged into it` : `merged into ${called(decision.into)}`),
      split: () => (decision.made === own ? `split off from ${called(decision.theme_id)}` : `“${decision.name}” split off with ${count(decision.item_ids.length, "mention")}`),
      move: () => `${decision.item_id} moved here`,
      gather: () => `put together of ${count(decision.item_ids.length, "mention")}`,
      answer: () => `${stateOf(decision)}: ${decision.words}`,
    }[decision.kind]();
  }
}

const options = (pairs) => pairs.map(([value, told]) => element("option", { value }, told));
const select = (label, name, pairs) => field(label, element("select", { name, required: "" }, ...options(pairs)));
const choice = (label, name, themes) => select(label, name, [["", "choose a theme"], ...themes.map((one) => [one.id, `${one.name} (${one.id})`])]);
