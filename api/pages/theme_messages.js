// Closing the loop: a message to each account that asked for what is planned or released, to be read and copied.

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
    const { messages } = await getJson(`/v1/themes/${theme.id}/messages${dayAsked()}`);
    const told = `${count(messages.length, "draft")}, one for each account that asked, whatever the filters show. Read each before you send it; nothing is sent from here.`;
    body.replaceChildren(element("p", { class: "by" }, told), ...messages.map(messageNode));
  } catch (error) {
    body.replaceChildren(element("p", { class: "error", role: "alert" }, error.message));
  }
}

function dayAsked() {
  const day = new URLSearchParams(location.search).get("as_of");
  return day ? `?as_of=${encodeURIComponent(day)}` : "";
}

function messageNode(message) {
  const to = message.to ? `${message.to}${message.to_email ? ` <${message.to_email}>` : ""}` : "nobody to write to";
  const about = [message.csm && `CSM ${message.csm}`, message.renewal && `renews ${showDate(message.renewal)}`].filter(Boolean);
  const done = element("span", { class: "by", role: "status" });
  const copy = element("button", { type: "button", "aria-label": `Copy the message to ${message.account_name}`, onclick: async () => {
    const text = `${message.subject}\n\n${message.text}`;
    done.textContent = await navigator.clipboard.writeText(text).then(() => "Copied.", () => "It could not be copied: mark it and copy it by hand.");
  } }, "Copy");
  return element("section", { class: "message", "aria-label": message.account_name },
    element("h4", { dir: "auto" }, message.account_name),
    element("p", { class: "by", dir: "auto" }, [`To ${to}`, ...about].join(" · ")),
    ...message.notes.map((one) => element("p", { class: "doubt", dir: "auto" }, one)),
    element("div", { class: "document", dir: "auto" }, element("strong", {}, message.subject), `\n\n${message.text}`),
    copy, " ", done);
}
