import { Fragment } from "react";

/** Text with the matches marked; ranges are (start, length) in UTF-16 units, in order. */
export function Marked({ text, ranges }: { text: string; ranges: readonly (readonly [number, number])[] }) {
  const ends = ranges.map(([start, length]) => start + length);
  return (
    <>
      {ranges.map(([start, length], index) => (
        <Fragment key={start}>
          {text.slice(ends[index - 1] ?? 0, start)}
          <mark>{text.slice(start, start + length)}</mark>
        </Fragment>
      ))}
      {text.slice(ends.at(-1) ?? 0)}
    </>
  );
}
