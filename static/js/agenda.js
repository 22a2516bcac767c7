/* agenda.js: slots of an agenda can be dragged. The buttons of each do the same, and stay for keys and touch. */
let dragged = null;

const slotOf = (event) => event.target.closest?.("[data-slot]");
const dayOf = (event) => event.target.closest?.("[data-agenda] [data-day]");

function ready() {
  document.querySelectorAll("[data-agenda] [data-slot]").forEach((slot) => { slot.draggable = true; });
}

function mark(place) {
  document.querySelectorAll(".is-over").forEach((each) => each.classList.remove("is-over"));
  place?.classList.add("is-over");
}

/* The slot behind which it would come: the one under the pointer, or the one before that; none at the top. */
function before(event, day) {
  const under = slotOf(event);
  if (!under) return [...day.querySelectorAll("[data-slot]")].filter((each) => each !== dragged).at(-1) ?? null;
  const { top, height } = under.getBoundingClientRect();
  let above = event.clientY > top + height / 2 ? under : under.previousElementSibling;
  if (above === dragged) above = above.previousElementSibling;
  return above?.matches("[data-slot]") ? above : null;
}

document.addEventListener("dragstart", (event) => {
  dragged = slotOf(event);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.slot);
  dragged.classList.add("is-dragged");
});
document.addEventListener("dragend", () => { mark(null); dragged?.classList.remove("is-dragged"); dragged = null; });
document.addEventListener("dragover", (event) => {
  const day = dragged && dayOf(event);
  if (!day) return;
  event.preventDefault();
  mark(before(event, day) ?? day);
});
document.addEventListener("drop", (event) => {
  const day = dragged && dayOf(event);
  if (!day) return;
  event.preventDefault();
  const after = before(event, day)?.dataset.slot ?? "";
  const form = dragged.querySelector("form");
  window.htmx.ajax("POST", form.action, { target: "#board", values: { to: day.dataset.day || "aside", after } });
});
document.addEventListener("htmx:afterSettle", ready);
ready();
