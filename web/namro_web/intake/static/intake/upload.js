/* Choosing a file: drop it, say at once when it is too large, show how far the sending is. */
(() => {
  "use strict";
  const drop = document.querySelector("[data-drop]");
  if (!drop) return;
  const form = drop.closest("form");
  const input = drop.querySelector("input[type=file]");
  const result = document.getElementById("upload-result");
  const progress = document.querySelector("[data-upload-progress]");
  const bar = progress.querySelector("progress");
  const words = progress.querySelector("[data-upload-words]");
  const limit = Number(drop.dataset.limit);
  document.documentElement.classList.add("has-script");

  const tooLarge = () => input.files[0] && input.files[0].size > limit;

  const chosen = drop.querySelector("[data-file-name]");
  const check = () => {
    result.replaceChildren();
    const file = input.files[0];
    chosen.textContent = file
      ? `${file.name} (${Math.max(Math.round(file.size / 1024), 1).toLocaleString("vi")} KB)`
      : "Chưa chọn tệp nào";
    if (!tooLarge()) return;
    const note = document.createElement("p");
    note.className = "note note-late";
    note.setAttribute("role", "alert");
    note.textContent = `Tệp lớn hơn ${Math.floor(limit / 1048576)} MB nên không nhận. Hãy tách phụ lục hoặc bỏ hình ảnh.`;
    result.append(note);
  };

  input.addEventListener("change", check);
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      check();
    }
  });

  form.addEventListener("htmx:beforeRequest", (event) => {
    if (tooLarge()) {
      event.preventDefault();
      check();
      return;
    }
    bar.value = 0;
    words.textContent = "Đang gửi tệp…";
    progress.hidden = false;
  });
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (!event.detail.total) return;
    const share = Math.round((100 * event.detail.loaded) / event.detail.total);
    bar.value = share;
    words.textContent = share < 100 ? `Đã gửi ${share}%` : "Đang đọc văn bản…";
  });
  form.addEventListener("htmx:afterRequest", () => {
    progress.hidden = true;
  });
})();
