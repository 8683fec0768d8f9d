import { convertFileSrc } from "@tauri-apps/api/core";

/** Address of an attached file's bytes, served by the shell from the encrypted store. */
export const paperAddress = (dossier: string, paper: string) => convertFileSrc(`paper/${dossier}/${paper}`, "motcua");

/** Address of a result file's bytes. */
export const resultAddress = (dossier: string, result: string) => convertFileSrc(`result/${dossier}/${result}`, "motcua");
