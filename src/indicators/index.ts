export { loadIndicators, observationKey } from './content.ts';
export { createIndicators } from './engine.ts';
export { tableToCsv, tableToXlsx } from './export.ts';
export { createRenderer, type Renderer } from './renderer.ts';
export * from './types.ts';
