/** A provider as its shapes say it, and the class as a host describes it. */
import type { ClassDefinition, ClassShape, MethodShape, ServesClasses } from '@provost/protocol';

export interface Note {
  readonly id: bigint;
  readonly text: string;
  readonly written?: Date;
  readonly picture?: Uint8Array;
  readonly history?: readonly { readonly at: Date }[];
  readonly labels?: Readonly<Record<string, bigint>>;
  readonly either?: Date | number;
  /** The provider alone sets it. */
  readonly size?: number;
}

export type NoteShape = ClassShape<Note, Pick<Note, 'id'>, Omit<Note, 'id' | 'size'>, {
  readonly append: MethodShape<{ readonly text: string; readonly at?: Date }, bigint, false, { readonly Full: { readonly max: bigint; readonly since: Date }; readonly Locked: { readonly key?: Uint8Array } }>;
  readonly touch: MethodShape<Record<never, never>, void, false>;
  readonly newest: MethodShape<{ readonly since: Date }, Note, true>;
}>;
export type SettingsShape = ClassShape<{ readonly size: number }, Record<never, never>, { readonly size: number }, Record<never, never>>;
export type Notes = ServesClasses<{ readonly Note: NoteShape; readonly Settings: SettingsShape }>;

const date = { type: 'string', format: 'date-time' } as const;
const int64 = { type: 'string', format: 'int64' } as const;
const text = { type: 'string' } as const;
const closed = { type: 'object', additionalProperties: false } as const;

export const NOTE: ClassDefinition = {
  name: 'Note',
  key: ['id'],
  schema: {
    ...closed,
    properties: {
      id: int64, text, written: date,
      picture: { type: 'string', format: 'bytes' },
      history: { type: 'array', items: { ...closed, properties: { at: date } } },
      labels: { type: 'object', additionalProperties: int64 },
      either: { anyOf: [{ type: 'number' }, date] },
      size: { type: 'integer', readOnly: true },
    },
    required: ['id', 'text'],
  },
  methods: {
    append: {
      params: { ...closed, properties: { text, at: date } }, returns: int64,
      errors: { Full: { ...closed, properties: { max: int64, since: date } }, Locked: { ...closed, properties: { key: { type: 'string', format: 'bytes' } } } },
    },
    touch: { params: closed },
    newest: { static: true, params: { ...closed, properties: { since: date } }, returns: { ...closed, properties: { id: int64, text, written: date } } },
  },
  operations: ['get', 'list', 'create', 'modify', 'delete'],
};

export const SETTINGS: ClassDefinition = {
  name: 'Settings', key: [], schema: { ...closed, properties: { size: { type: 'number' } } }, methods: {}, operations: ['get'],
};
