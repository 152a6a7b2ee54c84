/** All that is known of one provider, for a person: how it is and why, what it is, what it serves, what happened to it. */
import { formatDuration, safeText, type ExitView, type HeldOffView, type HoldView, type ProviderDetail, type RegistrationView } from '@provost/protocol';
import { classWords } from './class-words.js';
import { fieldLines, section, valueText, type Field } from './fields.js';
import { agoText, durationText, instantText, sizeText } from './measures.js';
import { paintState, type Paint } from './paint.js';
import { dueText, exitText } from './provider-view.js';
import { isOfEvents, offersOf } from '../values/class-offers.js';

/** The lines of `provost describe`. Secrets are named and never shown; the host does not tell them. */
export function describeLines(provider: ProviderDetail, paint: Paint, nowMs: number): string[] {
  const { registration } = provider;
  return [
    ...fieldLines(nowFields(provider, paint, nowMs), paint),
    ...section('Held by', provider.refusals.map(holdLine), paint),
    ...section('Registration', fieldLines(registrationFields(registration, provider.changedFiles, paint), paint, '  '), paint),
    ...section('Config', fieldLines(Object.entries(registration.configuration).map(([key, value]) => [key, valueText(value)]), paint, '  '), paint),
    ...section('Classes', classLines(registration), paint),
    ...section('Limits', fieldLines(limitFields(provider), paint, '  '), paint),
    ...section('Counters', fieldLines(counterFields(provider), paint, '  '), paint),
    ...section('Last exits', provider.exits.flatMap((exit) => exitLines(exit, nowMs)), paint),
    ...section('Next', nextVerbs(provider).map((verb) => `  provost ${verb} ${safeText(provider.name)}`), paint),
  ];
}

function nowFields(provider: ProviderDetail, paint: Paint, nowMs: number): Field[] {
  const { registration, pid } = provider;
  return [
    ['Name', paint.strong(safeText(provider.name))],
    ['Description', registration.description === undefined ? undefined : safeText(registration.description)],
    ['Namespace', safeText(provider.namespace)],
    ['Kinds', provider.kinds.join(', ')],
    ['State', `${paintState(paint, provider.state)}, since ${instantText(provider.stateSince)} (${agoText(provider.stateSince, nowMs)})`],
    ['Why', reasonFor(provider)],
    ['Enabled', provider.enabled ? 'yes' : paint.caution('no')],
    ['Process', pid === null ? 'none' : `pid ${pid}, generation ${provider.generation}${provider.rssBytes === null ? '' : `, ${sizeText(provider.rssBytes)}`}`],
    ['Requests', `${provider.inFlight} in flight, ${provider.waiting} waiting`],
    ['Holds', String(provider.holds)],
    ['Silent', provider.silentMs === null ? undefined : paint.caution(`it has answered no ping for ${durationText(provider.silentMs)}`)],
    ['Last hang', provider.hangReport === null ? undefined : safeText(provider.hangReport)],
  ];
}

/** Why a provider is in the state that it is in, from what is known of it. */
function reasonFor(provider: ProviderDetail): string {
  const { state, lastExit, idleMs } = provider;
  switch (state) {
    case 'unloaded':
      if (provider.heldOff !== null) return heldOffText(provider.heldOff);
      return lastExit === null ? 'nothing has asked for it yet' : `its last life ended: ${exitText(lastExit)}`;
    case 'idle':
      return `nothing has asked for it for ${durationText(idleMs ?? 0)}; ${provider.dueInMs === null ? 'it stays, its ClearAfter is never' : `it may go in ${dueText(provider)}`}`;
    case 'busy': return provider.inFlight === 0 ? 'it waits for what it asked of its host' : counted(provider.inFlight, 'request is at work in it', 'requests are at work in it');
    case 'held': return counted(provider.holds, 'context refuses to have it unloaded', 'contexts refuse to have it unloaded');
    case 'loading': return 'it was asked for and is getting ready';
    case 'releasing': return 'it was asked to let go and has not left yet';
    case 'killing': return 'it did not leave in time and is being ended';
    case 'quarantined': return provider.heldOff === null ? 'it failed too often' : heldOffText(provider.heldOff);
    case 'client': return 'it is released and stays as a client of the host';
    case 'adopting': return 'it outlived an earlier host and is being taken over';
    case 'decoupled': return 'its program attached itself; it lives by itself';
  }
}

/** What keeps it from being loaded, and until when. */
function heldOffText({ how, why, failures, retryInMs }: HeldOffView): string {
  const next = retryInMs === null || retryInMs === 0 ? 'the next request tries it' : `it is tried again in ${durationText(retryInMs)} at the earliest`;
  return safeText(how === 'cannot-start' ? `it cannot start: ${why}` : `${counted(failures, 'failure', 'failures')}, ${next}; the last: ${why}`);
}

