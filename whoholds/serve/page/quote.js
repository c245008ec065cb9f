// Offsets count Unicode code points; JavaScript counts UTF-16 units. They are converted here, once.

/**
 * Return a function from code-point offsets of `text` to UTF-16 offsets; past the end: the end.
 * @param {string} text
 * @returns {(point: number) => number}
 */
export function unitOffsets(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (point) => Math.min(Math.max(point, 0), text.length);
  // Where each code point beyond the first plane stands, in code points: every one adds a unit.
  /** @type {number[]} */
  const wide = [];
  let point = 0;
  for (const character of text) {
    if (character.length === 2) wide.push(point);
    point += 1;
  }
  const points = point;
  return (asked) => {
    const wanted = Math.min(Math.max(asked, 0), points);
    let low = 0;
    let high = wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wide[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return wanted + low;
  };
}

/**
 * Cut `text` at the ends of `spans` ({start, end, …} in code points) and return the pieces in order:
 * {text, spans}, where `spans` are those that cover the piece.
 * @template {{ start: number, end: number }} Span
 * @param {string} text
 * @param {Span[]} spans
 */
export function pieces(text, spans) {
  const unit = unitOffsets(text);
  const placed = spans
    .map((span) => ({ span, start: unit(span.start), end: unit(span.end) }))
    .filter((each) => each.start < each.end);
  const cuts = [...new Set([0, text.length, ...placed.flatMap((each) => [each.start, each.end])])];
  cuts.sort((a, b) => a - b);
  const found = [];
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const [start, end] = [cuts[index], cuts[index + 1]];
    const over = placed.filter((each) => each.start <= start && end <= each.end);
    found.push({ text: text.slice(start, end), spans: over.map((each) => each.span) });
  }
  return found;
}
