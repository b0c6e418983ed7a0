// What this phone knows of its clock: by how much it was behind the server's when it last heard that one.
import { changed, news } from "./store.js";
import { lasting, say } from "./words.js";

const KEPT = "qingcheng-clock";
const WORTH_SAYING = 60_000; // ms, as STEADY in stays/clocks.py
const A_DAY = 86_400_000; // after so long without a word the clock may have been set
const LIVE = "/intake/health/live";
const PATIENCE = 5_000; // ms
const note = document.getElementById("clock");

export const reading = () => new Date().toISOString();

// Kept with each dog as it is written down; null in a browser that keeps nothing.
export function known() {
  try { return JSON.parse(localStorage.getItem(KEPT)); } catch { return null; }
}

// How long ago, by this clock, it heard the server's: less than nothing is a clock that was set back since.
function since() {
  const { heard_at: at, behind_s: seconds } = known() ?? {};
  return Date.now() + seconds * 1000 - Date.parse(at);
}

// ms by which the phone's clock is behind, where that is worth saying and the phone has heard it of late.
export function behind() {
  const off = (known()?.behind_s ?? 0) * 1000;
  return Math.abs(off) > WORTH_SAYING && since() > -WORTH_SAYING && since() < A_DAY ? off : 0;
}

export const now = () => Date.now() + behind();

// Every answer of the server has its time, in whole seconds.
export function listen(answer, askedAt) {
  const told = Date.parse(answer.headers.get("Date") ?? "");
  if (Number.isNaN(told)) return;
  const before = behind();
  const seconds = Math.round((told + 500 - (askedAt + Date.now()) / 2) / 1000);
  try { localStorage.setItem(KEPT, JSON.stringify({ heard_at: new Date(told).toISOString(), behind_s: seconds })); } catch { return; }
  if (Math.abs(behind() - before) > WORTH_SAYING) changed();
}

// Where nothing else is to be asked of the server.
export async function askTheTime() {
  const askedAt = Date.now();
  try {
    const answer = await fetch(LIVE, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
    await answer.json();
    listen(answer, askedAt);
  } catch { /* no network: it is asked again when there is */ }
}

function show() {
  const off = behind();
  note.hidden = !off && !(since() < -WORTH_SAYING);
  note.querySelector("p").textContent = off ? corrected(off > 0, lasting(Math.abs(off))) : say(
    "手机时钟不对。联网后登记的时间按服务器校正，请在手机设置中打开自动时间。",
    "This phone’s clock is wrong. Times are corrected when there is network; switch on automatic time in its settings.",
  );
}

function corrected(slow, long) {
  return say(
    `手机时钟${slow ? "慢" : "快"} ${long}。登记的时间按服务器校正，请在手机设置中打开自动时间。`,
    `This phone’s clock is ${long} ${slow ? "slow" : "fast"}. Times are corrected by the server’s; switch on automatic time in its settings.`,
  );
}

export function prepare() {
  news.addEventListener("change", show);
  show();
}
