/*
 * markdown.js: buttons over a text area. A [data-markdown] element holds a hidden [role=toolbar] with buttons whose
 * data-mark is bold, italic, heading, quote, list or link; script shows it and makes them work on the text area.
 */
const AROUND = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"] };
const BEFORE = { heading: "## ", quote: "> ", list: "- " };

function write(area, text, from, to) {
  area.focus();
  area.setRangeText(text, from, to, "select");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area, [open, close]) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  write(area, open + value.slice(from, to) + close, from, to);
  area.setSelectionRange(from + open.length, to + open.length);
}

function prefix(area, sign) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const to = area.selectionEnd;
  const lines = area.value.slice(from, to).split("\n");
  const marked = lines.every((line) => line.startsWith(sign));
  write(area, lines.map((line) => (marked ? line.slice(sign.length) : sign + line)).join("\n"), from, to);
}

function apply(mark, area) {
  if (AROUND[mark]) wrap(area, AROUND[mark]);
  else prefix(area, BEFORE[mark]);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-markdown] [data-mark]");
  if (button) apply(button.dataset.mark, button.closest("[data-markdown]").querySelector("textarea"));
});
document.addEventListener("keydown", (event) => {
  const area = event.target.closest("[data-markdown] textarea");
  const mark = (event.ctrlKey || event.metaKey) && { b: "bold", i: "italic", k: "link" }[event.key];
  if (area && mark) { event.preventDefault(); apply(mark, area); }
});
const show = () => document.querySelectorAll("[data-markdown] [role=toolbar]").forEach((bar) => { bar.hidden = false; });
show();
document.addEventListener("htmx:afterSettle", show);
