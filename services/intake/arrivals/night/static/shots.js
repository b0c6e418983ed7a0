// The three keys for the camera: a photo that was taken is shown on its key.
import { form } from "./form.js";

const SIDE = 240; // px
const inputs = [...form.querySelectorAll("[data-view]")];

async function show(input) {
  const key = input.closest(".shot");
  const canvas = key.querySelector("canvas");
  const file = input.files[0];
  key.classList.toggle("taken", Boolean(file));
  canvas.hidden = true;
  if (!file) return;
  const picture = await createImageBitmap(file).catch(() => null); // HEIC: kept, though it cannot be shown here
  if (!picture) return;
  const part = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - part) / 2, (picture.height - part) / 2];
  canvas.width = canvas.height = SIDE;
  canvas.getContext("2d").drawImage(picture, left, top, part, part, 0, 0, SIDE, SIDE);
  picture.close();
  canvas.hidden = false;
}

export function prepare() {
  document.getElementById("shots").hidden = false;
  inputs.forEach((input) => input.addEventListener("change", () => show(input)));
  form.addEventListener("next", () => inputs.forEach(show));
}
