import { useMemo } from "react";
import { m } from "#/messages/generated/messages.js";
import styles from "./payments.module.css";

/**
 * The VietQR, drawn anew from the desk's drawing: only its size and its one path are taken over, so that nothing else
 * of a drawing reaches the page, and no `data:` address is needed for it.
 */
export function Qr({ svg }: { svg: string }) {
  const drawing = useMemo(() => readQr(svg), [svg]);
  if (!drawing) return <p>{m.payments_qr_unreadable()}</p>;
  return (
    <svg className={styles.qr} viewBox={drawing.viewBox} role="img" aria-label={m.payments_qr_alt()} shapeRendering="crispEdges">
      <path d={drawing.path} fill="#000" />
    </svg>
  );
}

export function readQr(svg: string): { viewBox: string; path: string } | null {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const viewBox = root.getAttribute("viewBox") ?? "";
  const path = root.querySelector("path")?.getAttribute("d") ?? "";
  return /^[\d. ]+$/.test(viewBox) && /^[MmHhVvLlZz\d\s,.+-]+$/.test(path) ? { viewBox, path } : null;
}
