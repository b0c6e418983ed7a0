// Lets one drag a dog onto a kennel, or carry it there by keyboard. Both fill in the form and send it.
const form = document.getElementById("move");
const cells = [...document.querySelectorAll("[data-kennel]")];
const said = document.getElementById("said");
const chinese = document.documentElement.lang !== "en";
let carried = null;

function say(zh, en) { said.textContent = chinese ? zh : en; }

function nameOf(dog) { return dog.querySelector("b").textContent; }

function pickUp(dog) {
  carried = dog;
  dog.classList.add("carried");
  say(`已拿起${nameOf(dog)}，方向键选犬舍，回车放下`, `${nameOf(dog)} is picked up: arrow keys, then Enter`);
}

function letGo() {
  carried?.classList.remove("carried");
  carried = null;
}

function putDown() {
  carried.querySelector("input").focus();
  letGo();
  say("已取消", "Cancelled");
}

function drop(cell) {
  const code = cell.dataset.kennel;
  say(`正在把${nameOf(carried)}移到 ${code}`, `Moving ${nameOf(carried)} to ${code}`);
  const choice = form.elements.to;
  if (![...choice.options].some((option) => option.value === code)) choice.add(new Option(code, code));
  choice.value = code;
  const ticked = carried.querySelector("input").checked;
  if (!ticked) form.querySelectorAll("[name=stay]").forEach((box) => { box.checked = false; });
  carried.querySelector("input").checked = true;
  form.requestSubmit(form.querySelector("[value=move]"));
}

function beside(cell, key) {
  const here = cell.getBoundingClientRect();
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (step) return cells[cells.indexOf(cell) + step];
  const down = key === "ArrowDown" ? 1 : -1;
  const away = (other) => {
    const there = other.getBoundingClientRect();
    const rows = (there.top - here.top) * down;
    return rows > 4 ? rows * 100 + Math.abs(there.left - here.left) : Infinity;
  };
  const nearest = cells.reduce((best, other) => (away(other) < away(best) ? other : best), cell);
  return nearest;
}

if (form) {
  document.getElementById("keys").hidden = false;
  const all = document.getElementById("all");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const boxes = [...form.querySelectorAll("[name=stay]")];
      const ticked = boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = !ticked; });
    });
  }
  form.querySelectorAll("[data-dog]").forEach((dog) => {
    dog.draggable = true;
    dog.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", dog.dataset.dog);
      event.dataTransfer.effectAllowed = "move";
      pickUp(dog);
    });
    dog.addEventListener("keydown", (event) => {
      const onItsBox = event.target.type === "checkbox" && event.key === "Enter";
      if (!onItsBox && event.key.toLowerCase() !== "m") return;
      event.preventDefault();
      pickUp(dog);
      (cells.find((cell) => Number(cell.dataset.room) > 0) ?? cells[0]).focus();
    });
  });
  cells.forEach((cell) => {
    cell.addEventListener("dragover", (event) => { if (carried) event.preventDefault(); });
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      if (carried) drop(cell);
    });
    cell.addEventListener("keydown", (event) => {
      if (event.key.startsWith("Arrow")) {
        event.preventDefault();
        const next = beside(cell, event.key);
        next?.focus();
        if (carried && next) say(next.ariaLabel, next.ariaLabel);
      } else if (carried && event.key === "Enter") {
        event.preventDefault();
        drop(cell);
      }
    });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && carried) putDown(); });
  document.addEventListener("dragend", letGo);
}
