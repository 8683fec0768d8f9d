// Asks the desk how it stands before the window's program is read: the answer is there when the program is.
// Taken by src/backend/queries.ts.
window.firstStatus = window.__TAURI_INTERNALS__?.invoke("status");
// Whoever takes it hears of a failure; nobody else is to.
window.firstStatus?.catch(() => undefined);
