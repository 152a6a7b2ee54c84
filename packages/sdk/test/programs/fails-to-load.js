// Its load fails with a reason.
import { defineProvider, ProviderError } from '@provost/sdk';

export default defineProvider({
  name: 'fails',
  namespace: 'root/test',
  load() {
    throw new ProviderError('NOT_FOUND', {}, { message: 'The disk is gone.', remedy: 'Plug it in.' });
  },
});
