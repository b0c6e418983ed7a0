// What is for staff alone cannot be ticked where the public is to see it. Without this, the form says so.
for (const form of document.querySelectorAll("form:has(.for-staff)")) {
  const follow = () => {
    const all = form.elements.audience.value === "public";
    for (const box of form.querySelectorAll(".for-staff input")) box.disabled = all;
  };
  form.addEventListener("change", follow);
  follow();
}
