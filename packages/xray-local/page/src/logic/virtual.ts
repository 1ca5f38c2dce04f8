/** The rows of a long list that are worth drawing. */
export interface RowWindow {
  /** Index of the first row to draw. */
  readonly first: number;
  /** Index behind the last one. */
  readonly end: number;
}

export interface Viewport {
  /** Pixels that the list is scrolled by. */
  readonly scrollTop: number;
  /** Height of what is seen, in pixels. */
  readonly height: number;
}

/** Rows drawn beyond each edge, so that fast scrolling shows rows and not a gap. */
const OVERSCAN = 12;
/** The window moves in steps of so many rows, so that most scroll events draw nothing. */
const STEP = 6;

export function rowWindow({ scrollTop, height }: Viewport, rowHeight: number, rows: number): RowWindow {
  const top = Math.floor((scrollTop / rowHeight - OVERSCAN) / STEP) * STEP;
  const bottom = Math.ceil(((scrollTop + height) / rowHeight + OVERSCAN) / STEP) * STEP;
  const first = Math.max(0, Math.min(rows, top));
  const end = Math.max(first, Math.min(rows, bottom));
  return { first, end };
}

/** Where to scroll so that a row is wholly seen: as little as needed, not at all when it is. */
export function scrollToRow({ scrollTop, height }: Viewport, rowHeight: number, row: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}

/**
 * Where to scroll after rows came in above: someone who reads further down keeps the rows before their eyes, someone at
 * the top sees the new ones.
 */
export function keepPosition(scrollTop: number, rowHeight: number, addedAbove: number): number {
  return scrollTop < rowHeight ? scrollTop : scrollTop + addedAbove * rowHeight;
}
