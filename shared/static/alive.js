// Whoever presses keys here is not idle: once a minute the session is told so.
const SESSION = "/intake/session.svg";
let told = -Infinity;

function tell() {
  if (!navigator.onLine || performance.now() - told < 60_000) return;
  told = performance.now(); // not the clock on the wall: somebody may set that one
  fetch(SESSION).catch(() => {});
}

tell();
for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, tell, { passive: true });
