/**
 * The rows of a long list to render. Not @tanstack/virtual: rows have one fixed height, so that this is two lines of
 * arithmetic, shorter than the adapter for Preact that the library lacks.
 */
export interface RowWindow {
  /** Index of the first row to draw. */
  readonly first: number;
  /** Index after the last one. */
  readonly end: number;
}

export interface Viewport {
  /** Scroll position in pixels. */
  readonly scrollTop: number;
  /** Visible height in pixels. */
  readonly height: number;
}

/** Rows rendered beyond each edge, so that fast scrolling shows no gap. */
const OVERSCAN = 12;
/** The window moves in steps of this many rows, so that most scroll events render nothing. */
const STEP = 6;

export function rowWindow({ scrollTop, height }: Viewport, rowHeight: number, rows: number): RowWindow {
  const top = Math.floor((scrollTop / rowHeight - OVERSCAN) / STEP) * STEP;
  const bottom = Math.ceil(((scrollTop + height) / rowHeight + OVERSCAN) / STEP) * STEP;
  const first = Math.max(0, Math.min(rows, top));
  const end = Math.max(first, Math.min(rows, bottom));
  return { first, end };
}

/** The scroll position that makes a row fully visible; unchanged if it already is. */
export function scrollToRow({ scrollTop, height }: Viewport, rowHeight: number, row: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}

/**
 * The scroll position after rows were added above: further down the visible rows stay in place, at the top the new rows
 * become visible.
 */
export function keepPosition(scrollTop: number, rowHeight: number, addedAbove: number): number {
  return scrollTop < rowHeight ? scrollTop : scrollTop + addedAbove * rowHeight;
}
