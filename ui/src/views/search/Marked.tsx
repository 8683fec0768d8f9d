import { Fragment } from "react";

/** Text with the matches marked; ranges are (start, length) in UTF-16 units, in order. */
export function Marked({ text, ranges }: { text: string; ranges: readonly (readonly [number, number])[] }) {
  let at = 0;
  const pieces = ranges.map(([start, length]) => {
    const before = text.slice(at, start);
    const hit = text.slice(start, start + length);
    at = start + length;
    return (
      <Fragment key={start}>
        {before}
        <mark>{hit}</mark>
      </Fragment>
    );
  });
  return (
    <>
      {pieces}
      {text.slice(at)}
    </>
  );
}
