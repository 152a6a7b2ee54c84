/** Loads and lets go as quickly as a provider can. */
import { serveThings } from './serve-things.js';

export default serveThings('quick', 'Quick');
