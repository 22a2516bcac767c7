/*
 * panel.js: the side panel beside a list. A link with data-opens="id-of-panel" shows what stands there already or what
 * its own hx-get brings; every link in the body of table[data-panel="id-of-panel"] brings its page's part into the panel.
 * Focus goes to the panel's heading, Escape or [data-closes] hides it, focus returns to the opener.
 */
const OPENERS = ":is([data-opens], table[data-panel] tbody td a)[aria-current]";
let opener = null;

function mark(link) {
  document.querySelectorAll(OPENERS).forEach((each) => each.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  opener = link;
}

function show(panel) {
  panel.hidden = false;
  const heading = panel.querySelector("h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}

function hide(panel) {
  panel.hidden = true;
  const back = opener?.isConnected ? opener : document.querySelector(OPENERS);
  back?.focus();
}

function fetchInto(event) {
  const link = event.target.closest("table[data-panel] tbody td a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const panel = link && plain && window.htmx && document.getElementById(link.closest("table").dataset.panel);
  if (!panel) return;
  event.preventDefault();
  mark(link);
  window.htmx.ajax("GET", link.href, { target: panel, swap: "innerHTML" });
}

document.addEventListener("click", fetchInto);
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  const panel = link && document.getElementById(link.dataset.opens);
  if (panel) {
    mark(link);
    if (!link.hasAttribute("hx-get")) { event.preventDefault(); show(panel); }
  }
  const close = event.target.closest("[data-closes]");
  if (close) { event.preventDefault(); hide(close.closest(".panel")); }
});
document.addEventListener("keydown", (event) => {
  const panel = event.key === "Escape" && event.target.closest(".panel");
  if (panel) hide(panel);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const panel = event.detail.target.closest(".panel");
  if (panel && opener) show(panel);
});
