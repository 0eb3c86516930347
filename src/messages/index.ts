export * from './incoming.ts';
export * from './reply.ts';
