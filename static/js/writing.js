/*
 * writing.js: an output that saves itself. The page works without it, with a button.
 *
 * Each keystroke goes into localStorage first (one entry for each answer of each person) and leaves it only when the
 * server has said that it has this very text. What the server did not take is sent again: after a while, when the
 * connection is back, and when the page is opened the next time. Nobody's newer text is overwritten: an entry keeps
 * the digest (`was`) of the text it began from, and the server compares.
 */
import { beat, token } from "./meanwhile.js";
import * as unsent from "./unsent.js";

const PAUSE = 1200;            // after the last key, in milliseconds
const LONGEST_WAIT = 60_000;   // between two tries
const SOON = 2_000;
const timers = {};             // by part; "retry" and "check" are for all of them
const underway = new Map();    // the request of a part whose answer is awaited
let wait = SOON;

const room = () => document.querySelector("[data-writing]");
const words = () => room().dataset;
const formOf = (part) => document.querySelector(`form[data-part-form="${part}"]`);
const hidden = (form, name) => form.elements[name];
const fieldOf = (control) => control.name?.startsWith("f-") ? control.name.slice(2) : "";
const valueOf = (form, field) => {
  const control = form.elements[`f-${field}`];
  return control instanceof RadioNodeList ? control.value : control.value.replace(/\r\n/g, "\n");
};
const writes = () => Boolean(room()?.dataset.writer);

/* ---- what is said about it ---- */

function say(text, isTrouble = false) {
  document.querySelectorAll("#saved, [data-state]").forEach((place) => {
    place.textContent = text;
    place.hidden = false;
    place.classList.toggle("is-trouble", isTrouble);
  });
}
const offerSignIn = (wanted) => { const link = document.querySelector("#sign-in-again"); if (link) link.hidden = !wanted; };

/* ---- sending ---- */

function request(part, entries, isLeaving = false) {
  const body = new FormData();
  body.set("section", Object.values(entries)[0].section);
  body.set("writer", words().writer);
  for (const [field, entry] of Object.entries(entries)) {
    body.set(`f-${field}`, entry.value);
    body.set(`was-${field}`, entry.was);
  }
  return fetch(words().part.replace("00000000-0000-0000-0000-000000000000", part), {
    method: "POST", body, keepalive: isLeaving, redirect: "manual", credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
  });
}

/* What waits for this part, but for answers that wait for a choice, and for those that have no box here. */
function waiting(part) {
  const form = formOf(part);
  return unsent.of(words(), part, (entry, field) => !entry.clash && (!form || form.elements[`f-${field}`]));
}

/* Send what waits for this part; true when nothing of it waits any more. */
async function send(part) {
  while (underway.has(part)) await underway.get(part);
  const entries = waiting(part);
  if (!Object.keys(entries).length) return !unsent.has(words(), part);
  const answer = request(part, entries).then((response) => take(part, entries, response), () => later(words().offline));
  underway.set(part, answer);
  const isTaken = await answer.finally(() => underway.delete(part));
  return isTaken ? send(part) : false;
}

/* What the server said; true when it has these texts, or has asked back. */
async function take(part, entries, response) {
  const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
  const isSignedOut = response.type === "opaqueredirect" || (response.status === 403 && !isOurs);
  offerSignIn(isSignedOut);
  if (isSignedOut) return later(words().signedOut);
  if (!isOurs) return later(words().silent);
  const answer = await response.json();
  if (answer.refused) return refused(part, answer.refused);
  clearTimeout(timers.retry);
  wait = SOON;
  acknowledge(part, entries, answer);
  if (answer.conflicts.length) clash(part, answer.conflicts);
  else say(words().saved.replace("{time}", answer.saved_at));
  refresh(part);
  return true;
}

