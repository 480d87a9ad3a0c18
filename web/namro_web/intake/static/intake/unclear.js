/* Choosing every task that is held back with one press. Without this script each is chosen alone. */
(() => {
  "use strict";
  const every = document.querySelector("[data-check-all]");
  if (!every) return;
  const boxes = Array.from(document.querySelectorAll(`input[name="${every.dataset.checkAll}"]`));
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
  });
  for (const box of boxes) {
    box.addEventListener("change", () => { every.checked = boxes.every((one) => one.checked); });
  }
})();
