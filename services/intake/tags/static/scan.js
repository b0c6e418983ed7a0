// Fills a field with the code of a tag that the camera sees. Where it cannot, the code is typed.
const BETWEEN_LOOKS = 150; // ms
const CODE = /^[0-9A-HJKMNP-TV-Z]{12}$/;
const dialog = document.getElementById("scanner");
const buttons = [...document.querySelectorAll("button[data-scan]")];

async function canScan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

// The first code of a tag; nothing if the dialog was closed before.
async function look(video) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (dialog.open) {
    for (const { rawValue } of await detector.detect(video).catch(() => [])) {
      const code = rawValue.trim().toUpperCase().split("/T/").pop();
      if (CODE.test(code)) return code;
    }
    await new Promise((done) => setTimeout(done, BETWEEN_LOOKS));
  }
  return "";
}

async function scan(field) {
  let camera;
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    for (const button of buttons) button.hidden = true;
    field.placeholder = dialog.dataset.refused;
    field.focus();
    return;
  }
  const video = dialog.querySelector("video");
  dialog.showModal();
  try {
    video.srcObject = camera;
    await video.play();
    const code = await look(video);
    if (!code) return;
    navigator.vibrate?.(60);
    field.value = code;
    if (field.form.method === "get") field.form.requestSubmit();
    else field.form.querySelector("button:not([type=button])").focus();
  } finally {
    camera.getTracks().forEach((track) => track.stop());
    dialog.close();
  }
}

if (await canScan()) {
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => scan(document.getElementById(button.dataset.scan)));
  }
}
