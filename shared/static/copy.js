// A button that copies what stands in another element; it is hidden where no script runs.
async function copy(text, shown) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  getSelection().selectAllChildren(shown); // over plain http there is no clipboard: select, and copy that
  if (!document.execCommand("copy")) throw new Error("not copied");
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const shown = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await copy(shown.textContent.trim(), shown);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(shown); // it can be copied by hand
    }
  });
}
