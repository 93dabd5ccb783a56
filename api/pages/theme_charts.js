// The charts of the themes that are shown; what one says in its title is also its text for screen readers.

import { element } from "./markdown.js";
import { call } from "./server.js";

const NAMES = ["ranking", "trend", "areas"];

// Draws the charts one after the other; `isWanted` tells whether nothing else was asked for meanwhile.
export async function drawCharts(box, query, isWanted) {
  const size = matchMedia("(max-width: 40rem)").matches ? "phone" : "page";
  const figures = NAMES.map(() => element("figure", {}));
  for (const [at, name] of NAMES.entries()) {
    const figure = await drawn(`/v1/themes/charts/${name}?${new URLSearchParams([...query, ["size", size]])}`);
    if (!isWanted()) return;
    figures[at].replaceChildren(figure);
  }
  box.replaceChildren(...figures);
}

// The picture is read as text, so that its title can be said and a refusal is told in words.
async function drawn(address) {
  try {
    const svg = await (await call(address)).text();
    const heading = new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll(".role-title text");
    const alt = [...heading].map((one) => [...(one.children.length ? one.children : [one])].map((line) => line.textContent).join(" ")).join(". ");
    return element("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, alt });
  } catch (error) {
    return element("p", { class: "error", role: "alert" }, error.message);
  }
}
