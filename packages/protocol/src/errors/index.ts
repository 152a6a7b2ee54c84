export { RESULT_CODES, isResultName, resultNameOf, type ResultCode, type ResultName } from './result-codes.js';
export {
  ProviderError, fromWireError, isProviderError, toWireError,
  type ErrorFacts, type ErrorOptions, type WireError,
} from './provider-error.js';
export { callOf, declaredBy, isErrorOf, type DeclaredError, type DeclaresErrors } from './declared.js';
