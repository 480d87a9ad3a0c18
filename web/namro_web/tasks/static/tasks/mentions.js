// The list of people under an @ in a remark. Without it the name is simply typed.
(() => {
  const attach = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "1";
    const place = document.createElement("div");
    place.className = "mention-place";
    const list = document.createElement("ul");
    list.className = "mention-list";
    list.id = `${box.id}-people`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Người có thể nhắc");
    list.hidden = true;
    const told = document.createElement("div");
    told.className = "visually-hidden";
    told.setAttribute("role", "status");
    place.append(list, told);
    box.after(place);
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);

    let people = [];
    let chosen = 0;
    let from = -1;
    let asked = 0;
    let waiting = 0;

    const close = () => {
      asked += 1;
      list.hidden = true;
      from = -1;
      box.removeAttribute("aria-activedescendant");
    };
    const mark = () => {
      [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
      const item = list.children[chosen];
      if (item) { box.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
    };
    const take = (index) => {
      const person = people[index];
      if (!person || from < 0) return;
      const after = box.value.slice(box.selectionStart);
      const words = `@${person.name} `;
      box.value = box.value.slice(0, from) + words + after.replace(/^ /, "");
      box.selectionStart = box.selectionEnd = from + words.length;
      close();
      box.focus();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const draw = () => {
      list.replaceChildren(...people.map((person, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        const title = document.createElement("span");
        title.className = "meta";
        title.textContent = person.title;
        item.append(person.name, title);
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(index); });
        return item;
      }));
      list.hidden = !people.length;
      told.textContent = people.length ? `${people.length} người; mũi tên để chọn, Enter để nhắc` : "Không có ai tên như vậy";
      chosen = 0;
      mark();
    };
    const look = () => {
      const before = box.value.slice(0, box.selectionStart);
      const found = /(?:^|[\s(])@([^\s@][^@\n]{0,39})?$/u.exec(before);
      clearTimeout(waiting);
      if (!found) { close(); return; }
      const words = found[1] || "";
      const start = before.length - words.length - 1;
      const turn = (asked += 1);
      waiting = setTimeout(async () => {
        const answer = await fetch(`${box.dataset.mentions}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } }).catch(() => null);
        if (!answer || !answer.ok || turn !== asked) return;
        people = (await answer.json()).people;
        from = start;
        if (people.length) draw(); else { list.hidden = true; from = -1; }
      }, 150);
    };
    box.addEventListener("input", look);
    box.addEventListener("keydown", (event) => {
      if (list.hidden || from < 0) return;
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps) {
        event.preventDefault();
        chosen = (chosen + steps[event.key] + people.length) % people.length;
        mark();
      } else if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        take(chosen);
      } else if (event.key === "Escape") {
        event.stopPropagation();
        close();
      }
    });
    box.addEventListener("blur", close);
  };
  const all = (scope) => scope.querySelectorAll("[data-mentions]").forEach(attach);
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.detail.elt));
})();
