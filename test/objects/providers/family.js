/** Shapes, some of which are circles and some squares: classes of one provider that derive from each other, in `root/family`. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

export const Shape = defineClass('Shape', { key: 'id', abstract: true, properties: { id: Type.String(), size: Type.Integer() } });
export const Circle = defineClass('Circle', { extends: Shape, properties: { radius: Type.Number() } });
export const Square = defineClass('Square', { extends: Shape });
export const Tile = defineClass('Tile', { extends: Square, properties: { colour: Type.String() } });

const circles = [{ id: 'c1', size: 3, radius: 1 }, { id: 'c2', size: 12, radius: 2 }];
const squares = [{ id: 's1', size: 4 }];
const tiles = [{ id: 't1', size: 9, colour: 'blue' }, { id: 't2', size: 1, colour: 'Red' }];

const served = (rows) => ({ get: ({ id }) => rows.find((row) => row.id === id), list: () => rows });

const family = defineProvider({ name: 'family', namespace: 'root/family' })
  .serves(Shape, {})
  .serves(Circle, served(circles))
  .serves(Square, served(squares))
  .serves(Tile, served(tiles));

export default family;
serve(family);
