/*
 * sums.js: running sums while somebody types hours. A [data-sums] form holds inputs with data-hours;
 * [data-sum-of="name"] shows the sum of the inputs of that data-hours group, [data-sum] the sum of all.
 * An input with data-if="id" counts only while the checkbox with that id is ticked.
 * It reads what the server accepts (1.5, 1,5, .5, 1:30, 1h30, 90m); the server remains the judge.
 */
export function hoursOf(text) {
  const plain = text.trim().toLowerCase().replace(/\s+/g, "");
  let parts = plain.match(/^(\d+):([0-5]\d)$/) || plain.match(/^(\d+)h([0-5]\d)?$/);
  if (parts) return Number(parts[1]) + Number(parts[2] || 0) / 60;
  parts = plain.match(/^(\d+)m(in)?$/);
  if (parts) return Number(parts[1]) / 60;
  return /^(\d+([.,]\d*)?|[.,]\d+)$/.test(plain) ? Number(plain.replace(",", ".")) : 0;
}

function total(inputs) {
  const sum = inputs.reduce((before, input) => before + hoursOf(input.value), 0);
  return new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(sum);
}

function refresh(form) {
  const counts = (input) => !input.dataset.if || document.getElementById(input.dataset.if).checked;
  const inputs = [...form.querySelectorAll("input[data-hours]")].filter(counts);
  form.querySelectorAll("[data-sum]").forEach((place) => { place.textContent = total(inputs); });
  form.querySelectorAll("[data-sum-of]").forEach((place) => {
    place.textContent = total(inputs.filter((input) => input.dataset.hours === place.dataset.sumOf));
  });
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-sums]");
  if (form) refresh(form);
});
