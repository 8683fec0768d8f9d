import { lazy, Suspense } from "react";
import { paperAddress, type Paper } from "#/backend";
import { Dialog } from "#/design/Dialog";
import { Skeleton } from "#/design/Skeleton";
import { m } from "#/messages/generated/messages.js";
import { formatBytes } from "#/text/format";
import styles from "./viewer.module.css";

// The reader of PDF files is large and rarely needed: it is loaded when the first one is opened.
const PdfPages = lazy(() => import("./PdfPages"));

/** A file inside the window: pages of a PDF, a picture, or a word on what cannot be shown. */
export function PaperViewer({ dossier, paper, onClose }: { dossier: string; paper: Paper; onClose: () => void }) {
  return <FileViewer address={paperAddress(dossier, paper.id)} name={paper.file_name} mediaType={paper.media_type} size={paper.size} onClose={onClose} />;
}

export interface FileViewerProps {
  address: string;
  name: string;
  mediaType: string;
  size: number;
  onClose: () => void;
}

export function FileViewer({ address, name, mediaType, size, onClose }: FileViewerProps) {
  return (
    <Dialog title={name} open onClose={onClose} size="wide">
      {mediaType === "application/pdf" ? (
        <Suspense fallback={<Skeleton words={m.dossier_viewer_opening()} />}>
          <PdfPages address={address} name={name} />
        </Suspense>
      ) : mediaType.startsWith("image/") ? (
        <div className={styles.pages}>
          <img className={styles.image} src={address} alt={m.dossier_viewer_image({ name })} />
        </div>
      ) : (
        <p>{m.dossier_viewer_cannot({ size: formatBytes(size) })}</p>
      )}
    </Dialog>
  );
}

/** The media type that a file's name promises; what cannot be shown is said to be so by the viewer. */
export function mediaTypeOf(name: string): string {
  const end = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return ({ pdf: "application/pdf", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", webp: "image/webp" } as Record<string, string>)[end] ?? "application/octet-stream";
}
