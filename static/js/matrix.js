/*
 * matrix.js: a table with data-arrows is one tab stop. Arrows move by one, Home and End to the row's ends
 * (with Ctrl to the table's), PageUp and PageDown by eight rows. Cells without a link are stepped over.
 */
const PAGE = 8;

function rows(table) {
  return [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.querySelectorAll("a")]).filter((row) => row.length);
}

function target(event, [y, x], height, width) {
  return {
    ArrowRight: [y, x + 1], ArrowLeft: [y, x - 1], ArrowDown: [y + 1, x], ArrowUp: [y - 1, x],
    PageDown: [Math.min(y + PAGE, height), x], PageUp: [Math.max(y - PAGE, 0), x],
    Home: [event.ctrlKey ? 0 : y, 0], End: [event.ctrlKey ? height : y, width],
  }[event.key];
}

function move(table, event) {
  const grid = rows(table);
  const y = grid.findIndex((row) => row.includes(event.target));
  if (y < 0) return;
  const to = target(event, [y, grid[y].indexOf(event.target)], grid.length - 1, grid[y].length - 1);
  const next = to && grid[to[0]]?.[to[1]];
  if (!next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function oneStop(table) {
  const links = rows(table).flat();
  const first = links.find((link) => link.hasAttribute("aria-current")) || links[0];
  links.forEach((link) => { link.tabIndex = link === first ? 0 : -1; });
}

document.addEventListener("keydown", (event) => {
  const table = event.target.closest("table[data-arrows]");
  if (table) move(table, event);
});
const enhance = (root) => root.querySelectorAll("table[data-arrows]").forEach(oneStop);
enhance(document);
document.addEventListener("htmx:afterSettle", (event) => enhance(event.detail.elt.parentElement || document));
