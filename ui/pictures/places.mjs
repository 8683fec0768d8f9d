/** The places of which pictures are taken, and what is done there first. */
export const places = [
  { name: "search", path: "#/search?text=cap%20phep%20tham%20do%20nuoc" },
  { name: "search-empty", path: "#/search", scenario: "ready" },
  { name: "search-none", path: "#/search?text=xe%20may&sector=dat-dai", scenario: "offline" },
  { name: "procedure", path: "#/procedures/1.004232" },
  { name: "palette", path: "#/search", act: async (page) => { await page.keyboard.press("Control+k"); await page.keyboard.type("nuoc duoi"); } },
];
