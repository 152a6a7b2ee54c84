/** What the measured processes inherit: by name, so that a stray variable (NODE_EXTRA_CA_CERTS costs a start 36 ms) slows nobody. */
const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR'];

export function measuredEnvironment() {
  return Object.fromEntries(inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
