/*
 * takeaways.js: takeaways of a visit noted without a connection. The form works without it.
 *
 * A takeaway that is kept goes into localStorage first, under the number the form gave it, and leaves it only when the
 * server has said that it has this very number; sent twice it is kept once. What was not taken is sent again: after a
 * while, when the connection is back, and when the page is opened the next time. What is still being typed stays, too.
 */
const PAUSE = 15_000;      // between two tries, in milliseconds
const DOUBLE_TAP = 1_500;
const memory = new Map();  // where the browser keeps nothing

const form = document.querySelector("form[data-takeaways]");
const words = form.dataset;
const room = `takeaways/${words.writer}/${words.visit}/`;
const DRAFT = `${room}draft`;
const queue = form.querySelector("[data-queue]");
let isSending = false, isAskedAgain = false, lastKept = 0;

function write(name, entry) {
  try { localStorage.setItem(name, JSON.stringify(entry)); } catch { memory.set(name, entry); }
}
function read(name) {
  if (memory.has(name)) return memory.get(name);
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}
function remove(name) {
  memory.delete(name);
  try { localStorage.removeItem(name); } catch { /* it never was there */ }
}
function waiting() {
  let stored = [];
  try { stored = Object.keys(localStorage); } catch { /* memory only */ }
  const names = [...new Set([...stored, ...memory.keys()])].filter((name) => name.startsWith(room) && name !== DRAFT);
  return names.map((name) => ({ name, ...read(name) })).sort((one, other) => one.at - other.at);
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const answers = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");

function fill(fields) {
  form.reset();
  for (const [name, value] of fields) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "checkbox") control.checked ||= control.value === value;
      else control.value = value;
    }
  }
}

function say(sentence) { form.querySelector("[data-said]").textContent = sentence; }

function show(reason = "") {
  const entries = waiting();
  queue.hidden = !entries.length;
  queue.replaceChildren(...entries.map(row));
  const sent = entries.filter((entry) => !entry.refused).length;
  if (sent && reason) say(`${reason}${sent}`);
}

function row(entry) {
  const item = document.createElement("li");
  const practice = entry.fields.find(([name]) => name === "practice")?.[1] ?? "";
  item.append(entry.refused ? `${words.refused}${practice}. ${entry.refused}` : practice);
  if (entry.refused) {
    const back = document.createElement("button");
    back.type = "button";
    back.className = "btn btn--small btn--quiet";
    back.textContent = words.again;
    back.addEventListener("click", () => { fill(entry.fields); remove(entry.name); show(); form.elements.practice.focus(); });
    item.append(back);
  }
  return item;
}

function kept(entry, answer) {
  remove(entry.name);
  document.querySelector("[data-none-yet]")?.remove();
  if (!document.getElementById(`takeaway-${answer.key}`)) {
    document.querySelector("[data-takeaway-rows]").insertAdjacentHTML("beforeend", answer.row);
  }
  say(words.kept);
}

/* Send one; false when there is no use in sending the next one now. */
async function send(entry) {
  const body = new FormData();
  entry.fields.forEach(([name, value]) => body.append(name, value));
  const token = form.elements.csrfmiddlewaretoken.value;
  let response;
  try {
    response = await fetch(form.action, {
      method: "POST", body, redirect: "manual", credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
  } catch { show(words.waiting); return false; }
  const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.status === 201) kept(entry, await response.json());
  else if (isOurs) write(entry.name, { ...entry, refused: (await response.json()).refused });
  else { show(response.type === "opaqueredirect" || response.status === 403 ? words.signedOut : words.waiting); return false; }
  show();
  return true;
}

/* Send what waits, one after the other; whoever asks meanwhile is served once more afterwards. */
async function flush() {
  isAskedAgain = isSending;
  if (isSending) return;
  isSending = true;
  try {
    for (let entry; (entry = waiting().find((each) => !each.refused));) if (!await send(entry)) break;
  } finally { isSending = false; }
  if (isAskedAgain) flush();
}

form.addEventListener("submit", (event) => {
  const isEmpty = !form.elements.practice.value.trim();
  const isSecondTap = isEmpty && Date.now() - lastKept < DOUBLE_TAP;
  if (isEmpty && !isSecondTap) return;  // the server says what is missing
  event.preventDefault();
  if (isSecondTap) return;
  lastKept = Date.now();
  write(`${room}${form.elements.key.value}`, { at: lastKept, fields: answers() });
  remove(DRAFT);
  const slot = form.elements.slot?.value;
  form.reset();
  form.elements.key.value = newKey();
  if (slot) form.elements.slot.value = slot;
  show();
  form.elements.practice.focus();
  flush();
});
form.addEventListener("input", () => write(DRAFT, { fields: answers() }));
addEventListener("online", flush);
document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
setInterval(flush, PAUSE);

const draft = read(DRAFT);
if (draft && !form.elements.practice.value && !form.querySelector(".field--error")) {
  fill(draft.fields.filter(([name]) => name !== "key"));
}
show(words.waiting);
flush();
