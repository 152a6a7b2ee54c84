/** Who may import whom, and the comparison of that picture with what package.json, tsconfig and the import statements say. */
import { join } from 'node:path/posix';
import { filesUnder, importsOf, packageFolders, packageOf, readJson } from './source-tree.js';

/** The picture: each package and those it may import. Nobody imports `provost`, the CLI; host and sdk never import each other. */
export const PICTURE: Readonly<Record<string, readonly string[]>> = {
  '@provost/protocol': [],
  '@provost/storage': ['@provost/protocol'],
  '@provost/sdk': ['@provost/protocol', '@provost/storage'],
  '@provost/client': ['@provost/protocol'],
  '@provost/host': ['@provost/protocol', '@provost/storage'],
  '@provost/testing': ['@provost/protocol', '@provost/sdk', '@provost/host'],
  '@provost/log-file': ['@provost/sdk'],
  provost: ['@provost/protocol', '@provost/client', '@provost/host'],
};

/** What one package says of itself, in three places. */
export interface PackageFacts {
  readonly name: string;
  /** Of package.json: all of them, ours and others'. */
  readonly dependencies: readonly string[];
  /** Of tsconfig.json, as package names. */
  readonly references: readonly string[];
  /** Of src, each with the file that has it. */
  readonly imports: readonly { readonly file: string; readonly package: string }[];
  /** Of the package's own tests. */
  readonly testImports: readonly { readonly file: string; readonly package: string }[];
}

function importedPackages(folder: string): { file: string; package: string }[] {
  return filesUnder(folder, '.ts').flatMap(({ path, text }) =>
    importsOf(text).flatMap((specifier) => {
      const name = packageOf(specifier);
      return name === undefined ? [] : [{ file: path, package: name }];
    }),
  );
}

function referencedPackages(folder: string): string[] {
  const references = (readJson(`packages/${folder}/tsconfig.json`)['references'] ?? []) as { path: string }[];
  const folders = references.map(({ path }) => join(`packages/${folder}`, path).split('/')[1] as string);
  return [...new Set(folders)].map((name) => readJson(`packages/${name}/package.json`)['name'] as string);
}

/** The facts of every package as they stand in the repository. */
export function readPackages(): PackageFacts[] {
  return packageFolders().map((folder) => {
    const manifest = readJson(`packages/${folder}/package.json`);
    return {
      name: manifest['name'] as string,
      dependencies: Object.keys((manifest['dependencies'] ?? {}) as object),
      references: referencedPackages(folder),
      imports: importedPackages(`packages/${folder}/src`),
      testImports: importedPackages(`packages/${folder}/test`),
    };
  });
}

const isOurs = (name: string): boolean => Object.hasOwn(PICTURE, name);

function compareOne(facts: PackageFacts): string[] {
  const { name } = facts;
  const allowed = PICTURE[name];
  if (allowed === undefined) return [`${name} is not in the picture: say in PICTURE whom it may import.`];
  const faults: string[] = [];
  const imported = new Set(facts.imports.map((one) => one.package).filter((other) => other !== name));
  for (const { file, package: other } of [...facts.imports, ...facts.testImports]) {
    if (isOurs(other) && other !== name && !allowed.includes(other)) faults.push(`${file} imports ${other}, which ${name} may not.`);
  }
  for (const { file, package: other } of facts.imports) {
    if (other !== name && !facts.dependencies.includes(other)) faults.push(`${file} imports ${other}, which package.json of ${name} does not name.`);
  }
  for (const other of facts.dependencies) {
    if (isOurs(other) && !allowed.includes(other)) faults.push(`package.json of ${name} names ${other}, which it may not import.`);
    if (!imported.has(other)) faults.push(`package.json of ${name} names ${other}, which no file of its src imports.`);
  }
  const ours = facts.dependencies.filter(isOurs);
  for (const other of ours) if (!facts.references.includes(other)) faults.push(`tsconfig.json of ${name} has no reference to ${other}, which package.json names.`);
  for (const other of facts.references) {
    if (other !== name && !ours.includes(other)) faults.push(`tsconfig.json of ${name} refers to ${other}, which package.json does not name.`);
  }
  return faults;
}

/** Where the three disagree with the picture or with each other; none when all is well. */
export function findPictureFaults(packages: readonly PackageFacts[]): string[] {
  const absent = Object.keys(PICTURE).filter((name) => !packages.some((facts) => facts.name === name));
  return [...absent.map((name) => `${name} is in the picture but not in packages/.`), ...new Set(packages.flatMap(compareOne))];
}
