// Draws every [data-chart] when it comes into view: the options are data in a JSON block, the colours
// are the page's own, and the library is fetched only then. The table twin needs none of this.
(() => {
  const here = document.currentScript;
  let library = null;
  const load = () => {
    library ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = here.dataset.library;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
    return library;
  };
  const styles = getComputedStyle(document.documentElement);
  const colour = (name) => styles.getPropertyValue(`--${name}`).trim();
  // "tone:late-bar" in the options becomes the token's value in the theme shown.
  const paint = (value) => {
    if (typeof value === "string" && value.startsWith("tone:")) return colour(value.slice(5)) || value;
    if (Array.isArray(value)) return value.map(paint);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, paint(v)]));
    return value;
  };
  const draw = async (place) => {
    const source = document.getElementById(place.dataset.chart);
    if (!source || place.dataset.drawn) return;
    place.dataset.drawn = "1";
    await load();
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: "Inter Variable, sans-serif", color: colour("ink-second") },
      ...paint(JSON.parse(source.textContent)),
    });
    new ResizeObserver(() => chart.resize()).observe(place);
  };
  const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
  }), { rootMargin: "200px" });
  const watch = () => document.querySelectorAll("[data-chart]:not([data-drawn])").forEach((place) => seen.observe(place));
  watch();
  document.addEventListener("htmx:load", watch);
})();
