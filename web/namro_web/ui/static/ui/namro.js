// What makes pages feel instant. Everything also works without it: links lead, forms post.
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);

  // Toasts: from the server through HX-Trigger, or from here when the network fails.
  const toast = (message, tone = "done") => {
    const box = document.createElement("div");
    const tones = { done: "done", late: "late", warn: "warn" };
    box.className = `toast tone-${tones[tone] || "progress"}`;
    box.setAttribute("role", tone === "late" ? "alert" : "status");
    const words = document.createElement("span");
    words.textContent = message;
    box.append(words);
    byId("toasts").prepend(box);
    setTimeout(() => box.remove(), tone === "late" ? 12000 : 5000);
  };
  document.addEventListener("namro:toast", (event) => toast(event.detail.message, event.detail.tone));
  document.addEventListener("htmx:sendError", () => toast("Mất kết nối. Việc vừa làm chưa được lưu; hãy thử lại.", "late"));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500 && !event.detail.xhr.getResponseHeader("HX-Retarget")) {
      toast("Hệ thống gặp lỗi, việc vừa làm chưa được lưu. Hãy thử lại.", "late");
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A page of error must not land inside a fragment's place.
    const { xhr } = event.detail;
    if (xhr.status >= 500 && !xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = false;
  });

  // One thin line for anything that takes longer than 300 ms.
  let running = 0;
  document.addEventListener("htmx:beforeRequest", () => { running += 1; root.classList.add("is-loading"); });
  document.addEventListener("htmx:afterRequest", () => { running -= 1; if (running <= 0) { running = 0; root.classList.remove("is-loading"); } });

  // Side panel: closing goes back to the list's own address, with focus on the row it came from.
  let opener = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target && event.detail.target.id === "panel") opener = event.detail.elt;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    document.querySelectorAll("tr.is-selected").forEach((row) => row.classList.remove("is-selected"));
    const row = opener && opener.closest("tr");
    if (row) row.classList.add("is-selected");
    const panel = event.detail.target.querySelector(".panel");
    if (!panel) return;
    panel.tabIndex = -1;
    (panel.querySelector("[autofocus]") || panel).focus({ preventScroll: true });
  });
  const closePanel = (link) => {
    const panel = byId("panel");
    if (!panel || !panel.firstElementChild) return false;
    panel.replaceChildren();
    document.querySelectorAll("tr.is-selected").forEach((row) => row.classList.remove("is-selected"));
    if (link) history.pushState({}, "", link.href);
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    return true;
  };

  // A file's name in the place it was dropped on.
  const sized = (file) => `${file.name} (${Math.max(Math.round(file.size / 1024), 1).toLocaleString("vi")} KB)`;
  const showFile = (input) => {
    const chosen = input.closest(".file-pick");
    if (chosen) chosen.querySelector("[data-chosen]").textContent = [...input.files].map(sized).join(", ") || "Chưa chọn tệp nào";
    const place = input.closest(".drop") && input.closest(".drop").querySelector("[data-file-name]");
    if (place && input.files.length) place.textContent = [...input.files].map((file) => file.name).join(", ");
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-opens], [data-closes], [data-close-panel], [data-dismiss], [data-theme-set], [data-print], [data-focus-search]");
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (!target) return;
    if (target.dataset.opens) { const dialog = byId(target.dataset.opens); if (dialog) dialog.showModal(); }
    else if ("closes" in target.dataset) target.closest("dialog").close();
    else if ("closePanel" in target.dataset) {
      const list = document.querySelector(".table, .rows");
      if (target.href && !list) return;
      event.preventDefault();
      closePanel(target);
    } else if ("dismiss" in target.dataset) target.closest(".toast, .note").remove();
    else if (target.dataset.themeSet) {
      const choice = target.dataset.themeSet;
      document.cookie = `theme=${choice}; path=/; max-age=31536000; samesite=lax`;
      root.dataset.themeChoice = choice;
      root.dataset.theme = choice === "auto" ? (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : choice;
      document.querySelectorAll("[data-theme-set]").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.themeSet === choice)));
    } else if ("print" in target.dataset) window.print();
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const search = byId("search");
      if (search && search.offsetParent) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
      const menu = document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
      const close = document.querySelector("#panel [data-close-panel]");
      if (close) close.click();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.type === "file") showFile(event.target);
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const drop = event.target.closest && event.target.closest(".drop");
      if (!drop) return;
      event.preventDefault();
      drop.classList.toggle("is-over", name === "dragenter" || name === "dragover");
      const input = drop.querySelector("input[type=file]");
      if (name === "drop" && input && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; showFile(input); }
    });
  }

  // The browser's own words come in the browser's language; ours are Vietnamese on every machine.
  const pickers = (scope) => {
    scope.querySelectorAll("input[type=file]:not(.file-native)").forEach((input) => {
      if (input.closest(".drop")) return;
      const box = document.createElement("div");
      box.className = "file-pick";
      const button = document.createElement("label");
      button.className = "btn btn-small";
      button.htmlFor = input.id;
      button.textContent = input.multiple ? "Chọn tệp…" : "Chọn một tệp…";
      const words = document.createElement("span");
      words.className = "meta";
      words.dataset.chosen = "";
      words.textContent = "Chưa chọn tệp nào";
      input.before(box);
      input.classList.add("file-native");
      box.append(input, button, words);
    });
  };
  pickers(document);
  document.addEventListener("htmx:load", (event) => pickers(event.detail.elt));
  document.addEventListener("invalid", (event) => {
    const { target } = event;
    const { validity } = target;
    if (validity.customError) return;
    let words = "Nội dung chưa đúng.";
    if (validity.valueMissing) words = target.type === "file" ? "Hãy chọn một tệp." : target.type === "checkbox" ? "Hãy đánh dấu ô này." : "Hãy điền mục này.";
    else if (validity.rangeUnderflow || validity.rangeOverflow) words = `Ghi số từ ${target.min || 0} đến ${target.max}.`;
    else if (validity.badInput || validity.stepMismatch) words = "Hãy ghi một số nguyên.";
    target.setCustomValidity(words);
  }, true);
  const forgive = (event) => { if (event.target.setCustomValidity) event.target.setCustomValidity(""); };
  document.addEventListener("input", forgive, true);
  document.addEventListener("change", forgive, true);

  // A form that is on its way is not sent again by a second press. A file for an answer leaves the page
  // as it is, so after a while the form can be sent again.
  let sending = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sending.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sending.add(form);
    setTimeout(() => sending.delete(form), 4000);
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => sending.delete(event.detail.elt));
  window.addEventListener("pageshow", () => { sending = new WeakSet(); });

  // A form marked data-draft keeps what was typed until it has been accepted, even past a lost session.
  const draftKey = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
  const versionOf = (form) => {
    const field = [...form.elements].find((one) => one.type === "hidden" && /version$/.test(one.name));
    return field ? field.value : "";
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const kept = form.dataset.draft && sessionStorage.getItem(draftKey(form));
    if (kept) sessionStorage.setItem(draftKey(form), JSON.stringify({ ...JSON.parse(kept), "": versionOf(form) }));
  });
  const restore = (scope) => {
    scope.querySelectorAll("form[data-draft]").forEach((form) => {
      const kept = sessionStorage.getItem(draftKey(form));
      if (!kept) return;
      const { "": sent, ...typed } = JSON.parse(kept);
      // What was sent is done once the thing it was said of has moved on.
      if (sent !== undefined && sent !== versionOf(form)) {
        sessionStorage.removeItem(draftKey(form));
        return;
      }
      for (const [name, value] of Object.entries(typed)) {
        const field = form.elements[name];
        if (field && "value" in field && field.type !== "hidden" && !field.value) field.value = value;
      }
    });
  };
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.dataset.draft) return;
    const kept = {};
    for (const field of form.elements) {
      if (field.name && !["hidden", "password", "file", "submit", "checkbox", "radio"].includes(field.type)) kept[field.name] = field.value;
    }
    sessionStorage.setItem(draftKey(form), JSON.stringify(kept));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest && event.detail.elt.closest("form[data-draft]");
    if (form && event.detail.successful) sessionStorage.removeItem(draftKey(form));
  });
  restore(document);
  document.addEventListener("htmx:load", (event) => restore(event.detail.elt));

  // On a phone the "first summary" of an error should be read out and seen.
  const summary = document.querySelector(".form-summary");
  if (summary) summary.focus();
})();
