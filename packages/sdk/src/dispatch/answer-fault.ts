/** What this package itself says of an author's answer. Told apart by its class, so that what an author throws is never taken for it. */
import { ProviderError } from '@provost/protocol';

export class AnswerFault extends ProviderError {}
