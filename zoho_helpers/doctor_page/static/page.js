"use strict";

// Voila calls the first when the form is there, if told that its cells are; until then the page
// says that it starts.
window.voila_finish = () => document.getElementById("loading")?.remove();
window.cellLoaded = true;
window.voila_heartbeat = () => {};

// The cookie is set: the token need not stand in the address bar any longer, nor in the history.
history.replaceState(null, "", location.pathname);

// A file that is dropped anywhere on the page goes where the button would put a chosen one. The
// button's own input is nowhere in the page, so it is caught at the moment that the button opens it.
function inputOf(button) {
  const open = HTMLInputElement.prototype.click;
  let input = null;
  HTMLInputElement.prototype.click = function () { input = this; };
  button.click();
  HTMLInputElement.prototype.click = open;
  return input;
}

function drop(event) {
  const button = document.querySelector(".widget-upload");
  const isFile = event.dataTransfer?.types.includes("Files");
  if (!button || !isFile) return;  // dragged text falls into its field, as ever
  event.preventDefault();
  document.body.classList.toggle("dropping", event.type === "dragover");
  if (event.type !== "drop") return;
  const files = new DataTransfer();
  files.items.add(event.dataTransfer.files[0]);
  const input = inputOf(button);
  input.files = files.files;
  input.dispatchEvent(new Event("change"));
}
for (const type of ["dragover", "dragleave", "drop"]) addEventListener(type, drop);

// The answer comes below a long form: bring it into view.
let shown = "";
new MutationObserver(() => {
  const head = document.querySelector(".out-doctor h3");
  const now = document.querySelector(".out-doctor")?.textContent ?? "";
  if (head && now !== shown) head.scrollIntoView({ behavior: "smooth", block: "start" });
  shown = now;
}).observe(document, { childList: true, subtree: true });
