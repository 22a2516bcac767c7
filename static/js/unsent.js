/*
 * unsent.js: what was typed and is not yet known to the server, in localStorage.
 * An entry stands under writing/<person>/<output>/<part>/<field> and holds {value, was, section, clash}. When the browser
 * keeps nothing (a private window, no room left), the entries live as long as the page.
 */
const memory = new Map();
const key = (words, part, field) => `writing/${words.writer}/${words.output}/${part}/${field}`;

function read(name) {
  if (memory.has(name)) return memory.get(name);
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}
function write(name, entry) {
  try {
    localStorage.setItem(name, JSON.stringify(entry));
    memory.delete(name);
  } catch { memory.set(name, entry); }
}
function remove(name) {
  memory.delete(name);
  try { localStorage.removeItem(name); } catch { /* it never was there */ }
}
function names(prefix) {
  let stored = [];
  try { stored = Object.keys(localStorage); } catch { /* memory only */ }
  return [...new Set([...stored, ...memory.keys()])].filter((name) => name.startsWith(prefix));
}

/* Keep what stands in a field. An entry that waits already keeps the text it began from, unless `anew`. */
export function keep(words, part, field, entry, anew = false) {
  const name = key(words, part, field), before = read(name);
  write(name, before && !anew ? { ...before, value: entry.value } : entry);
}

/* The entries of a part by field, those that pass the test. */
export function of(words, part, passes = () => true) {
  const prefix = key(words, part, "");
  return Object.fromEntries(names(prefix).map((name) => [name.slice(prefix.length), read(name)]).filter(([field, entry]) => entry && passes(entry, field)));
}

export const has = (words, part) => Object.keys(of(words, part)).length > 0;

/* The parts for which something waits. */
export function parts(words) {
  const prefix = `writing/${words.writer}/${words.output}/`;
  return [...new Set(names(prefix).map((name) => name.slice(prefix.length).split("/")[0]))];
}

/* The server has `sent`. Forgotten, unless more was typed meanwhile; that starts from the digest `was` then. */
export function settle(words, part, field, sent, was) {
  const name = key(words, part, field), now = read(name);
  if (!now || now.value === sent.value) remove(name);
  else write(name, { ...now, was });
}

/* Somebody else's text stands there: nothing is sent before this person has chosen. */
export const mark = (words, part, field) => {
  const name = key(words, part, field), entry = read(name);
  if (entry) write(name, { ...entry, clash: true });
};

export const drop = (words, part, field) => remove(key(words, part, field));
export const dropPart = (words, part) => names(key(words, part, "")).forEach(remove);
