/** A small file system in a file. What the file holds at a moment is what the disk of a machine would hold whose power goes off at that moment: what was not flushed is not in it. */
import { spawnSync } from 'node:child_process';
import { constants, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const MEGABYTES = 48;

export class CrashImage {
  /** Where it is mounted. */
  mount;
  #image;
  #next;

  /** Throws where this machine does not let it: it takes root, loop devices and mkfs.ext4. */
  constructor(folder) {
    this.mount = join(folder, 'disk');
    this.#image = join(folder, 'image');
    this.#next = join(folder, 'image.next');
    mkdirSync(this.mount);
    must('truncate', '-s', `${MEGABYTES}M`, this.#image);
    must('mkfs.ext4', '-q', '-F', this.#image);
    must('mount', '-o', 'loop', this.#image, this.mount);
  }

  /** Keeps what the disk holds now. Whoever writes has to be stopped. */
  take() {
    copyFileSync(this.#image, this.#next, constants.COPYFILE_FICLONE);
  }

  /** The power comes back: mounted is what was kept. Nobody may have a file of it open. */
  restore() {
    must('umount', this.mount);
    copyFileSync(this.#next, this.#image);
    must('mount', '-o', 'loop', this.#image, this.mount);
  }

  remove() {
    spawnSync('umount', [this.mount]);
    rmSync(this.#image, { force: true });
    rmSync(this.#next, { force: true });
  }
}

function must(command, ...args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
