// A small Markdown renderer that only ever makes elements and text nodes, so no text can become markup:
// paragraphs, headings, lists, tables, quotes, code, bold and italics, citations such as [F3] or [P1 P2], and, for
// whoever makes them, charts on lines of their own and the addresses of our own documents.

const CITES = /\[((?:[FP]\d+)(?:[\s,;]+[FP]\d+)*)\]/;
const OURS = /(?<![\w/.:])\/documents\/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w/-])/;
const MARKED = /(`[^`]+`)|(\*\*[^*]+?\*\*)|(\*[^*\s][^*]*?\*)/;
const INLINE = new RegExp(`${MARKED.source}|${CITES.source}([.,;:)]*)|(${OURS.source})`, "g");
const CHART = /^!\[([^\]]*)\]\(chart:([a-z-]+)\)$/;

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// Returns a table in a box of its own that scrolls; a cell is a node, a text or a list of them.
export function table(label, head, rows) {
  const row = (name) => (cells) => element("tr", {}, ...cells.map((cell) => element(name, {}, ...[cell].flat())));
  const body = [element("thead", {}, row("th")(head)), element("tbody", {}, ...rows.map(row("td")))];
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": label }, element("table", {}, ...body));
}

// Returns the nodes of a text: `cite` makes one of a handle, `picture` of a chart's name and title, `link` of an address.
export function render(text, cite, { picture = null, link = (path) => path } = {}) {
  return blocksOf(text, { cite, picture, link });
}

function blocksOf(text, make) {
  const lines = text.split("\n");
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = readBlock(lines, at, make);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

function readBlock(lines, at, make) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (line.trim().startsWith("```")) return readCode(lines, at);
  const chart = make.picture && CHART.exec(line);
  if (chart) return [make.picture(chart[2], chart[1]), at + 1];
  if (/^#{1,6} /.test(line)) return [element("h3", {}, ...inline(line.replace(/^#+ /, ""), make)), at + 1];
  if (isTable(lines, at)) return readTable(lines, at, make);
  if (line.startsWith(">")) {
    const [body, next] = take(lines, at, (one) => one.startsWith(">"));
    return [element("blockquote", {}, ...blocksOf(body.map((one) => one.replace(/^> ?/, "")).join("\n"), make)), next];
  }
  if (isItem(line)) return readList(lines, at, make);
  const [body, next] = take(lines, at, (one, index) => one.trim() && (index === 0 || !(isItem(one) || OTHER.test(one))));
  return [element("p", {}, ...inline(body.join("\n"), make)), next];
}

function take(lines, at, wanted) {
  let next = at;
  while (next < lines.length && wanted(lines[next], next - at)) next += 1;
  return [lines.slice(at, Math.max(next, at + 1)), Math.max(next, at + 1)];
}

const OTHER = /^(?:>|```|#{1,6} |\||!\[[^\]]*\]\(chart:)/; // what ends a paragraph, besides a list
const isItem = (line) => /^\s*(?:[-*]|\d+\.) /.test(line);
const isTable = (lines, at) =>
  lines[at].trim().startsWith("|") && at + 1 < lines.length && /^\s*\|[\s:|-]+\|?\s*$/.test(lines[at + 1]);

function readCode(lines, at) {
  const [body, next] = take(lines, at + 1, (one) => !one.trim().startsWith("```"));
  const isEmpty = at + 1 >= lines.length || lines[at + 1].trim().startsWith("```");
  return [element("pre", {}, element("code", {}, isEmpty ? "" : body.join("\n"))), isEmpty ? at + 2 : next + 1];
}

function readTable(lines, at, make) {
  const cells = (row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const [body, next] = take(lines, at + 2, (one) => one.trim().startsWith("|"));
  const rows = at + 2 < lines.length && lines[at + 2].trim().startsWith("|") ? body : [];
  const drawn = (line) => cells(line).map((cell) => inline(cell, make));
  return [table("Table", drawn(lines[at]), rows.map(drawn)), rows.length ? next : at + 2];
}

function readList(lines, at, make) {
  const isOrdered = /^\s*\d+\. /.test(lines[at]);
  const items = [];
  let next = at;
  while (next < lines.length && lines[next].trim()) {
    if (isItem(lines[next])) items.push(lines[next].replace(/^\s*(?:[-*]|\d+\.) /, ""));
    else items[items.length - 1] += `\n${lines[next].trim()}`;
    next += 1;
  }
  return [element(isOrdered ? "ol" : "ul", {}, ...items.map((item) => element("li", {}, ...inline(item, make)))), next];
}

function inline(text, make) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) nodes.push(text.slice(last, match.index));
    const [whole, code, bold, italic, handles, stop, path] = match;
    if (code) nodes.push(element("code", {}, code.slice(1, -1)));
    else if (bold) nodes.push(element("strong", {}, ...inline(bold.slice(2, -2), make)));
    else if (italic) nodes.push(element("em", {}, ...inline(italic.slice(1, -1), make)));
    else if (path) nodes.push(make.link(path));
    else nodes.push(...cited(handles.split(/[\s,;]+/).map(make.cite), stop));
    last = match.index + whole.length;
  }
  if (last < text.length) nodes.push(text.slice(last));
  return nodes;
}

// Ties the stop after a citation to it, so that no line begins with it.
const cited = (nodes, stop) => (stop ? [...nodes.slice(0, -1), element("span", { class: "tied" }, nodes.at(-1), stop)] : nodes);
