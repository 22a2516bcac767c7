/* upload.js: inside [data-upload] a file may be dropped, and sending its form shows the bytes that have gone. */
const megabytes = (bytes) => (bytes / 1048576).toFixed(1);

document.addEventListener("dragover", (event) => { if (event.target.closest("[data-upload]")) event.preventDefault(); });
document.addEventListener("drop", (event) => {
  const field = event.target.closest("[data-upload]")?.querySelector("input[type=file]");
  if (!field) return;
  event.preventDefault();
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

function send(form, submitter, place) {
  const request = new XMLHttpRequest();
  const bar = place.querySelector("progress");
  const line = place.querySelector(".progress__line");
  const body = new FormData(form, submitter);
  place.hidden = false;
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = event.loaded / event.total;
    line.textContent = `${megabytes(event.loaded)} / ${megabytes(event.total)} MB`;
  });
  request.addEventListener("load", () => {
    history.replaceState(null, "", request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.title = page.title;
    document.body.replaceWith(page.body);
    (document.querySelector("[autofocus]") ?? document.querySelector("#content")).focus();
  });
  const address = submitter?.getAttribute("formaction") || form.action;
  request.addEventListener("error", () => { form.action = address; HTMLFormElement.prototype.submit.call(form); });
  request.open("POST", address);
  request.send(body);
}

document.addEventListener("submit", (event) => {
  const place = event.target.querySelector("[data-upload] .progress");
  const chosen = event.target.querySelector("[data-upload] input[type=file]")?.files.length;
  if (!place || !chosen || event.defaultPrevented) return;
  event.preventDefault();
  send(event.target, event.submitter, place);
});
