// Whoever presses keys here is not idle: once a minute the session is told so.
const SESSION = "/intake/session.svg";
let told = 0;

function tell() {
  if (!navigator.onLine || Date.now() - told < 60_000) return;
  told = Date.now();
  fetch(SESSION).catch(() => {});
}

tell();
for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, tell, { passive: true });
