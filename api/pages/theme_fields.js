// The fields and forms with which themes are changed.

import { element } from "./markdown.js";

let fields = 0;

export function field(label, made) {
  made.id = `field-${(fields += 1)}`;
  return element("div", {}, element("label", { for: made.id }, label), made);
}

export const text = (label, name, most, value = "") =>
  field(label, element("input", { name, maxlength: most, required: "", dir: "auto", value }));

// Returns a field in which a theme is looked for by name; `chosenIn` reads it.
export function themeSearch(label, name, themes) {
  const list = element("datalist", { id: `themes-${(fields += 1)}` }, ...themes.map((one) => element("option", { value: calledIn(one) })));
  const input = element("input", { name, list: list.id, required: "", dir: "auto", autocomplete: "off", placeholder: "type a part of its name" });
  const node = field(label, input);
  node.append(list);
  return node;
}

const calledIn = (theme) => `${theme.name} (${theme.id})`;

// Returns the theme that was chosen: as it is offered, by its id, or by a part of its name that only one has.
export function chosenIn(value, themes) {
  const words = value.trim().toLowerCase();
  const exact = themes.find((one) => [calledIn(one), one.id, one.name].some((told) => told.toLowerCase() === words));
  const like = themes.filter((one) => one.name.toLowerCase().includes(words));
  if (exact ?? (like.length === 1)) return exact ?? like[0];
  throw new Error(like.length ? `${like.length} themes have “${value}” in their name: choose one of them.` : `I find no theme called “${value}”.`);
}

// Returns a form with its title; `send` gets the place for troubles and the values when it is sent.
export function formNode(title, button, parts, send) {
  const trouble = element("div", { class: "trouble" });
  const made = element("form", {
    "aria-label": title,
    onsubmit: (event) => {
      event.preventDefault();
      send(trouble, Object.fromEntries(new FormData(made)));
    },
  }, element("p", {}, title), element("div", { class: "fields" }, ...parts, element("button", { type: "submit" }, button)), trouble);
  return made;
}
