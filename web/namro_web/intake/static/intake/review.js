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

  /* ---- what was done is said, and the focus stays where the work is ----------------------------- */
  const said = document.getElementById("review-said");
  const DONE = { accepted: "Đã duyệt", corrected: "Đã sửa và duyệt", rejected: "Đã bỏ qua" };
  let spoken = review.querySelector(".item")?.dataset.said || "";
  const speak = (before) => {
    const item = review.querySelector(".item");
    if (!item || item.dataset.said === spoken) return;
    const state = before && shownStates[before];
    const title = item.querySelector(".item-title").textContent;
    said.textContent = `${state ? `${DONE[state]} ${spoken}. ` : ""}${item.dataset.said}, mục ${item.dataset.place}: ${title}`;
    spoken = item.dataset.said;
  };
  let held = null;
  const hold = () => {
    const focused = document.activeElement;
    const work = focused && focused.closest("[data-work]");
    const works = all("[data-work]");
    held = work
      ? { pane: "work", number: work.dataset.work, place: works.indexOf(work) }
      : focused && focused.closest("#work-pane")
        ? { pane: "work", name: focused.name || "" }
        : { pane: "item" };
  };
  const keepFocus = () => {
    const lost = !document.activeElement || document.activeElement === document.body || !document.activeElement.isConnected;
    if (!lost || document.querySelector("dialog[open]")) return;
    let next = null;
    if (held && held.pane === "work") {
      const works = all("[data-work]");
      const work = works.find((one) => one.dataset.work === held.number) || works[Math.min(held.place ?? 0, works.length - 1)];
      next = held.name
        ? review.querySelector(`#work-pane [name="${held.name}"]`)
        : work && held.number !== undefined && work.querySelector("[data-work-link]");
      next = next || review.querySelector("[data-work-head]");
    }
    next = next || review.querySelector("#item-pane [data-focus]");
    if (next && next.offsetParent !== null) next.focus({ preventScroll: true });
  };
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target && event.detail.target.id === "presence") hold();
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.closest("[data-presence]")) return;
    hold();
    if (event.detail.target && event.detail.target.id === "item-pane") awaited = event.detail.xhr;
  });
  // A key pressed while an answer is on its way waits for it: nothing is decided unseen. An answer settles
  // once for each part that it brought; the keys go on after the first, and never for an answer of before.
  let awaited = null;
  let waitingKeys = [];
  const rest = (answer) => {
    if (!awaited || answer !== awaited) return;
    awaited = null;
    const keys = waitingKeys;
    waitingKeys = [];
    for (const { target, key, ctrlKey, metaKey, shiftKey } of keys) {
      const place = target.isConnected ? target : document.activeElement || document.body;
      place.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true }));
    }
  };
  const waits = (event) => {
    if (!awaited) return false;
    event.preventDefault();
    waitingKeys.push(event);
    return true;
  };
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { target, successful, xhr } = event.detail;
    if (target && target.id === "item-pane" && !successful) window.setTimeout(() => rest(xhr), 50);
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = event.detail;
    if (!review.contains(elt) && elt !== document.body) return;
    const filter = review.querySelector("[data-work-filter]");
    if (filter) {
      for (const field of filter.querySelectorAll("select")) {
        if (field.value && !(field.name in parameters)) parameters[field.name] = field.value;
      }
    }
    if (elt.closest("[data-presence]")) {
      parameters.muc = open;
      parameters.version = document.getElementById("review-status").dataset.version;
    }
  });

  document.body.addEventListener("htmx:afterSettle", (event) => {
    const settled = event.detail.elt;
    if (settled && settled.closest && settled.closest("#paper-sheets, #paper-map")) {
      index = null;
      shownStates = {};
    }
    const before = open;
    follow();
    speak(before);
    keepFocus();
    if (before !== open) document.body.dispatchEvent(new CustomEvent("seated"));
    deadlineParts();
    const { target, xhr } = event.detail;
    if (target && target.id === "item-pane") window.setTimeout(() => rest(xhr), 0);
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
    const link = event.target.closest("[data-open]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
      openItem(link.dataset.open);
      pane("item");
      return;
    }
    const mark = event.target.closest("[data-item], [data-tag]");
    if (!mark || event.ctrlKey || event.metaKey) return;
    if (window.getSelection().toString()) return;
    event.preventDefault();
    openItem(mark.dataset.item || mark.dataset.tag);
    if (!mark.closest("svg")) pane("item");
  });

  /* ---- which sheet is in view ---------------------------------------------------------------- */
  const label = review.querySelector("[data-sheet-label]");
  let waiting = false;
  paper.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(() => {
      waiting = false;
      const middle = paper.getBoundingClientRect().top + paper.clientHeight / 2;
      const seen = all("[data-sheet]").find((sheet) => sheet.getBoundingClientRect().bottom > middle);
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

  /* ---- words marked in the source become an item -------------------------------------------------- */
  const bar = review.querySelector("[data-add-bar]");
  const passages = () => all("[data-p]", paper);
  // What is drawn of a passage up to a point, without the tags: characters as the server counts them.
  const length = (passage, node, offset) => {
    const range = document.createRange();
    range.selectNodeContents(passage);
    if (node) range.setEnd(node, offset);
    const copy = range.cloneContents();
    copy.querySelectorAll(".tag").forEach((tag) => tag.remove());
    return Array.from(copy.textContent).length;
  };
  const marked = () => {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!paper.contains(range.commonAncestorContainer) && !range.intersectsNode(paper)) return null;
    const touched = passages().filter((one) => range.intersectsNode(one) && one.textContent);
    if (!touched.length) return null;
    const first = touched[0];
    const last = touched[touched.length - 1];
    const from = first.contains(range.startContainer) ? length(first, range.startContainer, range.startOffset) : 0;
    const to = last.contains(range.endContainer) ? length(last, range.endContainer, range.endOffset) : length(last);
    const copy = range.cloneContents();
    copy.querySelectorAll(".tag, .paper-marker").forEach((tag) => tag.remove());
    const words = copy.textContent.replace(/\s+/g, " ").trim();
    return words ? { from: `${first.dataset.p}:${from}`, to: `${last.dataset.p}:${to}`, words } : null;
  };
  const offer = () => {
    if (!bar || bar.contains(document.activeElement)) return;
    const found = marked();
    if (!found) {
      bar.hidden = cursor === null;
      return;
    }
    bar.elements.from.value = found.from;
    bar.elements.to.value = found.to;
    bar.querySelector("[data-add-words]").textContent = found.words;
    bar.hidden = false;
  };
  let cursor = null;
  const leave = () => {
    cursor = null;
    window.getSelection().removeAllRanges();
    if (bar) {
      bar.hidden = true;
      bar.querySelector("[data-add-hint]").hidden = true;
    }
    const title = review.querySelector("#item-pane [data-focus]");
    if (title && title.offsetParent !== null) title.focus({ preventScroll: true });
  };
  // Sentences of a passage as stretches of its drawn text.
  const sentences = (passage) => {
    const text = drawn(passage).map(([node]) => node.data).join("");
    const found = [];
    const pattern = /[^.;!?]+(?:[.;!?]+(?=\s|$)|$|[.;!?]+)/g;
    let start = 0;
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (/[.;!?]$/.test(match[0]) && !/^\s|^$/.test(text.slice(end))) continue;
      if (text.slice(start, end).trim().length > 2) {
        found.push([start + (text.slice(start, end).length - text.slice(start, end).trimStart().length), end]);
        start = end;
      }
    }
    if (text.slice(start).trim().length > 2) found.push([start, text.length]);
    return found.length ? found : [[0, text.length]];
  };
  const drawn = (passage) => {
    const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(".tag") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const found = [];
    let place = 0;
    while (walker.nextNode()) {
      found.push([walker.currentNode, place]);
      place += walker.currentNode.data.length;
    }
    return found;
  };
  const pick = () => {
    const passage = cursor.list[cursor.at];
    const parts = sentences(passage);
    const [start, end] = cursor.first < 0
      ? [parts[0][0], parts[parts.length - 1][1]]
      : [parts[Math.min(cursor.first, parts.length - 1)][0], parts[Math.min(cursor.last, parts.length - 1)][1]];
    const nodes = drawn(passage);
    const at = (place, closing) => nodes.findLast(([, from]) => (closing ? from < place : from <= place)) || nodes[0];
    const [startNode, startFrom] = at(start, false);
    const [endNode, endFrom] = at(end, true);
    window.getSelection().setBaseAndExtent(startNode, start - startFrom, endNode, end - endFrom);
    const box = passage.getBoundingClientRect();
    const frame = paper.getBoundingClientRect();
    if (paper.scrollHeight > paper.clientHeight + 4) {
      if (box.top < frame.top + 40 || box.bottom > frame.bottom - 140) paper.scrollTop += box.top - frame.top - frame.height / 3;
    } else passage.scrollIntoView({ block: "center" });
    offer();
    said.textContent = `Đang chọn: ${window.getSelection().toString().replace(/\s+/g, " ").trim()}`;
  };
  const startAdding = () => {
    if (!bar) return;
    pane("paper");
    if (marked()) {
      offer();
      bar.querySelector("button").focus();
      return;
    }
    const list = passages().filter((one) => one.textContent.trim());
    const here = marksOf(open).find((mark) => mark.closest("[data-p]"));
    const at = here ? Math.max(list.indexOf(here.closest("[data-p]")), 0) : 0;
    cursor = { list, at, first: -1, last: -1 };
    bar.hidden = false;
    bar.querySelector("[data-add-hint]").hidden = false;
    paper.focus({ preventScroll: true });
    pick();
  };
  const moveCursor = (event) => {
    const { key } = event;
    const parts = sentences(cursor.list[cursor.at]);
    if (key === "ArrowDown" || key === "ArrowUp" || key === "j" || key === "k") {
      const step = key === "ArrowDown" || key === "j" ? 1 : -1;
      cursor.at = Math.min(Math.max(cursor.at + step, 0), cursor.list.length - 1);
      cursor.first = cursor.last = -1;
    } else if (key === "ArrowRight" && event.shiftKey) {
      if (cursor.first >= 0) cursor.last = Math.min(cursor.last + 1, parts.length - 1);
    } else if (key === "ArrowRight") {
      cursor.first = cursor.last = cursor.first < 0 ? 0 : Math.min(cursor.last + 1, parts.length - 1);
    } else if (key === "ArrowLeft") {
      cursor.first = cursor.last = cursor.first - 1;
      if (cursor.first < 0) cursor.first = cursor.last = -1;
    } else if (key === "Enter") {
      bar.querySelector("button").focus();
      cursor = null;
      event.preventDefault();
      return;
    } else if (key === "Escape") {
      event.preventDefault();
      leave();
      return;
    } else return;
    event.preventDefault();
    pick();
  };
  if (bar) {
    let pause = 0;
    document.addEventListener("selectionchange", () => {
      window.clearTimeout(pause);
      pause = window.setTimeout(offer, 150);
    });
    bar.querySelector("[data-add-cancel]").addEventListener("click", leave);
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leave();
    });
    // A press on the bar must not undo the selection that it is for.
    bar.addEventListener("mousedown", (event) => event.preventDefault());
    bar.addEventListener("htmx:afterRequest", (event) => {
      if (!event.detail.successful) return;
      leave();
      pane("item");
      const title = review.querySelector("#item-pane [data-focus]");
      if (title) title.focus({ preventScroll: true });
    });
    for (const button of all("[data-add]")) button.addEventListener("click", startAdding);
  }

  /* ---- findings by the keys ---------------------------------------------------------------------- */
  let atWork = -1;
  const turnWork = (step) => {
    const works = all("[data-work]");
    if (!works.length) return;
    const focused = document.activeElement.closest("[data-work]");
    const from = focused ? works.indexOf(focused) : atWork;
    atWork = (from + step + works.length) % works.length;
    pane("work");
    const work = works[atWork];
    const link = work.querySelector("[data-work-link]");
    link.focus();
    work.scrollIntoView({ block: "nearest" });
    const key = link.tagName === "A" && link.getAttribute("href").startsWith("?muc=") && link.getAttribute("href").slice(5);
    if (key) openItem(decodeURIComponent(key));
    else if (link.tagName === "A") document.querySelector(link.getAttribute("href"))?.scrollIntoView({ block: "center" });
    said.textContent = `Lưu ý ${atWork + 1} trên ${works.length}: ${work.querySelector(".work-message").textContent}`;
  };

  /* ---- keys ---------------------------------------------------------------------------------- */
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const edit = (item, number) => {
    const field = number
      ? item.querySelector(`[data-field="${number}"]`)
      : item.querySelector('[data-sure="check"]') || item.querySelector("[data-field]");
    if (!field || !field.querySelector(".field-form")) return false;
    field.open = true;
    field.querySelector("textarea, select, input:not([type=hidden])").focus();
    return true;
  };
  const press = (selector, from = review) => {
    const button = from.querySelector(selector);
    if (!button) return false;
    button.click();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const item = review.querySelector(".item");
    if (!item || document.querySelector("dialog[open]")) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing(event.target)) {
      if (waits(event) || press("[data-undo] button:not([disabled])")) event.preventDefault();
      return;
    }
    // In a field: Esc leaves it, Ctrl Enter decides with what was typed.
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && item.contains(event.target)) {
      if (waits(event) || press("[data-accept]", item)) event.preventDefault();
      return;
    }
    if (!plain) return;
    if (event.key === "Escape" && typing(event.target)) {
      // What was typed stays in the form; Enter then decides with it.
      const title = item.contains(event.target) && item.querySelector("[data-focus]");
      if (title) title.focus({ preventScroll: true });
      else event.target.blur();
      return;
    }
    if (typing(event.target)) return;
    if (waits(event)) return;
    if (cursor) {
      moveCursor(event);
      return;
    }
    const onControl = event.target.closest("a, button, summary");
    const scrolls = event.target.closest(".pane-body, .paper-scroll") && !event.target.closest("[data-focus]");
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const acts = {
      j: () => openItem(item.dataset.after) ?? true,
      k: () => openItem(item.dataset.before) ?? true,
      ArrowDown: () => !scrolls && (openItem(item.dataset.after) ?? true),
      ArrowUp: () => !scrolls && (openItem(item.dataset.before) ?? true),
      Enter: () => !onControl && press("[data-accept]", item),
      x: () => press("[data-reject]", item),
      e: () => { pane("item"); return edit(item, 0); },
      a: () => startAdding() ?? true,
      n: () => turnWork(1) ?? true,
      p: () => turnWork(-1) ?? true,
      u: () => press("[data-undo] button:not([disabled])"),
      g: () => press("[data-onward]"),
      f: () => press(".work:focus-within [data-fix]") || press(".work.is-current [data-fix]") || press("[data-fix]"),
      "/": () => { document.getElementById("review-find").showModal(); document.getElementById("find-words").select(); return true; },
      "?": () => { document.getElementById("review-keys").showModal(); return true; },
    };
    const act = key >= "1" && key <= "5" ? () => { pane("item"); return edit(item, key); } : acts[key];
    if (act && act()) event.preventDefault();
  });
})();
