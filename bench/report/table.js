/** Figures as a person reads them: a table a measure, the median of the rounds and how far they lay apart, and ratios beside them. */
import { median, medianRatio, spread } from './statistics.js';

const known = (numbers) => numbers.filter((number) => number !== undefined);
const written = (number, digits) => number.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

function cellText(numbers, digits) {
  if (numbers.length === 0) return '-';
  const around = numbers.length > 1 && Math.min(...numbers) > 0 ? ` (x${spread(numbers).toFixed(2)})` : '';
  return `${written(median(numbers), digits)}${around}`;
}

function ratioText({ of, against, isInverted }, peer, roundsOf) {
  const ratio = isInverted ? medianRatio(roundsOf(against, of), roundsOf(peer, of)) : medianRatio(roundsOf(peer, of), roundsOf(against, of));
  return ratio === undefined ? '-' : ratio.toFixed(2);
}

/** The lines of one measure's table. `(x1.10)` behind a median is the largest round over the smallest. */
export function tableOf(measure, peers, roundsOf) {
  const head = ['', ...measure.columns.map(({ title }) => title), ...measure.ratios.map(({ title }) => title)];
  const body = peers.map((peer) => [
    peer,
    ...measure.columns.map(({ of, digits }) => cellText(known(roundsOf(peer, of)), digits)),
    ...measure.ratios.map((ratio) => ratioText(ratio, peer, roundsOf)),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column].length)));
  return [head, ...body].map((row) => row.map((text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]))).join('  ').trimEnd());
}

/** One goal with its verdict: `met`, `missed`, or `not measured`. */
export function goalLine({ name, ratio, figure, atMost, atLeast, isMet }) {
  const measured = ratio ?? figure;
  const unit = ratio === undefined ? '' : 'x';
  const wanted = atMost === undefined ? `>= ${Number(atLeast.toFixed(3))}${unit}` : `<= ${Number(atMost.toFixed(3))}${unit}`;
  const verdict = isMet === undefined ? 'not measured' : isMet ? 'met' : 'MISSED';
  return `  ${verdict.padEnd(12)}  ${name}: ${measured === undefined ? '-' : `${measured.toFixed(2)}${unit}`} (goal ${wanted})`;
}
