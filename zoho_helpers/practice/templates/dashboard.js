// Looks again every second, but not while somebody reads an entry or is about to press a button.
const part = document.getElementById("live");

async function look() {
  const isBusy = part.querySelector("details[open]") || part.contains(document.activeElement);
  if (document.hidden || isBusy) return;
  const reply = await fetch("dashboard/live");
  if (reply.ok) part.innerHTML = await reply.text();
}

setInterval(() => look().catch(() => {}), 1000);
