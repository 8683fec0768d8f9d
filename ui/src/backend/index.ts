/**
 * The one door between the window and the desk. Nothing outside this folder knows that a shell exists.
 */
export { desk, DeskError } from "./desk";
export { paperAddress, resultAddress } from "./files";
export { beforeClosing, listen, listenForFiles, type Notice } from "./events";
export * from "./queries";
export type * from "./types";
