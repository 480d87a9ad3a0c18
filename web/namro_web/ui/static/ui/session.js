// A session that ends must not cost anybody what they typed: the page warns before the end, asks for the
// password on top of itself afterwards, and where it has to be left keeps the typed fields in this tab's
// sessionStorage (never passwords, codes or files) for the same person on the same page.
(() => {
  const { body } = document;
  const person = body.dataset.person || "";
  const KEPT = "namro:kept";
  const WHO = "namro:person";
  const STATE = "/phien/";
  const GO_ON = "/phien/lam-tiep/";
  const DOOR = "/dang-nhap/";
  const here = location.pathname + location.search;
  const say = (message, tone = "done") => document.dispatchEvent(new CustomEvent("namro:toast", { detail: { message, tone } }));

  const wipe = () => Object.keys(sessionStorage).filter((key) => key === KEPT || key.startsWith("draft:")).forEach((key) => sessionStorage.removeItem(key));
  if (person) {
    // What one person typed is not shown to the next one at the same machine.
    if ((sessionStorage.getItem(WHO) || person) !== person) wipe();
    sessionStorage.setItem(WHO, person);
  }

  // Forms that send something, each known by where it sends to and its number among those that do the same.
  const forms = () => {
    const seen = {};
    return [...document.forms].flatMap((form) => {
      const sends = form.getAttribute("hx-post") || form.getAttribute("hx-put") || form.getAttribute("hx-patch");
      if ((form.method !== "post" && !sends) || form.closest("[data-session-dialog]")) return [];
      const to = sends || form.getAttribute("action") || "";
      seen[to] = (seen[to] || 0) + 1;
      return [[`${to}#${seen[to]}`, form]];
    });
  };
  const NEVER = ["password", "file", "hidden", "submit", "button", "image", "reset"];
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.includes(field.type) && field.autocomplete !== "one-time-code");
  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const isChanged = (field) => {
    if (isTicked(field)) return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return "defaultValue" in field && field.value !== field.defaultValue;
  };
  const keep = (interrupted) => {
    if (!person) return;
    const typed = forms().flatMap(([key, form]) => fieldsOf(form).map((field, at) => [key, at, field]).filter(([, , field]) => isChanged(field)).map(
      ([, at, field]) => [key, at, field.name, isTicked(field) ? field.checked : field.options ? [...field.selectedOptions].map((o) => o.value) : field.value],
    ));
    if (typed.length) sessionStorage.setItem(KEPT, JSON.stringify({ person, here, interrupted, typed }));
  };

  // What the page before this one kept: dropped when it was sent, put back when a sign-in came between.
  let waiting = [];
  const putBack = () => {
    const known = new Map(forms());
    let restored = 0;
    waiting = waiting.filter(([key, at, name, value]) => {
      const form = known.get(key);
      const field = form && fieldsOf(form)[at];
      if (!field || field.name !== name) return true;
      if (isTicked(field)) field.checked = value;
      else if (field.options) [...field.options].forEach((option) => { option.selected = value.includes(option.value); });
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      restored += 1;
      return false;
    });
    if (restored) say("Nội dung đã gõ trước khi hết phiên được đặt lại; kiểm tra rồi gửi.");
  };
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (kept) {
    if (!person || document.querySelector("[data-session-ended]")) sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, interrupted: true }));
    else if (!kept.interrupted) sessionStorage.removeItem(KEPT);
    else if (kept.here === here) {
      sessionStorage.removeItem(KEPT);
      waiting = kept.typed;
      document.addEventListener("DOMContentLoaded", putBack);
      document.addEventListener("htmx:load", () => waiting.length && putBack());
    }
  }
  if (!person) return;
  window.addEventListener("pagehide", () => keep(false));
  document.addEventListener("submit", (event) => {
    if (/dang-xuat/.test(event.target.action)) { wipe(); return; }
    keep(false);
  });

  // How long there is: the server says, for other tabs are at work too.
  const idle = Number(body.dataset.idle || 900);
  const warnAt = Math.min(60, idle / 3);
  let sure = Date.now() + (idle * 4 / 5 - warnAt) * 1000;
  let typedSince = false;
  let timer = 0;
  const token = () => (document.querySelector("input[name=csrfmiddlewaretoken]") || {}).value || JSON.parse(body.getAttribute("hx-headers") || "{}")["X-CSRFToken"];
  const ask = async (goOn) => {
    const answer = goOn
      ? await fetch(GO_ON, { method: "POST", headers: { "X-CSRFToken": token() } })
      : await fetch(STATE, { headers: { Accept: "application/json" } });
    return new URL(answer.url).pathname === STATE ? answer.json() : { person: "", left: 0 };
  };
  const plan = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(seconds, 1) * 1000);
  };
  const look = async (goOn = false) => {
    let state;
    try {
      state = await ask(goOn || typedSince);
    } catch {
      plan(15);
      return null;
    }
    typedSince = false;
    if (state.person !== person) ended(state);
    else if (state.left <= warnAt) { warn(state.left); plan(Math.min(state.left + 1, 10)); }
    else {
      sure = Date.now() + (state.left - warnAt) * 1000;
      if (warning.open) warning.close();
      plan(state.left - warnAt);
    }
    return state;
  };

  const dialog = (html) => {
    const box = document.createElement("dialog");
    box.className = "dialog session-dialog";
    box.dataset.sessionDialog = "";
    box.setAttribute("aria-labelledby", `session-${html.id}`);
    const title = document.createElement("h2");
    title.className = "card-title";
    title.id = `session-${html.id}`;
    title.textContent = html.title;
    const words = document.createElement("p");
    words.textContent = html.words;
    const rest = document.createElement("div");
    box.append(title, words, rest);
    body.append(box);
    return box;
  };
  const warning = dialog({ id: "warning", title: "Phiên sắp kết thúc", words: "" });
  const goOn = document.createElement("button");
  goOn.className = "btn btn-primary";
  goOn.type = "button";
  goOn.textContent = "Tiếp tục làm việc";
  goOn.addEventListener("click", () => look(true));
  warning.lastElementChild.append(goOn);
  warning.addEventListener("cancel", (event) => { event.preventDefault(); look(true); });
  const warn = (left) => {
    warning.querySelector("p").textContent = `Lâu không thao tác: phiên kết thúc sau ${left} giây. Nội dung đang gõ vẫn được giữ.`;
    if (!warning.open && !door.open) warning.showModal();
  };

  // Signing in again on top of the page; the forms come from the sign-in page itself, codes included.
  const door = dialog({ id: "door", title: "Phiên làm việc đã hết", words: "Nội dung đang gõ vẫn còn. Đăng nhập lại để làm tiếp." });
  door.classList.add("session-door");
  door.addEventListener("cancel", (event) => event.preventDefault());
  const elsewhere = () => {
    keep(true);
    location.assign(`${DOOR}?next=${encodeURIComponent(here)}`);
  };
  const showForm = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const form = [...page.querySelectorAll(".door-card form")].find((one) => one.querySelector("[name=password], [name=code]"));
    if (!form) { elsewhere(); return; }
    form.querySelectorAll("h1").forEach((one) => one.remove());
    form.querySelectorAll("[id]").forEach((one) => {
      const label = form.querySelector(`label[for="${one.id}"]`);
      one.id = `again-${one.id}`;
      if (label) label.htmlFor = one.id;
    });
    const name = form.querySelector("[name=login]");
    if (name && !name.value) name.value = body.dataset.username || "";
    const link = document.createElement("a");
    link.href = DOOR;
    link.textContent = page.querySelector("[data-full-page]") ? "Dùng khóa bảo mật ở trang đăng nhập" : "Đăng nhập ở trang riêng";
    link.addEventListener("click", (event) => { event.preventDefault(); elsewhere(); });
    const place = door.lastElementChild;
    place.replaceChildren(document.importNode(form, true), link);
    const shown = place.querySelector("form");
    shown.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const button = shown.querySelector("button");
      button.disabled = true;
      try {
        await arrived(await fetch(form.getAttribute("action") || location.pathname, { method: "POST", body: new FormData(shown) }));
      } catch {
        button.disabled = false;
        say("Mất kết nối; hãy thử lại.", "late");
      }
    });
    if (!door.open) door.showModal();
    (shown.querySelector("[name=code]") || shown.querySelector("[name=password]")).focus();
  };
  const arrived = async (answer) => {
    if (new URL(answer.url).pathname !== STATE) { showForm(await answer.text()); return; }
    const state = await answer.json();
    if (state.person !== person) { wipe(); location.assign("/"); return; }
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = state.csrf; });
    body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": state.csrf }));
    door.close();
    sure = Date.now() + (state.left - warnAt) * 1000;
    plan(state.left - warnAt);
    say("Đã đăng nhập lại. Nội dung còn nguyên; bấm gửi lần nữa.");
  };
  const ended = async (state) => {
    if (state && state.person && state.person !== person) { wipe(); location.assign("/"); return; }
    clearTimeout(timer);
    if (warning.open) warning.close();
    if (door.open) return;
    keep(true);
    try {
      await arrived(await fetch(`${DOOR}?next=${STATE}`, { headers: { Accept: "text/html" } }));
    } catch {
      plan(15);
    }
  };

  // A form is not sent into a session that may be over: first it is asked, then sent or kept.
  let asked = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (Date.now() < sure || asked === form || form.method !== "post" || form.closest("[data-session-dialog]")) { asked = null; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    look().then((state) => {
      if (state && state.person !== person) return;
      asked = form;
      form.requestSubmit(submitter || undefined);
    });
  }, true);
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const onward = event.detail.xhr.getResponseHeader("HX-Redirect") || "";
    if (onward.startsWith(DOOR)) { event.preventDefault(); ended(); }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && !(event.detail.xhr.getResponseHeader("HX-Redirect") || "").startsWith(DOOR)) plan(idle * 4 / 5 - warnAt);
  });
  document.addEventListener("input", () => { typedSince = true; });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() > sure) look(); });
  plan(idle * 4 / 5 - warnAt);
})();
