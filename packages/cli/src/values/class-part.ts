/** The class that an object path speaks of, also of a path that is not valid: the host says what is wrong with it. */

/** The class of an object path: `root/app:Note.id="7"` and `root/app:Note=@` are of `root/app:Note`. */
export function classPartOf(path: string): string {
  return path.replace(/^((?:[^:."=]*:)?[^.="]*).*$/s, '$1');
}
