import { useEffect, useRef, useState } from "react";
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import workerAddress from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import { Banner } from "#/design/Banner";
import { Skeleton } from "#/design/Skeleton";
import { m } from "#/messages/generated/messages.js";
import styles from "./viewer.module.css";

GlobalWorkerOptions.workerSrc = workerAddress;

/** The pages of a PDF, drawn one below the other as they come into view. Scripts and links in it do nothing. */
export default function PdfPages({ address, name }: { address: string; name: string }) {
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let closed = false;
    let loaded: PDFDocumentProxy | undefined;
    void (async () => {
      try {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(String(answer.status));
        const data = new Uint8Array(await answer.arrayBuffer());
        loaded = await getDocument({ data, enableXfa: false, stopAtErrors: false }).promise;
        if (!closed) setPdf(loaded);
      } catch {
        if (!closed) setFailed(true);
      }
    })();
    return () => {
      closed = true;
      void loaded?.cleanup();
    };
  }, [address]);

  if (failed) return <Banner tone="bad">{m.dossier_viewer_failed()}</Banner>;
  if (!pdf) return <Skeleton words={m.dossier_viewer_opening()} />;
  return (
    // Scrolled by keyboard, so it takes the focus.
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
    <div className={styles.pages} tabIndex={0} role="group" aria-label={m.dossier_viewer_pages({ name, count: pdf.numPages })}>
      {Array.from({ length: pdf.numPages }, (_, index) => (
        <PdfPage key={index} pdf={pdf} number={index + 1} />
      ))}
    </div>
  );
}

function PdfPage({ pdf, number }: { pdf: PDFDocumentProxy; number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let stop: (() => void) | undefined;
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      void pdf.getPage(number).then((page) => {
        const viewport = page.getViewport({ scale: 1.4 * window.devicePixelRatio });
        element.width = viewport.width;
        element.height = viewport.height;
        const task = page.render({ canvas: element, viewport });
        stop = () => task.cancel();
        return task.promise.catch(() => undefined);
      });
    });
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      stop?.();
    };
  }, [pdf, number]);
  return <canvas ref={canvas} className={styles.page} aria-label={m.dossier_viewer_page({ number })} role="img" />;
}
