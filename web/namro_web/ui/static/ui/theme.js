// Before the first paint: settle light or dark, so that the page never flashes.
(() => {
  const root = document.documentElement;
  const wanted = root.dataset.theme;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    if (root.dataset.themeChoice === "auto") root.dataset.theme = dark.matches ? "dark" : "light";
  };
  root.dataset.themeChoice = wanted === "light" || wanted === "dark" ? wanted : "auto";
  apply();
  dark.addEventListener("change", apply);
})();
