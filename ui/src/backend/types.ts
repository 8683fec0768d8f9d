/**
 * The data of the desk, as the window sees it. Everything else imports these names from `#/backend`, so that a
 * change of the generated file is met here first.
 */
export type * from "./bindings";
