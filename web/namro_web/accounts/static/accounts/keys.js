// A security key that was not touched in time, or is not known here: said on the page, in Vietnamese.
(() => {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const words = document.getElementById("key-failed");
    if (words) words.hidden = false;
  });
})();
