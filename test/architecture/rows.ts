/**
 * What has to be right, row by row: what WMI's documents say of unloading (`W-R` of RefuseUnload, `W-Q` of RequestUnload, `W-U` of unloading), and all
 * that can go wrong (`F-`, see reliability/). A test that proves a row carries its id in its title; that each has one is checked in rows.test.ts.
 */
import { CLIENT_ROWS } from './reliability/client-rows.js';
import { HOST_ROWS } from './reliability/host-rows.js';
import { PROVIDER_ROWS } from './reliability/provider-rows.js';
import { RACE_ROWS } from './reliability/race-rows.js';
import type { Rows } from './reliability/row.js';

const UNLOADING_ROWS: Readonly<Record<string, string>> = {
  'W-R1': 'a refusal keeps the provider loaded: the same process, with what it has in memory',
  'W-R2': 'its parameter is a request context; a wrong one is INVALID_PARAMETER and changes nothing',
  'W-R3': 'it returns a result, and throws nothing',
  'W-R4': 'it stops an unload, not a stop of the host, a crash or a force',
  'W-R5': 'only the context that refused takes it back',
  'W-R6': 'it outlives its request and dies with its process',
  'W-R7': 'it may keep what was expensive to make',
  'W-R8': 'operators see who refuses, and are warned of what lasts',
  'W-R9': 'a provider that keeps its own time is decoupled',
  'W-R10': 'hold it open for a couple of minutes after the last request, then let go',
  'W-R11': 'with the last provider of a process, the process goes, and no other does',
  'W-Q1': 'requesting unload is a request: what is at work ends first',
  'W-Q2': 'it undoes a refusal, and the idle time counts from then',
  'W-Q3': 'it must use the same context',
  'W-U1': 'a provider that is not needed is unloaded, to save what it costs',
  'W-U2': 'an author has a place to let go in, which is awaited and has a deadline',
  'W-U3': 'it takes from the interval to twice the interval',
  'W-U4': 'one by one when idle, or all at once at a stop, and the events tell which',
  'W-U5': 'a stop releases every provider',
  'W-U6': 'first it is decided, then release is called, once, with nothing at work',
  'W-U7': 'a pure provider is gone after release',
  'W-U8': 'one that is not pure may stay as a client',
  'W-U9': 'ClearAfter is the least time that it stays',
  'W-U10': 'there are five, one for each kind, as objects in root',
  'W-U11': 'an edit of one changes that kind, at once',
  'W-U12': 'a provider may be a client after its work: both values of pure are tried',
  'W-U13': 'after release it lets go of the host; a client that does not is shown with what it costs',
  'W-U14': 'where the system is shut down, no release can be counted on, and no process is left',
  'W-U15': 'where the host is ended at any time, its providers notice and end',
  'W-U16': 'a method that is cut in the middle has a definite error, and no hook has run',
  'W-U17': 'at most a last, synchronous hook runs',
  'W-U18': 'memory and handles are freed by the system',
  'W-U19': 'sources of data are not left inconsistent',
  'W-U20': 'what the system does not free is let go by hand, the last taken first, each in its time',
  'W-U21': 'a provider is a process of its own',
  'W-U22': 'it is not killed when the host goes: it lets go after a time',
  'W-U23': 'a process of its own is chosen where tidy ends count more than speed: the price is documented',
  'W-U24': 'a last hook runs on each exit that allows it',
};

/** All that can go wrong, in the order in which docs/reliability.md tells it. */
export const FAULT_FAMILIES: readonly Rows[] = [PROVIDER_ROWS, HOST_ROWS, CLIENT_ROWS, RACE_ROWS];

/** Every row, with what it says. */
export const ROWS: Readonly<Record<string, string>> = {
  ...UNLOADING_ROWS,
  ...Object.fromEntries(FAULT_FAMILIES.flatMap((rows) => Object.entries(rows).map(([id, { fault }]) => [id, fault]))),
};

const NO_OWN_LIMITS = 'the host has no limits of memory, threads and processor of its own for a provider';
const NO_RIGHTS = 'there are no rights for namespaces';

/** Rows that no test carries, and why. Each goes from here with the feature that it belongs to. */
export const WITHOUT_A_TEST: Readonly<Record<string, string>> = {
  'F-P29': NO_OWN_LIMITS,
  'F-P30': NO_OWN_LIMITS,
  'F-P32': NO_OWN_LIMITS,
  'F-P33': NO_OWN_LIMITS,
  'F-P55': 'a provider runs as the user of the host, without a sandbox',
  'F-H24': 'the host does not look at its own heap: what waits in it is bounded instead',
  'F-C11': NO_RIGHTS,
  'F-C12': NO_RIGHTS,
  'F-C13': NO_RIGHTS,
};
