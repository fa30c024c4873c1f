// A classic script, run before the first paint so that nothing flashes: it sets the theme that page.js kept, and hides
// a page that is written in Chinese where another language was spoken last.

{
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const wear = () => {
    const chosen = localStorage.getItem("theme") ?? "auto";
    document.documentElement.dataset.theme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  };
  wear();
  if (!(localStorage.getItem("language") ?? "zh").startsWith("zh")) delete document.documentElement.dataset.spoken;
  dark.addEventListener("change", wear);
  addEventListener("storage", wear);
  addEventListener("themechange", wear);
}
