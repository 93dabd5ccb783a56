// A small Markdown renderer that only ever makes elements and text nodes, so no text can become markup:
// paragraphs, headings, lists, tables, quotes, code, bold and italics, and citations such as [F3] or [P1 P2].

const CITES = /\[((?:[FP]\d+)(?:[\s,]+[FP]\d+)*)\]/;
const INLINE = new RegExp(`(\`[^\`]+\`)|(\\*\\*[^*]+?\\*\\*)|(\\*[^*\\s][^*]*?\\*)|${CITES.source}`, "g");

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// Returns the nodes of a text; `cite` is called with a handle and returns the node for it.
export function render(text, cite) {
  const lines = text.split("\n");
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = readBlock(lines, at, cite);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

function readBlock(lines, at, cite) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (line.trim().startsWith("```")) return readCode(lines, at);
  if (/^#{1,6} /.test(line)) return [element("h3", {}, ...inline(line.replace(/^#+ /, ""), cite)), at + 1];
  if (isTable(lines, at)) return readTable(lines, at, cite);
  if (line.startsWith(">")) {
    const [body, next] = take(lines, at, (one) => one.startsWith(">"));
    return [element("blockquote", {}, ...render(body.map((one) => one.replace(/^> ?/, "")).join("\n"), cite)), next];
  }
  if (isItem(line)) return readList(lines, at, cite);
  const [body, next] = take(lines, at, (one, index) =>
    one.trim() && (index === 0 || !(isItem(one) || one.startsWith(">") || one.startsWith("```") || /^#{1,6} /.test(one) || one.startsWith("|"))));
  return [element("p", {}, ...inline(body.join("\n"), cite)), next];
}

function take(lines, at, wanted) {
  let next = at;
  while (next < lines.length && wanted(lines[next], next - at)) next += 1;
  return [lines.slice(at, Math.max(next, at + 1)), Math.max(next, at + 1)];
}

const isItem = (line) => /^\s*(?:[-*]|\d+\.) /.test(line);
const isTable = (lines, at) =>
  lines[at].trim().startsWith("|") && at + 1 < lines.length && /^\s*\|[\s:|-]+\|?\s*$/.test(lines[at + 1]);

function readCode(lines, at) {
  const [body, next] = take(lines, at + 1, (one) => !one.trim().startsWith("```"));
  const isEmpty = at + 1 >= lines.length || lines[at + 1].trim().startsWith("```");
  return [element("pre", {}, element("code", {}, isEmpty ? "" : body.join("\n"))), isEmpty ? at + 2 : next + 1];
}

function readTable(lines, at, cite) {
  const cells = (row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const [body, next] = take(lines, at + 2, (one) => one.trim().startsWith("|"));
  const rows = at + 2 < lines.length && lines[at + 2].trim().startsWith("|") ? body : [];
  const row = (name) => (line) =>
    element("tr", {}, ...cells(line).map((cell) => element(name, {}, ...inline(cell, cite))));
  const table = element("table", {}, element("thead", {}, row("th")(lines[at])), element("tbody", {}, ...rows.map(row("td"))));
  return [element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Table" }, table), rows.length ? next : at + 2];
}

function readList(lines, at, cite) {
  const isOrdered = /^\s*\d+\. /.test(lines[at]);
  const items = [];
  let next = at;
  while (next < lines.length && lines[next].trim()) {
    if (isItem(lines[next])) items.push(lines[next].replace(/^\s*(?:[-*]|\d+\.) /, ""));
    else items[items.length - 1] += `\n${lines[next].trim()}`;
    next += 1;
  }
  return [element(isOrdered ? "ol" : "ul", {}, ...items.map((item) => element("li", {}, ...inline(item, cite)))), next];
}

function inline(text, cite) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) nodes.push(text.slice(last, match.index));
    const [whole, code, bold, italic, handles] = match;
    if (code) nodes.push(element("code", {}, code.slice(1, -1)));
    else if (bold) nodes.push(element("strong", {}, ...inline(bold.slice(2, -2), cite)));
    else if (italic) nodes.push(element("em", {}, ...inline(italic.slice(1, -1), cite)));
    else nodes.push(...handles.split(/[\s,]+/).map(cite));
    last = match.index + whole.length;
  }
  if (last < text.length) nodes.push(text.slice(last));
  return nodes;
}
