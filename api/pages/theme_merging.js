// Several themes that are ticked in the list become one of them.

import { element } from "./markdown.js";
import { sendJson } from "./server.js";
import { field } from "./theme_fields.js";
import { count } from "./words.js";

// Draws the form for the ticked themes, the weightiest first; it is hidden where there is nothing to merge.
export function mergeTicked(form, themes, desk) {
  form.hidden = !themes.length;
  const trouble = element("div", { class: "trouble" });
  const into = element("select", { name: "into" }, ...themes.map((one) => element("option", { value: one.id }, `${one.name} (${one.id})`)));
  form.onsubmit = (event) => {
    event.preventDefault();
    desk.act(trouble, () => mergeAll(themes, into.value));
  };
  const told = themes.length === 1 ? "1 theme is ticked: tick those that say the same." : `${count(themes.length, "theme")} are ticked.`;
  form.replaceChildren(element("p", {}, told),
    ...(themes.length < 2 ? [] : [element("div", { class: "fields" }, field("Merge them into", into), element("button", { type: "submit" }, "Merge"))]),
    trouble);
}

// Merges one after the other: where one fails, what was merged stays so, and it is said how many were.
async function mergeAll(themes, id) {
  const { name } = themes.find((one) => one.id === id);
  const others = themes.filter((one) => one.id !== id);
  let merged = 0;
  try {
    for (const one of others) {
      await sendJson("POST", `/v1/themes/${one.id}/merge`, { into: id });
      merged += 1;
    }
  } catch (error) {
    if (!merged) throw error;
    return { told: `${merged} of ${others.length} merged, then: ${error.message}`, id, undos: merged };
  }
  return { told: `${count(merged, "theme")} went into “${name}”.`, id, undos: merged };
}
