/** What a run of the torture came to, in a few lines. */

/** How long it may take, at the median, from the new host listening to a provider being adopted. */
const MEDIAN_LIMIT_MS = 250;

const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const listed = (counts) => [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([what, times]) => `${what} ${times}`).join(', ');

/** Prints it. Answers whether all was as it has to be. */
export function report({ world, clients, events, operator, kills, tookMs, hosts, killed, rounds, latest }, { seed, say }) {
  const took = [...(events?.adoptionsMs ?? [])].sort((a, b) => a - b);
  const count = (type) => [...(events?.counts ?? [])].filter(([name]) => name.startsWith(type)).reduce((sum, [, times]) => sum + times, 0);
  say(`${killed} hosts killed of ${hosts} that were started, while: ${listed(kills)}`);
  say(`providers: ${count('adopted')} adopted, ${count('lost')} ended without a host, ${count('loaded')} loaded, ${count('crashed')} crashed`);
  say(`events: ${events?.last}, of them ${listed(events?.counts ?? [])}`);
  say(`operator: ${listed(operator?.counts ?? [])}`);
  say(`clients: ${clients.asked} requests, ${clients.acknowledged} acknowledged writes; ${listed(clients.answers)}`);
  const median = quantile(took, 0.5);
  if (took.length > 0) say(`adoption, from listening to adopted: median ${median} ms, p95 ${quantile(took, 0.95)} ms, longest ${took.at(-1)} ms, of ${took.length}`);
  say(`a round took, on average: ${[...tookMs].map(([what, ms]) => `${what} ${(ms / rounds).toFixed(0)} ms`).join(', ')}`);
  if (median > MEDIAN_LIMIT_MS) world.violate(`the median of adoption is ${median} ms, and has to be at most ${MEDIAN_LIMIT_MS} ms`);
  if (world.violations.length > 0) for (const event of events?.tail ?? []) say(event);
  for (const violation of world.violations.slice(0, 10)) say(`VIOLATION, seed ${seed}, round ${rounds} (${latest}): ${violation}`);
  say(world.violations.length === 0 ? `Passed, seed ${seed}: 0 violations.` : `Failed, seed ${seed}: ${world.violations.length} violations.`);
  return world.violations.length === 0;
}
