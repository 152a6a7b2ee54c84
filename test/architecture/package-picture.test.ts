import { expect, test } from '@jest/globals';
import { PICTURE, findPictureFaults, readPackages, type PackageFacts } from './package-picture.js';

test('P12 package.json, tsconfig references and imports agree with the picture of who may import whom', () => {
  expect(findPictureFaults(readPackages())).toEqual([]);
});

test('P12 the picture lets nobody import the CLI, and neither host nor sdk the other', () => {
  expect(Object.values(PICTURE).flat()).not.toContain('provost');
  expect(PICTURE['@provost/host']).not.toContain('@provost/sdk');
  expect(PICTURE['@provost/sdk']).not.toContain('@provost/host');
});

/** Packages that are as the picture says, but for what a test spoils. */
function packagesWith(spoilt: Partial<PackageFacts> & { readonly name: string }): PackageFacts[] {
  return Object.entries(PICTURE).map(([name, allowed]) => {
    const imports = allowed.map((other) => ({ file: `${name}/index.ts`, package: other }));
    const sound = { name, dependencies: allowed, references: allowed, imports, testImports: [] };
    return name === spoilt.name ? { ...sound, ...spoilt } : sound;
  });
}

const protocolOnly = [{ file: 'host/a.ts', package: '@provost/protocol' }];

test.each<[string, Partial<PackageFacts>, string]>([
  ['an import that the picture forbids', { imports: [...protocolOnly, { file: 'host/a.ts', package: '@provost/sdk' }] }, 'host/a.ts imports @provost/sdk, which @provost/host may not.'],
  ['a test that imports what its package may not', { testImports: [{ file: 'host/t.ts', package: 'provost' }] }, 'host/t.ts imports provost, which @provost/host may not.'],
  ['an import that package.json does not name', { imports: [...protocolOnly, { file: 'host/a.ts', package: 'left-pad' }] }, 'host/a.ts imports left-pad, which package.json of @provost/host does not name.'],
  ['a dependency that nothing imports', { imports: [] }, 'package.json of @provost/host names @provost/protocol, which no file of its src imports.'],
  ['a dependency that the picture forbids', { dependencies: ['@provost/protocol', '@provost/sdk'] }, 'package.json of @provost/host names @provost/sdk, which it may not import.'],
  ['a missing reference', { references: [] }, 'tsconfig.json of @provost/host has no reference to @provost/protocol, which package.json names.'],
  ['a reference too many', { references: ['@provost/protocol', '@provost/sdk'] }, 'tsconfig.json of @provost/host refers to @provost/sdk, which package.json does not name.'],
])('the comparison reports %s', (_, spoilt, fault) => {
  expect(findPictureFaults(packagesWith({ name: '@provost/host', ...spoilt }))).toContain(fault);
});

test('the comparison reports a package that the picture lacks, and one that is only in the picture', () => {
  const stranger: PackageFacts = { name: '@provost/stranger', dependencies: [], references: [], imports: [], testImports: [] };
  const faults = findPictureFaults([...packagesWith({ name: '' }).filter(({ name }) => name !== 'provost'), stranger]);
  expect(faults).toEqual(['provost is in the picture but not in packages/.', '@provost/stranger is not in the picture: say in PICTURE whom it may import.']);
});
