export { RESULT_CODES, isResultName, resultNameOf, type ResultCode, type ResultName } from './result-codes.js';
export {
  ProviderError, fromWireError, isErrorOf, isProviderError, toWireError,
  type ErrorFacts, type ErrorOptions, type WireError,
} from './provider-error.js';
