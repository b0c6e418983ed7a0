// A button that copies what stands in another element; it is hidden where no script runs.
async function copied(shown) {
  try {
    await navigator.clipboard.writeText(shown.textContent.trim());
    return true;
  } catch { // over plain http there is no clipboard, and a browser may refuse it: select, and copy that
    getSelection().selectAllChildren(shown);
    return document.execCommand("copy"); // what is selected can be copied by hand at least
  }
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const shown = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (await copied(shown)) button.textContent = button.dataset.done;
  });
}
