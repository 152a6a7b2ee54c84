// Forgot to export its provider.
import { defineProvider, serve } from '@provost/sdk';

serve(defineProvider({ name: 'forgot', namespace: 'root/test' }));
