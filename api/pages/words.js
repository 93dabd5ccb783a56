// How values and texts read.

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

export const showDate = (iso) => day.format(new Date(iso));
export const showMoment = (iso) => `${showDate(iso)}, ${clock.format(new Date(iso))} UTC`;
export const showKind = (kind) => kind[0].toUpperCase() + kind.slice(1).replaceAll("-", " ");
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

// Money as the server writes it: cents only below 10,000.
export function showMoney(amount, currency) {
  const size = Math.abs(amount);
  const digits = size >= 10_000 || Number.isInteger(size) ? 0 : 2;
  const number = size.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${amount < 0 ? "-" : ""}${{ USD: "$", EUR: "€", GBP: "£", JPY: "¥" }[currency] ?? `${currency} `}${number}`;
}

// A sentence or table row without the marks of Markdown.
export function plain(text) {
  return text.replace(/\*\*|^\s*(?:[-*>]|\d+\.)\s+/g, "").replace(/^\|\s*|\s*\|$/g, "").replace(/\s*\|\s*/g, " · ");
}
