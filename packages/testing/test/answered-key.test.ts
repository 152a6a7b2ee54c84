import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type } from '@provost/sdk';
import { load } from '@provost/testing';

test('an answer with another key than was asked for is INVALID_RESULT, from get and modify, and what comes next is answered', async () => {
  const Room = defineClass('Room', { key: ['house', 'number'], properties: { house: Type.String(), number: Type.Int64(), guest: Type.String() } });
  const room = { house: 'north', number: 7n, guest: 'x' };
  const provider = defineProvider({ name: 'rooms', namespace: 'root/test' }).serves(Room, { get: () => room, modify: async () => room });
  await using p = await load(provider);
  const misfit = {
    code: 'INVALID_RESULT',
    message: expect.stringMatching(/^INVALID_RESULT: What provider "rooms" \(pid \d+\) answered as Room does not fit: number must be "8", which was asked for, and is "7"\.$/),
  };
  await expect(p.Room.get({ house: 'north', number: 8n })).rejects.toMatchObject(misfit);
  await expect(p.Room.modify({ house: 'north', number: 8n }, { guest: 'y' })).rejects.toMatchObject(misfit);
  expect(await p.Room.get({ house: 'north', number: 7n })).toEqual(room);
  expect(await p.Room.modify({ house: 'north', number: 7n }, { guest: 'y' })).toEqual(room);
});
