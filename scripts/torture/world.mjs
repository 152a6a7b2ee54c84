/** What all parts of a run of the torture share: what is asked of whom, what went wrong, and whether anybody may ask at the moment. */

/** What a client may be told because there was no keeper, or not the same, while it waited. */
const FOR_WANT_OF_A_KEEPER = new Set(['PROVIDER_LOAD_FAILED', 'KEEPER_LOST', 'PROVIDER_CRASHED']);
/** What one may be told of a provider that is not registered at the moment. */
const FOR_WANT_OF_A_REGISTRATION = new Set(['NOT_FOUND', 'INVALID_NAMESPACE', 'INVALID_CLASS']);
/** How long the end of a keeper may be the reason for a failure. */
const KEEPER_MATTERS_MS = 3_000;

export class World {
  evidence;
  state;
  providers;
  violations = [];
  isOver = false;
  /** Called with each event, and without one for each answer. */
  heed = () => {};
  #keeperKilledMs = -Infinity;
  #gate = Promise.resolve();
  #open = () => {};
  #violated;
  /** Settles with the first violation. */
  violated = new Promise((settle) => {
    this.#violated = settle;
  });

  constructor({ state, evidence, providers }) {
    Object.assign(this, { state, evidence, providers });
  }

  violate(what) {
    this.violations.push(what);
    this.#violated(what);
  }

  /** Settles when requests may be made. */
  mayAsk() {
    return this.#gate;
  }

  /** Nobody asks from now on. */
  pause() {
    this.#gate = new Promise((open) => {
      this.#open = open;
    });
  }

  resume() {
    this.#open();
    this.#gate = Promise.resolve();
  }

  keeperKilled() {
    this.#keeperKilledMs = performance.now();
  }

  /** Whether a failure has a reason that lies in what was killed or taken away meanwhile. */
  mayFail(error, beganMs) {
    if (FOR_WANT_OF_A_REGISTRATION.has(error.code)) return true;
    return beganMs - this.#keeperKilledMs < KEEPER_MATTERS_MS && (FOR_WANT_OF_A_KEEPER.has(error.code) || isAnothers(error));
  }
}

/** Whether a provider failed for an error of another that it had asked, which its class does not declare. */
function isAnothers(error) {
  const [, code] = /failed with ([A-Z_]+), which its class does not declare/.exec(error.message) ?? [];
  return error.code === 'FAILED' && FOR_WANT_OF_A_KEEPER.has(code);
}
