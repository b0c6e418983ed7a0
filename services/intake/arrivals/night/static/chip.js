// Says of a chip's number, while the dog is still in hand, what the server would say hours later; never more.
import { say } from "./words.js";

const LARGEST = 274_877_906_943; // 38 bits
const LENGTHS = [9, 10, 15, 20];
const field = document.getElementById("chip");
const hint = document.getElementById("chip-hint");

export function check() {
  const wrong = whatIsWrong(field.value.normalize("NFKC").trim());
  field.setCustomValidity(wrong);
  hint.textContent = wrong;
  return !wrong;
}

// Only of digits: what has letters in it is for services/intake/stays/chips.py to read.
function whatIsWrong(shown) {
  if (!shown || !/^[\d\s.,:*_/()'"-]+$/.test(shown)) return "";
  const digits = shown.replace(/^(\d{15})\.0+$/, "$1").replace(/\D/g, "");
  const dotted = digits.length === 13 && shown.includes(".");
  if (!LENGTHS.includes(digits.length) && !dotted) {
    return say(`读到 ${digits.length} 位：应为 15 位，旧芯片 9 或 10 位，请再扫一遍`, `${digits.length} digits: scan again, 15, or 9 or 10 for an old chip`);
  }
  const [country, national] = [digits.slice(0, 3), Number(digits.slice(3))];
  if (digits.length === 15 && (national > LARGEST || country === "000" || country === "999")) {
    return say("没有这样的芯片号，请再扫一遍", "No chip has this number: scan again");
  }
  return "";
}

export function prepare() {
  field.addEventListener("input", () => { field.setCustomValidity(""); hint.textContent = ""; });
  field.addEventListener("change", check);
}
