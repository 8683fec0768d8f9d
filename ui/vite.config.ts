import { paraglideVitePlugin } from "@inlang/paraglide-js";
import react from "@vitejs/plugin-react";
import { fileURLToPath, URL } from "node:url";
import { defineConfig } from "vitest/config";
import { userGuide } from "./build/guide.ts";
import { spokenStrings } from "./build/spoken.ts";
import { firstWords } from "./build/words.ts";

/** What every place needs. */
const frame = /node_modules[\\/](?:react|react-dom|scheduler|react-aria|react-aria-components|react-stately|@react-[a-z]+|@internationalized|@tanstack|use-sync-external-store|clsx|client-only)[\\/]|src[\\/](?:design|text|messages[\\/]generated[\\/][a-z]+\.js|app|backend[\\/][a-z]+\.ts)/;
const isFirstWord = firstWords(fileURLToPath(new URL("./messages", import.meta.url)));

/**
 * `vite build` makes the window that is shipped. `--mode fake` makes a second page, never shipped,
 * where an invented desk stands behind the door, so that screens can be worked on in a browser.
 */
export default defineConfig(({ mode }) => ({
  plugins: [
    paraglideVitePlugin({
      project: "./messages/project.inlang",
      outdir: "./src/messages/generated",
      strategy: ["globalVariable", "baseLocale"],
      emitTsDeclarations: true,
      emitReadme: false,
      isServer: "false",
    }),
    spokenStrings(),
    userGuide(),
    react(),
  ],
  resolve: { alias: { "#": fileURLToPath(new URL("./src", import.meta.url)) } },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    // WebKitGTK 2.40, macOS 13 and the last WebView2 for Windows 7 and Server 2012.
    target: ["chrome109", "safari16.4"],
    outDir: mode === "fake" ? "dist-fake" : "dist",
    emptyOutDir: true,
    // The window's content policy knows no data: addresses.
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // What every place needs comes as one piece, and the words of all places but the first as another; places and viewers come when they are gone to.
      output: {
        codeSplitting: {
          groups: [
            { name: "window", test: (id: string) => frame.test(id) || isFirstWord(id), priority: 2 },
            { name: "words", test: /src[\\/]messages[\\/]/, priority: 1 },
          ],
        },
      },
      input: mode === "fake" ? "fake.html" : "index.html",
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    setupFiles: ["./tests/setup.ts"],
    restoreMocks: true,
    css: { modules: { classNameStrategy: "non-scoped" } },
    server: { deps: { inline: [/react-aria/, /react-stately/] } },
    testTimeout: 180_000,
  },
}));
