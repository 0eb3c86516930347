export { loadIndicators, observationKey } from './content.ts';
export { createIndicators } from './engine.ts';
export * from './types.ts';
