import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y-x";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Tiers of the window: design and text know nothing of the desk; only `backend/` knows the shell. */
const onlyBackendKnowsTheShell = {
  group: ["@tauri-apps/*", "**/backend/bindings", "#/backend/bindings"],
  message: "Only ui/src/backend talks to the shell: import from #/backend instead.",
};

export default tseslint.config(
  { ignores: ["dist", "dist-fake", "node_modules", "src/messages/generated", "src/backend/bindings.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  reactHooks.configs.flat["recommended-latest"] ?? reactHooks.configs.flat.recommended,
  jsxA11y.configs?.recommended ?? jsxA11y.flatConfigs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "no-restricted-imports": ["error", { patterns: [onlyBackendKnowsTheShell] }],
      "no-console": "error",
      // Asked of a page's one purpose (search, sign-in) through our own fields; the DOM's attribute stays forbidden.
      "jsx-a11y-x/no-autofocus": ["error", { ignoreNonDOM: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" }],
    },
  },
  { files: ["src/backend/**"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["src/design/**", "src/text/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [onlyBackendKnowsTheShell, { group: ["#/backend*", "#/app*", "#/views*", "../backend*", "../app*", "../views*"], message: "The design system and the text tools stand on their own." }] },
      ],
    },
  },
  { files: ["*.config.*", "tests/**", "pictures/**"], languageOptions: { globals: { ...globals.node, ...globals.browser } }, rules: { "no-console": "off" } },
);
