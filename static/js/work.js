/*
 * work.js: what every signed-in page gains from script; all of it works without.
 * A page that holds one of these hooks gets the script for it, also when htmx brings the hook later.
 */
const HOOKS = {
  "table[data-arrows]": "matrix",
  "[data-opens], [data-panel]": "panel",
  "[data-upload]": "upload",
  "[data-markdown]": "markdown",
  "form[data-sums]": "sums",
  "[data-writing]": "writing",
  "form[data-takeaways]": "takeaways",
  "[data-agenda]": "agenda",
  "form[data-keeps-itself]": "kept",
};
const load = () => Object.entries(HOOKS).forEach(([hook, name]) => {
  if (document.querySelector(hook)) import(`./${name}.js`);
});
load();
document.addEventListener("htmx:afterSettle", load);

/* "/" goes to the search of the page; single-key shortcuts can be switched off with data-shortcuts="off" on body */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (event.key !== "/" || typing || modified || document.body.dataset.shortcuts === "off") return;
  const search = document.querySelector("[role=search] input:is([type=search], [type=text])");
  if (!search) return;
  event.preventDefault();
  search.closest("details:not([open])")?.setAttribute("open", "");
  search.focus();
});

/* Escape and a click elsewhere close the small sheets */
const closeSheets = (except) => document.querySelectorAll("details:is(.drop-menu, .lang)[open]").forEach((sheet) => {
  if (!sheet.contains(except)) sheet.open = false;
});
document.addEventListener("click", (event) => closeSheets(event.target));
document.addEventListener("keydown", (event) => {
  const sheet = event.key === "Escape" && event.target.closest("details:is(.drop-menu, .lang)[open]");
  if (sheet) { sheet.open = false; sheet.querySelector("summary").focus(); }
});

const polled = (element) => element?.getAttribute("hx-trigger")?.startsWith("every");

/* after a swap the focus goes to what is new when it was on what is gone, or to what asks for it; never by itself */
document.addEventListener("htmx:afterSwap", (event) => {
  const wanted = event.detail.elt.querySelector?.("[autofocus]");
  if (wanted) wanted.focus();
  else if (polled(event.detail.requestConfig?.elt)) return;
  else if (!document.activeElement || document.activeElement === document.body) {
    event.detail.elt.setAttribute("tabindex", "-1");
    event.detail.elt.focus();
  }
});
