// Reads the code of a tag that was printed before: with the camera where the browser can, else as typed.
import { correcting } from "./form.js";
import { dogs } from "./store.js";
import { say } from "./words.js";

const BETWEEN_LOOKS = 150; // ms
const CODE = /^[0-9A-HJKMNP-TV-Z]{12}$/;
const field = document.getElementById("tag_code");
const button = document.getElementById("scan");
const dialog = document.getElementById("scanner");
const hint = document.getElementById("scan-hint");

// As services/intake/tags/rules.py reads it: O is 0, I and L are 1; an address ends in the code.
export function readCode(shown) {
  const code = shown.trim().toUpperCase().split("/T/").pop();
  return code.replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
}

// Says at once what the server would say hours later: no code, or one that this phone has given away.
export async function check() {
  const code = readCode(field.value);
  const others = (await dogs()).filter((one) => one.key !== correcting()?.key);
  const used = code && others.find((one) => readCode(one.body.tag_code ?? "") === code);
  const wrong = !code ? "" : !CODE.test(code)
    ? say("牌号是 12 个字符，请核对", "A tag's code has 12 characters: check it")
    : used ? say("这张牌刚才已用，请换一张", "This tag has just been used: take another") : "";
  field.setCustomValidity(wrong);
  hint.textContent = wrong || hint.dataset.says;
  if (code && !wrong) field.value = code;
  return !wrong;
}

async function canScan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

async function scan() {
  let camera;
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    hint.textContent = say("用不了相机：请输入牌上的 12 个字符", "The camera cannot be used: type the 12 characters on the tag");
    return;
  }
  const video = dialog.querySelector("video");
  dialog.showModal();
  try {
    video.srcObject = camera;
    await video.play();
    const code = await look(video);
    if (code) {
      field.value = code;
      navigator.vibrate?.(60);
      await check();
    }
  } finally {
    camera.getTracks().forEach((track) => track.stop());
    dialog.close();
  }
}

// The first code of a tag that the camera sees; nothing if the dialog was closed before.
async function look(video) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (dialog.open) {
    for (const { rawValue } of await detector.detect(video).catch(() => [])) {
      if (CODE.test(readCode(rawValue))) return readCode(rawValue);
    }
    await new Promise((done) => setTimeout(done, BETWEEN_LOOKS));
  }
  return "";
}

export async function prepare() {
  field.addEventListener("input", () => field.setCustomValidity(""));
  field.addEventListener("change", () => check());
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  if (!(await canScan())) return;
  button.hidden = false;
  button.addEventListener("click", scan);
}
