export { NAME_LENGTH, foldName, foldNamespace, isClassName, isHostName, isPropertyName, isPrototypeName, isSameName } from './names.js';
export { PATH_LIMITS, foldPath, formatPath, isSamePath, parsePath, type KeyValue, type ObjectPath, type PathKey } from './object-path.js';
export { keyOf, pathOf, type KeyedClass } from './path-key.js';
export { LONGEST_DURATION_MS, formatDuration, formatInterval, parseDuration } from './duration.js';
export { formatBytes, parseBytes } from './bytes.js';
export { excerpt, safeText } from './safe-text.js';
export { didYouMean, nearest } from './nearest.js';
