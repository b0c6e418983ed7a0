// Night intake: the form keeps each dog on this device and sends it as soon as there is network.
import * as chip from "./chip.js";
import * as clock from "./clock.js";
import { correcting, enterForm, form, next, showTime, tooFull } from "./form.js";
import { follow, show } from "./lists.js";
import * as position from "./position.js";
import * as scan from "./scan.js";
import { send } from "./sender.js";
import * as shots from "./shots.js";
import { dogs, forgetOld, news } from "./store.js";

const failed = document.getElementById("failed");
const button = form.querySelector("[type=submit]");
const DOUBLE_TAP = 700; // ms in which nobody has described the next dog
let savedAt = -DOUBLE_TAP;

async function save(event) {
  event.preventDefault();
  if (button.ariaBusy === "true" || performance.now() - savedAt < DOUBLE_TAP) return;
  button.ariaBusy = "true";
  try {
    if (!chip.check() || !(await scan.check())) { form.reportValidity(); return; }
    follow(await enterForm());
    savedAt = performance.now();
    failed.hidden = true;
    send();
  } catch (error) {
    failed.querySelector("p").textContent = `${tooFull()} (${error?.message ?? error})`;
    failed.hidden = false;
  } finally {
    button.ariaBusy = "false";
  }
}

// A form that is left open all night says now, not when it was opened.
function keepTime() {
  if (!correcting()) showTime();
}

function showCorrecting() {
  document.getElementById("correcting").hidden = !correcting();
  document.getElementById("correcting-why").textContent = correcting()?.why ?? "";
}

async function begin() {
  await dogs(); // where a browser keeps nothing (a private window), the form is sent as a plain form
  document.documentElement.classList.add("night");
  for (const name of ["found_time", "arrived_at"]) {
    form.elements[name].addEventListener("input", ({ target }) => { target.dataset.touched = "yes"; });
  }
  form.addEventListener("next", showCorrecting);
  form.addEventListener("correct", showCorrecting);
  form.addEventListener("submit", save);
  document.getElementById("stop-correcting").addEventListener("click", () => { next(); show(); });
  for (const id of ["device", "queue"]) document.getElementById(id).hidden = false;
  clock.prepare();
  shots.prepare();
  chip.prepare();
  position.prepare();
  await scan.prepare();
  news.addEventListener("change", show);
  news.addEventListener("change", keepTime);
  for (const event of ["online", "offline"]) window.addEventListener(event, () => { show(); send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { keepTime(); send(); } });
  setInterval(keepTime, 20_000);
  keepTime();
  await forgetOld();
  await show();
  form.dataset.ready = "yes";
  send();
  navigator.storage?.persist?.().catch(() => {});
}

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/intake/worker.js").catch(() => {});
else document.getElementById("stay-open").hidden = false;
begin().catch((error) => console.info("the form is sent as a plain form:", error));
