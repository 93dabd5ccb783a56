// What the reader thinks of an answer: one click, and for a bad one a word on what is wrong.

import { element } from "./markdown.js";
import { call } from "./server.js";

export function votes(messageId, { vote_up: given = null, vote_comment: comment = "" } = {}) {
  const told = element("span", { role: "status" });
  const why = element("input", {
    type: "text", maxlength: 2000, value: comment ?? "", placeholder: "What is wrong with it? Enter sends it",
    "aria-label": "What is wrong with this answer",
  });
  const form = element("form", { class: "why" }, why, element("button", { type: "submit" }, "Send"));
  const good = choice("Good answer", true);
  const bad = choice("Bad answer", false);
  const show = (up) => {
    good.setAttribute("aria-pressed", String(up === true));
    bad.setAttribute("aria-pressed", String(up === false));
    form.hidden = up !== false;
  };

  function choice(label, up) {
    return element("button", { type: "button", onclick: () => vote(up) }, label);
  }

  async function vote(up, words = null) {
    try {
      await call(`/v1/messages/${encodeURIComponent(messageId)}/vote`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ up, comment: words }),
      });
      show(up);
      told.className = "";
      told.textContent = up || words ? "Thank you." : "";
      if (!up && !words) why.focus();
    } catch (error) {
      told.className = "error";
      told.textContent = error.message;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    vote(false, why.value.trim() || null);
  });
  show(given);
  return element("div", { class: "votes" }, good, bad, form, told);
}
