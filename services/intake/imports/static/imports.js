// Moves the bar of an import while its page is open; when it is done, the page is shown as it is then.
const bar = document.getElementById("progress");

async function look() {
  const answer = await fetch(bar.dataset.import).catch(() => null);
  if (!answer?.ok) return;
  const now = await answer.json();
  if (now.status === "finished") { location.reload(); return; }
  bar.value = now.done;
  for (const name of ["done", "taken_in", "known"]) document.getElementById(name).textContent = now[name];
  document.getElementById("refused").textContent = now.refused.length;
}

setInterval(look, 1000);
