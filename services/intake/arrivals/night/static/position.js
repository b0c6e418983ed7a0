// Where this phone is, when somebody asks it: as receivers have it, in WGS-84. Never asked for by itself.
import { form } from "./form.js";
import { say } from "./words.js";

const WITHIN = 20_000; // ms
const OF_POSITION = ["lat", "lon", "accuracy_m"];
const button = document.getElementById("locate");
const hint = document.getElementById("locate-hint");
const located = document.getElementById("located");
let written = ""; // the place in words, if it was made of the position

const WHY = {
  1: () => say("没有定位权限：请在浏览器设置里允许，或直接填写地点", "This page may not locate the phone: allow it in the browser's settings, or type the place"),
  2: () => say("现在定不了位：请到空旷处再按，或直接填写地点", "The phone cannot be located just now: try again in the open, or type the place"),
  3: () => say("定位超时：请到空旷处再按，或直接填写地点", "Locating took too long: try again in the open, or type the place"),
};

function locate() {
  button.ariaBusy = "true";
  button.disabled = true;
  hint.textContent = say("正在定位……", "Locating …");
  const over = (work) => (told) => { button.ariaBusy = "false"; button.disabled = false; work(told); };
  navigator.geolocation.getCurrentPosition(
    over(({ coords }) => fill(coords)), over(({ code }) => { hint.textContent = (WHY[code] ?? WHY[2])(); }),
    { enableHighAccuracy: true, timeout: WITHIN, maximumAge: 0 },
  );
}

function fill({ latitude, longitude, accuracy }) {
  const [lat, lon, metres] = [latitude.toFixed(6), longitude.toFixed(6), String(Math.min(Math.ceil(accuracy), 100_000))];
  OF_POSITION.forEach((name, nth) => { form.elements[name].value = [lat, lon, metres][nth]; });
  if (!form.elements.place.value.trim() || form.elements.place.value === written) {
    written = `${Number(lat).toFixed(5)}, ${Number(lon).toFixed(5)}`;
    form.elements.place.value = written;
  }
  show();
}

function show() {
  const { lat, accuracy_m: metres } = form.elements;
  located.hidden = !lat.value;
  hint.textContent = lat.value ? say(`已记下定位，误差约 ${metres.value} 米`, `Located, to within about ${metres.value} m`) : "";
}

// Another dog, another place: a position never stays, nor the words that were made of it.
function forget() {
  OF_POSITION.forEach((name) => { form.elements[name].value = ""; });
  if (written && form.elements.place.value === written) form.elements.place.value = "";
  written = "";
  show();
}

export function prepare() {
  if (!navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", locate);
  document.getElementById("forget-position").addEventListener("click", forget);
  form.addEventListener("next", forget);
  form.addEventListener("correct", show);
  show();
}
