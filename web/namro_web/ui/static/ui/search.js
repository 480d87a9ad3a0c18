// The box of the top bar: what is found while typing, what was looked for lately, all by keyboard.
(() => {
  const input = document.getElementById("search");
  const hints = document.getElementById("hints");
  if (!input || !hints) return;
  const KEPT = 6;
  // Lately looked-for words stay in this browser, each person's apart, and go when the tab closes.
  const store = `tim-gan-day-${document.body.dataset.person}`;
  const lately = () => { try { return JSON.parse(sessionStorage.getItem(store)) || []; } catch { return []; } };
  const remember = (words) => {
    const said = words.trim();
    if (said.length < 2) return;
    sessionStorage.setItem(store, JSON.stringify([said, ...lately().filter((one) => one !== said)].slice(0, KEPT)));
  };
  const show = () => { hints.hidden = !hints.childElementCount; };
  const hide = () => { hints.hidden = true; };
  const showLately = () => {
    hints.replaceChildren();
    const words = lately();
    if (words.length) {
      const head = document.createElement("p");
      head.className = "hints-head";
      head.textContent = "Tìm gần đây";
      hints.append(head);
      for (const one of words) {
        const link = document.createElement("a");
        link.className = "hint";
        link.href = `${input.form.action}?q=${encodeURIComponent(one)}`;
        link.textContent = one;
        hints.append(link);
      }
    }
    show();
  };
  input.addEventListener("focus", () => { if (input.value.trim().length < 2) showLately(); else show(); });
  input.addEventListener("input", () => { if (input.value.trim().length < 2) showLately(); });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === hints && input.value.trim().length >= 2) show();
  });
  input.form.addEventListener("submit", () => remember(input.value));
  hints.addEventListener("click", (event) => { if (event.target.closest("a")) remember(input.value); });
  input.form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(); input.focus(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...hints.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    const next = stops[(at + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length];
    if (hints.hidden || at < 0) return;
    event.preventDefault();
    next.focus();
  });
  input.form.addEventListener("focusout", (event) => { if (!input.form.contains(event.relatedTarget)) hide(); });
})();
