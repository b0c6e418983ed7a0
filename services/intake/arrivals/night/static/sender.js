// Sends what waits, one after the other: dogs first, then their photos. Every key is done once by the server.
import { askTheTime, listen, reading } from "./clock.js";
import { changeDog, changePhoto, changed, dogs, forgetPhoto, photos } from "./store.js";
import { say, spoken } from "./words.js";

const DOOR = "/intake/v1/night/dogs";
const LOCK = "qingcheng-intake-sends";
const AWAY = [408, 425, 429, 502, 503, 504];
const ASKS = "/problems/WhenWasItFound";
const DOG_WITHIN = 20_000; // ms
const PHOTO_WITHIN = 180_000;
const LONGEST_WAIT = 60_000;
export const line = { state: "idle", why: "" }; // idle, sending, away, login
let failures = 0;
let busy = false;
let again = false;
let timer = 0;
let spoke = false; // whether the server was asked anything in this round
const unanswered = new Set(); // dogs that got no answer: the others go first

class Stopped extends Error {
  constructor(state, why = "") {
    super(why);
    this.state = state;
  }
}

// Sends now. Called while it sends, it looks once more when it is through.
export async function send() {
  clearTimeout(timer);
  if (busy) { again = true; return; }
  busy = true;
  try {
    do {
      again = false;
      await alone(round);
    } while (again);
  } finally {
    busy = false;
  }
}

// One tab at a time where the browser has locks; else the keys alone keep a dog from being taken in twice.
function alone(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : later(5_000)));
}

async function round() {
  const before = JSON.stringify(line);
  let stumbled = spoke = false;
  try {
    if (!navigator.onLine) throw new Stopped("away");
    for (const one of inTurn(await dogs())) {
      tell("sending");
      stumbled = (await sendDog(one)) || stumbled;
    }
    const known = new Map((await dogs()).map((one) => [one.key, one]));
    for (const one of (await photos()).filter((each) => each.state === "waiting")) {
      const of = known.get(one.dog);
      if (of?.state !== "done") continue;
      tell("sending");
      stumbled = (await sendPhoto(one, of)) || stumbled;
    }
    if (!spoke) await askTheTime();
    tell("idle");
  } catch (stopped) {
    if (stopped instanceof Stopped) tell(stopped.state, stopped.message);
    else tell("away", String(stopped)); // the device's own store: perhaps it answers later
    stumbled = true;
  }
  failures = stumbled ? failures + 1 : 0;
  if (before !== JSON.stringify(line)) changed();
  if (stumbled) later(Math.min(LONGEST_WAIT, 1000 * 2 ** failures) * (0.5 + Math.random() / 2));
}

// One that the server never answers must not keep the others back.
function inTurn(all) {
  const waiting = all.filter((one) => one.state === "waiting");
  return [false, true].flatMap((late) => waiting.filter((one) => unanswered.has(one.key) === late));
}

function later(after) {
  clearTimeout(timer);
  timer = setTimeout(send, after);
}

function tell(state, why = "") {
  if (line.state === state && line.why === why) return;
  Object.assign(line, { state, why });
  changed();
}

// True if the server stumbled over it: it stays, and is tried again.
async function sendDog(one) {
  const body = JSON.stringify({ dog: one.body, entered_by: one.who, entered_at: one.entered_at, clock: one.clock });
  unanswered.add(one.key);
  const { status, told } = await ask(DOOR, one.key, "application/json", body, DOG_WITHIN);
  unanswered.delete(one.key);
  const asks = told.type === ASKS ? told.could_be : null;
  if (status === 201 && told.stay_no) await changeDog(one.key, { state: "done", why: "", answer: told });
  else if (status >= 400 && status < 500) await changeDog(one.key, { state: "refused", why: reason(told), asks });
  else if (status >= 500) return true;
  else throw new Stopped("away");
  return false;
}

async function sendPhoto(one, of) {
  const bytes = await one.blob.arrayBuffer().catch(() => null);
  if (!bytes) {
    await changePhoto(one.id, { state: "refused", why: say("照片读不出来，请重拍", "it cannot be read: take another") });
    return false;
  }
  const door = `/intake/v1/dogs/${of.answer.dog_id}/photos?view=${one.view}&stay_id=${of.answer.stay_id}`;
  const type = one.blob.type.startsWith("image/") ? one.blob.type : "application/octet-stream";
  const { status, told } = await ask(door, one.id, type, bytes, PHOTO_WITHIN);
  if (status === 201 && told.photos) await forgetPhoto(one.id);
  else if (status >= 400 && status < 500) await changePhoto(one.id, { state: "refused", why: reason(told) });
  else if (status >= 500) return true;
  else throw new Stopped("away");
  return false;
}

// What the server answers. Anything that is not from it (no network, a gateway, a hotel's log-in) is away.
async function ask(door, key, type, body, within) {
  const headers = { "Content-Type": type, "Idempotency-Key": key, Accept: "application/json", "Qingcheng-Clock": reading() };
  const askedAt = Date.now();
  let answer, told;
  spoke = true;
  try {
    const signal = AbortSignal.timeout(within);
    answer = await fetch(door, { method: "POST", headers, body, signal, redirect: "error" });
    told = await answer.json();
    listen(answer, askedAt);
  } catch {
    throw new Stopped("away");
  }
  if (answer.status === 401) throw new Stopped("login");
  if (answer.status === 403) throw new Stopped("login", reason(told));
  if (AWAY.includes(answer.status)) throw new Stopped("away");
  return { status: answer.status, told };
}

function reason(told) {
  const wrong = (told.errors ?? []).map((one) => `${one.pointer.replace(/^#\/(dog\/)?/, "")}: ${spoken(one.detail)}`);
  return [spoken(told.detail ?? told.title ?? say("服务器没有说明", "the server gave no reason")), ...wrong].join(" · ");
}
