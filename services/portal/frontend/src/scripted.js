// Runs before anything is drawn: what only scripts can do has its place from the first, and nothing moves when they have come.
document.documentElement.classList.add("js");
