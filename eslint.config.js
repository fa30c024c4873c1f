// Lints the extension, the owner's pages and their tests. Why each development package is there:
// eslint, @eslint/js and globals read the sources here; web-ext reads the Firefox build as Mozilla's reviewers do;
// puppeteer-core drives Firefox in tests/browser; axe-core checks the pages for barriers there.
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import globals from "globals";

// Whatever parses text as HTML, by whatever way it is named: `x.innerHTML`, `x["innerHTML"]`, `el("p", { innerHTML })`.
const PARSES = "/^((inner|outer|insertAdjacent)HTML|(set|parse)HTMLUnsafe|setHTML|createContextualFragment|srcdoc|DOMParser)$/";
const message = "Text goes in as text: use el() of dom.js.";

export default defineConfig(
  globalIgnores([".venv/", "build/", "dist/"]),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-irregular-whitespace": ["error", { skipTemplates: true }], // Chinese is set with full-width spaces
      "no-throw-literal": "error",
      "no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["extension/js/**/*.js", "server/static/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      "no-alert": "error",
      "no-console": ["error", { allow: ["error"] }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": ["error", { object: "document", property: "write", message }, { object: "document", property: "writeln", message }],
      "no-restricted-syntax": ["error", { selector: `Identifier[name=${PARSES}]`, message }, { selector: `Literal[value=${PARSES}]`, message }],
      "no-script-url": "error",
    },
  },
  // the one module that touches the browser's interface: elsewhere `browser` and `chrome` are undefined names
  { files: ["extension/js/browser.js"], languageOptions: { globals: globals.webextensions } },
  { files: ["*.js", "tests/**/*.{js,mjs}"], languageOptions: { globals: globals.node } },
  { files: ["tests/browser/**"], languageOptions: { globals: globals.browser } },
);
