// What the page of themes says in words: the answer first, a line a theme, and its marks.

import { element } from "./markdown.js";
import { count, showDate, showMoney } from "./words.js";

const LEADS = {
  score: "weighs most", accounts: "is said by most accounts", people: "is said by most people",
  arr: "has most ARR behind it", renewing_90d: "has most ARR renewing within 90 days",
  renewing_180d: "has most ARR renewing within 180 days", trend: "comes first by growth", last_seen: "was heard last",
};
const SEGMENTS = { enterprise: "enterprise", mid_market: "mid-market", smb: "SMB" };
const STATES = { planned: "planned", released: "released", declined: "not planned" };

export const stateOf = (answer) => STATES[answer.state];

// --- the answer ---------------------------------------------------------------------------------

export function answerNodes(found, asked) {
  const [first, ...rest] = found.themes;
  const about = asked.get("about") ? ` about “${asked.get("about")}”` : "";
  if (!first) {
    const loose = found.unthemed.length;
    if (about && !loose) {
      return [element("p", {}, element("strong", {}, `I find no theme${about}.`),
        " Nothing that was said has these words or is near to them.")];
    }
    const few = loose ? ` ${count(loose, "thing")} said${about} ${loose === 1 ? "is" : "are"} in no theme.` : "";
    return [element("p", {}, element("strong", {}, `I find no theme${about}.`),
      ` Too few say the same, or nothing is on record for what was asked.${few}`)];
  }
  const among = asked.get("segment") ? `Among ${SEGMENTS[asked.get("segment")]} accounts, ` : "";
  return [
    element("p", { class: "verdict", dir: "auto" },
      element("strong", {}, `${among}“${first.name}” ${LEADS[asked.get("by") || "score"]}${about}: ${worth(first)}.`),
      ` ${trendOf(first, found)} It goes to ${first.route}.`),
    element("ul", {}, ...[after(rest), beyondChance(found), unsure(found)].filter(Boolean).map((one) => element("li", { dir: "auto" }, one))),
  ];
}

function worth(theme) {
  const soon = theme.arr_renewing_90d ? `, ${showMoney(theme.arr_renewing_90d, theme.currency)} of it renewing within 90 days` : "";
  return [count(theme.accounts, "account"), ...moneyOf(theme)].join(", ") + soon;
}

function trendOf({ trend }, found) {
  return `${count(trend.now, "account")} spoke of it since ${showDate(found.trend_since)}, ${trend.before} in as many days before: ${trend.verdict}.`;
}

function after(rest) {
  if (!rest.length) return "";
  const told = rest.slice(0, 3).map((one) => `“${one.name}” (${count(one.accounts, "account")}${one.arr === null ? "" : `, ${showMoney(one.arr, one.currency)}`})`);
  return `After it: ${told.join(", ")}.`;
}

function beyondChance({ themes, trend_since: since }) {
  const moved = themes.filter((one) => one.trend.verdict === "more than chance");
  if (!moved.length) return `Since ${showDate(since)} no theme changed by more than chance.`;
  const told = moved.slice(0, 4).map((one) => `“${one.name}” ${one.trend.direction === "up" ? "grows" : "shrinks"} (${count(one.trend.before, "account")} before, ${one.trend.now} now)`);
  const more = moved.length > told.length ? `, and ${moved.length - told.length} more` : "";
  return `More than chance since ${showDate(since)}: ${told.join(", ")}${more}.`;
}

function unsure({ themes, unthemed, void_decisions: gone }) {
  const small = themes.filter((one) => one.small_sample).length;
  const told = [];
  if (small) told.push(`${small} of ${count(themes.length, "theme")} ${small === 1 ? "is a small sample" : "are small samples"}`);
  if (unthemed.length) told.push(`${count(unthemed.length, "thing")} said ${unthemed.length === 1 ? "is" : "are"} in no theme`);
  if (gone.length) told.push(`${count(gone.length, "decision")} of yours no longer ${gone.length === 1 ? "applies" : "apply"}, as what ${gone.length === 1 ? "it was" : "they were"} about is gone`);
  return told.length ? `Uncertain: ${told.join("; ")}.` : "";
}

// --- a theme ------------------------------------------------------------------------------------

// Returns the two lines below a theme's name: what it weighs, and who says it where.
export function linesOf(theme) {
  const weight = [count(theme.accounts, "account"), ...moneyOf(theme)];
  if (theme.arr_renewing_90d) weight.push(`${showMoney(theme.arr_renewing_90d, theme.currency)} renews in 90 days`);
  const rest = [
    `${theme.people} ${theme.people === 1 ? "person" : "people"}, ${count(theme.mentions, "mention")}`,
    `${count(theme.trend.before, "account")} before, ${theme.trend.now} now: ${theme.trend.verdict}`,
    `${theme.area}, to ${theme.route}`,
  ];
  return [weight.join(" · "), rest.join(" · ")];
}

export function moneyOf(theme) {
  const apart = Object.entries(theme.arr_apart).map(([currency, amount]) => `${showMoney(amount, currency)} ARR without a rate`);
  return theme.arr === null ? apart : [`${showMoney(theme.arr, theme.currency)} ARR`, ...apart];
}

export function marksOf(theme) {
  const marks = [theme.kinds];
  if (theme.is_new) marks.push("new");
  if (theme.small_sample) marks.push("small sample");
  if (theme.answer) marks.push(stateOf(theme.answer));
  return marks.flatMap((one) => [element("span", { class: "mark" }, one), " "]);
}
