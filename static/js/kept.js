/*
 * kept.js: a form that keeps itself. Two seconds after the last key, and when the page is left, what stands in it is sent
 * to its own address; the answer names the version that the next sending begins from. What cannot be sent is tried again
 * while the page is open, and the page says so. The form works without it.
 */
const PAUSE = 2_000;   // after the last key, in milliseconds
const AGAIN = 15_000;  // between two tries

function begin(form) {
  const words = form.dataset, version = form.querySelector("input[type=hidden][name$=was]");
  let timer = 0, isChanged = false, isRefused = false, isSubmitted = false, sending = null;

  const say = (sentence) => { form.querySelector("[data-said]").textContent = sentence; };
  const later = (pause) => { clearTimeout(timer); timer = setTimeout(keep, pause); };

  function keep() {
    clearTimeout(timer);
    if (!isChanged || isRefused || isSubmitted || sending) return;
    isChanged = false;
    sending = send().then((pause) => { sending = null; if (isChanged) later(pause); });
  }

  /* Send what stands in the form; the pause before the next try. */
  async function send() {
    try {
      const response = await fetch(form.action, {
        method: "POST", body: new FormData(form), keepalive: document.visibilityState === "hidden",
        redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" },
      });
      const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
      if (isOurs) { take(await response.json()); return PAUSE; }
      say(response.type === "opaqueredirect" || response.status === 403 ? words.signedOut : words.waiting);
    } catch { say(words.waiting); }
    isChanged = true;
    return AGAIN;
  }

  /* What was refused is sent no more: the button shows what is kept beside it. */
  function take({ was, refused }) {
    if (refused) isRefused = true; else version.value = was;
    say(refused ?? words.kept);
  }

  form.addEventListener("input", () => { isChanged = true; if (!sending) later(PAUSE); });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!sending) { isSubmitted = true; return; }
    event.preventDefault();
    await sending;
    form.requestSubmit(event.submitter);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  addEventListener("online", keep);
  addEventListener("beforeunload", (event) => { if ((isChanged || isRefused) && !isSubmitted) { keep(); event.preventDefault(); } });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

document.querySelectorAll("form[data-keeps-itself]").forEach(begin);
