/*
 * panel.js: the side panel beside a list. htmx fills it (the opener carries data-opens="id-of-panel");
 * focus goes to its heading, Escape or [data-closes] hides it, focus returns to the opener.
 */
let opener = null;

function mark(link) {
  document.querySelectorAll("[data-opens][aria-current]").forEach((each) => each.removeAttribute("aria-current"));
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
  const back = opener?.isConnected ? opener : document.querySelector("[data-opens][aria-current]");
  back?.focus();
}

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
