// The themes near to the one that is opened, and what both would weigh as one.

import { element } from "./markdown.js";
import { sendJson } from "./server.js";
import { moneyOf } from "./theme_words.js";
import { count } from "./words.js";

export function alikeNodes(theme, desk) {
  if (!theme.alike.length) return [];
  return [element("h3", {}, "Like this one"), element("ul", { class: "alike" }, ...theme.alike.map((one) => alikeNode(one, theme, desk)))];
}

function alikeNode(other, theme, desk) {
  const weight = [count(other.accounts, "account"), ...moneyOf(other)].join(" · ");
  const together = [count(other.together.accounts, "account"), ...moneyOf({ ...other.together, currency: other.currency })].join(", ");
  const quote = other.quote ? [element("q", { class: "voice", dir: "auto" }, other.quote.text)] : [];
  return element("li", {},
    element("a", { class: "called", dir: "auto", href: `#${other.id}` }, other.name), element("span", { class: "line" }, weight), ...quote,
    ...(theme.may_decide ? mergeNodes(other, together, theme, desk) : []));
}

function mergeNodes(other, together, theme, desk) {
  const trouble = element("div", { class: "trouble" });
  const merge = () => desk.act(trouble, async () => {
    await sendJson("POST", `/v1/themes/${other.id}/merge`, { into: theme.id });
    return { told: `“${other.name}” is part of “${theme.name}” now.`, id: theme.id };
  });
  return [element("p", { class: "line" },
    element("button", { type: "button", "aria-label": `Merge “${other.name}” into this one`, onclick: merge }, "Merge into this one"),
    ` As one theme: ${together}.`), trouble];
}
