// Keeps the list of what happens up to date: the stream says when, the server says what in words.
const list = document.getElementById("live");
let end = list.dataset.end;
let asking = false;
let again = false;

async function look() {
  if (asking) { again = true; return; }
  asking = true;
  do {
    again = false;
    const answer = await fetch(`${list.dataset.items}&after=${end}`);
    if (!answer.ok) break;
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    const newest = fresh.content.firstElementChild;
    if (!newest) break;
    end = newest.dataset.cursor;
    list.prepend(fresh.content);
    while (list.children.length > 200) list.lastElementChild.remove();
    document.getElementById("nothing")?.remove();
    again = true;
  } while (again);
  asking = false;
}

const stream = new EventSource(`${list.dataset.stream}&after=${end}`);
stream.onmessage = look;
