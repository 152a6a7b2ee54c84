/** The death of a host and what becomes of what it leaves: no step of these schedules, whose host lives in their own process. */

const OF_A_DAEMON = 'A host that is embedded cannot be killed without its embedder; `npm run torture -- host` kills daemons at any moment, with the providers that they leave.';

export const ADOPTION: Readonly<Record<string, string>> = {
  'the host dies and another starts (1: of what it was killing, each has had the first signal only)': OF_A_DAEMON,
  'process # notices that its host is gone': OF_A_DAEMON,
  'process # says hello to the host that is there now': OF_A_DAEMON,
  'the time of process # as an orphan is over': OF_A_DAEMON,
  'the time to adopt process # is over': OF_A_DAEMON,
  'the ping for what process # has inherited is not answered': OF_A_DAEMON,
  'process #, which was left behind, is ended': OF_A_DAEMON,
  'process #, which was left behind, is seen to be gone': OF_A_DAEMON,
};
