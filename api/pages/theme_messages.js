// Closing the loop: a message to each account that asked for what is answered, to be checked, read and copied.

import { element } from "./markdown.js";
import { getJson } from "./server.js";
import { count, showDate } from "./words.js";

// Returns a section that reads the messages when it is opened; nothing is sent from here.
export function messagesNode(theme) {
  const body = element("div", {});
  const node = element("details", { class: "changes", ontoggle: () => node.open && fill(theme, body) },
    element("summary", {}, "Tell those who asked"), body);
  return node;
}

async function fill(theme, body) {
  if (body.childElementCount) return;
  body.replaceChildren(element("p", { class: "by" }, "Writing …"));
  try {
    const { messages } = await drafted(theme);
    const told = element("p", { class: "by", role: "status" });
    const left = new Set();
    const tell = () => {
      told.textContent = `${count(messages.length - left.size, "draft")}, one for each account that asked, whatever the filters show${left.size ? `; ${left.size} left out` : ""}. Read each before you send it; nothing is sent from here.`;
    };
    tell();
    body.replaceChildren(told, ...messages.map((one) => messageNode(theme, one, (isOut) => {
      left[isOut ? "add" : "delete"](one.account_id);
      tell();
    })));
  } catch (error) {
    body.replaceChildren(element("p", { class: "error", role: "alert" }, error.message));
  }
}

// Reads the messages of a theme, or those that answer some items only.
function drafted(theme, items = []) {
  const day = new URLSearchParams(location.search).get("as_of");
  const query = new URLSearchParams([...(day ? [["as_of", day]] : []), ...items.map((one) => ["item", one])]);
  return getJson(`/v1/themes/${theme.id}/messages?${query}`);
}

// Returns one message with what it answers: what is ticked there is what its text goes by.
function messageNode(theme, message, leave) {
  const draft = element("div", {});
  const wishes = element("ul", { class: "voices" }, ...message.asked.map((one) => wishNode(one, message, redraft)));
  const body = element("div", {}, element("p", { class: "by" }, "It answers what is ticked:"), wishes, draft);
  const out = element("button", { type: "button", "aria-pressed": "false", "aria-label": `Leave out ${message.account_name}`, onclick: () => {
    body.hidden = !body.hidden;
    out.setAttribute("aria-pressed", String(body.hidden));
    out.textContent = body.hidden ? "Left out: take it in again" : "Leave out";
    leave(body.hidden);
  } }, "Leave out");
  show(message);
  return element("section", { class: "message", "aria-label": message.account_name },
    element("h4", { dir: "auto" }, message.account_name, " ", out), body);

  function show(drawn) {
    for (const one of wishes.querySelectorAll("li")) one.querySelector(".spoken").hidden = one.querySelector("input").value !== drawn.answers;
    draft.replaceChildren(...draftNodes(drawn));
  }

  async function redraft() {
    const items = [...wishes.querySelectorAll("input:checked")].map((one) => one.value);
    if (!items.length) {
      draft.replaceChildren(element("p", { class: "doubt" }, "Nothing is ticked, so there is nothing to write."));
      return;
    }
    try {
      const [again] = (await drafted(theme, items)).messages;
      const now = [...wishes.querySelectorAll("input:checked")].map((one) => one.value);
      if (now.join() === items.join()) show(again);
    } catch (error) {
      draft.replaceChildren(element("p", { class: "error", role: "alert" }, error.message));
    }
  }
}

function wishNode(wish, message, redraft) {
  const who = `${wish.author ?? `Somebody at ${message.account_name}`}, ${showDate(wish.date)}`;
  const tick = element("input", { type: "checkbox", class: "wish", value: wish.item, checked: "", "aria-label": `Answer what ${who} said`, onchange: redraft });
  return element("li", {}, tick, element("div", {},
    element("blockquote", { dir: "auto" }, `“${wish.text}”`), element("p", { class: "by" }, who, element("span", { class: "spoken" }, " · the message speaks of this"))));
}

function draftNodes(message) {
  const to = message.to ? `${message.to}${message.to_email ? ` <${message.to_email}>` : ""}` : "nobody to write to";
  const about = [message.csm && `CSM ${message.csm}`, message.renewal && `renews ${showDate(message.renewal)}`].filter(Boolean);
  const done = element("span", { class: "by", role: "status" });
  const copy = element("button", { type: "button", "aria-label": `Copy the message to ${message.account_name}`, onclick: async () => {
    const text = `${message.subject}\n\n${message.text}`;
    done.textContent = await navigator.clipboard.writeText(text).then(() => "Copied.", () => "It could not be copied: mark it and copy it by hand.");
  } }, "Copy");
  return [
    element("p", { class: "by", dir: "auto" }, [`To ${to}`, ...about].join(" · ")),
    ...message.notes.map((one) => element("p", { class: "doubt", dir: "auto" }, one)),
    element("div", { class: "document", dir: "auto" }, element("strong", {}, message.subject), `\n\n${message.text}`),
    copy, " ", done,
  ];
}
