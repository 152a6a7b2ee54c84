/** What clients can do to the host, and what happens then: `F-C`. */
import type { Rows } from './row.js';

export const CLIENT_ROWS: Rows = {
  'F-C1': { fault: 'a connection that never says anything', happens: 'Closed after 5 s, told why.' },
  'F-C2': { fault: 'a frame that drips in', happens: 'Closed when its time is over, however it drips.' },
  'F-C3': { fault: 'a flood of connections', happens: 'A thousand at once are served; beyond the limits the silent ones go first, a client is told which limit, and providers always get in.' },
  'F-C4': { fault: 'a flood of requests from one client', happens: '`SERVER_LIMITS_EXCEEDED` with the limit, for that client alone.' },
  'F-C5': { fault: 'a path or a query beyond all measure', happens: 'Refused before it is read, with the limit by name.' },
  'F-C6': { fault: '100,000 parentheses in a query', happens: '`INVALID_QUERY` before it is parsed, with the limit (`nesting`, 200) and the place.' },
  'F-C7': { fault: 'a text made to be slow to match', happens: 'Read once, in the time that reading takes; patterns are refused in schemas. LIKE costs at most the length of the text times that of its pattern.' },
  'F-C8': { fault: 'a client vanishes in the middle of a call', happens: 'Its requests and streams are cancelled once each, and leave nothing.' },
  'F-C9': { fault: 'a client that reads slowly or not at all', happens: 'It gets no more than it has credit for, and holds a bounded number of bytes; others are served.' },
  'F-C10': { fault: 'a cancel of what is unknown, finished or another\'s', happens: 'No effect, and no answer that would tell something.' },
  'F-C11': { fault: 'an operation without the right to it', happens: 'One user is one trust domain: who reaches the socket may do all.' },
  'F-C12': { fault: 'rights that are inherited, empty, or deny', happens: 'There are no rights for namespaces yet.' },
  'F-C13': { fault: 'rights that change during a call', happens: 'There are no rights for namespaces yet.' },
  'F-C14': { fault: '`..`, links, NUL, a file that others may write, as the entry of a provider', happens: 'Refused by name at registration and again at each load.' },
  'F-C15': { fault: 'files that change after registration', happens: '`PROVIDER_CHANGED` with both hashes and what to do; with `--link` it is described anew.' },
  'F-C16': { fault: 'another user at the socket', happens: 'The system refuses: the state directory is its owner\'s alone.' },
  'F-C17': { fault: 'a client that says it is somebody else', happens: 'It decides nothing: its user is the one that owns the socket.' },
  'F-C18': { fault: 'secrets in the environment or on the command line', happens: 'A provider gets a short list of variables; credentials come over the channel alone and are shown by name only.' },
  'F-C19': { fault: '`__proto__`, `constructor` and their like as names', happens: 'Data like any other, or refused as a name; no prototype changes.' },
  'F-C20': { fault: 'escapes of a terminal in names and messages', happens: 'Shown and not done, wherever something is printed.' },
  'F-C21': { fault: 'a request id that is in use', happens: 'The second is refused, the first is answered.' },
  'F-C22': { fault: '64-bit numbers, NaN, -0, half characters', happens: 'Carried without loss, or refused by their place.' },
  'F-C23': { fault: 'a client of another version', happens: '`PROTOCOL_VERSION_UNSUPPORTED` with both ranges and who must be updated.' },
};
