// The form: what is in it becomes an entry of the queue, and an entry that was refused goes back into it.
import * as clock from "./clock.js";
import { changed, keep } from "./store.js";
import { cityTime, inTheCity, say } from "./words.js";

export const form = document.getElementById("take-in");
const TIMES = ["found_time", "arrived_at"];
const SAME_ALL_NIGHT = ["place", "division", "operation_id"];
const FULL = "QuotaExceededError";
let corrected = null;

// Where there is no crypto.randomUUID (plain http): the same, made by hand (RFC 9562 §5.4).
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Keeps a dog on this device. Answers with its entry, or throws when the device has no room for it.
export async function enter(body, files = [], shown = "", before = null, at = clock.reading()) {
  const entry = {
    key: before?.key ?? newKey(), who: before?.who ?? form.dataset.who, entered_at: at,
    clock: before ? answered(before) : clock.known() ?? {}, body, shown, state: "waiting", why: "", answer: null,
  };
  const pictures = files.map(({ view, blob }) => ({ id: newKey(), dog: entry.key, view, blob, state: "waiting", why: "" }));
  try {
    await keep(entry, pictures);
  } catch (error) {
    if (error?.name !== FULL || !pictures.length) throw error;
    await keep({ ...entry, lost: pictures.length }, []);
  }
  return entry;
}

export async function enterForm() {
  const files = [...form.querySelectorAll("[data-view]")].filter((input) => input.files[0])
    .map((input) => ({ view: input.dataset.view, blob: input.files[0] }));
  const at = corrected?.entered_at ?? clock.reading();
  const entry = await enter(body(at), files, shown(), corrected, at);
  next();
  return entry;
}

// Whoever was asked when it was found, and has typed it, has answered.
function answered(before) {
  return before.asks && form.elements.found_time.dataset.touched ? { ...before.clock, answered: true } : before.clock;
}

// A time that nobody typed is the moment of saving by this phone's clock: the server knows what that is worth.
function time(name, typed, at) {
  return typed && (form.elements[name].dataset.touched ? inTheCity(typed) : corrected?.body[name] ?? at);
}

function body(at) {
  const given = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) given[name] = value.trim();
  }
  const { place = "", division = "", found_time: found, arrived_at: arrived, age_months: age, lat, lon, accuracy_m, key, ...rest } = given;
  return {
    ...rest, found_at: { text: place, division }, found_time: time("found_time", found, at),
    ...(arrived ? { arrived_at: time("arrived_at", arrived, at) } : {}),
    ...(age ? { age_months: Number(age) } : {}),
    ...(lat ? { sheet: { position: { lat: Number(lat), lon: Number(lon), accuracy_m: Number(accuracy_m), datum: "WGS-84" } } } : {}),
  };
}

// 豆包 · 黄 · 公 · 中型: how the officer knows it again in the list.
function shown() {
  const chosen = ["colour", "sex", "size"].map((name) => form.querySelector(`[name=${name}]:checked + span`)?.textContent);
  return [form.elements.name.value, ...chosen].map((words) => words?.trim()).filter(Boolean).join(" · ");
}

// What nobody has touched says now, by the server's clock as far as it is known: when it was found, and came.
export function showTime() {
  for (const name of TIMES) {
    if (!form.elements[name].dataset.touched) form.elements[name].value = cityTime(clock.now());
  }
}

// The form for the next dog: the place and the operation stay, all else begins anew.
export function next() {
  const same = SAME_ALL_NIGHT.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]);
  corrected = null;
  form.reset();
  for (const name of TIMES) delete form.elements[name].dataset.touched;
  same.forEach(([name, value]) => { form.elements[name].value = value; });
  showTime();
  form.dispatchEvent(new Event("next"));
  window.scrollTo(0, 0);
}

// Puts a refused dog back into the form. Sent again it keeps its key, and so it is one dog.
export function correct(entry) {
  next();
  corrected = entry;
  const { found_at: found, found_time: at, arrived_at: arrived = "", sheet, ...rest } = entry.body;
  const values = {
    ...rest, ...sheet?.position, place: found.text, division: found.division, found_time: seen(at, entry),
    arrived_at: arrived && seen(arrived, entry), operation_id: rest.operation_id ?? "",
  };
  for (const [name, value] of Object.entries(values)) {
    if (!form.elements[name]) continue;
    form.elements[name].value = String(value);
    if (value) form.querySelector(`[name=${name}]:checked, [name=${name}]:not([type=radio])`)?.closest("details")?.setAttribute("open", "");
  }
  form.dispatchEvent(new Event("correct"));
  changed();
}

// What the phone's clock said is shown as it reads by the server's.
function seen(at, entry) {
  return cityTime(Date.parse(at) + (at === entry.entered_at ? clock.behind() : 0));
}

export const correcting = () => corrected;

export const tooFull = () => say(
  "手机存不下了，这一只没有留下。请清理手机空间，再按一次。", "This phone is full and has not kept the dog. Free some space and press again.",
);