function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** `  Note.append  context 1.7, for 3m12s: the cache took a minute to fill`. */
function holdLine({ operation, context, ageMs, why }: HoldView): string {
  return safeText(`  ${operation}  context ${context}, for ${durationText(ageMs)}${why === null ? '' : `: ${why}`}`);
}

function nextVerbs(provider: ProviderDetail): string[] {
  const first = provider.registration.decoupled === true ? (provider.enabled ? 'disable' : 'enable') : 'logs'; // Its output is its program's own.
  return [first, ...(provider.heldOff === null ? [] : ['reset']), ...(provider.inFlight + provider.waiting > 0 ? ['requests'] : []), ...(provider.holds > 0 ? ['holds'] : [])];
}

/** Of a program that attached itself: what the system says of its process. */
function programFields({ path, command, registeredAt }: RegistrationView): Field[] {
  return [['Attached', instantText(registeredAt)], ['Command', safeText(command.join(' '))], ['Works in', safeText(path)]];
}

function registrationFields(registration: RegistrationView, changedFiles: boolean, paint: Paint): Field[] {
  if (registration.decoupled === true) return programFields(registration);
  return [
    ['Path', safeText(registration.path)],
    ['Entry', registration.entry === undefined ? undefined : safeText(registration.entry)],
    ['Command', registration.entry !== undefined || registration.command.length === 0 ? undefined : safeText(registration.command.join(' '))],
    ['Node', safeText(registration.node)],
    ['Registered', instantText(registration.registeredAt)],
    ['Files', `${registration.filesHash.slice(0, 12)}${changedFiles ? paint.caution(' (changed since)') : ''}${registration.link ? ' (linked)' : ''}`],
    ['Pure', registration.pure === false ? 'no' : 'yes'],
    ['Overlap', registration.overlap === true ? 'yes' : undefined],
    ['Store', registration.store === true ? 'yes' : undefined],
    ['Operation ids', registration.operationIds === true ? 'honoured: a write that is asked again with its id is done once' : undefined],
    ['Environment', registration.environmentNames.length === 0 ? undefined : safeText(registration.environmentNames.join(', '))],
    ['Credentials', registration.credentialNames.length === 0 ? undefined : registration.credentialNames.map((name) => `${safeText(name)} (set)`).join(', ')],
  ];
}

function classLines({ namespace, classes }: RegistrationView): string[] {
  return classes.map((one) => {
    const { name, key, abstract } = one;
    const keyed = key.length > 0 ? `key ${key.join(', ')}; ` : abstract === true || isOfEvents(one) ? '' : 'singleton; ';
    return safeText(`  ${namespace}:${name}  ${keyed}${[offersOf(one).join(' ') || 'abstract', ...classWords(one)].join('; ')}`);
  });
}

function limitFields(provider: ProviderDetail): Field[] {
  return Object.entries(provider.limits).map(([name, value]) => {
    const isDuration = name.endsWith('Ms');
    const text = isDuration && typeof value === 'number' ? formatDuration(value) : String(value);
    return [isDuration ? name.slice(0, -2) : name, name === 'clearAfterMs' ? `${text} (${originText(provider)})` : text];
  });
}

/** Where its ClearAfter comes from, and so where it is edited. */
function originText({ clearAfterFrom: { origin, kinds }, kinds: all }: ProviderDetail): string {
  switch (origin) {
    case 'provider': return 'set for it';
    case 'registration': return 'its registration';
    case 'kind': return all.length === 1 ? `its kind: ${kinds.join(', ')}` : `the longest of its kinds: ${kinds.join(', ')}`;
  }
}

function counterFields(provider: ProviderDetail): Field[] {
  const isOurs = provider.registration.decoupled !== true; // Of a program that attached itself the host counts no loads, and keeps no output.
  return [
    ['loads', isOurs ? String(provider.loads) : undefined],
    ['crashes', isOurs ? String(provider.crashes) : undefined],
    ['requests served', String(provider.requestsServed)],
    ['requests failed', String(provider.requestsFailed)],
    ['data', safeText(provider.dataDirectory)],
    ['logs', isOurs ? safeText(provider.logDirectory) : undefined],
  ];
}

function exitLines(exit: ExitView, nowMs: number): string[] {
  const head = `  ${instantText(exit.at)} (${agoText(exit.at, nowMs)})  pid ${exit.pid}, generation ${exit.generation}: ${exitText(exit)}`;
  return [head, ...exit.lastLines.map((line) => `    | ${safeText(line)}`)];
}
