/*
 * kept.js: a form that keeps itself. Two seconds after the last key, and when the page is left, what stands in it is sent
 * to its own address; the answer names the version that the next sending begins from. What was not answered is sent again
 * as it was, while the page is open, before anything newer: kept twice it is kept once. The form works without it.
 */
const PAUSE = 2_000;   // after the last key, in milliseconds
const AGAIN = 15_000;  // between two tries
const OUTLIVES = 20_000;  // characters: what a browser surely sends on after the page was left

/* Signing in again in another tab gives the browser a new token. */
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

function begin(form) {
  const words = form.dataset, version = form.querySelector("input[type=hidden][name$=was]");
  let timer = 0, isChanged = false, isRefused = false, isSubmitted = false, sending = null, unanswered = null;

  const say = (sentence) => { form.querySelector("[data-said]").textContent = sentence; };
  const later = (pause) => { clearTimeout(timer); timer = setTimeout(keep, pause); };
  const renew = () => { form.elements.csrfmiddlewaretoken.value = token() ?? form.elements.csrfmiddlewaretoken.value; };
  const isUnsent = () => isChanged || unanswered !== null;

  function keep() {
    clearTimeout(timer);
    if (!isUnsent() || isRefused || isSubmitted || sending) return;
    renew();
    if (!unanswered) { unanswered = new FormData(form); isChanged = false; }
    unanswered.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    sending = send(unanswered).then((pause) => { sending = null; if (isUnsent()) later(pause); });
  }

  /* Send what stood in the form; the pause before the next try. */
  async function send(body) {
    let response;
    try {
      response = await fetch(form.action, {
        method: "POST", body, keepalive: [...body.values()].join("").length < OUTLIVES, redirect: "manual", credentials: "same-origin",
        headers: { Accept: "application/json" },
      });
    } catch { say(words.waiting); return AGAIN; }
    if (response.headers.get("Content-Type")?.startsWith("application/json")) { take(await response.json()); return PAUSE; }
    say(response.type === "opaqueredirect" ? words.signedOut : words.notTaken);
    return AGAIN;
  }

  /* What was refused is sent no more until it is changed, or the button shows it beside what is kept. */
  function take({ was, refused }) {
    unanswered = null;
    if (refused) isRefused = true; else version.value = was;
    say(refused ?? words.kept);
  }

  form.addEventListener("input", () => { isChanged = true; isRefused = false; if (!sending) later(PAUSE); });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    renew();
    if (!sending) { isSubmitted = true; return; }
    event.preventDefault();
    await sending;
    form.requestSubmit(event.submitter);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  addEventListener("online", keep);
  addEventListener("beforeunload", (event) => {
    if (isSubmitted || !(isUnsent() || isRefused)) return;
    keep();
    event.preventDefault();
  });
}

document.querySelectorAll("form[data-keeps-itself]").forEach(begin);
