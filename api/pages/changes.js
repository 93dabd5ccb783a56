// What differs between two versions: figures before and after, and the sentences of each section.

import { element, table } from "./markdown.js";
import { count, plain, showDate } from "./words.js";

export function changesNodes({ before, after, facts, day_counts: counts, sections }) {
  const nodes = [element("h2", {}, "What changed"), element("p", {}, `From ${edition(before)} to ${edition(after)}.`)];
  if (!facts.length && !counts.length && !sections.length) return [...nodes, element("p", {}, "I find no difference.")];
  if (facts.length) nodes.push(element("h3", {}, "Figures"), factsTable(facts));
  if (counts.length) {
    const told = `${count(counts.length, "count")} of days, as the calendar moved on`;
    nodes.push(element("details", {}, element("summary", {}, told), factsTable(counts)));
  }
  return [...nodes, ...sections.flatMap(sectionNodes)];
}

const edition = ({ version, as_of: day }) => `version ${version} (as of ${showDate(day)})`;

function factsTable(facts) {
  const isAboutMany = new Set(facts.map((one) => one.account_name).filter(Boolean)).size > 1;
  const rows = facts.map(({ label, account_name: name, before, after }) => [
    isAboutMany && name ? `${name}: ${label}` : label, before?.display ?? "not there", after?.display ?? "not there",
  ]);
  return table("Figures that changed", ["Figure", "Before", "After"], rows);
}

function sectionNodes({ change, before, after, removed, added }) {
  const title = { added: `${after} (new section)`, removed: `${before} (section removed)`, changed: after }[change];
  const lines = (list, name, sign) => list.map(({ text }) => element("li", { dir: "auto" },
    element("span", { class: "sign" }, sign), " ", element(name, {}, plain(text))));
  return [
    element("h3", { dir: "auto" }, title),
    ...(change === "changed" && before !== after ? [element("p", {}, `It was called “${before}”.`)] : []),
    element("ul", { class: "lines" }, ...lines(removed, "del", "Removed"), ...lines(added, "ins", "Added")),
  ];
}
