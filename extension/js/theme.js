// A classic script, run before the first paint so that nothing flashes: it sets the theme that `wear` kept.

{
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const wear = () => {
    const chosen = localStorage.getItem("theme") ?? "auto";
    document.documentElement.dataset.theme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  };
  wear();
  dark.addEventListener("change", wear);
  addEventListener("storage", wear);
  addEventListener("themechange", wear);
}
