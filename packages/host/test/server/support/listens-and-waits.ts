/** A program that listens at a socket, says so, and lives until it is killed. */
import { createServer } from 'node:net';

createServer().listen(process.argv[2], () => { process.stdout.write('{"listening":true}\n'); });
