// Draws every [data-chart]: the options are data in a JSON block, the colours are the page's own.
(() => {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name) => styles.getPropertyValue(`--${name}`).trim();
  // "tone:late-bar" in the options becomes the token's value in the theme shown.
  const paint = (value) => {
    if (typeof value === "string" && value.startsWith("tone:")) return colour(value.slice(5)) || value;
    if (Array.isArray(value)) return value.map(paint);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, paint(v)]));
    return value;
  };
  const draw = (scope) => scope.querySelectorAll("[data-chart]:not([data-drawn])").forEach((place) => {
    const source = document.getElementById(place.dataset.chart);
    if (!source || !window.echarts) return;
    place.dataset.drawn = "1";
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({ animation: false, textStyle: { fontFamily: "Inter Variable, sans-serif", color: colour("ink-second") }, ...paint(JSON.parse(source.textContent)) });
    new ResizeObserver(() => chart.resize()).observe(place);
  });
  draw(document);
  document.addEventListener("htmx:load", (event) => draw(event.detail.elt.parentNode || document));
})();
