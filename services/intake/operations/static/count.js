// Keeps a number up to date while the page is open: it is `dogs` of what the address in data-count answers.
const count = document.getElementById("count");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(count.dataset.count).catch(() => null);
  if (!answer?.ok) return;
  const now = String((await answer.json()).dogs);
  if (count.textContent !== now) count.textContent = now;
}

setInterval(look, 5000);
