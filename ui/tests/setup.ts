import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";

// What jsdom lacks and the window uses.
// Machines that build beside the tests are slow.
configure({ asyncUtilTimeout: 30_000 });

class NoResizes {
  observe() {}
  unobserve() {}
  disconnect() {}
}

const noMatch = (query: string) => ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined });
Object.assign(window, { matchMedia: noMatch });
Object.assign(globalThis, { matchMedia: noMatch, CSS: { escape: (text: string) => text.replace(/[^\w-]/g, (sign) => `\\${sign}`) } });

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", NoResizes);
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.scrollTo = () => undefined;
  // A row is as tall as a row: the virtual table draws what would be in sight.
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 60 });
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, get: () => 600 });
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, get: () => 1000 });
  Object.assign(window, { scrollTo: () => undefined });
});

afterEach(() => {
  cleanup();
  window.location.hash = "";
  vi.unstubAllGlobals();
});
