// What the forms of display add to links and forms that already work without it: marking rows by keyboard, opening what stands
// beneath a task, dragging a card to the form of the act that would move it, walking a calendar.
(() => {
  const rowsIn = () => [...document.querySelectorAll(".task-table tr.opens:not([hidden])")];
  const marks = () => [...document.querySelectorAll('.task-mark input[name="viec"]')];
  let last = null;

  const count = () => {
    const words = document.querySelector("[data-marked]");
    const all = document.querySelector("[data-mark-all]");
    const boxes = marks();
    const chosen = boxes.filter((box) => box.checked).length;
    if (words) words.textContent = `Đã chọn ${chosen} việc`;
    if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
  };
  const toast = (message) => document.dispatchEvent(new CustomEvent("namro:toast", { detail: { message, tone: "warn" } }));

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-mark-all]")) marks().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.closest(".task-mark")) count();
  });
  document.addEventListener("reset", (event) => { if (event.target.id === "chosen") setTimeout(count); });
  document.addEventListener("htmx:afterSettle", count);

  document.addEventListener("click", (event) => {
    const box = event.target.closest('.task-mark input[name="viec"]');
    if (box) {
      // Shift marks everything between this row and the one before it.
      if (event.shiftKey && last && last.isConnected) {
        const boxes = marks();
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
        count();
      }
      last = box;
      return;
    }
    const opener = event.target.closest("[data-expands]");
    if (!opener) return;
    event.preventDefault();
    event.stopPropagation();
    expand(opener);
  }, true);

  const beneath = (row) => {
    const level = Number(row.dataset.level);
    const found = [];
    for (let next = row.nextElementSibling; next && Number(next.dataset.level) > level; next = next.nextElementSibling) found.push(next);
    return found;
  };
  const expand = (opener) => {
    const row = opener.closest("tr");
    const opened = opener.getAttribute("aria-expanded") === "true";
    opener.setAttribute("aria-expanded", String(!opened));
    if (opened) { beneath(row).forEach((one) => { one.hidden = true; }); return; }
    const there = beneath(row);
    if (there.length) {
      there.forEach((one) => {
        one.hidden = false;
        const own = one.querySelector("[data-expands]");
        if (own) own.setAttribute("aria-expanded", "true");
      });
      return;
    }
    window.htmx.ajax("GET", opener.dataset.expands, { source: opener, target: row, swap: "afterend" });
  };

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (target.matches && target.matches("[data-expands]") && (key === " " || key === "Enter")) {
      event.preventDefault();
      expand(target);
      return;
    }
    const row = target.closest && target.closest(".task-table tr.opens");
    if (row && (key === "ArrowDown" || key === "ArrowUp") && !target.matches("select, textarea")) {
      const rows = rowsIn();
      const next = rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      const same = target.matches(".task-mark input") ? ".task-mark input" : ".row-link";
      if (event.shiftKey && target.matches(".task-mark input")) { next.querySelector(".task-mark input").checked = target.checked; count(); }
      next.querySelector(same).focus();
      return;
    }
    if (row && key === " " && target.matches(".row-link")) {
      event.preventDefault();
      const box = row.querySelector(".task-mark input");
      box.checked = !box.checked;
      count();
      return;
    }
    const month = target.closest && target.closest("[data-month]");
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7 };
    if (month && target.matches(".month-day") && key in steps) {
      const days = [...month.querySelectorAll(".month-day")];
      const next = days[days.indexOf(target) + steps[key]];
      if (next) { event.preventDefault(); next.focus(); }
      return;
    }
    if ((key === "PageUp" || key === "PageDown") && target.closest && target.closest(".calendar-card")) {
      const link = document.querySelector(`[data-key="${key}"]`);
      if (link) { event.preventDefault(); link.click(); }
    }
  });

  // A card is never moved here: dropping it opens the form of the act that moves its task.
  let dragged = null;
  const waysOf = (card) => new Map((card.dataset.moves || "").split(" ").filter(Boolean).map((pair) => {
    const cut = pair.indexOf("=");
    return [pair.slice(0, cut), pair.slice(cut + 1)];
  }));
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest && event.target.closest(".board-card");
    if (!dragged) return;
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.querySelector(".board-link").textContent);
    const ways = waysOf(dragged);
    document.querySelectorAll(".board-column").forEach((column) => column.classList.toggle("can-take", ways.has(column.dataset.column)));
  });
  document.addEventListener("dragover", (event) => {
    const column = dragged && event.target.closest && event.target.closest(".board-column");
    document.querySelectorAll(".board-column.is-over").forEach((one) => one.classList.remove("is-over"));
    if (!column) return;
    event.preventDefault();
    if (column.classList.contains("can-take")) column.classList.add("is-over");
  });
  document.addEventListener("dragend", () => {
    if (dragged) dragged.classList.remove("is-dragged");
    dragged = null;
    document.querySelectorAll(".board-column").forEach((column) => column.classList.remove("can-take", "is-over"));
  });
  document.addEventListener("drop", (event) => {
    const column = dragged && event.target.closest && event.target.closest(".board-column");
    if (!column || column === dragged.closest(".board-column")) return;
    event.preventDefault();
    const url = waysOf(dragged).get(column.dataset.column);
    if (url) window.location.assign(url);
    else toast("Không chuyển thẳng sang cột này được: nhiệm vụ không có việc nào đưa đến trạng thái đó lúc này.");
  });

  // A form that an address points at stands open.
  if (new URLSearchParams(window.location.search).get("in") === "ngay") window.addEventListener("load", () => window.print());
  count();
})();
