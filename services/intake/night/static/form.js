// The form: what is in it becomes an entry of the queue, and an entry that was refused goes back into it.
import { changed, keep } from "./store.js";
import { cityTime, say } from "./words.js";

export const form = document.getElementById("take-in");
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
export async function enter(body, files = [], shown = "", before = null) {
  const entry = {
    key: before?.key ?? newKey(), who: before?.who ?? form.dataset.who,
    entered_at: before?.entered_at ?? new Date().toISOString(), body, shown, state: "waiting", why: "", answer: null,
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
  const entry = await enter(body(), files, shown(), corrected);
  next();
  return entry;
}

function body() {
  const given = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) given[name] = value.trim();
  }
  const { place = "", division = "", found_time: found, arrived_at: arrived, age_months: age, lat, lon, accuracy_m, key, ...rest } = given;
  return {
    ...rest, found_at: { text: place, division }, found_time: inTheCity(found),
    ...(arrived ? { arrived_at: inTheCity(arrived) } : {}),
    ...(age ? { age_months: Number(age) } : {}),
    ...(lat ? { sheet: { position: { lat: Number(lat), lon: Number(lon), accuracy_m: Number(accuracy_m), datum: "WGS-84" } } } : {}),
  };
}

const inTheCity = (at) => `${at.length === 16 ? `${at}:00` : at}+08:00`;

// 豆包 · 黄 · 公 · 中型: how the officer knows it again in the list.
function shown() {
  const chosen = ["colour", "sex", "size"].map((name) => form.querySelector(`[name=${name}]:checked + span`)?.textContent);
  return [form.elements.name.value, ...chosen].map((words) => words?.trim()).filter(Boolean).join(" · ");
}

// What nobody has touched says now: when it was found, and when it came.
export function showTime() {
  for (const name of ["found_time", "arrived_at"]) {
    if (!form.elements[name].dataset.touched) form.elements[name].value = cityTime();
  }
}

// The form for the next dog: the place and the operation stay, all else begins anew.
export function next() {
  const same = SAME_ALL_NIGHT.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]);
  corrected = null;
  form.reset();
  for (const name of ["found_time", "arrived_at"]) delete form.elements[name].dataset.touched;
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
    ...rest, ...sheet?.position, place: found.text, division: found.division, found_time: at.slice(0, 16),
    arrived_at: arrived.slice(0, 16), operation_id: rest.operation_id ?? "",
  };
  for (const [name, value] of Object.entries(values)) {
    if (!form.elements[name]) continue;
    form.elements[name].value = String(value);
    if (value) form.querySelector(`[name=${name}]:checked, [name=${name}]:not([type=radio])`)?.closest("details")?.setAttribute("open", "");
  }
  form.dispatchEvent(new Event("correct"));
  changed();
}

export const correcting = () => corrected;

export const tooFull = () => say(
  "手机存不下了，这一只没有留下。请清理手机空间，再按一次。", "This phone is full and has not kept the dog. Free some space and press again.",
);
