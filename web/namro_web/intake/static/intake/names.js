/* Matching agencies: take the unit offered with one press; several units for one name.
   Without this script the lists alone still do. */
(() => {
  "use strict";
  const table = document.querySelector(".names-table");
  if (!table) return;
  const UNITLESS = ["text", "new", ""];

  const more = (cell) => {
    const first = cell.querySelector("select");
    const next = first.cloneNode(true);
    for (const option of Array.from(next.options)) {
      if (UNITLESS.includes(option.value) || option.value.includes(",")) option.remove();
      else option.defaultSelected = false;
    }
    next.prepend(new Option("Chọn thêm một đơn vị", "", true, true));
    next.setAttribute("aria-label", `${first.getAttribute("aria-label")}, thêm`);
    cell.insertBefore(next, cell.querySelector("[data-more]"));
    next.focus();
  };

  for (const cell of table.querySelectorAll("[data-units]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "names-more";
    button.dataset.more = "";
    button.textContent = "+ thêm đơn vị";
    button.setAttribute("aria-label", `Thêm đơn vị: ${cell.querySelector("select").getAttribute("aria-label")}`);
    button.addEventListener("click", () => more(cell));
    const first = cell.querySelector("select");
    const fold = () => { button.hidden = UNITLESS.includes(first.value); };
    first.addEventListener("change", fold);
    fold();
    cell.append(button);
  }
  for (const button of table.querySelectorAll("[data-take]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const select = button.closest("tr").querySelector("[data-units] select");
      select.value = button.dataset.take;
      select.selectedOptions[0].textContent = button.textContent.trim();
      select.dispatchEvent(new Event("change"));
      const words = document.createElement("span");
      words.className = "meta";
      words.textContent = "Đã chọn.";
      button.closest("td").replaceChildren(words);
      select.focus();
    });
  }
})();
