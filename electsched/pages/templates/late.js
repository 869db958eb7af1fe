// Browsers that do not know `blocking="render"` show the page when its script has worked, or failed.
document.documentElement.className = "late";
addEventListener("DOMContentLoaded", () => { document.documentElement.className = ""; });
