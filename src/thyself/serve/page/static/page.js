// How much of a file was sent. Everything else works without this.
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = document.getElementById("progress");
  if (bar && event.detail.lengthComputable) {
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  }
});
