/* The review at work: the paper follows the open item, keys move and decide, panes fold on a phone.
   Without this script every link and form still works, one page at a time. */
(() => {
  "use strict";
  const review = document.querySelector("[data-review]");
  const desk = document.querySelector("[data-source]");
  const root = review || desk;
  if (!root) return;
  const paper = review ? review.querySelector("[data-paper]") : null;
  const all = (selector, from = root) => Array.from(from.querySelectorAll(selector));

  let index = null;
  const marksOf = (key) => {
    if (!index) {
      index = new Map();
      for (const mark of all("[data-item], [data-tag]")) {
        const name = mark.dataset.item || mark.dataset.tag;
        if (!index.has(name)) index.set(name, []);
        index.get(name).push(mark);
      }
    }
    return index.get(key) || [];
  };

  let open = "";
  const show = (key, { scroll = true } = {}) => {
    for (const mark of marksOf(open)) mark.classList.remove("is-selected");
    open = key;
    const marks = marksOf(key);
    for (const mark of marks) mark.classList.add("is-selected");
    for (const row of all("tr.is-open")) row.classList.remove("is-open");
    for (const mark of marks) mark.closest("tr")?.classList.add("is-open");
    const first = document.getElementById(`muc-${key}`) || marks.find((m) => !m.closest("svg"));
    if (!first || !scroll) return;
    if (paper && paper.scrollHeight > paper.clientHeight + 4) {
      const place = first.getBoundingClientRect();
      const frame = paper.getBoundingClientRect();
      if (frame.height && (place.top < frame.top + 40 || place.bottom > frame.bottom - 120)) {
        paper.scrollTop += place.top - frame.top - frame.height / 3;
      }
    } else if (first.offsetParent !== null && (desk || review.dataset.pane === "paper")) {
      first.scrollIntoView({ block: "center" });
    }
  };

  /* ---- a source page: open the place asked for, nothing more --------------------------------- */
  if (desk) {
    const wanted = desk.dataset.highlight || window.location.hash.replace("#muc-", "");
    if (wanted) show(wanted);
    const anchor = document.getElementById(`d${desk.dataset.anchor}`);
    if (anchor && !wanted) {
      anchor.classList.add("is-anchor");
      anchor.scrollIntoView({ block: "center" });
    }
    return;
  }

  /* ---- the paper keeps step ------------------------------------------------------------------ */
  let shownStates = {};
  const follow = () => {
    const status = document.getElementById("review-status");
    if (!status) return;
    const { open: key, states } = JSON.parse(status.dataset.states);
    for (const name of new Set([...Object.keys(shownStates), ...Object.keys(states)])) {
      const state = states[name] || "";
      for (const mark of marksOf(name)) {
        mark.classList.toggle("is-decided", state !== "");
        mark.classList.toggle("is-rejected", state === "rejected");
      }
    }
    shownStates = states;
    if (key !== open) show(key);
  };
  follow();
  document.body.addEventListener("htmx:afterSettle", () => {
    follow();
    deadlineParts();
    const current = review.querySelector(".work.is-current");
    if (current) {
      const list = current.closest(".pane-body");
      const place = current.offsetTop - list.offsetTop;
      if (place < list.scrollTop || place > list.scrollTop + list.clientHeight - 80) list.scrollTop = place - 8;
    }
  });

  const pane = (name) => {
    review.dataset.pane = name;
    for (const button of all("[data-shows]")) {
      const shown = button.dataset.shows === name;
      button.classList.toggle("is-current", shown);
      button.setAttribute("aria-pressed", String(shown));
    }
    if (name === "paper") show(open);
  };
  for (const button of all("[data-shows]")) button.addEventListener("click", () => pane(button.dataset.shows));

  const openItem = (key) => {
    if (!key) return;
    window.htmx.ajax("GET", `?muc=${encodeURIComponent(key)}`, { target: "#item-pane", swap: "innerHTML" });
    window.history.replaceState(null, "", `?muc=${encodeURIComponent(key)}`);
  };
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-goto]")) pane("paper");
    const mark = event.target.closest("[data-item], [data-tag]");
    if (!mark || event.ctrlKey || event.metaKey) return;
    if (window.getSelection().toString()) return;
    event.preventDefault();
    openItem(mark.dataset.item || mark.dataset.tag);
    if (!mark.closest("svg")) pane("item");
  });

  /* ---- which sheet is in view ---------------------------------------------------------------- */
  const label = review.querySelector("[data-sheet-label]");
  const sheets = all("[data-sheet]");
  let waiting = false;
  paper.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(() => {
      waiting = false;
      const middle = paper.getBoundingClientRect().top + paper.clientHeight / 2;
      const seen = sheets.find((sheet) => sheet.getBoundingClientRect().bottom > middle);
      if (seen) label.textContent = seen.dataset.sheet;
    });
  });

  /* ---- zoom ---------------------------------------------------------------------------------- */
  const steps = [80, 90, 100, 115, 130, 150];
  let zoom = 2;
  for (const button of all("[data-zoom]")) {
    button.addEventListener("click", () => {
      zoom = Math.min(Math.max(zoom + Number(button.dataset.zoom), 0), steps.length - 1);
      paper.dataset.scale = String(steps[zoom]);
      review.querySelector("[data-zoom-words]").textContent = `${steps[zoom]}%`;
    });
  }

  /* ---- the deadline's own fields ------------------------------------------------------------- */
  function deadlineParts() {
    const select = review.querySelector("[data-deadline]");
    if (!select) return;
    const fold = () => {
      for (const part of all("[data-deadline-part]")) part.hidden = part.dataset.deadlinePart !== select.value;
    };
    fold();
    select.onchange = fold;
  }
  deadlineParts();

  /* ---- a field opened for correction shows its form whole, and takes the keys ------------------- */
  root.addEventListener("toggle", (event) => {
    const field = event.target;
    if (!field.open || !field.matches("[data-field]")) return;
    field.scrollIntoView({ block: "nearest" });
    const first = field.querySelector(".field-form textarea, .field-form select, .field-form input:not([type=hidden])");
    if (first) first.focus({ preventScroll: true });
  }, true);

  /* ---- keys ---------------------------------------------------------------------------------- */
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    const item = review.querySelector(".item");
    if (!item) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing(event.target)) {
      const undo = review.querySelector("[data-undo] button:not([disabled])");
      if (undo) {
        event.preventDefault();
        undo.click();
      }
      return;
    }
    if (!plain) return;
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      event.preventDefault();
      openItem(key === "j" ? item.dataset.after : item.dataset.before);
    } else if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      const accept = item.querySelector("[data-accept]");
      if (accept) {
        event.preventDefault();
        accept.click();
      }
    } else if (key >= "1" && key <= "5") {
      const field = item.querySelector(`[data-field="${key}"]`);
      if (field && field.querySelector(".field-form")) {
        event.preventDefault();
        field.open = true;
        field.querySelector("textarea, select, input:not([type=hidden])").focus();
      }
    } else if (key === "f") {
      const fix = review.querySelector(".work.is-current [data-fix]") || review.querySelector("[data-fix]");
      if (fix) {
        event.preventDefault();
        fix.click();
      }
    }
  });
})();
