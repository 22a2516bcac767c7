/*
 * meanwhile.js: what others do to the text on the page. Every 25 seconds it says where this person writes, shows who else
 * is writing where, and offers the newer text of a part that was changed since it was put on the page.
 */
const HEARTBEAT = 25_000;
const room = () => document.querySelector("[data-writing]");

export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
  ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/* Tell where this person writes, and ask what happens elsewhere in the text. */
export async function beat() {
  const place = room();
  if (!place?.dataset.here || document.visibilityState === "hidden") return;
  const part = document.activeElement?.closest?.("form[data-part-form]")?.dataset.partForm
    ?? document.querySelector("form[data-part-form]")?.dataset.partForm;
  const body = new FormData();
  if (part) body.set("part", part);
  const how = part ? { method: "POST", body, headers: { "X-CSRFToken": token() } } : {};
  try {
    const response = await fetch(place.dataset.here, { ...how, redirect: "manual", credentials: "same-origin" });
    if (response.ok) notice(await response.json());
  } catch { /* the next beat asks again */ }
}

function notice({ here, texts }) {
  document.querySelectorAll("[data-here]").forEach((place) => {
    if (place === room()) return;
    place.hidden = !here[place.dataset.here];
    place.querySelector("span").textContent = here[place.dataset.here] ?? "";
  });
  document.querySelectorAll("article[data-part-key]").forEach((article) => {
    const text = texts[article.dataset.partKey], news = article.querySelector("[data-news]");
    const isNew = Boolean(text?.says) && text.at > article.dataset.at;
    news.hidden = !isNew;
    if (isNew) news.querySelector("span").textContent = text.says;
  });
  const isOut = [...document.querySelectorAll("article[data-row]")].some((article) => !texts[article.dataset.partKey]);
  const isAdded = Object.entries(texts).some(([key, text]) => text.says && !document.querySelector(`#part-${key}`));
  document.querySelector("#rows-changed").hidden = !isOut && !isAdded;
}

setInterval(beat, HEARTBEAT);
beat();