/* The server has these texts; what was typed since then starts from them. */
function acknowledge(part, entries, answer) {
  const form = formOf(part);
  for (const [field, was] of Object.entries(answer.was)) {
    unsent.settle(words(), part, field, entries[field], was);
    if (form && hidden(form, `was-${field}`)) hidden(form, `was-${field}`).value = was;
  }
  const article = form?.closest("[data-at]");
  article?.setAttribute("data-at", answer.at);
  const total = article?.querySelector(".mini-meter .num");
  if (total) total.textContent = answer.words;
}

function refused(part, reason) {
  say(words().refused.replace("{reason}", reason), true);
  if (!formOf(part)) rescue(part, reason);
  return false;
}

function later(sentence) {
  say(sentence, true);
  clearTimeout(timers.retry);
  timers.retry = setTimeout(again, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
  return false;
}

function again() {
  clearTimeout(timers.retry);
  delete timers.retry;
  unsent.parts(words()).forEach(send);
}

/* The check, its count on the tab and the list of sections follow what was saved. */
function refresh(part) {
  clearTimeout(timers.check);
  timers.check = setTimeout(() => {
    const edit = formOf(part) ? `&edit=${part}` : "";
    if (document.querySelector("#check-list")) {
      window.htmx.ajax("GET", `${words().page}?part=check${edit}`, { source: "#check-list", target: "#check-list", swap: "outerHTML" });
    }
  }, 300);
}

/* ---- two texts for one answer ---- */

function clash(part, conflicts) {
  const form = formOf(part);
  conflicts.forEach(({ field }) => unsent.mark(words(), part, field));
  say(words().choose, true);
  if (!form) return bring(part, `edit=${part}`);
  conflicts.forEach(({ field, html }) => {
    const place = form.querySelector(`[data-clash="${field}"]`);
    place.innerHTML = html;
    place.firstElementChild.scrollIntoView({ block: "nearest" });
  });
}

/* What was chosen between two texts becomes what is sent, or what stands in the box. */
function choose(form) {
  form.querySelectorAll("[data-clash]").forEach((place) => {
    const theirs = place.querySelector("input[value=theirs]");
    const chosen = place.querySelector("input[type=radio]:checked");
    if (!theirs || !chosen) return;
    const field = place.dataset.clash, part = form.dataset.partForm;
    if (chosen === theirs) {
      put(form, field, theirs.dataset.text);
      unsent.drop(words(), part, field);
    } else {
      unsent.keep(words(), part, field, entryOf(form, field, theirs.dataset.digest), true);
    }
    hidden(form, `was-${field}`).value = theirs.dataset.digest;
    place.replaceChildren();
  });
}

/* ---- the form of a part ---- */

const entryOf = (form, field, was) => ({ value: valueOf(form, field), was, section: form.elements.section.value });

function put(form, field, value) {
  const control = form.elements[`f-${field}`];
  control.value = value;
  count(control);
}

/* Text of another visit goes back into its box, and on its way. */
function restore(form) {
  const part = form.dataset.partForm;
  form.querySelectorAll("[data-state]").forEach((place) => { place.hidden = false; });
  form.querySelectorAll("textarea[name^='f-'], input[type=text][name^='f-']").forEach((control) => {
    if (control.value !== control.defaultValue) typed({ target: control });  // typed before this script was there
  });
  for (const [field, entry] of Object.entries(unsent.of(words(), part))) {
    if (form.elements[`f-${field}`]) put(form, field, entry.value);
    else rescue(part, words().noPlace);
    if (entry.clash) unsent.keep(words(), part, field, { ...entry, clash: false }, true);
  }
  if (unsent.has(words(), part)) send(part);
}

function typed(event) {
  const form = event.target.closest("form[data-part-form]");
  const field = form && fieldOf(event.target);
  if (!field) return;
  const part = form.dataset.partForm;
  unsent.keep(words(), part, field, entryOf(form, field, hidden(form, `was-${field}`).value));
  count(event.target);
  clearTimeout(timers[part]);
  timers[part] = setTimeout(() => send(part), PAUSE);
}

function count(control) {
  const place = control.id && document.querySelector(`[data-words="${control.id}"] .num`);
  if (place) place.textContent = (control.value.match(/[\p{L}\p{N}_]+(?:[’'.-][\p{L}\p{N}_]+)*/gu) ?? []).length;
}

/* "Save and close": the choice between two texts counts now, then the part is read again. */
async function close(form) {
  const part = form.dataset.partForm;
  clearTimeout(timers[part]);
  choose(form);
  if (await send(part)) {
    history.replaceState(null, "", `${words().page}#part-${part}`);
    bring(part, `part=${part}&done=1`);
  } else form.querySelector(".clash")?.focus();
}
/* Asked by the part itself: what one element asks waits in one line, and the newest would push this one out. */
const bring = (part, query) => {
  const place = `#part-${part}`;
  return window.htmx.ajax("GET", `${words().page}?${query}`, { source: place, target: place, swap: "outerHTML" });
};

/* ---- texts of another visit, for parts that are not open ---- */

async function resend() {
  document.querySelectorAll("form[data-part-form]").forEach(restore);
  for (const part of unsent.parts(words()).filter((each) => !formOf(each))) {
    if (await send(part) && document.querySelector(`#part-${part}`)) bring(part, `part=${part}`);
  }
}

/* A text that has no place any more is shown, to be copied or thrown away by hand. */
function rescue(part, reason) {
  const pattern = document.querySelector("#rescue");
  if (!pattern || document.querySelector(`[data-rescue="${part}"]`)) return;
  const box = pattern.content.firstElementChild.cloneNode(true);
  box.dataset.rescue = part;
  box.querySelector("[data-reason]").textContent = reason;
  const text = Object.values(unsent.of(words(), part)).map((entry) => entry.value).join("\n\n");
  box.querySelector("textarea").value = text;
  box.querySelector("button").addEventListener("click", () => { unsent.dropPart(words(), part); box.remove(); });
  pattern.before(box);
}

/* ---- when ---- */

document.addEventListener("input", (event) => { if (writes()) typed(event); });
document.addEventListener("change", (event) => { if (writes()) typed(event); });

/* Save and close; and before another button of the page leaves it, what was typed goes first. */
let isLetThrough = false;
document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (!writes() || isLetThrough) return;
  if (target.matches("form[data-part-form]")) {
    event.preventDefault();
    close(target);
  } else if (room().contains(target) && !target.hasAttribute("hx-post") && unsent.parts(words()).length) {
    event.preventDefault();
    Promise.all(unsent.parts(words()).map(send)).finally(() => {
      isLetThrough = true;
      target.requestSubmit(submitter);
      isLetThrough = false;
    });
  }
}, true);

/* A jump from the check: into the open form, or through opening the part. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-goes]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (formOf(link.dataset.goes)) go(link.dataset.to);
  else {
    history.pushState(null, "", link.href);
    window.htmx.ajax("GET", link.href.split("#")[0], { target: `#part-${link.dataset.goes}`, swap: "outerHTML" })
      .then(() => go(link.dataset.to));
  }
});

function go(id) {
  const place = document.getElementById(id);
  const control = place?.matches("fieldset") ? place.querySelector(":checked, input") : place;
  control?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (!writes()) return;
  const form = event.target.querySelector?.("form[data-part-form]");
  if (form && event.target.matches("article")) { restore(form); beat(); }
});
addEventListener("pagehide", () => {
  if (!writes()) return;
  for (const part of unsent.parts(words())) {
    const entries = waiting(part);
    if (Object.keys(entries).length) request(part, entries, true).catch(() => { /* it waits for the next visit */ });
  }
});
const hurry = () => { if (writes() && timers.retry) { wait = SOON; again(); } };
addEventListener("online", hurry);
addEventListener("focus", hurry);

if (writes()) resend();
if (location.hash.startsWith("#f-")) go(location.hash.slice(1));
