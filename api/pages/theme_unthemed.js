// What is in no theme: read, put into a theme, or made a theme of.

import { element } from "./markdown.js";
import { getJson, sendJson } from "./server.js";
import { moveAll, voiceNode } from "./theme.js";
import { chosenIn, formNode, text, themeSearch } from "./theme_fields.js";
import { count } from "./words.js";

const AT_ONCE = 20;

// Reads the newest into a box; `query` are the filters, `isWanted` tells whether nothing else was asked for meanwhile.
export async function fillUnthemed(box, query, desk, isWanted) {
  const list = element("ul", { class: "voices" });
  const more = element("button", { type: "button", onclick: () => add() }, "");
  const trouble = element("div", { class: "trouble" });
  await add(true);

  async function add(isFirst = false) {
    try {
      const found = await getJson(`/v1/themes/unthemed?${new URLSearchParams([...query, ["limit", AT_ONCE], ["skip", list.childElementCount]])}`);
      if (!isWanted()) return;
      if (isFirst) box.replaceChildren(...drawn(found));
      const nodes = found.voices.map((one) => voiceNode(one, false, found.may_decide));
      list.append(...nodes);
      const left = found.total - list.childElementCount;
      more.hidden = left <= 0;
      more.textContent = `Show ${Math.min(left, AT_ONCE)} more of ${left}`;
      trouble.replaceChildren();
      if (!isFirst) nodes[0]?.querySelector("input, button")?.focus();
    } catch (error) {
      if (!isWanted()) return;
      if (isFirst) box.replaceChildren(trouble);
      trouble.replaceChildren(element("p", { class: "error", role: "alert" }, error.message));
    }
  }

  function drawn(found) {
    if (!found.total) return [element("p", { class: "by" }, "Nothing that was asked for is in no theme.")];
    return [list, more, trouble, ...(found.may_decide ? [changes()] : [])];
  }

  function changes() {
    return element("div", { class: "changes" },
      formNode("Put what is ticked into a theme", "Put it there", [themeSearch("Theme", "target", desk.every)], (place, { target }) => desk.act(place, () => {
        const { id, name } = chosenIn(target, desk.every);
        return moveAll(ticked(), id, name);
      })),
      formNode("Make a theme of what is ticked", "Make the theme", [text("Name of the new theme", "name", 120)], (place, { name }) => desk.act(place, async () => {
        const made = await sendJson("POST", "/v1/themes", { items: ticked(), name });
        return { told: `“${made.name}” is a theme now, with ${count(made.mentions, "mention")}.`, id: made.id };
      })));
  }

  function ticked() {
    const items = [...list.querySelectorAll("input:checked")].map((one) => one.value);
    if (!items.length) throw new Error("Tick above what should go there.");
    return items;
  }
}
