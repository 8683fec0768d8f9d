import { readFileSync } from "node:fs";

const message = /\/src\/messages\/generated\/messages\/([a-z0-9_]+)\.js$/;
/** What the frame, the first run and the desk say; every other place's words come with the places. */
const first = ["shell", "start"];

/** Tells of a module whether it is a message that the first screen may say. */
export function firstWords(folder: string): (id: string) => boolean {
  const names = new Set(first.flatMap((area) => Object.keys(JSON.parse(readFileSync(`${folder}/vi/${area}.json`, "utf8")) as object)));
  return (id) => {
    const name = message.exec(id)?.[1];
    return name !== undefined && names.has(name);
  };
}
