import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Catalogue = Record<string, unknown>;

const root = join(import.meta.dirname, "..");
const settings = JSON.parse(readFileSync(join(root, "messages/project.inlang/settings.json"), "utf8")) as { "plugin.inlang.messageFormat": { pathPattern: string[] } };

function read(locale: string): Catalogue {
  const all: Catalogue = {};
  for (const pattern of settings["plugin.inlang.messageFormat"].pathPattern) {
    const file = JSON.parse(readFileSync(join(root, "messages", pattern.replace("{locale}", locale)), "utf8")) as Catalogue;
    for (const [key, message] of Object.entries(file)) {
      if (key === "$schema") continue;
      expect(all, `${key} stands in two files`).not.toHaveProperty([key]);
      all[key] = message;
    }
  }
  return all;
}

const vi = read("vi");
const en = read("en");

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "generated") yield* sources(path);
    } else if (/\.tsx?$/.test(entry.name)) yield readFileSync(path, "utf8");
  }
}

const used = new Set([...sources(join(root, "src"))].flatMap((text) => Array.from(text.matchAll(/\bm\.([a-z][a-z0-9_]*)/g), (match) => match[1] ?? "")));

test("Vietnamese and English have the same messages", () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(vi).sort());
});

test("every message is used, and every message used is there", () => {
  expect([...used].filter((key) => !(key in vi)).sort(), "missing").toEqual([]);
  expect(Object.keys(vi).filter((key) => !used.has(key)).sort(), "unused").toEqual([]);
});

test("both languages speak of the same things", () => {
  const holes = (message: unknown) => [...new Set(Array.from(JSON.stringify(message).matchAll(/\{([a-zA-Z]+)\}/g), (match) => match[1]))].sort();
  for (const key of Object.keys(vi)) {
    const plural = Array.isArray(en[key]);
    // A plural may say "one" without the figure.
    if (!plural) expect(holes(en[key]), key).toEqual(holes(vi[key]));
  }
});

test("plurals say one and other", () => {
  for (const [key, message] of Object.entries(en)) {
    if (!Array.isArray(message)) continue;
    const [{ match }] = message as [{ match: Record<string, string> }];
    expect(Object.keys(match), key).toEqual(["countPlural=one", "countPlural=other"]);
  }
});

test("Vietnamese is written in composed letters and carries no English", () => {
  const english = /\b(the|and|please|click|email|password|error|loading|submit|cancel|file|login|online|offline|link|update|reset|server)\b/i;
  for (const [key, message] of Object.entries(vi)) {
    const text = JSON.stringify(message);
    expect(text, key).toBe(text.normalize("NFC"));
    if (key !== "shell_do_language") expect(text.replace(/\{[^}]*\}/g, "").match(english)?.[0], key).toBeUndefined();
  }
});
